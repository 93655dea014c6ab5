#pragma once

#include "core/monitor/gauge.h"
#include "core/trace/batch.h"

#include <deque>

namespace Loopscope::Monitor {

/// Looks at one gauge and sends its value when it changed; a gauge of kind RequestsPerSecond or
/// BytesPerSecond holds a sum, of which the rate over the last 100 ms, or since the first request, is sent.
/// Collector's thread.
class GaugeIntake
{
public:
    explicit GaugeIntake(std::shared_ptr<Gauge::State> state)
        : m_state(std::move(state))
    {}

    void look(Base::SteadyTime now, Trace::Batch *batch);
    /// Closed when it was last looked at, so that its last value was sent.
    bool isClosed() const { return m_isClosed; }
    const Trace::Counter &counter() const { return m_state->counter; }

private:
    double rate(Base::SteadyTime now, qint64 sum);

    struct Past
    {
        Base::SteadyTime at;
        qint64 sum;
    };

    const std::shared_ptr<Gauge::State> m_state;
    std::deque<Past> m_past;
    double m_sent = -1;
    bool m_isClosed = false;
};

} // namespace Loopscope::Monitor
