#pragma once

namespace Loopscope::Monitor {

/// Nanoseconds that observing adds to one dispatch: the median over many of what the probe does at its
/// begin and end, measured on the calling thread, which needs no event loop.
double measureProbeCost();

} // namespace Loopscope::Monitor
