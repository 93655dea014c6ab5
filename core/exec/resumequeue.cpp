#include "core/exec/resumequeue.h"

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
        m_released = true;
        if (isEmpty() && !isAwaited())
            delete this;
        return;
    }
    if (!thread() || thread()->isFinished()) {
        delete this; // nobody is left there who could be resumed
        return;
    }
    const auto releaseThere = [this] { release(); };
    QMetaObject::invokeMethod(this, releaseThere, Qt::QueuedConnection);
}

bool ResumeQueue::event(QEvent *event)
{
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
    QCoreApplication::postEvent(this, new QEvent(wakeEvent()));
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
    if (m_released && isEmpty() && !isAwaited())
        delete this; // the last line that runs; Qt allows it in an event handler
}

} // namespace Loopscope::Exec
