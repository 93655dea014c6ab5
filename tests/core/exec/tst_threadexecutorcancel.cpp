#include "core/exec/threadexecutor.h"
#include "tests/core/exec/awaited.h"
#include "tests/support/stricttest.h"

#include <QSemaphore>

using namespace Loopscope;
using namespace Loopscope::Exec;
using Testing::Awaited;
using Testing::keep;

class ThreadExecutorCancelTest : public Testing::StrictTest
{
    Q_OBJECT

private Q_SLOTS:
    void waitingJobsAreWithdrawnWhileOthersRun();
    void runningJobIsToldToStop();
    void runningJobMayStillGiveItsResult();
    void jobsAwaitedAfterwardsRun();
    void jobsOfOtherLoopsAreWithdrawnToo();
    void drainedComesAfterTheLastCoroutine();
    void destroyedExecutorTellsThoseWhoWait();
    void coroutineMayDestroyTheExecutor_data();
    void coroutineMayDestroyTheExecutor();
    void destroyedCoroutineLeavesNothing();
};

namespace {

void compareBalanced(const ExecutorStats &stats)
{
    QCOMPARE(stats.submitted, stats.completed + stats.failed + stats.cancelled);
}

/// A coroutine whose frame can be destroyed while it is suspended, unlike a QCoro::Task.
struct Destroyable
{
    struct promise_type
    {
        Destroyable get_return_object() { return {std::coroutine_handle<promise_type>::from_promise(*this)}; }
        std::suspend_never initial_suspend() noexcept { return {}; }
        std::suspend_always final_suspend() noexcept { return {}; }
        void return_void() {}
        void unhandled_exception() { std::terminate(); }
    };
    std::coroutine_handle<promise_type> handle;
};

Destroyable awaitGate(ThreadExecutor *executor, QSemaphore *gate, bool *resumed)
{
    const auto job = [gate] { gate->acquire(); };
    co_await executor->run(job);
    *resumed = true;
}

} // namespace

void ThreadExecutorCancelTest::waitingJobsAreWithdrawnWhileOthersRun()
{
    ThreadExecutor executor(QStringLiteral("test"), {.workers = 2});
    QSemaphore entered;
    QSemaphore gate;
    std::atomic<int> started = 0;
    std::vector<Awaited<bool>> all(500);
    std::vector<QCoro::Task<>> tasks;
    const auto job = [&] {
        ++started;
        entered.release();
        gate.acquire();
    };
    for (auto &out : all)
        tasks.push_back(keep(&out, [&] { return executor.run(job); }));
    entered.acquire(2);
    executor.cancel();
    QVERIFY(!all.back().finished); // never inside cancel()
    QTRY_VERIFY(all.back().finished);
    QVERIFY(std::all_of(all.begin() + 2, all.end(), [](const auto &out) { return out.cancelled; }));
    QVERIFY(!all[0].finished && !all[1].finished);
    gate.release(2);
    QTRY_VERIFY(allFinished(all));
    QCOMPARE(started, 2);
    const ExecutorStats stats = executor.stats();
    QCOMPARE(stats.completed, 2);
    QCOMPARE(stats.cancelled, 498);
    QCOMPARE(stats.maxQueueDepth, 498);
    compareBalanced(stats);
    QVERIFY(executor.isIdle());
}

void ThreadExecutorCancelTest::runningJobIsToldToStop()
{
    ThreadExecutor executor(QStringLiteral("test"), {.workers = 1});
    QSemaphore entered;
    Awaited<bool> out;
    const auto job = [&entered](std::stop_token stop) {
        entered.release();
        while (!stop.stop_requested())
            std::this_thread::yield();
        throw Async::Cancelled();
    };
    const auto task = keep(&out, [&] { return executor.run(job); });
    entered.acquire();
    executor.cancel();
    QTRY_VERIFY(out.finished);
    QVERIFY(out.cancelled);
    QCOMPARE(executor.stats().cancelled, 1);
    compareBalanced(executor.stats());
}

void ThreadExecutorCancelTest::runningJobMayStillGiveItsResult()
{
    ThreadExecutor executor(QStringLiteral("test"), {.workers = 1});
    QSemaphore entered;
    QSemaphore gate;
    Awaited<int> out;
    const auto job = [&] {
        entered.release();
        gate.acquire();
        return 3;
    };
    const auto task = keep(&out, [&] { return executor.run(job); });
    entered.acquire();
    executor.cancel();
    gate.release();
    QTRY_VERIFY(out.finished);
    QCOMPARE(*out.value, 3);
    QCOMPARE(executor.stats().completed, 1);
}

void ThreadExecutorCancelTest::jobsAwaitedAfterwardsRun()
{
    ThreadExecutor executor(QStringLiteral("test"), {.workers = 1});
    executor.cancel();
    Awaited<bool> stopped;
    const auto task = keep(
        &stopped, [&] { return executor.run([](std::stop_token stop) { return stop.stop_requested(); }); });
    QTRY_VERIFY(stopped.finished);
    QCOMPARE(stopped.value, false);
}

void ThreadExecutorCancelTest::jobsOfOtherLoopsAreWithdrawnToo()
{
    ThreadExecutor executor(QStringLiteral("test"), {.workers = 1});
    QSemaphore entered;
    QSemaphore gate;
    Awaited<bool> running;
    const auto block = keep(&running, [&] {
        return executor.run([&] {
            entered.release();
            gate.acquire();
        });
    });
    entered.acquire();
    Awaited<bool> waiting;
    std::atomic<bool> finished = false;
    std::vector<QCoro::Task<>> tasks;
    const auto waitThere = [&]() -> QCoro::Task<> {
        co_await keep(&waiting, [&] { return executor.run([] {}); });
        finished = true;
    };
    std::atomic<bool> started = false;
    const std::unique_ptr<QThread> thread(QThread::create([&] {
        tasks.push_back(waitThere());
        started = true;
        QEventLoop().exec();
    }));
    thread->start();
    QTRY_VERIFY(started);
    executor.cancel();
    QTRY_VERIFY(finished);
    QVERIFY(waiting.cancelled);
    QCOMPARE(waiting.thread, thread.get());
    gate.release();
    QTRY_VERIFY(running.finished);
    thread->quit();
    QVERIFY(thread->wait(5000));
    compareBalanced(executor.stats());
}

void ThreadExecutorCancelTest::drainedComesAfterTheLastCoroutine()
{
    ThreadExecutor executor(QStringLiteral("test"), {.workers = 2});
    std::vector<Awaited<bool>> all(50);
    std::vector<QCoro::Task<>> tasks;
    for (auto &out : all)
        tasks.push_back(keep(&out, [&] { return executor.run([] {}); }));
    bool allWereFinished = false;
    const auto drain = [&]() -> QCoro::Task<> {
        co_await executor.drained();
        allWereFinished = allFinished(all);
    };
    const auto task = drain();
    QTRY_VERIFY(task.isReady());
    QVERIFY(allWereFinished);
    const auto again = drain();
    QVERIFY(again.isReady()); // nothing to wait for
}

void ThreadExecutorCancelTest::destroyedExecutorTellsThoseWhoWait()
{
    std::vector<Awaited<bool>> all(20);
    std::vector<QCoro::Task<>> tasks;
    {
        ThreadExecutor executor(QStringLiteral("test"), {.workers = 1});
        QSemaphore entered;
        const auto job = [&entered](std::stop_token stop) {
            entered.release();
            while (!stop.stop_requested())
                std::this_thread::yield();
        };
        for (auto &out : all)
            tasks.push_back(keep(&out, [&] { return executor.run(job); }));
        entered.acquire();
    }
    QTRY_VERIFY(allFinished(all));
    QVERIFY(all.front().value); // it ran and was waited for
    QVERIFY(all.back().cancelled);
}

void ThreadExecutorCancelTest::coroutineMayDestroyTheExecutor_data()
{
    QTest::addColumn<int>("others");
    QTest::newRow("alone") << 0;
    QTest::newRow("while others wait") << 10;
}

void ThreadExecutorCancelTest::coroutineMayDestroyTheExecutor()
{
    QFETCH(int, others);
    auto executor =
        std::make_unique<ThreadExecutor>(QStringLiteral("test"), ThreadExecutorOptions{.workers = 2});
    std::vector<Awaited<bool>> waiting(static_cast<std::size_t>(others));
    std::vector<QCoro::Task<>> tasks;
    const auto destroy = [&]() -> QCoro::Task<> {
        const auto job = [] {};
        co_await executor->run(job);
        executor.reset();
    };
    tasks.push_back(destroy());
    for (auto &out : waiting)
        tasks.push_back(keep(&out, [&] { return executor->run([] {}); }));
    QTRY_VERIFY(!executor && allFinished(waiting));
}

void ThreadExecutorCancelTest::destroyedCoroutineLeavesNothing()
{
    ThreadExecutor executor(QStringLiteral("test"), {.workers = 1});
    QSemaphore gate;
    bool resumed = false;
    const Destroyable running = awaitGate(&executor, &gate, &resumed);
    const Destroyable waiting = awaitGate(&executor, &gate, &resumed);
    waiting.handle.destroy();
    gate.release();
    running.handle.destroy(); // waits for the job, which uses the frame
    QVERIFY(executor.isIdle());
    Awaited<bool> after;
    const auto task = keep(&after, [&] { return executor.run([] {}); });
    QTRY_VERIFY(after.finished);
    QVERIFY(!resumed);
    compareBalanced(executor.stats());
}

LOOPSCOPE_TEST_MAIN(ThreadExecutorCancelTest)
#include "tst_threadexecutorcancel.moc"
