#pragma once

#include "core/exec/executorcounters.h"
#include "core/scenario/runfigures.h"

namespace Loopscope::Scenario {

inline ExecutorFigures toFigures(const Exec::ExecutorStats &stats)
{
    return {stats.name,      stats.kind,   stats.workers,   stats.submitted,
            stats.completed, stats.failed, stats.cancelled, stats.maxQueueDepth};
}

} // namespace Loopscope::Scenario
