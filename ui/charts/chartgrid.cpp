#include "ui/charts/chartgrid.h"

#include <algorithm>

namespace Loopscope::Charts {

namespace {

constexpr int latencyFrame = Grid::latencyPlotTop + Grid::belowPlot;
constexpr int timelineFrame = Grid::lanesTop + Grid::timeAxis + Grid::bottom;
constexpr int smallChart = Grid::smallPlotTop + Grid::smallPlot + Grid::belowPlot;

} // namespace

ColumnHeights columnHeights(int height, const ColumnContents &contents)
{
    ColumnHeights heights;
    heights.queue = contents.hasQueue ? smallChart : Grid::emptyRow;
    heights.requests = contents.hasRequests ? smallChart : Grid::emptyRow;
    heights.visibleLanes = std::clamp(contents.lanes, 1, Grid::mostLanes);
    heights.lane = Grid::lane;
    heights.latencyPlot = Grid::latencyPlot;

    const int fixed = latencyFrame + heights.queue + heights.requests + timelineFrame;
    const int flexible = height - fixed;
    const int extra = flexible - heights.latencyPlot - heights.visibleLanes * Grid::lane;
    if (extra >= 0) {
        heights.lane = std::min(Grid::tallestLane, Grid::lane + extra / 4 / heights.visibleLanes);
    } else {
        const int room = flexible - Grid::smallestLatencyPlot;
        const int fewest = std::min(Grid::fewestLanes, heights.visibleLanes);
        heights.visibleLanes = std::clamp(room / Grid::lane, fewest, heights.visibleLanes);
    }
    const int lanes = heights.visibleLanes * heights.lane;
    heights.latencyPlot = std::max(flexible - lanes, Grid::smallestLatencyPlot);
    heights.latency = latencyFrame + heights.latencyPlot;
    heights.timeline = timelineFrame + lanes;
    return heights;
}

} // namespace Loopscope::Charts
