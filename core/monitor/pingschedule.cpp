#include "core/monitor/pingschedule.h"

#include <algorithm>

namespace Loopscope::Monitor {

void PingSchedule::noteDelivered(qint64 delivered)
{
    if (m_postedAt != 0 && delivered >= m_postedAt)
        m_postedAt = 0;
}

qint64 PingSchedule::due(qint64 delivered, qint64 interval, quint64 dispatches)
{
    if (dispatches != m_dispatches)
        m_quiet = 0;
    return delivered + pause(interval);
}

quint16 PingSchedule::post(qint64 now, qint64 delivered, qint64 interval, quint64 dispatches)
{
    const qint64 intervals = (now - delivered + interval / 2) / interval;
    const auto skipped = static_cast<quint16>(std::clamp<qint64>(intervals, 1, m_mostPauses) - 1);
    m_postedAt = now;
    const bool isQuiet = m_mayRest && dispatches == m_dispatches;
    m_quiet = isQuiet ? m_quiet + 1 : 0;
    m_dispatches = dispatches;
    m_mostPauses = rests() ? restFactor : 1;
    return skipped;
}

} // namespace Loopscope::Monitor
