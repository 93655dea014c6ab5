#pragma once

#include "ui/models/runmodel.h"

#include <vector>

namespace Loopscope::Charts {

class TimeView;

/// A stall, or several that lie closer than two pixels, as one column through all charts.
struct StallColumn
{
    double left = 0;
    double right = 0;
    int count = 1;
    bool open = false;
    bool isOfMachine = false; ///< the machine alone delayed the loop: no line of it is to blame
    bool cut = false;         ///< a part of it is outside the plot
    Trace::StallId id = 0;    ///< the longest of them
    Base::Duration longest{0};
    QString place; ///< "sleeper():31" of the longest

    double peak = 0;                              ///< over which its number stands: the middle of the longest
    std::vector<std::pair<double, double>> parts; ///< left and right of each, a seam between neighbours

    double center() const { return peak; }
};

/// Those in view, from left to right.
std::vector<StallColumn> stallColumns(const Models::RunModel &run, const TimeView &time);
/// The one at this x, or null.
const StallColumn *columnAt(const std::vector<StallColumn> &columns, double x);

} // namespace Loopscope::Charts
