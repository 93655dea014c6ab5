#pragma once

#include "core/exec/suspension.h"

#include <QEvent>
#include <QObject>

#include <atomic>

namespace Loopscope::Exec {

/// Resumes coroutines on the loop of the thread that it was made in, those of one batch in one
/// event. Outlives its owner until everybody was resumed, so that a coroutine may destroy the
/// executor that it awaited, and one that still waits is told.
class ResumeQueue : public QObject
{
public:
    ResumeQueue() = default;

    /// Own thread. Posts one event when none is on its way.
    void append(Suspension &suspension);
    void appendAll(SuspensionList &suspensions);
    /// Nobody is about to be resumed. Own thread.
    bool isEmpty() const noexcept { return m_ready.isEmpty() && m_resuming.isEmpty(); }

    /// The owner is gone: the queue deletes itself when it is empty. Any thread, but the thread of the
    /// queue has to go on until then or to have ended before.
    void release();

protected:
    bool event(QEvent *event) override;
    /// Everything whose completion was reported by other threads goes to the queue now.
    virtual void collect() {}
    /// True as long as somebody waits that is not in the queue yet.
    virtual bool isAwaited() const { return false; }

    /// The loop calls collect() and resumes who is in the queue. Any thread.
    void postWake();

private:
    static QEvent::Type wakeEvent();
    void wake();
    void resumeReady();

    SuspensionList m_ready;
    SuspensionList m_resuming; // the batch that is being resumed
    bool m_wakePosted = false;
    std::atomic<bool> m_released{false};
};

/// Coroutines of one thread that wait for the same thing to happen.
class Waiters
{
public:
    class Awaiter final : public Suspension
    {
    public:
        Awaiter(Waiters *waiters, bool ready, ResumeQueue *queue) noexcept
            : m_waiters(waiters)
            , m_queue(queue)
            , m_ready(ready)
        {}
        bool await_ready() const noexcept { return m_ready; }
        void await_suspend(std::coroutine_handle<> handle)
        {
            remember(handle);
            if (m_queue)
                m_queue->append(*this);
            else
                m_waiters->m_list.append(*this);
        }
        void await_resume() const noexcept {}

    private:
        Waiters *const m_waiters;
        ResumeQueue *const m_queue;
        const bool m_ready;
    };

    /// `ready`: it has happened already. `queue`: it has, but for those who are still in this queue.
    [[nodiscard]] Awaiter wait(bool ready, ResumeQueue *queue = nullptr) noexcept
    {
        return Awaiter(this, ready, queue);
    }
    /// It has happened; they are resumed by the loop, after those that are in the queue already.
    void resumeAll(ResumeQueue &queue) { queue.appendAll(m_list); }
    bool isEmpty() const noexcept { return m_list.isEmpty(); }

private:
    SuspensionList m_list;
};

} // namespace Loopscope::Exec
