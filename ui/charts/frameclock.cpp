#include "ui/charts/frameclock.h"

namespace Loopscope::Charts {

FrameClock::FrameClock(QObject *parent)
    : QObject(parent)
{
    m_timer.setTimerType(Qt::CoarseTimer);
    m_timer.setInterval(restInterval);
    connect(&m_timer, &QTimer::timeout, this, &FrameClock::tick);
    m_measuredAt = Base::now();
    m_timer.start();
}

void FrameClock::setActive(bool active)
{
    if (m_active == active)
        return;
    m_active = active;
    m_timer.setTimerType(active ? Qt::PreciseTimer : Qt::CoarseTimer);
    m_timer.start(active ? frameInterval : restInterval);
    m_frames = 0;
    m_work = Base::Duration::zero();
    m_measuredAt = Base::now();
    if (!active)
        m_framesPerSecond = 0;
    Q_EMIT measured();
}

void FrameClock::stop()
{
    m_timer.stop();
}

void FrameClock::tick()
{
    const Base::SteadyTime now = Base::now();
    if (m_active && now - m_measuredAt >= measureInterval)
        measure(now);
    ++m_frames;
    const FrameWork work(this);
    Q_EMIT ticked();
}

void FrameClock::measure(Base::SteadyTime now)
{
    if (m_frames > 0) {
        m_frameTime = m_work / m_frames;
        m_framesPerSecond = m_frames / Base::toSeconds(now - m_measuredAt);
    }
    m_frames = 0;
    m_work = Base::Duration::zero();
    m_measuredAt = now;
    Q_EMIT measured();
}

} // namespace Loopscope::Charts
