#include "core/trace/batch.h"

namespace Loopscope::Trace {

bool Batch::isEmpty() const
{
    return tracks.empty() && counters.empty() && names.empty() && slices.empty() && summaries.empty() &&
           latencies.empty() && samples.empty() && beats.empty() && stalls.empty() && totals.empty() &&
           phases.empty();
}

} // namespace Loopscope::Trace
