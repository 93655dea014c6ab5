#include "core/async/resumption.h"

#include "core/monitor/debugmode.h"

#include <QTimerEvent>

namespace Loopscope::Async {

Resumption::Resumption(std::coroutine_handle<> handle, const StopToken &stop)
    : m_handle(handle)
{
    if (stop.stop_possible())
        m_stopCallback.emplace(stop, [this] { resumeLater(Reason::Stopped); });
}

void Resumption::startTimer(std::chrono::milliseconds time, const char *what)
{
    m_what = what;
    m_time = time;
    m_startedAt = Base::now();
    m_timer = QObject::startTimer(time, Qt::PreciseTimer);
}

void Resumption::resumeLater(Reason reason)
{
    if (std::exchange(m_scheduled, true))
        return;
    m_reason = reason;
    QMetaObject::invokeMethod(this, &Resumption::resume, Qt::QueuedConnection);
}

void Resumption::timerEvent(QTimerEvent *event)
{
    if (event->timerId() != m_timer || std::exchange(m_scheduled, true))
        return;
    m_reason = Reason::Time;
    Monitor::noteLateWait(m_what, m_time, Base::now() - m_startedAt - m_time);
    resume();
}

// The coroutine may destroy this object when it goes on.
void Resumption::resume()
{
    if (m_timer)
        killTimer(std::exchange(m_timer, 0));
    const auto handle = m_handle;
    handle.resume();
}

void Sleep::await_suspend(std::coroutine_handle<> handle)
{
    m_resumption = std::make_unique<Resumption>(handle, m_stop);
    if (m_time)
        m_resumption->startTimer(*m_time, "A sleep");
    else
        m_resumption->resumeLater(Resumption::Reason::Called);
}

void Sleep::await_resume()
{
    Monitor::setCurrentTask(m_task);
    // Not destroyed inside its own event handler.
    if (m_resumption)
        m_resumption.release()->deleteLater();
    if (m_stop.stop_requested())
        throw Cancelled();
}

} // namespace Loopscope::Async
