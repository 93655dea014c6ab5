#include "core/monitor/stallcause.h"
#include "tests/support/stricttest.h"

#include <sys/syscall.h>

using namespace Loopscope;
using namespace std::chrono_literals;
using Monitor::judgeCause;
using Monitor::StallSample;
using Trace::StallCause;

namespace {

StallSample sample(std::chrono::milliseconds at, std::chrono::milliseconds onCpu, long call = -1,
                   std::chrono::milliseconds waitingForCpu = 0ms)
{
    StallSample result;
    result.takenAt = Base::fromNanoseconds(1'000'000'000) + at;
    result.isParked = call >= 0;
    result.systemCall = call;
    result.times.onCpu = onCpu;
    result.times.waitingForCpu = waitingForCpu;
    return result;
}

} // namespace

class TstStallCause : public Testing::StrictTest
{
    Q_OBJECT

private Q_SLOTS:
    void threadThatComputesIsOnTheCpu();
    void callItIsParkedInNamesTheCause_data();
    void callItIsParkedInNamesTheCause();
    void threadThatWakesToWaitAgainWaits();
    void threadThatComputesBetweenWaitsComputes();
    void callIsNamedWithItsOwnSamples();
    void partsOfAStallAddUp();
    void stallThatTheMachineOnlyDrewOutIsThePrograms();
    void readyThreadWithoutACpuIsDescheduled();
    void stallThatNobodySawIsUnknown();
    void stallThatNobodySawIsKnownByItsTimes();
    void timeOfTheThreadIsShared_data();
    void timeOfTheThreadIsShared();
    void threadKnowsThatItWaitedForTheCpu_data();
    void threadKnowsThatItWaitedForTheCpu();
    void threadThatSleptAtEachLookDidNotWaitForTheCpu();
    void threadThatNeitherComputesNorWaitsIsDescheduled();
    void threadThatSleptThroughoutWasNotReady();
    void partIsNotLongerThanTheWhole();
};

void TstStallCause::threadThatComputesIsOnTheCpu()
{
    const auto verdict = judgeCause({sample(10ms, 10ms), sample(60ms, 58ms)}, 70ms);
    QCOMPARE(verdict.cause, StallCause::Cpu);
    QVERIFY2(verdict.evidence.contains(QLatin1String("48.0 of the 50.0 ms")), qPrintable(verdict.evidence));
}

void TstStallCause::callItIsParkedInNamesTheCause_data()
{
    QTest::addColumn<int>("call");
    QTest::addColumn<StallCause>("cause");
    QTest::newRow("sleep") << SYS_clock_nanosleep << StallCause::Sleep;
    QTest::newRow("lock") << SYS_futex << StallCause::Lock;
    QTest::newRow("read") << SYS_read << StallCause::Io;
    QTest::newRow("a call that nobody listed") << 400 << StallCause::Io;
}

void TstStallCause::callItIsParkedInNamesTheCause()
{
    QFETCH(int, call);
    QFETCH(StallCause, cause);
    const auto verdict = judgeCause({sample(10ms, 1ms, call), sample(60ms, 1ms, call)}, 70ms);
    QCOMPARE(verdict.cause, cause);
}

void TstStallCause::threadThatWakesToWaitAgainWaits()
{
    // Caught awake twice out of three times, as a thread that waits for Python's lock; it used 3 ms of 90.
    const auto verdict =
        judgeCause({sample(10ms, 1ms), sample(50ms, 2ms, SYS_futex), sample(100ms, 4ms)}, 110ms);
    QCOMPARE(verdict.cause, StallCause::Lock);
}

void TstStallCause::threadThatComputesBetweenWaitsComputes()
{
    const auto verdict =
        judgeCause({sample(10ms, 1ms), sample(50ms, 40ms, SYS_futex), sample(100ms, 85ms)}, 110ms);
    QCOMPARE(verdict.cause, StallCause::Cpu);
}

// Two calls of one cause: neither took all the time.
void TstStallCause::callIsNamedWithItsOwnSamples()
{
    const auto verdict = judgeCause({sample(10ms, 1ms, SYS_pread64), sample(60ms, 1ms, SYS_fsync)}, 70ms);
    QCOMPARE(verdict.cause, StallCause::Io);
    QCOMPARE(verdict.evidence, QStringLiteral("In fsync in 1 of 2 samples."));
}

// As the line below it tells them, which is measured.
void TstStallCause::partsOfAStallAddUp()
{
    const Monitor::StallTimes times{108ms, 1ms, 21ms, 10ms};
    const std::vector asleep{sample(15ms, 1ms, SYS_nanosleep), sample(95ms, 1ms, SYS_nanosleep)};
    QCOMPARE(judgeCause(asleep, 108ms, times).evidence, QStringLiteral("In nanosleep for 86.0 of 108.0 ms."));
    // Caught awake, and yet asleep for most of it: the call that it was seen in tells more.
    const std::vector awake{sample(15ms, 1ms), sample(40ms, 5ms), sample(60ms, 8ms, SYS_fsync)};
    const Monitor::StallTimes slept{72ms, 10ms, 12ms, 10ms};
    QCOMPARE(judgeCause(awake, 72ms, slept).cause, StallCause::Io);
    const auto unseen = judgeCause({awake.front()}, 72ms, slept);
    QCOMPARE(unseen.cause, StallCause::Unknown);
    QCOMPARE(unseen.evidence, QStringLiteral("Awake when it was looked at, but asleep for 50.0 of 72.0 ms."));
}

void TstStallCause::stallThatTheMachineOnlyDrewOutIsThePrograms()
{
    const Monitor::StallTimes times{807ms, 350ms, 450ms, 10ms};
    const std::vector computing{sample(20ms, 9ms, -1, 11ms), sample(800ms, 345ms, -1, 445ms)};
    const auto verdict = judgeCause(computing, 807ms, times);
    QCOMPARE(verdict.cause, StallCause::Cpu);
    QCOMPARE(verdict.evidence, QStringLiteral("The thread computed for 350.0 of 807.0 ms."));
    const Monitor::StallTimes little{807ms, 5ms, 800ms, 10ms};
    QCOMPARE(judgeCause(computing, 807ms, little).cause, StallCause::Descheduled);
}

void TstStallCause::readyThreadWithoutACpuIsDescheduled()
{
    const auto verdict = judgeCause({sample(10ms, 1ms), sample(60ms, 2ms, -1, 45ms)}, 70ms);
    QCOMPARE(verdict.cause, StallCause::Descheduled);
}

void TstStallCause::stallThatNobodySawIsUnknown()
{
    QCOMPARE(judgeCause({}, 70ms).cause, StallCause::Unknown);
    const Loopscope::Monitor::StallTimes waited{72ms, 5ms, 0ms, 10ms};
    QCOMPARE(judgeCause({}, 70ms, waited).cause, StallCause::Unknown);
}

void TstStallCause::stallThatNobodySawIsKnownByItsTimes()
{
    const Loopscope::Monitor::StallTimes computed{72ms, 69ms, 1ms, 10ms};
    const auto verdict = judgeCause({}, 70ms, computed);
    QCOMPARE(verdict.cause, StallCause::Cpu);
    QCOMPARE(verdict.evidence,
             QStringLiteral("The thread computed for 67.0 of 70.0 ms. It ended before it was looked at."));
    // What it computed may have been before the stall.
    const Loopscope::Monitor::StallTimes before{140ms, 70ms, 0ms, 10ms};
    QCOMPARE(judgeCause({}, 70ms, before).cause, StallCause::Unknown);
}

// The loop waited for the processor just before: what it waited then is not the stall's.
void TstStallCause::threadThatSleptThroughoutWasNotReady()
{
    const Monitor::StallTimes times{101ms, 1ms, 115ms, 10ms};
    const auto verdict =
        judgeCause({sample(10ms, 1ms, SYS_nanosleep), sample(90ms, 1ms, SYS_nanosleep)}, 100ms, times);
    QCOMPARE(verdict.cause, StallCause::Sleep);
    const auto early =
        judgeCause({sample(10ms, 1ms, SYS_nanosleep), sample(15ms, 1ms, SYS_nanosleep)}, 100ms, times);
    QCOMPARE(early.cause, StallCause::Descheduled);
}

void TstStallCause::partIsNotLongerThanTheWhole()
{
    const auto verdict = judgeCause({}, 100ms, Monitor::StallTimes{100ms, 1ms, 115ms, 10ms});
    QCOMPARE(verdict.evidence,
             QStringLiteral("Ready to run, but another thread had the CPU for 100.0 of 100.0 ms."));
}

void TstStallCause::threadKnowsThatItWaitedForTheCpu_data()
{
    QTest::addColumn<int>("window"); // ms, all of them
    QTest::addColumn<int>("onCpu");
    QTest::addColumn<int>("waiting");
    QTest::addColumn<StallCause>("cause");
    QTest::newRow("computed all the time") << 22 << 20 << 0 << StallCause::Cpu;
    QTest::newRow("waited most of it") << 22 << 4 << 17 << StallCause::Descheduled;
    QTest::newRow("no stall without the wait") << 22 << 9 << 12 << StallCause::Descheduled;
    QTest::newRow("waited a little") << 22 << 16 << 4 << StallCause::Cpu;
    QTest::newRow("waited before it") << 60 << 20 << 38 << StallCause::Cpu;
}

void TstStallCause::threadKnowsThatItWaitedForTheCpu()
{
    QFETCH(int, window);
    QFETCH(int, onCpu);
    QFETCH(int, waiting);
    using std::chrono::milliseconds;
    const Monitor::StallTimes times{milliseconds(window), milliseconds(onCpu), milliseconds(waiting), 10ms};
    QTEST(judgeCause({sample(10ms, 1ms)}, 20ms, times).cause, "cause");
}

void TstStallCause::timeOfTheThreadIsShared_data()
{
    QTest::addColumn<Monitor::StallTimes>("times");
    QTest::addColumn<bool>("isKnown");
    QTest::addColumn<Base::Duration>("onCpu");
    QTest::addColumn<Base::Duration>("waiting");
    const auto row = [](const char *name, const Monitor::StallTimes &times, bool isKnown,
                        Base::Duration onCpu = {}, Base::Duration waiting = {}) {
        QTest::newRow(name) << times << isKnown << onCpu << waiting;
    };
    row("exactly its time", {100ms, 60ms, 10ms, 10ms, 0ms}, true, 60ms, 10ms);
    row("with an idle time before", {150ms, 60ms, 10ms, 10ms, 0ms}, true, 60ms, 10ms);
    row("with a short dispatch before", {105ms, 63ms, 10ms, 10ms, 3ms}, true, 60ms, 10ms);
    row("with much before", {150ms, 90ms, 0ms, 10ms, 40ms}, false);
    row("without its beginning", {80ms, 60ms, 0ms, 10ms, 0ms}, false);
    row("more than the whole", {104ms, 103ms, 5ms, 10ms, 0ms}, true, 99ms, 1ms);
}

void TstStallCause::timeOfTheThreadIsShared()
{
    QFETCH(Monitor::StallTimes, times);
    QFETCH(bool, isKnown);
    const auto shares = Monitor::sharesOf({}, 100ms, times);
    QCOMPARE(shares.has_value(), isKnown);
    if (!shares)
        return;
    QTEST(shares->onCpu, "onCpu");
    QTEST(shares->waitingForCpu, "waiting");
    QVERIFY(shares->onCpu + shares->waitingForCpu <= 100ms);
}

// The kernel adds a wait for the CPU when it has ended: what came before the stall is counted in it.
void TstStallCause::threadThatSleptAtEachLookDidNotWaitForTheCpu()
{
    const std::vector samples{sample(10ms, 1ms, SYS_clock_nanosleep), sample(50ms, 1ms, SYS_clock_nanosleep),
                              sample(95ms, 1ms, SYS_clock_nanosleep)};
    const Monitor::StallTimes times{101ms, 1ms, 115ms, 10ms};
    const auto verdict = judgeCause(samples, 100ms, times);
    QCOMPARE(verdict.cause, StallCause::Sleep);
    // Without a look the clocks decide, and no part is longer than the whole.
    QCOMPARE(judgeCause({}, 100ms, times).evidence,
             QStringLiteral("Ready to run, but another thread had the CPU for 100.0 of 100.0 ms."));
}

void TstStallCause::threadThatNeitherComputesNorWaitsIsDescheduled()
{
    const auto verdict = judgeCause({sample(10ms, 1ms), sample(60ms, 2ms)}, 70ms);
    QCOMPARE(verdict.cause, StallCause::Descheduled);
    QCOMPARE(verdict.evidence, QStringLiteral("Ready to run, but another thread had the CPU for 49.0 ms."));
}

LOOPSCOPE_TEST_MAIN(TstStallCause)

#include "tst_stallcause.moc"
