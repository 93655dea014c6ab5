#include "core/monitor/stopdetector.h"
#include "tests/core/monitor/recordingsink.h"
#include "tests/support/stricttest.h"

#include <QProcess>

#include <pthread.h>
#include <sched.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <thread>

using namespace Loopscope;
using namespace std::chrono_literals;

namespace {

/// A watched loop whose callbacks take 20 ms each, one after the other: a stop comes inside of one.
class BusyLoop
{
public:
    BusyLoop()
    {
        m_worker.moveToThread(&m_thread);
        m_thread.start();
        Monitor::LoopOptions options;
        options.name = QStringLiteral("stopped");
        options.threshold = 150ms;
        options.isStarted = true;
        m_watch = Monitor::Monitor::instance().attach(&m_thread, options);
    }
    ~BusyLoop() { end(); }

    void start() { post(); }
    void end()
    {
        m_ends = true;
        m_thread.quit();
        m_thread.wait();
    }
    bool wasStopped() const { return m_wasStopped; }
    Trace::TrackId track() const { return m_watch->track(); }

private:
    void post()
    {
        QMetaObject::invokeMethod(
            &m_worker, [this] { work(); }, Qt::QueuedConnection);
    }
    void work()
    {
        constexpr auto longStop = 300ms;
        for (const auto end = Base::now() + 20ms; Base::now() < end;) {
            const auto before = Base::now();
            if (Base::now() - before > longStop)
                m_wasStopped = true;
        }
        if (!m_ends)
            post();
    }

    QThread m_thread;
    QObject m_worker;
    std::unique_ptr<Monitor::LoopWatch> m_watch;
    std::atomic<bool> m_ends = false;
    std::atomic<bool> m_wasStopped = false;
};

/// Stops the process for half a second when it gets its first batch, in the collector's thread.
class StoppingSink final : public Trace::EventSink
{
public:
    void consume(const Trace::BatchPtr &) override
    {
        if (m_hasStopped)
            return;
        const std::string pid = std::to_string(::getpid());
        const std::string goOn = "{ sleep 0.5; kill -CONT " + pid + "; } &";
        if (std::system(goOn.c_str()) == 0)
            ::kill(::getpid(), SIGSTOP);
        m_hasStopped = true;
    }
    bool hasStopped() const { return m_hasStopped; }

private:
    std::atomic<bool> m_hasStopped = false;
};

/// A ping was sent and told of: the monitor's threads have read their first times.
bool isWatched(const Testing::Recording &recording)
{
    const auto batches = recording->batches();
    return std::ranges::any_of(batches, [](const auto &batch) { return !batch->latencies.empty(); });
}

} // namespace

class TstStops : public Testing::StrictTest
{
    Q_OBJECT

private Q_SLOTS:
    void bookAddsUpWhatOverlaps()
    {
        Monitor::StopBook book;
        QCOMPARE(book.within(0, 1000), 0ns);
        book.add({100, 200});
        book.add({500, 900});
        QCOMPARE(book.within(0, 1000), 500ns);
        QCOMPARE(book.within(150, 600), 150ns);
        QCOMPARE(book.within(200, 500), 0ns);
        // The same one, told by another thread, which fell asleep later.
        book.add({520, 910});
        QCOMPARE(book.within(0, 1000), 510ns);
    }

    void sleepThatEndsInTimeIsNoStop()
    {
        Monitor::StopDetector detector;
        const qint64 now = Base::toNanoseconds(Base::now());
        QVERIFY(!detector.check(now, now + 5'000'000));
        QVERIFY(!detector.check(now - 5'000'000, now));
    }

    void threadThatWaitsForACpuIsNotStopped();
    void stoppedProcessIsNoStall();
    void stopInTheCollectorsTurnIsNoStall();

private:
    static void verifyNothingStood(const Testing::Recording &recording, Trace::TrackId track);
};

// A thread of the lowest class shares its CPU with one that computes.
void TstStops::threadThatWaitsForACpuIsNotStopped()
{
    constexpr qint64 longGap = 100'000'000;
    constexpr qint64 patience = 20'000'000'000;
    cpu_set_t cpu;
    CPU_ZERO(&cpu);
    CPU_SET(::sched_getcpu(), &cpu);
    std::atomic<bool> stop = false;
    qint64 gap = 0;
    std::optional<Monitor::Stop> found;
    const std::unique_ptr<QThread> computing(QThread::create([&] {
        ::pthread_setaffinity_np(::pthread_self(), sizeof cpu, &cpu);
        while (!stop) {
        }
    }));
    const std::unique_ptr<QThread> starved(QThread::create([&] {
        ::pthread_setaffinity_np(::pthread_self(), sizeof cpu, &cpu);
        const sched_param none{};
        ::sched_setscheduler(0, SCHED_IDLE, &none);
        Monitor::StopDetector detector;
        qint64 before = Base::toNanoseconds(Base::now());
        detector.check(before, before);
        for (const qint64 end = before + patience; gap < longGap && before < end;) {
            const qint64 now = Base::toNanoseconds(Base::now());
            gap = now - before;
            if (gap >= longGap)
                found = detector.check(before, before);
            before = now;
        }
    }));
    computing->start();
    starved->start();
    const bool hasEnded = starved->wait(60000);
    stop = true;
    QVERIFY(computing->wait());
    QVERIFY(hasEnded);
    QVERIFY2(gap >= longGap, "the thread was never kept from the CPU for 100 ms");
    QVERIFY(!found);
}

// The process is stopped by a signal from outside, as by a debugger, while its loop is inside a short
// callback.
void TstStops::stoppedProcessIsNoStall()
{
    const Testing::Recording recording;
    BusyLoop loop;
    QTRY_VERIFY(isWatched(recording));
    loop.start();
    // A loop that waits between two readings of the clock is not seen by them: again until it was inside.
    for (int attempt = 0; attempt < 20 && !loop.wasStopped(); ++attempt) {
        QProcess shell;
        shell.start(QStringLiteral("/bin/sh"),
                    {QStringLiteral("-c"), QStringLiteral("kill -STOP %1; sleep 0.5; kill -CONT %1")
                                               .arg(QCoreApplication::applicationPid())});
        QVERIFY(shell.waitForFinished(10000));
    }
    loop.end();
    QVERIFY(recording.flush());
    QVERIFY2(loop.wasStopped(), "the signal never came between two readings of the clock, 20 times");
    verifyNothingStood(recording, loop.track());
}

// Then it is not late in waking up, waits for the watchdog, and that tells. A stop that comes in the
// watchdog's turn, too, nobody sees: one of three has to be seen.
void TstStops::stopInTheCollectorsTurnIsNoStall()
{
    bool isSeen = false;
    for (int round = 0; round < 3 && !isSeen; ++round) {
        const Testing::Recording recording;
        BusyLoop loop;
        QTRY_VERIFY(isWatched(recording));
        loop.start();
        for (int attempt = 0; attempt < 20 && !loop.wasStopped(); ++attempt) {
            const auto stopper = std::make_shared<StoppingSink>();
            Monitor::Monitor::instance().source()->addSink(stopper);
            QTRY_VERIFY(stopper->hasStopped());
            Monitor::Monitor::instance().source()->removeSink(stopper);
        }
        loop.end();
        QVERIFY(recording.flush());
        QVERIFY2(loop.wasStopped(), "the signal never came between two readings of the clock, 20 times");
        isSeen = std::ranges::none_of(recording->stalls(loop.track()), [](const Trace::Stall &stall) {
            return stall.cause != Trace::StallCause::Descheduled && stall.duration >= 500ms;
        });
    }
    QVERIFY(isSeen);
}

void TstStops::verifyNothingStood(const Testing::Recording &recording, Trace::TrackId track)
{
    for (const Trace::Stall &stall : recording->stalls(track))
        QVERIFY2(
            stall.cause == Trace::StallCause::Descheduled && stall.duration < 500ms,
            qPrintable(
                QStringLiteral("%1 ms, %2").arg(Base::toMilliseconds(stall.duration)).arg(stall.evidence)));
    for (const auto &batch : recording->batches()) {
        for (const Trace::LatencySample &sample : batch->latencies)
            QVERIFY(sample.track != track || sample.waited < 400ms);
    }
}

LOOPSCOPE_TEST_MAIN(TstStops)

#include "tst_stops.moc"
