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
    bool isClosed() const { return m_state->closed.load(std::memory_order_acquire); }
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
};

} // namespace Loopscope::Monitor
