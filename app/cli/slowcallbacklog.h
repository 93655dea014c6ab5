#pragma once

#include "core/trace/eventsink.h"

#include <map>

namespace Loopscope::Cli {

/// Prints asyncio's line for each slow callback of the work, when it has ended and its line
/// is known; and when watching gets over its budget. Logging category loopscope.slow, on the collector's
/// thread.
class SlowCallbackLog final : public Trace::EventSink
{
public:
    void consume(const Trace::BatchPtr &batch) override;

private:
    bool isOfWork(const Trace::Stall &stall) const;

    std::map<Trace::TrackId, Trace::LoopRole> m_roles;
    std::map<Trace::TrackId, Base::SteadyTime> m_workStart;
    std::map<Trace::StallId, bool> m_printed;
    int m_slowdown = 1;
};

} // namespace Loopscope::Cli
