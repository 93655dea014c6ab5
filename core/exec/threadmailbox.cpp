#include "core/exec/threadmailbox.h"

#include "core/exec/threadexecutor.h"

#include <thread>

namespace Loopscope::Exec {

ThreadMailbox::ThreadMailbox(ThreadExecutor &executor, quint64 threadSerial)
    : threadSerial(threadSerial)
    , m_executor(executor)
{}

void ThreadMailbox::post(ThreadJobBase &job) noexcept
{
    ThreadJobBase *newest = m_ended.load(std::memory_order_relaxed);
    do {
        job.m_endedBefore = newest;
    } while (
        !m_ended.compare_exchange_weak(newest, &job, std::memory_order_release, std::memory_order_relaxed));
    if (!newest)
        postWake();
}

void ThreadMailbox::addAwaited(ThreadJobBase &job)
{
    m_awaited.append(job);
}

void ThreadMailbox::finish(ThreadJobBase &job)
{
    moveToQueue(job);
    resumeDrainers();
}

void ThreadMailbox::finishAwaited(const std::function<bool(ThreadJobBase &)> &isWithdrawn)
{
    SuspensionList awaited;
    awaited.appendAll(m_awaited);
    while (Suspension *suspension = awaited.takeFirst()) {
        auto &job = *static_cast<ThreadJobBase *>(suspension);
        if (isWithdrawn(job))
            moveToQueue(job);
        else
            m_awaited.append(job);
    }
    resumeDrainers();
}

void ThreadMailbox::moveToQueue(ThreadJobBase &job)
{
    job.m_mailbox = nullptr;
    append(job); // which takes it out of m_awaited
}

void ThreadMailbox::resumeDrainers()
{
    if (!isAwaited())
        m_drainers.resumeAll(*this);
}

void ThreadMailbox::waitFor(const ThreadJobBase &job)
{
    using namespace std::chrono_literals;
    for (collect(); job.m_mailbox; collect())
        std::this_thread::sleep_for(100us);
}

void ThreadMailbox::requestStop()
{
    std::stop_source former = *m_stop;
    m_stop.emplace();
    former.request_stop();
}

Waiters::Awaiter ThreadMailbox::drained()
{
    const bool ended = !isAwaited();
    return m_drainers.wait(ended && isEmpty(), ended ? this : nullptr);
}

void ThreadMailbox::requestCancel()
{
    m_cancelRequested.store(true, std::memory_order_release);
    postWake();
}

void ThreadMailbox::collect()
{
    if (m_cancelRequested.exchange(false, std::memory_order_acquire))
        m_executor.cancelHere(*this);
    ThreadJobBase *newest = m_ended.exchange(nullptr, std::memory_order_acquire);
    ThreadJobBase *oldest = nullptr;
    while (newest) {
        ThreadJobBase *const before = newest->m_endedBefore;
        newest->m_endedBefore = oldest;
        oldest = newest;
        newest = before;
    }
    while (oldest) {
        ThreadJobBase *const after = oldest->m_endedBefore;
        moveToQueue(*oldest);
        oldest = after;
    }
    resumeDrainers();
}

} // namespace Loopscope::Exec
