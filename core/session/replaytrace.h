#pragma once

#include "core/session/traceload.h"

#include <deque>
#include <map>
#include <memory>

namespace Loopscope::Session {

/// A trace that was read, with its events: whatever moment of it is asked for can be shown. Never changed
/// once it was made, so any thread may look.
struct ReplayTrace
{
    using Slices = std::deque<Trace::Slice>;

    LoadedTrace loaded;      ///< `error` says whether the rest counts
    Base::SteadyTime begin;  ///< of the work; of the events when the trace knows no work
    Base::SteadyTime end;    ///< of the same
    Base::SteadyTime lastAt; ///< the last thing that the trace knows
    std::chrono::milliseconds threshold{0};
    Trace::TrackId subject = 0; ///< the loop under test, or the first loop; 0: none

    /// Everything but slices and stalls, in the order of `until`. The first begins the run, whatever the
    /// trace says, and the last ends it.
    std::vector<Trace::BatchPtr> batches;
    std::map<Trace::TrackId, Slices> slices; ///< of each track, in the order of their ends
    std::vector<Trace::Stall> stalls;        ///< of all loops, in the order of their begins

    /// What the user sees as a stall's end: of one that was going on when the recording ended, that.
    static Base::SteadyTime endOf(const Trace::Stall &stall) { return stall.startedAt + stall.duration; }
    /// When it has lasted longest and its stack can still be seen.
    static Base::SteadyTime lastLookAt(const Trace::Stall &stall)
    {
        return endOf(stall) - std::min<Base::Duration>(std::chrono::milliseconds(1), stall.duration / 2);
    }
};

using ReplayTracePtr = std::shared_ptr<const ReplayTrace>;

/// Reads a trace and keeps its events. Blocks; any thread. Never null.
ReplayTracePtr loadReplay(const QString &path, const Record::TraceReader::Progress &progress = {});

} // namespace Loopscope::Session
