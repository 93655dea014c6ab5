#include "core/trace/stall.h"
#include "tests/support/stricttest.h"

#include <set>

using namespace Loopscope;
using namespace std::chrono_literals;
using Trace::Frame;
using Trace::FrameOrigin;
using Trace::Stack;
using Trace::Stall;
using Trace::StallCause;

namespace {

Frame frame(const char *function, const char *file, int line, FrameOrigin origin)
{
    Frame result;
    result.function = QString::fromLatin1(function);
    result.file = QString::fromLatin1(file);
    result.line = line;
    result.origin = origin;
    return result;
}

std::shared_ptr<const std::vector<Stack>> stacks(std::vector<std::vector<Frame>> frames)
{
    std::vector<Stack> result;
    for (std::vector<Frame> &list : frames)
        result.push_back({{}, std::move(list), false, {}});
    return std::make_shared<const std::vector<Stack>>(std::move(result));
}

Stall sleeper()
{
    Stall stall;
    stall.duration = 102'300us;
    stall.eventName = QStringLiteral("QTimer timeout");
    stall.task = 1;
    stall.taskDone = true;
    stall.taskName = QStringLiteral("sleeper");
    stall.taskFunction.function = QStringLiteral("sleeper()");
    stall.createdAt = {QStringLiteral("run"), QStringLiteral("core/a.cpp"), 18};
    stall.stacks = stacks({{frame("clock_nanosleep", "", 0, FrameOrigin::System),
                            frame("sleeper", "core/scenario/slow.cpp", 31, FrameOrigin::Own)}});
    return stall;
}

} // namespace

class TstStall : public Testing::StrictTest
{
    Q_OBJECT

private Q_SLOTS:
    void lineIsThatOfTheContract()
    {
        QCOMPARE(slowCallbackLine(sleeper()),
                 QStringLiteral("Executing <Task finished name='sleeper' coro=<sleeper() running at "
                                "core/scenario/slow.cpp:31> created at core/a.cpp:18> took 0.102 seconds"));
    }

    void lineSaysWhatItKnows_data()
    {
        QTest::addColumn<Stall>("stall");
        QTest::addColumn<QString>("line");
        const auto row = [](const char *tag, const Stall &stall, const char *line) {
            QTest::newRow(tag) << stall << QString::fromLatin1(line);
        };
        Stall stall = sleeper();
        stall.taskDone = false;
        stall.createdAt = {};
        row("pending, created nowhere", stall,
            "Executing <Task pending name='sleeper' coro=<sleeper() running at core/scenario/slow.cpp:31>> "
            "took 0.102 seconds");
        stall.stacks.reset();
        row("no stack", stall, "Executing <Task pending name='sleeper' coro=<sleeper()>> took 0.102 seconds");
        stall = sleeper();
        stall.taskFunction = {};
        row("function from the stack", stall,
            "Executing <Task finished name='sleeper' coro=<sleeper() running at core/scenario/slow.cpp:31> "
            "created at core/a.cpp:18> took 0.102 seconds");
        stall = sleeper();
        stall.task = 0;
        row("no task", stall,
            "Executing <Handle QTimer timeout running at core/scenario/slow.cpp:31> took 0.102 seconds");
        stall.stacks.reset();
        row("nothing but the event", stall, "Executing <Handle QTimer timeout> took 0.102 seconds");
        stall.eventName = QStringLiteral("100%1 %2");
        row("placeholders in a name", stall, "Executing <Handle 100%1 %2> took 0.102 seconds");
        stall = sleeper();
        stall.taskName = QStringLiteral("%1 and %3");
        row("placeholders in a task's name", stall,
            "Executing <Task finished name='%1 and %3' coro=<sleeper() running at core/scenario/slow.cpp:31> "
            "created at core/a.cpp:18> took 0.102 seconds");
    }

    void lineSaysWhatItKnows()
    {
        QFETCH(Stall, stall);
        QFETCH(QString, line);
        QCOMPARE(slowCallbackLine(stall), line);
    }

    void culpritIsTheInnermostOwnFrameWithALine()
    {
        Stall stall;
        QVERIFY(!stall.culprit());
        QVERIFY(!stall.mainStack());
        stall.eventName = QStringLiteral("MetaCall");
        QCOMPARE(stall.culpritName(), QStringLiteral("MetaCall"));
        stall.eventName = QStringLiteral("Worker::process() ← QTimer::timeout() of 'poll'");
        QCOMPARE(stall.culpritName(), QStringLiteral("Worker::process()"));
        stall.stacks = stacks(
            {{frame("poll", "", 0, FrameOrigin::System), frame("QSocket::wait", "q.cpp", 5, FrameOrigin::Qt),
              frame("spawn", "core/async/spawn.h", 9, FrameOrigin::Monitor),
              frame("lineless", "", 0, FrameOrigin::Own), frame("fetch", "core/b.cpp", 12, FrameOrigin::Own),
              frame("main", "core/c.cpp", 2, FrameOrigin::Own)}});
        QVERIFY(stall.culprit());
        QCOMPARE(stall.culprit()->function, QStringLiteral("fetch"));
        QCOMPARE(stall.culpritName(), QStringLiteral("fetch()"));
        QCOMPARE(stall.mainStack(), &stall.stacks->front());
    }

    // A tail-called slot has no frame; then main(), which runs the loop, must not be blamed.
    void whoRunsTheLoopIsNoCulprit()
    {
        Stall stall;
        stall.eventName = QStringLiteral("QTimer (Timer)");
        stall.stacks =
            stacks({{frame("clock_nanosleep", "", 0, FrameOrigin::System),
                     frame("QObject::event", "", 0, FrameOrigin::Qt),
                     frame("QEventLoop::exec(QFlags<QEventLoop::ProcessEventsFlag>)", "", 0, FrameOrigin::Qt),
                     frame("main", "src/import.cpp", 32, FrameOrigin::Own)}});
        QVERIFY(!stall.culprit());
        QCOMPARE(stall.culpritName(), QStringLiteral("QTimer (Timer)"));
    }

    // A short call before a long one is not what blocked.
    void culpritIsTheLineThatWasSeenClearlyMoreOften()
    {
        const auto at = [](int line) {
            return std::vector<Frame>{frame("work()", "core/b.cpp", line, FrameOrigin::Own)};
        };
        Stall stall;
        stall.stacks = stacks({at(4), at(9)});
        QCOMPARE(stall.culprit()->line, 4);
        stall.stacks = stacks({at(4), at(9), at(9)});
        QCOMPARE(stall.culprit()->line, 9);
        QCOMPARE(stall.mainStack(), &(*stall.stacks)[1]);
        // The lines of a loop take turns: the name stays.
        stall.stacks = stacks({at(4), at(9), at(9), at(4), at(9)});
        QCOMPARE(stall.culprit()->line, 4);
        stall.stacks =
            stacks({{frame("??", "", 0, FrameOrigin::Library)}, at(4), at(9), at(9), at(7), at(7), at(7)});
        QCOMPARE(stall.culprit()->line, 7);
    }

    // While it goes on, the next sample may show that it computes.
    void onlyAnEndedStallIsTheMachines()
    {
        Stall stall;
        stall.cause = StallCause::Descheduled;
        stall.open = true;
        QVERIFY(!stall.isOfMachine());
        stall.open = false;
        QVERIFY(stall.isOfMachine());
        stall.cause = StallCause::Cpu;
        QVERIFY(!stall.isOfMachine());
    }

    void culpritComesFromALaterStackWhenTheFirstHasNone()
    {
        Stall stall;
        stall.stacks = stacks({{frame("??", "", 0, FrameOrigin::Library)},
                               {frame("step(int)", "core/b.cpp", 4, FrameOrigin::Own)}});
        QVERIFY(stall.culprit());
        QCOMPARE(stall.culpritName(), QStringLiteral("step(int)"));
        QCOMPARE(stall.mainStack(), &stall.stacks->back());
        stall.stacks = stacks({});
        QVERIFY(!stall.culprit());
        QVERIFY(!stall.mainStack());
    }

    void causesHaveTheContractsNames()
    {
        std::set<QString> names;
        for (const StallCause cause :
             {StallCause::Unknown, StallCause::Cpu, StallCause::Sleep, StallCause::Io, StallCause::Lock,
              StallCause::PageFault, StallCause::Descheduled})
            names.insert(causeId(cause));
        const QStringList wanted =
            QStringLiteral("cpu sleep io lock page-fault descheduled unknown").split(u' ');
        QCOMPARE(names, std::set<QString>(wanted.begin(), wanted.end()));
    }
};

LOOPSCOPE_TEST_MAIN(TstStall)
#include "tst_stall.moc"
