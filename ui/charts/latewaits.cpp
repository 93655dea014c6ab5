#include "ui/charts/latewaits.h"

#include "ui/charts/timeview.h"

#include <algorithm>
#include <cmath>
#include <ranges>

namespace Loopscope::Charts {

namespace {

constexpr double narrowest = 3;

double coveredBy(const std::vector<StallColumn> &columns, const LateWait &wait)
{
    double covered = 0;
    for (const StallColumn &column : columns)
        covered += std::max(0.0, std::min(wait.right, column.right) - std::max(wait.left, column.left));
    return covered;
}

} // namespace

std::vector<LateWait> unexplainedWaits(const Models::RunModel &run, const TimeView &time,
                                       const std::vector<StallColumn> &columns, Base::Duration threshold)
{
    std::vector<LateWait> waits;
    for (const Models::RunModel::Gap &wait : std::views::reverse(run.longWaits())) {
        if (wait.to <= time.from())
            break;
        if (wait.to - wait.from <= threshold || wait.from >= time.to())
            continue;
        // As much as is in view, as columns are.
        LateWait area{std::max(std::floor(time.xOf(wait.from)), time.plotLeft()),
                      std::min(std::ceil(time.xOf(wait.to)), time.plotRight())};
        area.right = std::max(area.right, area.left + narrowest);
        if (2 * coveredBy(columns, area) < area.right - area.left)
            waits.push_back(area);
    }
    return waits;
}

} // namespace Loopscope::Charts
