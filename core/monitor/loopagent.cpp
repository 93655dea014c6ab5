#include "core/monitor/loopagent.h"

#include "core/monitor/loopprobe.h"

namespace Loopscope::Monitor {

namespace {

constexpr std::chrono::milliseconds beatInterval{16};

class PingEvent final : public QEvent
{
public:
    explicit PingEvent(Base::SteadyTime at)
        : QEvent(type())
        , postedAt(at)
    {}

    static Type type()
    {
        static const int registered = registerEventType();
        return static_cast<Type>(registered);
    }

    const Base::SteadyTime postedAt;
};

} // namespace

LoopAgent::LoopAgent(LoopProbe *probe)
    : m_probe(probe)
{}

void LoopAgent::startHeartbeat()
{
    m_timer = startTimer(beatInterval, Qt::PreciseTimer);
}

void LoopAgent::stopHeartbeat()
{
    if (m_timer)
        killTimer(std::exchange(m_timer, 0));
}

void LoopAgent::onAboutToBlock()
{
    m_probe->onAboutToBlock();
}

QEvent *LoopAgent::makePing(Base::SteadyTime postedAt)
{
    return new PingEvent(postedAt);
}

bool LoopAgent::event(QEvent *event)
{
    if (event->type() == PingEvent::type()) {
        m_probe->notePing(static_cast<PingEvent *>(event)->postedAt);
        return true;
    }
    if (event->type() == QEvent::Timer) {
        m_probe->noteBeat();
        return true;
    }
    return QObject::event(event);
}

} // namespace Loopscope::Monitor
