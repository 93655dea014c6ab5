#include "core/monitor/loopagent.h"

#include "core/monitor/loopprobe.h"

namespace Loopscope::Monitor {

namespace {

constexpr std::chrono::milliseconds beatInterval{16};

class PingEvent final : public QEvent
{
public:
    PingEvent(Base::SteadyTime at, quint16 skippedBefore)
        : QEvent(type())
        , postedAt(at)
        , skipped(skippedBefore)
    {}

    static Type type()
    {
        static const int registered = registerEventType();
        return static_cast<Type>(registered);
    }

    const Base::SteadyTime postedAt;
    const quint16 skipped;
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

QEvent *LoopAgent::makePing(Base::SteadyTime postedAt, quint16 skipped)
{
    return new PingEvent(postedAt, skipped);
}

bool LoopAgent::event(QEvent *event)
{
    if (event->type() == PingEvent::type()) {
        const auto *ping = static_cast<PingEvent *>(event);
        m_probe->notePing(ping->postedAt, ping->skipped);
        return true;
    }
    if (event->type() == QEvent::Timer) {
        m_probe->noteBeat();
        return true;
    }
    return QObject::event(event);
}

} // namespace Loopscope::Monitor
