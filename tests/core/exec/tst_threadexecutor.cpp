#include "core/exec/threadexecutor.h"
#include "tests/core/exec/awaited.h"
#include "tests/core/monitor/recordingsink.h"
#include "tests/support/stricttest.h"

#include <QSemaphore>
#include <QThread>

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <ctime>
#include <functional>
#include <map>
#include <memory>
#include <numeric>

using namespace Loopscope;
using namespace Loopscope::Exec;
using Testing::Awaited;
using Testing::keep;
using Testing::runLoopUntil;

class ThreadExecutorTest : public Testing::StrictTest
{
    Q_OBJECT

private Q_SLOTS:
    void resultComesBackOnTheAwaitingThread();
    void resultMayBeNothingOrMoveOnly();
    void exceptionComesOutOfTheAwait();
    void currentTaskIsRestored();
    void jobsStartInOrder();
    void tenThousandJobsGiveTheirResults();
    void depthCountsWhatNoWorkerCouldTake();
    void twoLoopsAwaitOneExecutor();
    void threadsHaveTheNicenessAskedFor();
    void loopGoesOnWhileAJobRuns();
    void sequentialAwaitsInOneCoroutine();
    void waitingOfAJobIsMeasured();
    void shortJobsAreNotMeasured();
};

void ThreadExecutorTest::resultComesBackOnTheAwaitingThread()
{
    ThreadExecutor executor(QStringLiteral("test"), {.workers = 2});
    Awaited<QThread *> out;
    const auto task = keep(&out, [&] { return executor.run([] { return QThread::currentThread(); }); });
    QVERIFY(!out.finished); // it never runs inside the await
    QTRY_VERIFY(out.finished);
    QVERIFY(out.value && *out.value != QThread::currentThread());
    QCOMPARE(out.thread, QThread::currentThread());
    const ExecutorStats stats = executor.stats();
    QCOMPARE(stats.kind, "thread");
    QCOMPARE(stats.submitted, 1);
    QCOMPARE(stats.completed, 1);
    QVERIFY(executor.isIdle());
}

void ThreadExecutorTest::resultMayBeNothingOrMoveOnly()
{
    ThreadExecutor executor(QStringLiteral("test"));
    std::atomic<bool> ran = false;
    Awaited<bool> nothing;
    const auto first = keep(&nothing, [&] { return executor.run([&] { ran = true; }); });
    Awaited<std::unique_ptr<int>> moved;
    auto owned = std::make_unique<int>(7);
    auto job = [owned = std::move(owned)]() mutable { return std::move(owned); };
    const auto second = keep(&moved, [&] { return executor.run(std::move(job)); });
    QTRY_VERIFY(nothing.finished && moved.finished);
    QVERIFY(ran);
    QCOMPARE(**moved.value, 7);
}

void ThreadExecutorTest::exceptionComesOutOfTheAwait()
{
    ThreadExecutor executor(QStringLiteral("test"));
    Awaited<int> out;
    const auto job = []() -> int { throw std::runtime_error("no luck"); };
    const auto task = keep(&out, [&] { return executor.run(job); });
    QTRY_VERIFY(out.finished);
    QCOMPARE(out.text, "no luck");
    QCOMPARE(executor.stats().failed, 1);
    QCOMPARE(executor.stats().completed, 0);
}

void ThreadExecutorTest::currentTaskIsRestored()
{
    ThreadExecutor executor(QStringLiteral("test"));
    Awaited<Trace::TaskId> out;
    Monitor::setCurrentTask(42);
    const auto task = keep(&out, [&] { return executor.run([] { return Monitor::currentTask(); }); });
    Monitor::setCurrentTask(0);
    QTRY_VERIFY(out.finished);
    QCOMPARE(out.task, Trace::TaskId(42));
    QCOMPARE(*out.value, Trace::TaskId(0)); // the pool's thread runs no task of the loop
    QCOMPARE(Monitor::currentTask(), Trace::TaskId(0));
}

void ThreadExecutorTest::jobsStartInOrder()
{
    constexpr int count = 200;
    ThreadExecutor executor(QStringLiteral("test"), {.workers = 1});
    std::vector<int> order; // one worker: no two at a time
    std::vector<Awaited<bool>> all(count);
    std::vector<QCoro::Task<>> tasks;
    for (int i = 0; i < count; ++i)
        tasks.push_back(keep(
            &all[i], [&order, &executor, i] { return executor.run([&order, i] { order.push_back(i); }); }));
    QTRY_VERIFY(allFinished(all));
    std::vector<int> expected(count);
    std::iota(expected.begin(), expected.end(), 0);
    QCOMPARE(order, expected);
}

void ThreadExecutorTest::tenThousandJobsGiveTheirResults()
{
    constexpr int count = 10000;
    ThreadExecutor executor(QStringLiteral("test"), {.workers = 4});
    std::vector<Awaited<int>> all(count);
    std::vector<QCoro::Task<>> tasks;
    for (int i = 0; i < count; ++i)
        tasks.push_back(keep(&all[i], [&executor, i] { return executor.run([i] { return i * 2; }); }));
    QVERIFY(runLoopUntil([&] { return allFinished(all); }));
    for (int i = 0; i < count; ++i)
        QCOMPARE(*all[i].value, i * 2);
    const ExecutorStats stats = executor.stats();
    QCOMPARE(stats.submitted, count);
    QCOMPARE(stats.completed, count);
    QCOMPARE(stats.failed + stats.cancelled, 0);
    QVERIFY(stats.maxQueueDepth <= count - 4);
}

void ThreadExecutorTest::depthCountsWhatNoWorkerCouldTake()
{
    ThreadExecutor executor(QStringLiteral("test"), {.workers = 2});
    QSemaphore gate;
    std::vector<Awaited<bool>> all(7);
    std::vector<QCoro::Task<>> tasks;
    for (auto &out : all)
        tasks.push_back(keep(&out, [&] { return executor.run([&] { gate.acquire(); }); }));
    QCOMPARE(executor.stats().maxQueueDepth, 5);
    QVERIFY(!executor.isIdle());
    gate.release(7);
    QTRY_VERIFY(allFinished(all));
    QCOMPARE(executor.stats().maxQueueDepth, 5);
    QVERIFY(executor.isIdle());
}

void ThreadExecutorTest::twoLoopsAwaitOneExecutor()
{
    constexpr int count = 500;
    ThreadExecutor executor(QStringLiteral("test"), {.workers = 2});
    const auto awaitMany = [&executor](std::vector<Awaited<int>> *all, std::vector<QCoro::Task<>> *tasks) {
        for (auto &out : *all)
            tasks->push_back(keep(&out, [&executor] { return executor.run([] { return 1; }); }));
    };
    std::vector<Awaited<int>> here(count);
    std::vector<Awaited<int>> there(count);
    std::vector<QCoro::Task<>> tasksHere;
    std::vector<QCoro::Task<>> tasksThere;
    std::atomic<bool> thereFinished = false;
    const auto drainThere = [&]() -> QCoro::Task<> {
        co_await executor.drained();
        thereFinished = true;
    };
    const std::unique_ptr<QThread> thread(QThread::create([&] {
        awaitMany(&there, &tasksThere);
        tasksThere.push_back(drainThere());
        QEventLoop().exec();
    }));
    thread->start();
    awaitMany(&here, &tasksHere);
    QTRY_VERIFY(allFinished(here) && thereFinished);
    thread->quit();
    QVERIFY(thread->wait(5000));
    for (int i = 0; i < count; ++i) {
        QCOMPARE(here[i].thread, QThread::currentThread());
        QCOMPARE(there[i].thread, thread.get());
    }
    QCOMPARE(executor.stats().completed, 2 * count);
}

void ThreadExecutorTest::threadsHaveTheNicenessAskedFor()
{
    const auto niceness = [] { return ::getpriority(PRIO_PROCESS, static_cast<id_t>(::gettid())); };
    const int ours = niceness();
    ThreadExecutor executor(QStringLiteral("test"), {.workers = 1, .niceness = 10});
    Awaited<int> out;
    const auto task = keep(&out, [&] { return executor.run(niceness); });
    QTRY_VERIFY(out.finished);
    QCOMPARE(*out.value, 10);
    QCOMPARE(niceness(), ours);
}

void ThreadExecutorTest::loopGoesOnWhileAJobRuns()
{
    ThreadExecutor executor(QStringLiteral("test"), {.workers = 1});
    QSemaphore gate;
    Awaited<bool> out;
    const auto task = keep(&out, [&] { return executor.run([&] { gate.acquire(); }); });
    int ticks = 0;
    QTimer timer;
    timer.callOnTimeout([&] { ++ticks; });
    timer.start(1);
    QTRY_VERIFY(ticks > 5);
    QVERIFY(!out.finished);
    gate.release();
    QTRY_VERIFY(out.finished);
}

void ThreadExecutorTest::sequentialAwaitsInOneCoroutine()
{
    ThreadExecutor executor(QStringLiteral("test"));
    int sum = 0;
    const auto addUp = [](ThreadExecutor *pool, int *total) -> QCoro::Task<> {
        for (int i = 1; i <= 100; ++i) {
            const auto job = [i] { return i; };
            *total += co_await pool->run(job);
        }
    };
    const auto task = addUp(&executor, &sum);
    QVERIFY(runLoopUntil([&] { return task.isReady(); }));
    QCOMPARE(sum, 5050);
    QCOMPARE(executor.stats().maxQueueDepth, 0);
}

namespace {

using namespace std::chrono_literals;

void compute(std::chrono::milliseconds length)
{
    timespec begin{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &begin);
    for (timespec now = begin;
         (now.tv_sec - begin.tv_sec) * 1'000'000'000 + now.tv_nsec - begin.tv_nsec < length / 1ns;)
        ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
}

} // namespace

void ThreadExecutorTest::waitingOfAJobIsMeasured()
{
    const Testing::Recording recording;
    ThreadExecutor executor(QStringLiteral("test"), {.workers = 1});
    const std::map<QString, std::function<void()>> jobs{
        {QStringLiteral("sleeps"), [] { QThread::msleep(30); }},
        {QStringLiteral("computes"), [] { compute(30ms); }},
        {QStringLiteral("begins late"), [] {
             compute(30ms);
             ThreadExecutor::beginSliceNow();
             QThread::msleep(30);
         }}};
    for (const auto &[name, job] : jobs) {
        Awaited<bool> out;
        const auto task = keep(&out, [&] { return executor.run(JobName(name), job); });
        QTRY_VERIFY(out.finished);
        const auto slices = recording.slicesOf(name);
        QCOMPARE(slices.size(), 1U);
        const Trace::Slice &slice = slices.front();
        QVERIFY(slice.waited);
        // Another thread that takes the CPU is no waiting: these hold on a busy machine, too.
        const bool waits = name != QLatin1String("computes");
        QCOMPARE(2 * *slice.waited >= slice.duration, waits);
        if (waits)
            QVERIFY(*slice.waited <= slice.duration && *slice.waited >= 25ms);
    }
}

void ThreadExecutorTest::shortJobsAreNotMeasured()
{
    const Testing::Recording recording;
    ThreadExecutor executor(QStringLiteral("test"), {.workers = 1});
    Awaited<bool> out;
    const JobName name(QStringLiteral("short"));
    const auto task = keep(&out, [&] { return executor.run(name, [] {}); });
    QTRY_VERIFY(out.finished);
    const auto slices = recording.slicesOf(QStringLiteral("short"));
    QCOMPARE(slices.size(), 1U);
    QVERIFY(!slices.front().waited || slices.front().duration >= 1ms);
}

LOOPSCOPE_TEST_MAIN(ThreadExecutorTest)
#include "tst_threadexecutor.moc"
