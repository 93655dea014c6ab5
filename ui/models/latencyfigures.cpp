#include "ui/models/latencyfigures.h"

namespace Loopscope::Models {

void LatencyFigures::record(const Trace::LatencySample &sample)
{
    if (sample.delivered)
        sample.recordIn(&m_histogram);
}

void LatencyFigures::clear()
{
    m_histogram.clear();
    m_values = {};
    m_refreshedAt = {};
}

bool LatencyFigures::refresh(Base::SteadyTime now)
{
    if (m_histogram.count() == m_values.samples || now - m_refreshedAt < refreshInterval)
        return false;
    m_refreshedAt = now;
    refreshNow();
    return true;
}

void LatencyFigures::refreshNow()
{
    m_values = {m_histogram.quantile(0.5), m_histogram.quantile(0.99), m_histogram.max(),
                m_histogram.count()};
}

} // namespace Loopscope::Models
