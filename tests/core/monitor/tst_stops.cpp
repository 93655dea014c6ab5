#include "core/monitor/stopdetector.h"
#include "tests/core/monitor/recordingsink.h"
#include "tests/support/stricttest.h"

#include <QProcess>

#include <pthread.h>
#include <sched.h>

using namespace Loopscope;
using namespace std::chrono_literals;

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
    constexpr auto longStop = 300ms;
    QThread thread;
    QObject worker;
    worker.moveToThread(&thread);
    thread.start();
    Monitor::LoopOptions options;
    options.name = QStringLiteral("stopped");
    options.threshold = 150ms;
    options.isStarted = true;
    const auto watch = Monitor::Monitor::instance().attach(&thread, options);
    QTRY_VERIFY(watch->isInstalled());
    const Testing::Recording recording;
    // A ping was sent and told of: the monitor's threads have read their first times.
    const auto isWatched = [&recording] {
        const auto batches = recording->batches();
        return std::ranges::any_of(batches, [](const auto &batch) { return !batch->latencies.empty(); });
    };
    QTRY_VERIFY(isWatched());
    std::atomic<bool> stop = false;
    std::atomic<bool> wasStopped = false;
    std::function<void()> work = [&] {
        // 20 ms at a time, so that the signal comes inside of a callback.
        for (const auto end = Base::now() + 20ms; Base::now() < end;) {
            const auto before = Base::now();
            if (Base::now() - before > longStop)
                wasStopped = true;
        }
        if (!stop)
            QMetaObject::invokeMethod(&worker, work, Qt::QueuedConnection);
    };
    QMetaObject::invokeMethod(&worker, work, Qt::QueuedConnection);
    // A loop that waits between two readings of the clock is not seen by them: again until it was inside.
    for (int attempt = 0; attempt < 20 && !wasStopped; ++attempt) {
        QProcess shell;
        shell.start(QStringLiteral("/bin/sh"),
                    {QStringLiteral("-c"), QStringLiteral("kill -STOP %1; sleep 0.5; kill -CONT %1")
                                               .arg(QCoreApplication::applicationPid())});
        QVERIFY(shell.waitForFinished(10000));
    }
    stop = true;
    QVERIFY(recording.flush());
    thread.quit();
    QVERIFY(thread.wait());
    QVERIFY2(wasStopped, "the signal never came between two readings of the clock, 20 times");
    for (const Trace::Stall &stall : recording->stalls(watch->track()))
        QVERIFY2(
            stall.cause == Trace::StallCause::Descheduled && stall.duration < 500ms,
            qPrintable(
                QStringLiteral("%1 ms, %2").arg(Base::toMilliseconds(stall.duration)).arg(stall.evidence)));
    for (const auto &batch : recording->batches()) {
        for (const Trace::LatencySample &sample : batch->latencies)
            QVERIFY(sample.track != watch->track() || sample.waited < 400ms);
    }
}

LOOPSCOPE_TEST_MAIN(TstStops)

#include "tst_stops.moc"
