#pragma once

#include "core/base/histogram.h"
#include "core/trace/batch.h"

namespace Loopscope::Models {

/// Percentiles of a run's latency for the window: exact, but looked at no more than ten times a
/// second, so that a number can be read. GUI thread.
class LatencyFigures
{
public:
    static constexpr std::chrono::milliseconds refreshInterval{100};

    struct Values
    {
        Base::Duration p50{0};
        Base::Duration p99{0};
        Base::Duration max{0};
        quint64 samples = 0;
    };

    /// Only pings that were delivered count, with what other events would have seen meanwhile.
    void record(const Trace::LatencySample &sample);
    void clear();
    /// True when there are new values.
    bool refresh(Base::SteadyTime now);
    /// At once, whatever the time: when a run has ended.
    void refreshNow();
    const Values &values() const { return m_values; }

private:
    Base::Histogram m_histogram;
    Values m_values;
    Base::SteadyTime m_refreshedAt;
};

} // namespace Loopscope::Models
