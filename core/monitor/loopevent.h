#pragma once

#include "core/base/steadytime.h"
#include "core/monitor/queuedcall.h"
#include "core/trace/batch.h"

namespace Loopscope::Monitor {

/// One entry of a loop's ring, written by the loop's own thread. Plain numbers and pointers to
/// static strings: nothing is looked up on the hot path. Times are nanoseconds of the steady clock.
struct LoopEvent
{
    enum class Kind : quint8
    {
        Dispatch,      ///< a dispatch ended, or a part of one before a nested loop
        IterationEnd,  ///< an iteration ended whose short dispatches add up to the threshold
        PingDelivered, ///< start: when it was posted; end: when it was delivered
        Beat,          ///< the heartbeat's timer fired at `end`
        Phase,         ///< the run changed its phase at `end`; start holds the busy time so far
        Detached,      ///< the loop ended or is no longer watched; nothing follows
    };

    Kind kind = Kind::Dispatch;
    bool counts = true; ///< false for the earlier parts of a dispatch
    quint16 depth = 0;  ///< 0 outermost; nested loops count up
    quint16 eventType = 0;
    Trace::Phase phase = Trace::Phase::Prepare;
    qint64 start = 0;
    qint64 end = 0;
    quint64 sequence = 0;  ///< of the dispatch; in Phase and IterationEnd: dispatches so far
    quint64 iteration = 0; ///< number of the iteration
    const char *className = nullptr;
    Trace::TaskId task = 0; ///< the task that ran last in it
    QueuedCall call;        ///< what a dispatch of type MetaCall ran
};

} // namespace Loopscope::Monitor
