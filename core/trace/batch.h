#pragma once

#include "core/base/histogram.h"
#include "core/base/steadytime.h"
#include "core/trace/selfcost.h"
#include "core/trace/stall.h"
#include "core/trace/track.h"
#include "core/trace/wrongthread.h"

#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace Loopscope::Trace {

/// Something that ran on a track: a dispatch, a job, a burst of requests.
struct Slice
{
    TrackId track = 0;
    NameId name = 0;
    Base::SteadyTime start;
    Base::Duration duration{0};
    TaskId task = 0;
    quint16 depth = 0;   ///< nesting: 0 is the outermost
    bool counts = true;  ///< false for the further parts of a dispatch that a nested loop cut in pieces
    bool failed = false; ///< a job or request that ended in an error
    /// How much of it the thread was neither on a CPU nor ready for one, where that was measured.
    std::optional<Base::Duration> waited = std::nullopt;
};

/// The dispatches of one name that were too short to be sent one by one.
struct DispatchSummary
{
    TrackId track = 0;
    NameId name = 0;
    Base::SteadyTime at;
    quint64 count = 0;
    Base::Duration total{0};
    Base::Duration longest{0};
};

/// How long a ping waited. While it waits there is one sample per interval with what it has waited
/// so far (`delivered` false), then one with the whole (`delivered` true): only that one counts in
/// statistics, corrected for what other events would have seen (CONTRACT.md, "Loop latency").
struct LatencySample
{
    TrackId track = 0;
    Base::SteadyTime at;
    Base::Duration waited{0};
    Base::Duration interval{0};
    bool delivered = false;
    /// Pings that were left out before this one, while the loop did nothing: it stands for them, too. Only of
    /// delivered ones.
    quint16 skipped = 0;
    static constexpr quint16 mostSkipped = 1000;

    /// What a delivered one says of the events that could have arrived.
    void recordIn(Base::Histogram *histogram) const;
};

/// The part of a wait that lies after the start of the work; none when the ping was delivered before it or
/// sent after its end. What is cut off would not have been seen by an event that arrived in the work.
std::optional<LatencySample> withinWork(LatencySample sample, std::optional<Base::SteadyTime> workStart,
                                        std::optional<Base::SteadyTime> workEnd);

/// Whether a stall is one of the work: it lies in it for a millisecond, or for half of either. What only
/// touches it belongs to the preparation or the tear-down.
bool isOfWork(const Stall &stall, std::optional<Base::SteadyTime> workStart,
              std::optional<Base::SteadyTime> workEnd);

/// A timer of the loop fired: what moves the heartbeat.
struct Beat
{
    TrackId track = 0;
    Base::SteadyTime at;
};

struct CounterSample
{
    CounterId counter = 0;
    Base::SteadyTime at;
    double value = 0;
};

/// Sums of a loop since it was attached, at the batch's `until`.
struct LoopTotals
{
    TrackId track = 0;
    Base::SteadyTime at;
    quint64 iterations = 0;
    quint64 dispatches = 0;
    Base::Duration busy{0}; ///< time inside dispatches, the running one included
    quint64 dropped = 0;    ///< events that found the ring full
};

enum class Phase : quint8
{
    Prepare,
    Work,
    TearDown,
    Done
};

struct PhaseChange
{
    Phase phase = Phase::Prepare;
    Base::SteadyTime at;
    TrackId track = 0; ///< the loop that changed it: the one under test
};

/// Everything that one turn of the collector found, ascending in time within each list. Values
/// only; shared and never changed after it was handed out.
struct Batch
{
    Base::SteadyTime until; ///< what happened before is in this batch or an earlier one
    std::vector<Track> tracks;
    std::vector<Counter> counters;
    std::vector<std::pair<NameId, QString>> names;
    std::vector<Slice> slices;
    std::vector<DispatchSummary> summaries;
    std::vector<LatencySample> latencies;
    std::vector<CounterSample> samples;
    std::vector<Beat> beats;
    std::vector<Stall> stalls;
    std::vector<WrongThreadUse> wrongThreadUses;
    std::vector<LoopTotals> totals;
    std::vector<PhaseChange> phases;
    std::optional<SelfCost> selfCost; ///< about once a second
    quint64 dropped = 0;              ///< events lost so far, over all rings

    bool isEmpty() const;
};

using BatchPtr = std::shared_ptr<const Batch>;

} // namespace Loopscope::Trace
