#pragma once

#include "core/scenario/parameters.h"
#include "core/scenario/runfigures.h"

namespace Loopscope::Scenario {

/// Whether the loop answered at once all the time: its largest latency was small against the threshold and
/// against the run. No stall over the threshold alone does not say so: a short run blocks without one.
bool wasLoopFree(const Parameters &parameters, const RunFigures &figures);

/// What a verdict says of the loop, as a clause after the duration of the run, which is "it", without a full
/// stop: "the loop was blocked for 120 ms of it, the longest for 40.0 ms".
QString loopText(const Parameters &parameters, const RunFigures &figures);

/// Whether an event waited longer than the longest stall explains, by more than the threshold.
bool hasUnexplainedWait(const Parameters &parameters, const RunFigures &figures);

/// "; an event waited 178 ms ...": of a peak that no single stall explains; else empty. It may have waited
/// for one callback after another, or for a CPU: the figures of a run do not tell which.
QString unexplainedWaitText(const Parameters &parameters, const RunFigures &figures);

/// "once, for 40.0 ms", "3 times, the longest for 40.0 ms". An event may have waited for several of them.
QString delaysText(qint64 times, const QString &longest);

/// A verdict that says nothing of the loop, with a sentence on stalls that are none of the code's.
QString withMachineStalls(const QString &verdict, const RunFigures &figures);

} // namespace Loopscope::Scenario
