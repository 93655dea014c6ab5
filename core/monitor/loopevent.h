#pragma once

#include "core/base/steadytime.h"
#include "core/monitor/queuedcall.h"
#include "core/trace/batch.h"

namespace Loopscope::Monitor {

/// What happened in a loop. Plain numbers and pointers to static strings: nothing is looked up on the hot
/// path. Times are nanoseconds of the steady clock.
struct LoopEvent
{
    enum class Kind : quint8
    {
        Dispatch,      ///< a dispatch ended, or a part of one before a nested loop
        IterationEnd,  ///< an iteration ended whose short dispatches add up to the threshold
        PingDelivered, ///< start: when it was posted; end: when it was delivered; eventType: left out before
                       ///< it
        Beat,          ///< the heartbeat's timer fired at `end`
        Phase,         ///< the run changed its phase at `end`; start holds the busy time so far
        Times,    ///< what the thread did from `start`, when it was looked at last, to the end of the stall
                  ///< that follows: `call.target` is CPU time, `call.word` time of waiting for a CPU, `task`
                  ///< time in dispatches
        Detached, ///< the loop ended or is no longer watched; nothing follows
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

/// The same as an entry of the loop's ring, written by the loop's own thread: one line of the cache, which is
/// what an entry costs most. Of the counts it has the lower halves.
struct alignas(64) LoopRecord
{
    LoopEvent::Kind kind;
    bool counts;
    quint16 depth;
    quint16 eventType;
    Trace::Phase phase;
    QueuedCall::Kind callKind;
    quint32 sequence;
    quint32 iteration;
    qint64 start;
    qint64 end;
    const char *className;
    Trace::TaskId task;
    quint64 callTarget;
    quint64 callWord;

    void set(const LoopEvent &event) noexcept
    {
        *this = {event.kind,
                 event.counts,
                 event.depth,
                 event.eventType,
                 event.phase,
                 event.call.kind,
                 static_cast<quint32>(event.sequence),
                 static_cast<quint32>(event.iteration),
                 event.start,
                 event.end,
                 event.className,
                 event.task,
                 event.call.target,
                 event.call.word};
    }
    /// With whole counts, which are less than 2^31 away from these.
    LoopEvent event(quint64 nearSequence, quint64 nearIteration) const noexcept
    {
        const auto widened = [](quint64 near, quint32 low) {
            return near + static_cast<quint64>(
                              static_cast<qint64>(static_cast<qint32>(low - static_cast<quint32>(near))));
        };
        return {kind,
                counts,
                depth,
                eventType,
                phase,
                start,
                end,
                widened(nearSequence, sequence),
                widened(nearIteration, iteration),
                className,
                task,
                {callKind, callTarget, callWord}};
    }
};
static_assert(sizeof(LoopRecord) == 64);

} // namespace Loopscope::Monitor
