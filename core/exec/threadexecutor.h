#pragma once

#include "core/exec/executorcounters.h"
#include "core/exec/resumequeue.h"
#include "core/exec/threadjob.h"
#include "core/monitor/trackwriter.h"

#include <QThreadPool>

#include <memory>
#include <vector>

namespace Loopscope::Exec {

struct ThreadExecutorOptions
{
    int workers = 4;        ///< 1 to 64
    int niceness = 0;       ///< of the pool's threads: 10 for work that keeps the CPU busy
    int firstLane = 1;      ///< the number of its first lane on the timeline
    bool showsQueue = true; ///< false for a part of a larger pool, which has gauges of its own
    bool showsLanes = true; ///< false for what is not to be looked at, such as preparations
};

/// Runs jobs on a thread pool of its own; coroutines of any number of loops await them:
///
///     const auto job = [number](std::stop_token stop) { return look(number, stop); };
///     auto result = co_await executor.run(name, job);
///
/// The coroutine goes on in the thread and for the task that it awaited in. Jobs start in the order
/// in which they were awaited. Each pool thread has a lane "Pool 1".. on the timeline.
///
/// A thread that awaits needs a running event loop. Destroy the executor when all other loops that
/// awaited it are drained or have ended; the destructor withdraws what waits and blocks for what runs,
/// so in a loop `cancel()` and `co_await drained()` come first.
class ThreadExecutor
{
public:
    explicit ThreadExecutor(const QString &name, ThreadExecutorOptions options = {});
    ~ThreadExecutor();
    ThreadExecutor(const ThreadExecutor &) = delete;
    ThreadExecutor &operator=(const ThreadExecutor &) = delete;

    /// Any thread. To be awaited by the thread that calls it. Starts nothing before it is awaited.
    template <typename Callable>
    [[nodiscard]] ThreadJob<Callable> run(JobName name, Callable callable)
    {
        return ThreadJob<Callable>(*this, name, std::move(callable));
    }
    /// Under the executor's own name.
    template <typename Callable>
    [[nodiscard]] ThreadJob<Callable> run(Callable callable)
    {
        return run(m_defaultName, std::move(callable));
    }

    /// In a job: its slice on the timeline begins now, since it has waited for something until now.
    static void beginSliceNow() noexcept;

    /// Withdraws the jobs that have not started, their coroutines get Async::Cancelled, and tells
    /// those that run to stop: a job that does not throw Async::Cancelled still gives its result. Jobs
    /// awaited later run as usual. Jobs of other loops are withdrawn by those loops. Any thread.
    void cancel();
    /// Resumes when all jobs of the calling thread have ended and their coroutines were resumed.
    [[nodiscard]] Waiters::Awaiter drained();

    /// No job waits or runs. Any thread.
    bool isIdle() const noexcept { return m_counters.isIdle(); }
    /// Any thread.
    ExecutorStats stats() const { return m_counters.snapshot(); }

private:
    friend class ThreadJobBase;
    friend class ThreadMailbox;
    struct Lane;

    void submit(ThreadJobBase &job);
    void runHere(ThreadJobBase &job) noexcept;
    void abandon(ThreadJobBase &job) noexcept;
    void cancelHere(ThreadMailbox &mailbox);
    bool withdraw(ThreadJobBase &job);
    ThreadMailbox &mailboxOfThisThread();
    ThreadMailbox *findMailbox(quint64 threadSerial) const;
    Lane &laneOfThisThread();

    const quint64 m_serial; ///< tells executors apart that had the same address
    const ThreadExecutorOptions m_options;
    const JobName m_defaultName;
    ExecutorCounters m_counters;
    std::vector<std::unique_ptr<Lane>> m_lanes; ///< each made by its thread, at its own place
    std::atomic<int> m_laneCount{0};
    std::atomic<ThreadMailbox *> m_mailboxes{nullptr}; ///< a list that only grows
    std::atomic<bool> m_closing{false};
    QThreadPool m_pool;
};

} // namespace Loopscope::Exec
