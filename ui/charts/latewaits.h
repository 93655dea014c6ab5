#pragma once

#include "ui/charts/stallcolumns.h"

#include <vector>

namespace Loopscope::Charts {

class TimeView;

/// A stretch of the plot, in pixels.
struct LateWait
{
    double left = 0;
    double right = 0;
};

/// Where an event waited for longer than the threshold though no stall in view accounts for half of it:
/// several callbacks in a row or the machine made it wait. From right to left.
std::vector<LateWait> unexplainedWaits(const Models::RunModel &run, const TimeView &time,
                                       const std::vector<StallColumn> &columns, Base::Duration threshold);

} // namespace Loopscope::Charts
