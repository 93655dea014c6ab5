#include "core/exec/resumequeue.h"

#include "core/exec/handover.h"

#include <QCoreApplication>
#include <QPointer>
#include <QThread>

namespace Loopscope::Exec {

void ResumeQueue::append(Suspension &suspension)
{
    m_ready.append(suspension);
    wake();
}

void ResumeQueue::appendAll(SuspensionList &suspensions)
{
    if (suspensions.isEmpty())
        return;
    m_ready.appendAll(suspensions);
    wake();
}

void ResumeQueue::release()
{
    if (thread() == QThread::currentThread()) {
        m_released.store(true, std::memory_order_relaxed);
        if (isEmpty() && !isAwaited())
            delete this;
    } else if (!thread() || thread()->isFinished()) {
        noteTaken(this);
        delete this; // nobody is left there who could be resumed
    } else {
        m_released.store(true, std::memory_order_relaxed);
        postWake();
    }
}

bool ResumeQueue::event(QEvent *event)
{
    noteTaken(this); // the event may come from another thread
    if (event->type() != wakeEvent())
        return QObject::event(event);
    m_wakePosted = true; // what is collected is resumed here and needs no event
    collect();
    m_wakePosted = false;
    resumeReady();
    return true;
}

QEvent::Type ResumeQueue::wakeEvent()
{
    static const int type = QEvent::registerEventType();
    return static_cast<QEvent::Type>(type);
}

void ResumeQueue::wake()
{
    if (m_wakePosted)
        return;
    m_wakePosted = true;
    postWake();
}

void ResumeQueue::postWake()
{
    auto *event = new QEvent(wakeEvent());
    noteGiven(this);
    QCoreApplication::postEvent(this, event);
}

void ResumeQueue::resumeReady()
{
    // Whoever becomes ready meanwhile comes with an event of its own: other events get their turn.
    // A coroutine may enter a nested loop, which then goes on with the rest of this batch.
    const QPointer<ResumeQueue> self(this);
    m_resuming.appendAll(m_ready);
    while (Suspension *suspension = m_resuming.takeFirst()) {
        const std::coroutine_handle<> handle = suspension->m_handle;
        const Monitor::CurrentTaskScope scope(suspension->m_task);
        handle.resume();
        if (!self)
            return;
    }
    const bool isLast = m_released.load(std::memory_order_relaxed) && isEmpty() && !isAwaited();
    noteGiven(this); // to whoever deletes it when this thread has ended
    if (isLast)
        delete this; // Qt allows it as the last line of an event handler
}

} // namespace Loopscope::Exec
