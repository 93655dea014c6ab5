#include "core/trace/batch.h"

namespace Loopscope::Trace {

bool Batch::isEmpty() const
{
    return tracks.empty() && counters.empty() && names.empty() && slices.empty() && summaries.empty() &&
           latencies.empty() && samples.empty() && beats.empty() && stalls.empty() && totals.empty() &&
           phases.empty() && wrongThreadUses.empty() && !selfCost;
}

void LatencySample::recordIn(Base::Histogram *histogram) const
{
    histogram->recordCorrected(waited, interval);
    histogram->record(waited, skipped);
}

std::optional<LatencySample> withinWork(LatencySample sample, std::optional<Base::SteadyTime> workStart,
                                        std::optional<Base::SteadyTime> workEnd)
{
    const Base::SteadyTime postedAt = sample.at - sample.waited;
    if (!workStart || sample.at < *workStart || (workEnd && postedAt > *workEnd))
        return std::nullopt;
    sample.waited = sample.at - std::max(postedAt, *workStart);
    return sample;
}

bool isOfWork(const Stall &stall, std::optional<Base::SteadyTime> workStart,
              std::optional<Base::SteadyTime> workEnd)
{
    constexpr Base::Duration enough = std::chrono::milliseconds(1);
    if (!workStart)
        return false;
    const Base::SteadyTime stallEnd = stall.startedAt + stall.duration;
    const Base::SteadyTime end = workEnd ? std::min(*workEnd, stallEnd) : stallEnd;
    const Base::Duration part = end - std::max(stall.startedAt, *workStart);
    if (part <= Base::Duration::zero())
        return false;
    return part >= enough || 2 * part >= stall.duration || (workEnd && 2 * part >= *workEnd - *workStart);
}

} // namespace Loopscope::Trace
