#include "tests/support/stricttest.h"
#include "ui/models/shownstall.h"

using namespace Loopscope;
using Trace::Frame;
using Trace::FrameOrigin;

namespace {

Frame frame(const char *function, const char *file, int line, FrameOrigin origin = FrameOrigin::Own)
{
    Frame made;
    made.function = QString::fromLatin1(function);
    made.file = QString::fromLatin1(file);
    made.line = line;
    made.origin = origin;
    return made;
}

Trace::Stall stallOf(std::vector<Frame> frames)
{
    Trace::Stack stack;
    stack.frames = std::move(frames);
    Trace::Stall stall;
    stall.stacks = std::make_shared<const std::vector<Trace::Stack>>(std::vector<Trace::Stack>{stack});
    return stall;
}

const Frame poll = frame("poll", "", 0, FrameOrigin::System);
const Frame perform = frame("Net::Transfer::perform", "core/net/blockinghttpclient.cpp", 104);
const Frame get = frame("HttpOnLoopBlocking::get", "core/scenario/http/http_onloopblocking.cpp", 19);
const Frame work = frame("Session::Run::work", "core/session/run.cpp", 88);

} // namespace

class TstShownStall : public Testing::StrictTest
{
    Q_OBJECT

private Q_SLOTS:
    void lineOfTheVariantIsGuilty();
    void withoutAVariantNothingChanges();
    void destructorThatNobodyWroteIsNotGuilty();
};

void TstShownStall::lineOfTheVariantIsGuilty()
{
    const Trace::Stall stall = stallOf({poll, perform, get, work});
    QCOMPARE(stall.culprit()->line, 104);
    const Trace::Stall shown = Models::shownStall(stall);
    QCOMPARE(shown.culprit()->line, 19);
    QCOMPARE(shown.culpritName(), QStringLiteral("HttpOnLoopBlocking::get()"));
    // What it called keeps its name, what called it is folded with the loop.
    const std::vector<Frame> &frames = shown.mainStack()->frames;
    QCOMPARE(frames[0].origin, FrameOrigin::System);
    QCOMPARE(frames[1].origin, FrameOrigin::Library);
    QCOMPARE(frames[2].origin, FrameOrigin::Own);
    QCOMPARE(frames[3].origin, FrameOrigin::Monitor);
    // The document of a run tells the stall as it was.
    QCOMPARE(stall.culprit()->line, 104);
}

void TstShownStall::withoutAVariantNothingChanges()
{
    const Frame helper = frame("Bystanders::job", "core/scenario/slowcallback/bystanders.cpp", 40);
    for (const std::vector<Frame> &frames : {std::vector<Frame>{poll, perform, work},
                                             std::vector<Frame>{poll, helper, work}, std::vector<Frame>{}}) {
        const Trace::Stall stall = stallOf(frames);
        const Trace::Stall shown = Models::shownStall(stall);
        QCOMPARE(shown.stacks, stall.stacks);
    }
    QVERIFY(!Models::shownStall({}).stacks);
}

void TstShownStall::destructorThatNobodyWroteIsNotGuilty()
{
    const Frame implicit =
        frame("CpuBoundThreadPool::~CpuBoundThreadPool", "core/scenario/cpubound/cpubound_threadpool.cpp", 8);
    const Frame written = frame("ThreadExecutor::~ThreadExecutor", "core/exec/threadexecutor.cpp", 60);
    QCOMPARE(Models::shownStall(stallOf({poll, written, implicit})).culprit()->line, 60);
}

LOOPSCOPE_TEST_MAIN(TstShownStall)
#include "tst_shownstall.moc"
