#include "core/async/resumption.h"
#include "core/async/spawn.h"
#include "core/async/stop.h"
#include "core/async/taskgroup.h"
#include "core/monitor/monitor.h"
#include "tests/support/stricttest.h"

#include <QCoroTimer>
#include <QRegularExpression>
#include <QThread>

using namespace Loopscope;
using namespace std::chrono_literals;

namespace {

struct Seen
{
    std::vector<Trace::TaskId> tasks;
    bool cancelled = false;
    bool finished = false;
    QThread *thread = nullptr;
};

QCoro::Task<int> inner(Seen *seen)
{
    seen->tasks.push_back(Monitor::currentTask());
    co_await Async::tracked(QCoro::sleepFor(2ms));
    seen->tasks.push_back(Monitor::currentTask());
    co_return 42;
}

QCoro::Task<> outer(Seen *seen)
{
    const int value = co_await Async::tracked(inner(seen));
    seen->tasks.push_back(Monitor::currentTask());
    QTimer timer;
    timer.setSingleShot(true);
    timer.start(2ms);
    co_await Async::tracked(timer);
    seen->tasks.push_back(Monitor::currentTask());
    seen->finished = value == 42;
}

QCoro::Task<> throws(std::chrono::milliseconds after)
{
    if (after > 0ms)
        co_await Async::tracked(QCoro::sleepFor(after));
    throw std::runtime_error("it broke");
}

QCoro::Task<> sleepsLong(Async::StopToken stop, Seen *seen)
{
    seen->thread = QThread::currentThread();
    try {
        co_await Async::Sleep(1h, stop);
    } catch (const Async::Cancelled &) {
        seen->cancelled = true;
        throw;
    }
}

QCoro::Task<> waitsFor(Async::TaskGroup *group, QString *error, bool *done)
{
    try {
        co_await group->finished();
    } catch (const std::exception &exception) {
        *error = QString::fromUtf8(exception.what());
    }
    *done = true;
}

} // namespace

class TstSpawn : public Testing::StrictTest
{
    Q_OBJECT

private Q_SLOTS:
    void currentTaskIsRestoredAfterEachAwait();
    void taskIsNotCurrentOutsideOfIt();
    void errorReachesItsHandler_data();
    void errorReachesItsHandler();
    void stopEndsASleepAtOnce();
    void stoppedTokenCancelsBeforeSuspending();
    void groupWaitsForAllAndThrowsTheFirstError();
    void emptyGroupIsFinished();
    void errorThatNobodyTakesIsTold();
    void taskThatIsDestroyedEarlyIsTold();
};

void TstSpawn::currentTaskIsRestoredAfterEachAwait()
{
    Seen seen;
    bool ended = false;
    const Trace::TaskId id = Async::spawn([&seen] { return outer(&seen); }, QStringLiteral("outer"), {},
                                          [&ended] { ended = true; });
    QTRY_VERIFY(ended);
    QVERIFY(seen.finished);
    QCOMPARE(seen.tasks, (std::vector<Trace::TaskId>{id, id, id, id}));
}

void TstSpawn::taskIsNotCurrentOutsideOfIt()
{
    Monitor::setCurrentTask(0); // in an observed loop the probe does it for each dispatch
    Seen seen;
    bool ended = false;
    Async::spawn([&seen] { return outer(&seen); }, QStringLiteral("outer"), {}, [&ended] { ended = true; });
    QCOMPARE(Monitor::currentTask(), Trace::TaskId{0});
    QTRY_VERIFY(ended);
}

void TstSpawn::errorReachesItsHandler_data()
{
    QTest::addColumn<int>("delay");
    QTest::newRow("thrown before the first await") << 0;
    QTest::newRow("thrown after an await") << 2;
}

void TstSpawn::errorReachesItsHandler()
{
    QFETCH(int, delay);
    QString message;
    bool ended = false;
    Async::spawn([delay] { return throws(std::chrono::milliseconds(delay)); }, QStringLiteral("throws"),
                 [&message](std::exception_ptr error) { message = Async::messageOf(error); },
                 [&ended] { ended = true; });
    QTRY_VERIFY(ended);
    QCOMPARE(message, QStringLiteral("it broke"));
}

void TstSpawn::stopEndsASleepAtOnce()
{
    std::stop_source source;
    Seen seen;
    bool failed = false;
    bool ended = false;
    Async::spawn([&] { return sleepsLong(source.get_token(), &seen); }, QStringLiteral("sleeper"),
                 [&failed](std::exception_ptr) { failed = true; }, [&ended] { ended = true; });
    QVERIFY(!ended);
    source.request_stop();
    QTRY_VERIFY(ended);
    QVERIFY(seen.cancelled);
    QVERIFY(!failed);
}

void TstSpawn::stoppedTokenCancelsBeforeSuspending()
{
    std::stop_source source;
    source.request_stop();
    Seen seen;
    bool ended = false;
    Async::spawn([&] { return sleepsLong(source.get_token(), &seen); }, QStringLiteral("sleeper"), {},
                 [&ended] { ended = true; });
    QVERIFY(ended);
    QVERIFY(seen.cancelled);
}

void TstSpawn::groupWaitsForAllAndThrowsTheFirstError()
{
    Async::TaskGroup group;
    Seen seen;
    group.spawn([&seen] { return outer(&seen); }, QStringLiteral("outer"));
    group.spawn([] { return throws(1ms); }, QStringLiteral("first"));
    QString error;
    bool done = false;
    Async::spawn([&] { return waitsFor(&group, &error, &done); }, QStringLiteral("waiter"), {});
    QVERIFY(!done);
    QTRY_VERIFY(done);
    QVERIFY(seen.finished);
    QCOMPARE(error, QStringLiteral("it broke"));
    QCOMPARE(group.running(), 0);
}

void TstSpawn::emptyGroupIsFinished()
{
    Async::TaskGroup group;
    QString error;
    bool done = false;
    Async::spawn([&] { return waitsFor(&group, &error, &done); }, QStringLiteral("waiter"), {});
    QVERIFY(done);
    QVERIFY(error.isEmpty());
}

// The monitor tells it on a thread of its own.
void TstSpawn::errorThatNobodyTakesIsTold()
{
    Monitor::Monitor::instance();
    const QRegularExpression line(
        QStringLiteral("^Nobody took the exception \"it broke\" of <Task finished name='lonely' "
                       "coro=<lonely\\(\\)> created at tests/core/async/tst_spawn.cpp:\\d+>$"));
    QTest::ignoreMessage(QtWarningMsg, line);
    Async::spawn([] { return throws(0ms); }, QStringLiteral("lonely"));
    std::atomic<bool> told = false;
    Monitor::Monitor::instance().flush([&told] { told = true; });
    QTRY_VERIFY(told);
}

void TstSpawn::taskThatIsDestroyedEarlyIsTold()
{
    const Trace::TaskId task =
        Monitor::registerTask(QStringLiteral("cut"), {QStringLiteral("cut()"), {}, 0}, {});
    QTest::ignoreMessage(QtWarningMsg, "Dropped before its end: <Task pending name='cut' coro=<cut()>>");
    {
        Async::detail::TaskLife life(task);
    }
    std::atomic<bool> told = false;
    Monitor::Monitor::instance().flush([&told] { told = true; });
    QTRY_VERIFY(told);
}

LOOPSCOPE_TEST_MAIN(TstSpawn)

#include "tst_spawn.moc"
