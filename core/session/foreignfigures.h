#pragma once

#include "core/trace/statistics.h"

#include <unordered_map>

namespace Loopscope::Session {

/// Figures of a trace that another program wrote: it has slices of threads, and no pings, phases or stalls. A
/// thread's outermost slices count as its dispatches, those of at least 100 ms (asyncio's threshold) as slow
/// callbacks. One thread at a time.
class ForeignFigures
{
public:
    static constexpr Base::Duration threshold = std::chrono::milliseconds(100);

    void consume(const Trace::Batch &batch);
    /// Of the time between the first and the last event.
    Trace::Figures figures(Base::SteadyTime firstAt, Base::SteadyTime lastAt) const;

private:
    void addStall(const Trace::Slice &slice);

    Trace::Figures m_figures;
    std::unordered_map<Trace::NameId, QString> m_names;
};

} // namespace Loopscope::Session
