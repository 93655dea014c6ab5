#pragma once

#include "core/base/histogram.h"
#include "core/trace/eventsink.h"

#include <map>
#include <mutex>
#include <optional>

namespace Loopscope::Trace {

/// What a report says of one loop.
struct LoopFigures
{
    Track track;
    Base::Histogram latency;
    quint64 iterations = 0;
    quint64 dispatches = 0;
    Base::Duration busy{0}; ///< within the work

    double busyFraction(Base::Duration work) const;
};

/// Figures of a run, of its work alone.
struct Figures
{
    std::optional<Base::SteadyTime> workStartedAt;
    std::optional<Base::SteadyTime> workEndedAt;
    TrackId subjectTrack = 0; ///< the loop whose phases they are
    std::map<TrackId, LoopFigures> loops;
    std::map<StallId, Stall> stalls; ///< the longest `Statistics::stallLimit`, in order of time by id
    quint64 stallsTotal = 0;
    std::map<StallId, WrongThreadUse> wrongThreadUses; ///< those that happened within the work
    quint64 dropped = 0;
    SelfCost selfCost;    ///< the latest
    int mostSlowdown = 1; ///< of stack samples, see SelfCost
    std::map<CounterId, Counter> counters;
    std::map<CounterId, double> counterMax; ///< of the samples; gauges know their exact maximum

    Base::Duration workDuration() const;
    /// The loop under test; null when none was seen.
    const LoopFigures *subject() const;
    std::vector<const Stall *> stallsOf(TrackId track) const;
};

/// Turns batches into figures. consume() runs on the source's thread, figures() on any: the lock
/// protects m_figures and is held for one batch or one copy, never on an observed loop's thread.
class Statistics final : public EventSink
{
public:
    static constexpr std::size_t stallLimit = 1000;

    void consume(const BatchPtr &batch) override;
    Figures figures() const;

private:
    void applyPhase(const PhaseChange &change, const Batch &batch);
    void applyTotals(const LoopTotals &totals);
    void applyLatency(const LatencySample &sample);
    void applyStall(const Stall &stall);
    void applyWrongThread(const WrongThreadUse &use);
    void forgetShortestStall();

    mutable std::mutex m_mutex; // protects everything below
    Figures m_figures;
    std::map<TrackId, LoopTotals> m_latest;
    std::map<TrackId, LoopTotals> m_atWorkStart;
    std::map<TrackId, LoopTotals> m_atWorkEnd;
    std::optional<Base::SteadyTime> m_doneAt; // of the run; what its loops do later is not its own
    std::map<StallId, bool> m_counted;        // stalls that are in stallsTotal, kept or forgotten
};

} // namespace Loopscope::Trace
