#pragma once

#include "ui/charts/frameclock.h"
#include "ui/charts/stallcolumns.h"
#include "ui/charts/timeview.h"
#include "ui/models/runmodel.h"
#include "ui/theme/theme.h"

#include <optional>

namespace Loopscope::Charts {

/// What the charts of one column share. All of it outlives them.
struct ChartContext
{
    Theme::Theme *theme = nullptr;
    Models::RunModel *run = nullptr;
    TimeView *time = nullptr;
    FrameClock *clock = nullptr;
};

/// One frame, the same for all charts.
struct ChartFrame
{
    std::vector<StallColumn> columns;
    Trace::StallId selected = 0;
    std::optional<double> pointer; ///< x of the crosshair through all charts
    bool refreshNumbers = true;    ///< ten times a second; in between numbers stay as they are
};

} // namespace Loopscope::Charts
