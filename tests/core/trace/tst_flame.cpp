#include "core/trace/flame.h"
#include "core/trace/stackreading.h"
#include "tests/support/stricttest.h"

using namespace Loopscope;
using namespace std::chrono_literals;
using Trace::Flame;
using Trace::FlameDetail;
using Trace::FlameNode;
using Trace::Frame;
using Trace::FrameOrigin;
using Trace::Stack;
using Trace::Stall;

namespace {

const Base::SteadyTime start = Base::fromNanoseconds(1'000'000'000);

Frame frame(const char *function, FrameOrigin origin, int line = 0)
{
    Frame result;
    result.function = QString::fromLatin1(function);
    result.file = origin == FrameOrigin::Own ? QStringLiteral("src/import.cpp") : QString();
    result.line = line;
    result.origin = origin;
    return result;
}

/// A slot that Qt's loop called. `inner`: from the innermost to what the slot called.
Stack stackOf(Base::Duration at, std::vector<Frame> inner, int line)
{
    Stack stack;
    stack.takenAt = start + at;
    stack.frames = std::move(inner);
    stack.frames.push_back(frame("readAll", FrameOrigin::Own, line));
    for (const char *function : {"doActivate", "QObject::event"})
        stack.frames.push_back(frame(function, FrameOrigin::Qt));
    stack.frames.push_back(frame("LoopProbe::dispatch", FrameOrigin::Monitor));
    stack.frames.push_back(frame("QEventLoop::exec", FrameOrigin::Qt));
    stack.frames.push_back(frame("main", FrameOrigin::Own, 90));
    stack.frames.push_back(frame("__libc_start_main", FrameOrigin::System));
    stack.frames.push_back(frame("_start", FrameOrigin::System));
    return stack;
}

Stall stallOf(std::vector<Stack> stacks, Base::Duration duration)
{
    Stall stall;
    stall.startedAt = start;
    stall.duration = duration;
    stall.stacks = std::make_shared<const std::vector<Stack>>(std::move(stacks));
    return stall;
}

QStringList namesAlongFirst(const Flame &flame)
{
    QStringList names;
    for (const std::vector<FlameNode> *nodes = &flame.roots; !nodes->empty();
         nodes = &nodes->front().children)
        names.append(nodes->front().function);
    return names;
}

} // namespace

class TstFlame : public Testing::StrictTest
{
    Q_OBJECT

private Q_SLOTS:
    void aStallWithoutStacksHasNone()
    {
        const Flame flame = flameOf(Stall());
        QCOMPARE(flame.samples, 0);
        QCOMPARE(flame.depth(), 0);
    }

    void whatQtAndTheCLibraryDoAroundTheProgramIsFolded()
    {
        const Flame flame = flameOf(stallOf(
            {stackOf(10ms,
                     {frame("__read", FrameOrigin::System), frame("QFSFileEngine::read", FrameOrigin::Qt),
                      frame("QFile::readAll", FrameOrigin::Qt)},
                     28)},
            30ms));
        QCOMPARE(namesAlongFirst(flame),
                 QStringList({"", "main", "event loop", "readAll", "QFile::readAll", ""}));
        const FlameNode &loop = flame.roots.front().children.front().children.front();
        QVERIFY(loop.isFold());
        QCOMPARE(loop.folded.size(), 4);
        QCOMPARE(loop.folded.front().function, QStringLiteral("QEventLoop::exec"));
        QCOMPARE(loop.origin, FrameOrigin::Monitor);
    }

    // The dispatch of a program that never waits for its loop is no loop.
    void foldThatRunsNoLoopIsNotCalledOne()
    {
        Stack stack;
        stack.takenAt = start + 10ms;
        stack.frames = {frame("step", FrameOrigin::Own, 5), frame("drive", FrameOrigin::Monitor),
                        frame("resume", FrameOrigin::Monitor), frame("begin", FrameOrigin::Own, 9)};
        const Flame flame = flameOf(stallOf({stack}, 30ms));
        QCOMPARE(namesAlongFirst(flame), QStringList({"begin", "", "step"}));
        QCOMPARE(flame.roots.front().children.front().folded.size(), 2);
    }

    void unevenFoldsAreOneAndSaySo()
    {
        const Frame qt = frame("QFile::readData", FrameOrigin::Qt);
        const Flame flame =
            flameOf(stallOf({stackOf(10ms, {qt, qt, qt}, 28), stackOf(20ms, {qt, qt, qt, qt}, 28),
                             stackOf(30ms, {qt, qt, qt}, 28)},
                            40ms));
        const FlameNode &fold = flame.roots[0].children[0].children[0].children[0].children[0].children[0];
        QCOMPARE(fold.samples, 3);
        QCOMPARE(fold.folded.size(), 3);
        QVERIFY(fold.isFoldUneven);
        QVERIFY(!flame.roots[0].isFoldUneven);
    }

    void coroutineIsOneFrame()
    {
        const Flame flame = flameOf(stallOf(
            {stackOf(10ms,
                     {frame("usleep", FrameOrigin::System), frame("App::sleeper()", FrameOrigin::Own, 31),
                      frame("App::sleeper", FrameOrigin::Own, 25)},
                     28)},
            30ms));
        QCOMPARE(namesAlongFirst(flame),
                 QStringList({"", "main", "event loop", "readAll", "App::sleeper()", "usleep"}));
        QCOMPARE(flame.roots[0].children[0].children[0].children[0].children[0].line, 31);
    }

    void onlyTheHalvesOfACoroutineAreJoined()
    {
        const auto joined = [](const char *inner, const char *outer) {
            return Trace::withWholeCoroutines(
                       {frame(inner, FrameOrigin::Own, 1), frame(outer, FrameOrigin::Own, 2)})
                       .size() == 1;
        };
        QVERIFY(joined("App::f()", "App::f"));   // it was called
        QVERIFY(joined("App::f()", "App::f()")); // it was destroyed
        QVERIFY(!joined("App::f", "App::f"));    // a function that calls itself
        QVERIFY(!joined("App::f", "App::f()"));  // a coroutine that calls itself
        QVERIFY(!joined("App::f()", "App::g"));
        QVERIFY(joined("f()", "App::f")); // as g++ names them
        QVERIFY(!joined("f()", "App::leaf"));
        QVERIFY(!joined("App::operator()", "App::operator()"));
        QVERIFY(!joined("lambda in f()", "lambda in f()"));
        Frame elsewhere = frame("App::f", FrameOrigin::Own, 2);
        elsewhere.file = QStringLiteral("src/other.cpp");
        QCOMPARE(Trace::withWholeCoroutines({frame("App::f()", FrameOrigin::Own, 1), elsewhere}).size(), 2U);
    }

    void expandedItHasEveryFrame()
    {
        const Stall stall = stallOf({stackOf(10ms, {frame("usleep", FrameOrigin::System)}, 28)}, 30ms);
        QCOMPARE(namesAlongFirst(flameOf(stall, FlameDetail::Expanded)),
                 QStringList({"_start", "__libc_start_main", "main", "QEventLoop::exec",
                              "LoopProbe::dispatch", "QObject::event", "doActivate", "readAll", "usleep"}));
        QCOMPARE(flameOf(stall, FlameDetail::Expanded).depth(), 9);
    }

    void samplesAreMergedAndWeighTheTimeUntilTheNext()
    {
        const Frame parse = frame("parse", FrameOrigin::Own, 50);
        const Frame store = frame("store", FrameOrigin::Own, 70);
        const Flame flame = flameOf(stallOf(
            {stackOf(10ms, {parse}, 28), stackOf(20ms, {parse}, 28), stackOf(30ms, {store}, 29)}, 70ms));
        QCOMPARE(flame.samples, 3);
        QCOMPARE(flame.time, Base::Duration(60ms));
        QCOMPARE(flame.roots.size(), 1);
        const FlameNode &slot = flame.roots[0].children[0].children[0].children[0];
        QCOMPARE(slot.function, QStringLiteral("readAll"));
        QCOMPARE(slot.samples, 3);
        QCOMPARE(slot.ownSamples, 0);
        QCOMPARE(slot.line, 28);
        QCOMPARE(slot.lines, (std::vector<std::pair<int, int>>{{28, 2}, {29, 1}}));
        QCOMPARE(slot.children.size(), 2);
        QCOMPARE(slot.children[0].time, Base::Duration(20ms));
        QCOMPARE(slot.children[1].time, Base::Duration(40ms));
        QCOMPARE(slot.children[1].ownSamples, 1);
    }

    void guessedStacksAreCounted()
    {
        Stack guessed = stackOf(10ms, {}, 28);
        guessed.approximate = true;
        const Flame flame = flameOf(stallOf({guessed, stackOf(20ms, {}, 28)}, 30ms));
        QCOMPARE(flame.approximate, 1);
        QCOMPARE(flame.roots[0].approximate, 1);
        QCOMPARE(flame.roots[0].samples, 2);
    }

    void inlinedFramesAreNodesOfTheirOwn()
    {
        Frame inlined = frame("decode", FrameOrigin::Own, 12);
        inlined.inlined = true;
        const Flame flame = flameOf(stallOf(
            {stackOf(10ms, {inlined}, 28), stackOf(11ms, {frame("decode", FrameOrigin::Own, 13)}, 28)},
            12ms));
        const FlameNode &slot = flame.roots[0].children[0].children[0].children[0];
        QCOMPARE(slot.children.size(), 2);
        QVERIFY(slot.children[0].inlined);
        QVERIFY(!slot.children[1].inlined);
    }
};

LOOPSCOPE_TEST_MAIN(TstFlame)
#include "tst_flame.moc"
