#include "core/monitor/collector.h"
#include "core/monitor/currenttask.h"
#include "tests/core/monitor/stallsof.h"
#include "tests/support/stricttest.h"

#include <QThread>
#include <QTimer>

#include <poll.h>
#include <unistd.h>

#include <condition_variable>
#include <csignal>
#include <mutex>
#include <set>

using namespace Loopscope;
using namespace std::chrono_literals;
using Testing::describe;
using Testing::names;

namespace {

constexpr auto threshold = 10ms;

// Blocking functions with names of their own, to be found in stacks. They must not be inlined away.
__attribute__((noinline)) void sleepForHundred()
{
    QThread::msleep(100);
}
constexpr int sleepLine = __LINE__ - 2;

__attribute__((noinline)) void computeForSixty()
{
    for (const auto end = Base::now() + 60ms; Base::now() < end;) {
    }
}

__attribute__((noinline)) int pollForEighty()
{
    return ::poll(nullptr, 0, 80);
}

__attribute__((noinline)) void waitForLock(std::timed_mutex *mutex)
{
    if (mutex->try_lock_for(5s))
        mutex->unlock();
}

__attribute__((noinline)) void readFromPipe(int descriptor)
{
    char byte = 0;
    while (::read(descriptor, &byte, 1) < 0) {
    }
}

} // namespace

/// Runs actions on the loop of a thread of its own that is observed.
class TstWatchdog : public Testing::StrictTest
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase();
    void sleepIsNamedWithItsLine();
    void computationIsNamedAsCpu();
    void signalThatComesTooLateEndsNobody();
    void pollRunsItsFullTime();
    void lockIsNamedAsLock();
    void pipeIsNamedAsInput();
    void stackIsCapturedWhileItBlocks();
    void latencyClimbsDuringAStall();
    void latenciesComeAsTheyHappened();
    void loopThatIsGoneIsNotHeardOfByWhoComesLater();
    void shortCallbacksThatAddUpAreOneStall();
    void idleLoopHasNoStall();
    void idleLoopIsPingedMoreRarely();
    void taskIsNamedWithItsPlaceOfCreation();

private:
    Trace::Stall stallOf(std::function<void()> action) { return m_loop->stallOf(std::move(action)); }

    std::unique_ptr<Testing::ObservedLoop> m_loop;
};

void TstWatchdog::initTestCase()
{
    m_loop = std::make_unique<Testing::ObservedLoop>(threshold);
    QTRY_VERIFY_WITH_TIMEOUT(m_loop->isReady(), 60000);
}

void TstWatchdog::cleanupTestCase()
{
    m_loop.reset();
}

void TstWatchdog::sleepIsNamedWithItsLine()
{
    const Trace::Stall stall = stallOf([] { sleepForHundred(); });
    QVERIFY(!stall.open);
    QVERIFY(stall.duration >= 100ms);
    QCOMPARE(stall.cause, Trace::StallCause::Sleep);
    QVERIFY(stall.onCpu && stall.waitingForCpu);
    QVERIFY(*stall.onCpu + *stall.waitingForCpu < 50ms);
    QVERIFY2(names(stall, "sleepForHundred"), qPrintable(describe(stall)));
    QVERIFY(stall.culprit());
    QCOMPARE(stall.culprit()->file, QStringLiteral("tests/core/monitor/tst_watchdog.cpp"));
    QCOMPARE(stall.culprit()->line, sleepLine);
    QVERIFY2(names(stall, "QThread"), qPrintable(describe(stall)));
}

void TstWatchdog::computationIsNamedAsCpu()
{
    // Only a thread that has the CPU can be looked at; on a busy machine it may be another's all the time.
    Trace::Stall stall;
    constexpr int attempts = 10;
    for (int i = 0; i < attempts && !names(stall, "computeForSixty"); ++i)
        stall = stallOf([] { computeForSixty(); });
    QVERIFY2(names(stall, "computeForSixty"), qPrintable(describe(stall)));
    // A busy machine may take the CPU away for most of it; then that is the truth.
    QVERIFY2(stall.cause == Trace::StallCause::Cpu || stall.cause == Trace::StallCause::Descheduled,
             qPrintable(describe(stall)));
    // What was not its own time was another's.
    QVERIFY(stall.onCpu && stall.waitingForCpu);
    QVERIFY2(*stall.onCpu + *stall.waitingForCpu >= 50ms,
             qPrintable(QStringLiteral("%1 and %2 ms")
                            .arg(Base::toMilliseconds(*stall.onCpu))
                            .arg(Base::toMilliseconds(*stall.waitingForCpu))));
}

// A program that takes this one's place by exec has no handlers: what is on its way then must be ignored.
void TstWatchdog::signalThatComesTooLateEndsNobody()
{
    QFile status(QStringLiteral("/proc/self/status"));
    QVERIFY(status.open(QIODevice::ReadOnly));
    const QByteArray lines = status.readAll();
    const QByteArray line = lines.mid(lines.indexOf("SigCgt:") + 7).trimmed();
    const quint64 caught = line.left(line.indexOf('\n')).toULongLong(nullptr, 16);
    constexpr auto bit = [](int signal) { return quint64{1} << (signal - 1); };
    QVERIFY(caught & bit(SIGURG)); // ignored by default
    const quint64 ofRealTime = ~quint64{0} << (SIGRTMIN - 1);
    QCOMPARE(caught & ofRealTime, quint64{0}); // these end a program by default
}

void TstWatchdog::pollRunsItsFullTime()
{
    int result = -1;
    const Trace::Stall stall = stallOf([&result] { result = pollForEighty(); });
    QCOMPARE(result, 0); // not cut short with EINTR
    QVERIFY(stall.duration >= 80ms);
    QCOMPARE(stall.cause, Trace::StallCause::Io);
    QVERIFY2(names(stall, "pollForEighty"), qPrintable(describe(stall)));
}

void TstWatchdog::lockIsNamedAsLock()
{
    std::timed_mutex mutex;
    mutex.lock();
    QTimer::singleShot(80ms, this, [&mutex] { mutex.unlock(); });
    const Trace::Stall stall = stallOf([&mutex] { waitForLock(&mutex); });
    QCOMPARE(stall.cause, Trace::StallCause::Lock);
    QVERIFY2(names(stall, "waitForLock"), qPrintable(describe(stall)));
    const QString owner = QStringLiteral("on lock held by thread %1 (").arg(::gettid());
    QVERIFY2(stall.evidence.contains(owner), qPrintable(stall.evidence));
}

void TstWatchdog::pipeIsNamedAsInput()
{
    std::array<int, 2> ends{};
    QCOMPARE(::pipe(ends.data()), 0);
    QTimer::singleShot(60ms, this, [&ends] { QCOMPARE(::write(ends[1], "x", 1), 1); });
    const Trace::Stall stall = stallOf([&ends] { readFromPipe(ends[0]); });
    QCOMPARE(stall.cause, Trace::StallCause::Io);
    QVERIFY2(stall.evidence.startsWith(QLatin1String("In read for ")), qPrintable(stall.evidence));
    QVERIFY2(stall.evidence.endsWith(QLatin1String(" ms, on pipe.")), qPrintable(stall.evidence));
    ::close(ends[0]);
    ::close(ends[1]);
}

void TstWatchdog::stackIsCapturedWhileItBlocks()
{
    const Testing::Recording recording;
    const auto release = std::make_shared<std::atomic<bool>>(false);
    QMetaObject::invokeMethod(m_loop->worker(), [release] {
        while (!*release)
            QThread::msleep(1);
    });
    // The stall is still going on when it is told, with a stack.
    const bool told = QTest::qWaitFor(
        [&] {
            const auto stalls = recording->stalls(m_loop->track());
            return std::ranges::any_of(stalls,
                                       [](const auto &stall) { return stall.open && stall.culprit(); });
        },
        10000);
    *release = true;
    QVERIFY(told);
}

void TstWatchdog::latencyClimbsDuringAStall()
{
    const Testing::Recording recording;
    stallOf([] { sleepForHundred(); });
    Base::Duration longestWaiting{0};
    Base::Duration longestDelivered{0};
    int waiting = 0;
    for (const auto &batch : recording->batches()) {
        for (const Trace::LatencySample &sample : batch->latencies) {
            if (sample.track != m_loop->track())
                continue;
            if (sample.delivered) {
                longestDelivered = std::max(longestDelivered, sample.waited);
            } else {
                longestWaiting = std::max(longestWaiting, sample.waited);
                ++waiting;
            }
        }
    }
    QVERIFY(waiting >= 3);
    QVERIFY(longestWaiting >= 20ms);
    QVERIFY(longestDelivered >= longestWaiting);
    QVERIFY(longestDelivered >= 90ms); // the ping is posted at most an interval after the block began
}

void TstWatchdog::latenciesComeAsTheyHappened()
{
    auto *collector = static_cast<Monitor::Collector *>(Monitor::Monitor::instance().source());
    collector->setInterval(
        150ms); // so that a batch has pings that wait, pings delivered and pings that wait again
    const auto usual = qScopeGuard([collector] { collector->setInterval(10ms); });
    const Testing::Recording recording;
    std::atomic<int> done = 0;
    for (int i = 0; i < 8; ++i)
        QMetaObject::invokeMethod(m_loop->worker(), [this, i, &done] {
            QTimer::singleShot(i * 40ms, m_loop->worker(), [&done] {
                QThread::msleep(20);
                ++done;
            });
        });
    QTRY_COMPARE(done.load(), 8);
    QVERIFY(recording.flush());
    std::size_t turns = 0;
    for (const auto &batch : recording->batches()) {
        QVERIFY(std::ranges::is_sorted(batch->latencies, {}, &Trace::LatencySample::at));
        for (std::size_t i = 1; i < batch->latencies.size(); ++i)
            turns += batch->latencies[i - 1].delivered && !batch->latencies[i].delivered ? 1 : 0;
    }
    QVERIFY(turns > 0);
}

void TstWatchdog::loopThatIsGoneIsNotHeardOfByWhoComesLater()
{
    auto *collector = static_cast<Monitor::Collector *>(Monitor::Monitor::instance().source());
    collector->setInterval(150ms); // what it wrote last is still to be read
    const auto usual = qScopeGuard([collector] { collector->setInterval(10ms); });
    const Testing::Recording earlier;
    QVERIFY(earlier.flush());
    {
        QThread thread;
        thread.start();
        const auto watch = Monitor::Monitor::instance().attach(&thread, {QStringLiteral("gone")});
        QTRY_VERIFY(watch->isInstalled());
        thread.quit();
        QVERIFY(thread.wait());
        QTRY_VERIFY(watch->isClosed());
    }
    const Testing::Recording later;
    QVERIFY(later.flush());
    std::set<Trace::TrackId> known;
    for (const auto &batch : later->batches()) {
        for (const Trace::Track &track : batch->tracks)
            known.insert(track.id);
        for (const Trace::LoopTotals &totals : batch->totals)
            QVERIFY(known.contains(totals.track));
    }
}

void TstWatchdog::shortCallbacksThatAddUpAreOneStall()
{
    const Testing::Recording recording;
    std::atomic<int> done = 0;
    constexpr int callbacks = 8;
    // Posted in one go from the loop itself, so that one pass delivers them all.
    QMetaObject::invokeMethod(m_loop->worker(), [this, &done] {
        for (int i = 0; i < callbacks; ++i) {
            QMetaObject::invokeMethod(
                m_loop->worker(),
                [&done] {
                    QThread::msleep(4);
                    ++done;
                },
                Qt::QueuedConnection);
        }
    });
    QTRY_COMPARE(done.load(), callbacks);
    QVERIFY(recording.flush());
    const auto isAddedUp = [](const Trace::Stall &stall) {
        return !stall.open && stall.kind == Trace::StallKind::Iteration && stall.duration >= 30ms;
    };
    QTRY_VERIFY(std::ranges::any_of(recording->stalls(m_loop->track()), isAddedUp));
}

void TstWatchdog::idleLoopHasNoStall()
{
    const Testing::Recording recording;
    // The heartbeat runs meanwhile.
    const auto beats = [&recording] {
        std::size_t count = 0;
        for (const auto &batch : recording->batches())
            count += batch->beats.size();
        return count;
    };
    QTRY_VERIFY(beats() > 20);
    for (const Trace::Stall &stall : recording->stalls(m_loop->track()))
        QCOMPARE(stall.cause, Trace::StallCause::Descheduled);
}

void TstWatchdog::idleLoopIsPingedMoreRarely()
{
    QThread thread;
    thread.start();
    const auto watch = Monitor::Monitor::instance().attach(&thread, {QStringLiteral("idle")});
    QTRY_VERIFY(watch->isInstalled());
    const Testing::Recording recording;
    std::set<Base::SteadyTime> delivered;
    int skipped = 0;
    const auto hasRested = [&] {
        for (const auto &batch : recording->batches()) {
            for (const Trace::LatencySample &sample : batch->latencies) {
                if (sample.track == watch->track() && sample.delivered && delivered.insert(sample.at).second)
                    skipped += sample.skipped;
            }
        }
        return skipped >= 10;
    };
    QTRY_VERIFY_WITH_TIMEOUT(hasRested(), 20'000);
    // Those that were left out count: one for each 50 ms. Busy machines make the pauses longer.
    const Base::Duration watched = *delivered.rbegin() - *delivered.begin();
    const auto counted = static_cast<double>(delivered.size() + static_cast<std::size_t>(skipped));
    QVERIFY2(std::abs(counted * 50 - Base::toMilliseconds(watched)) < 0.3 * Base::toMilliseconds(watched),
             qPrintable(QStringLiteral("%1 in %2 ms").arg(counted).arg(Base::toMilliseconds(watched))));
    thread.quit();
    QVERIFY(thread.wait());
}

void TstWatchdog::taskIsNamedWithItsPlaceOfCreation()
{
    const Base::SourcePlace function{QStringLiteral("sleeper()"), QStringLiteral("here.cpp"), 1};
    const Base::SourcePlace created{QStringLiteral("main()"), QStringLiteral("there.cpp"), 18};
    const Trace::TaskId task = Monitor::registerTask(QStringLiteral("sleeper"), function, created);
    const Trace::Stall stall = stallOf([task] {
        const Monitor::CurrentTaskScope scope(task);
        sleepForHundred();
    });
    QCOMPARE(stall.taskName, QStringLiteral("sleeper"));
    QCOMPARE(stall.createdAt.toString(), QStringLiteral("there.cpp:18"));
    const QString line = Trace::slowCallbackLine(stall);
    const QString expected =
        QStringLiteral("Executing <Task pending name='sleeper' coro=<sleeper() running at "
                       "tests/core/monitor/tst_watchdog.cpp:%1> created at there.cpp:18> took 0.1");
    QVERIFY2(line.startsWith(expected.arg(sleepLine)), qPrintable(line));
    Monitor::taskFinished(task);
}

LOOPSCOPE_TEST_MAIN(TstWatchdog)

#include "tst_watchdog.moc"
