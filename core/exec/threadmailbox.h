#pragma once

#include "core/exec/resumequeue.h"

#include <atomic>
#include <functional>
#include <optional>
#include <stop_token>

namespace Loopscope::Exec {

class ThreadExecutor;
class ThreadJobBase;

/// The jobs of one thread executor that coroutines of one loop await. Belongs to that loop's thread;
/// only post() is for the pool's threads.
class ThreadMailbox final : public ResumeQueue
{
public:
    ThreadMailbox(ThreadExecutor &executor, quint64 threadSerial);

    /// A job that ends goes onto a lock-free stack; one event for all that ended before it was
    /// delivered. The job is not touched after this. Any thread.
    void post(ThreadJobBase &job) noexcept;

    void addAwaited(ThreadJobBase &job);
    /// A job that never started ends here.
    void finish(ThreadJobBase &job);
    /// All for which `isWithdrawn` says so end here, oldest first: that is where the pool looks first.
    void finishAwaited(const std::function<bool(ThreadJobBase &)> &isWithdrawn);
    /// Waits, blocking, until the job has ended: for a coroutine that is destroyed while it waits.
    void waitFor(const ThreadJobBase &job);

    std::stop_token stopToken() const { return m_stop->get_token(); }
    /// The loop of the mailbox cancels its jobs. Any thread.
    void requestCancel();
    /// Jobs added later have a new token.
    void requestStop();

    [[nodiscard]] Waiters::Awaiter drained();

    const quint64 threadSerial;
    ThreadMailbox *next = nullptr; ///< of the executor's list; set once

    /// Everything that ended goes to the queue. Own thread, or any when that thread has ended.
    void collect() override;

protected:
    bool isAwaited() const override { return !m_awaited.isEmpty(); }

private:
    void moveToQueue(ThreadJobBase &job);
    void resumeDrainers();

    ThreadExecutor &m_executor;
    SuspensionList m_awaited;
    Waiters m_drainers;
    std::optional<std::stop_source> m_stop{std::in_place}; // never empty
    std::atomic<ThreadJobBase *> m_ended{nullptr};         // the newest
    std::atomic<bool> m_cancelRequested{false};
};

} // namespace Loopscope::Exec
