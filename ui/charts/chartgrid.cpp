#include "ui/charts/chartgrid.h"

#include <algorithm>

namespace Loopscope::Charts {

namespace {

constexpr int smallFrame = Grid::smallPlotTop + Grid::belowPlot;

// For latency's plot and the lanes.
int roomFor(int height, const ColumnContents &contents, ColumnHeights *heights)
{
    const int emptyRow = contents.isProgram ? 0 : Grid::emptyRow;
    const int smallChart = smallFrame + heights->smallPlot;
    heights->queue = heights->isQueueFolded ? heights->foldedRow : contents.hasQueue ? smallChart : emptyRow;
    heights->requests = heights->isRequestsFolded ? heights->foldedRow
                        : contents.hasRequests    ? smallChart
                                                  : emptyRow;
    heights->latency = heights->latencyPlotTop + Grid::belowPlot;
    heights->timeline = heights->lanesTop > 0 ? heights->lanesTop + Grid::timeAxis + heights->bottom : 0;
    return height - (heights->latency + heights->queue + heights->requests + heights->timeline);
}

void takeFromSmallPlots(int missing, const ColumnContents &contents, ColumnHeights *heights)
{
    const int charts = (contents.hasQueue ? 1 : 0) + (contents.hasRequests ? 1 : 0);
    if (missing > 0 && charts > 0)
        heights->smallPlot -=
            std::min((missing + charts - 1) / charts, Grid::smallPlot - Grid::shortestSmallPlot);
}

// What is missed least goes first. Nothing is cut off.
void shrink(int height, const ColumnContents &contents, ColumnHeights *heights)
{
    const int all = heights->visibleLanes;
    const int fewest = std::min(Grid::fewestLanes, all);
    const auto room = [&] { return roomFor(height, contents, heights); };
    const auto missing = [&](int latencyPlot) {
        return latencyPlot + heights->visibleLanes * heights->lane - room();
    };
    const auto showLanes = [&] {
        heights->visibleLanes = std::clamp((room() - Grid::smallestLatencyPlot) / heights->lane, fewest, all);
    };
    heights->lane = std::clamp((room() - Grid::smallestLatencyPlot) / all, Grid::lowestLane, int(Grid::lane));
    showLanes();
    takeFromSmallPlots(missing(Grid::smallestLatencyPlot), contents, heights);
    if (missing(Grid::shortestLatencyPlot) > 0) {
        heights->latencyPlotTop = Grid::tightPlotTop;
        heights->bottom = Grid::tightBottom;
    }
    for (bool *isFolded : {&heights->isRequestsFolded, &heights->isQueueFolded}) {
        if (!contents.isProgram && missing(Grid::foldingLatencyPlot) > 0) {
            *isFolded = true;
            showLanes(); // of what that gave back
        }
    }
    const int leastSeen = std::min(2, all); // the loop, and one that is scrolled
    while (heights->visibleLanes > leastSeen && missing(Grid::lowestLatencyPlot) > 0)
        --heights->visibleLanes;
    if (missing(Grid::lowestLatencyPlot) > 0)
        heights->foldedRow = 0;
    if (missing(Grid::lowestLatencyPlot) > 0)
        heights->lanesTop = Grid::tightLanesTop;
    if (missing(Grid::lowestLatencyPlot) > 0)
        heights->lanesTop = heights->visibleLanes = 0;
}

ColumnHeights usualHeights(const ColumnContents &contents)
{
    ColumnHeights heights;
    heights.visibleLanes = std::clamp(contents.lanes, 1, contents.mostLanes);
    heights.lane = Grid::lane;
    heights.smallPlot = Grid::smallPlot;
    return heights;
}

} // namespace

int usualHeight(const ColumnContents &contents)
{
    ColumnHeights heights = usualHeights(contents);
    return Grid::latencyPlot + heights.visibleLanes * heights.lane - roomFor(0, contents, &heights);
}

ColumnHeights columnHeights(int height, const ColumnContents &contents)
{
    ColumnHeights heights = usualHeights(contents);
    const int extra = height - usualHeight(contents);
    if (extra >= 0)
        heights.lane = std::min(Grid::tallestLane, Grid::lane + extra / 4 / heights.visibleLanes);
    else
        shrink(height, contents, &heights);
    const int lanes = heights.visibleLanes * heights.lane;
    heights.latencyPlot = std::max(roomFor(height, contents, &heights) - lanes, Grid::lowestLatencyPlot);
    heights.latency += heights.latencyPlot;
    heights.timeline += lanes;
    return heights;
}

} // namespace Loopscope::Charts
