#pragma once

#include "core/trace/batch.h"

#include <deque>
#include <set>

namespace Loopscope::Models {

/// How late the window's own loop was, whatever else the window shows: it is fed from the collector of this
/// process. GUI thread.
class WindowLatency
{
public:
    void apply(const Trace::Batch &batch);
    /// The longest wait during the last second that was heard of.
    Base::Duration longest() const;

private:
    std::set<Trace::TrackId> m_loops; // one at a time; freeze mode takes it away and brings a new one
    std::deque<Trace::LatencySample> m_samples;
};

} // namespace Loopscope::Models
