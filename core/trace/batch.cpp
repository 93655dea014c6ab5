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
    histogram->record(waitedBefore, skipped);
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

} // namespace Loopscope::Trace
