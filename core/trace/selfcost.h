#pragma once

#include "core/base/steadytime.h"

#include <QString>

namespace Loopscope::Trace {

/// What watching cost over the last second or so: watchdog, pings and stack samples, as a share of a core.
/// Recording, and what timing adds to each dispatch, are counted elsewhere.
struct SelfCost
{
    Base::SteadyTime at;
    double coreFraction = 0;
    double budget = 0;      ///< the share that it may have
    int sampleSlowdown = 1; ///< stack samples come so many times rarer than wanted; 1: all is well
    int pingSlowdown = 1;   ///< pings do; only when rarer samples were not enough

    bool isSlowedDown() const { return sampleSlowdown > 1; }
};

/// One sentence, for a log or a status: what it costs, and what has become rarer.
QString slowdownLine(const SelfCost &cost);

} // namespace Loopscope::Trace
