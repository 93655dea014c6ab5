#include "ui/charts/chartgrid.h"

#include <algorithm>

namespace Loopscope::Charts {

namespace {

constexpr int latencyFrame = Grid::latencyPlotTop + Grid::belowPlot;
constexpr int timelineFrame = Grid::lanesTop + Grid::timeAxis + Grid::bottom;
constexpr int smallFrame = Grid::smallPlotTop + Grid::belowPlot;

// What the plots and lanes lack when each is as small as it is usually, at least.
void shrinkBy(int missing, const ColumnContents &contents, ColumnHeights *heights)
{
    const int smallCharts = (contents.hasQueue ? 1 : 0) + (contents.hasRequests ? 1 : 0);
    if (missing > 0 && smallCharts > 0) {
        const int each =
            std::min((missing + smallCharts - 1) / smallCharts, Grid::smallPlot - Grid::shortestSmallPlot);
        heights->smallPlot -= each;
        missing -= each * smallCharts;
    }
    if (missing > 0)
        heights->visibleLanes = std::min(heights->visibleLanes, Grid::fewestLanesWhenShort);
}

} // namespace

ColumnHeights columnHeights(int height, const ColumnContents &contents)
{
    ColumnHeights heights;
    heights.visibleLanes = std::clamp(contents.lanes, 1, Grid::mostLanes);
    heights.lane = Grid::lane;
    heights.latencyPlot = Grid::latencyPlot;
    heights.smallPlot = Grid::smallPlot;

    const auto share = [&] {
        const int emptyRow = contents.isProgram ? 0 : Grid::emptyRow;
        const int smallChart = smallFrame + heights.smallPlot;
        heights.queue = heights.isQueueFolded ? Grid::foldedRow : contents.hasQueue ? smallChart : emptyRow;
        heights.requests = heights.isRequestsFolded ? Grid::foldedRow
                           : contents.hasRequests   ? smallChart
                                                    : emptyRow;
        return height - (latencyFrame + heights.queue + heights.requests + timelineFrame);
    };
    int flexible = share();
    const int extra = flexible - heights.latencyPlot - heights.visibleLanes * Grid::lane;
    if (extra >= 0) {
        heights.lane = std::min(Grid::tallestLane, Grid::lane + extra / 4 / heights.visibleLanes);
    } else {
        const int room = flexible - Grid::smallestLatencyPlot;
        const int fewest = std::min(Grid::fewestLanes, heights.visibleLanes);
        heights.lane = std::clamp(room / heights.visibleLanes, Grid::lowestLane, Grid::lane);
        heights.visibleLanes = std::clamp(room / heights.lane, fewest, heights.visibleLanes);
        shrinkBy(heights.visibleLanes * heights.lane - room, contents, &heights);
        flexible = share();
    }
    // The time axis is never cut off.
    while (heights.visibleLanes > 1 &&
           flexible - heights.visibleLanes * heights.lane < Grid::shortestLatencyPlot)
        --heights.visibleLanes;
    const int lanes = heights.visibleLanes * heights.lane;
    // Large text on a small screen.
    for (bool *isFolded : {&heights.isRequestsFolded, &heights.isQueueFolded}) {
        if (!contents.isProgram && flexible - lanes < Grid::lowestLatencyPlot) {
            *isFolded = true;
            flexible = share();
        }
    }
    heights.latencyPlot = std::max(flexible - lanes, Grid::lowestLatencyPlot);
    heights.latency = latencyFrame + heights.latencyPlot;
    heights.timeline = timelineFrame + lanes;
    return heights;
}

} // namespace Loopscope::Charts
