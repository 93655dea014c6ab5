#include "ui/charts/pairgrid.h"

#include "ui/charts/chartgrid.h"

#include <algorithm>

namespace Loopscope::Charts {

namespace {

constexpr int sides = 2;
constexpr int roomyGap = 20;
constexpr int tightTitle = 20;
constexpr int tightGap = 4;
constexpr int tightBottom = 2;
constexpr int comfortablePlot = 110; // lanes that would make it lower are scrolled
constexpr int roomyPlot = 56;
constexpr int roomyLanes = 6; // the plots become lower first

constexpr PairHeights roomyHeights{
    .titleRow = Grid::titleRow, .gap = roomyGap, .lanesTitle = Grid::titleRow, .bottom = Grid::bottom};

// For the lanes and both plots.
int roomFor(int height, const PairHeights &heights)
{
    return height - PairHeights::top - sides * (heights.titleRow + heights.gap) - heights.lanesTitle -
           Grid::timeAxis - heights.bottom;
}

void showLanes(int room, int lanes, int fewest, int comfortable, PairHeights *heights)
{
    const int all = std::max(lanes, 1);
    heights->lane = std::clamp((room - sides * comfortable) / all, PairHeights::lowestLane, int(Grid::lane));
    const int beside = (room - sides * comfortable) / heights->lane;
    heights->visibleLanes = std::clamp(beside, std::min(fewest, all), all);
    heights->plot = (room - heights->lanesHeight()) / sides;
}

} // namespace

int pairHeightFor(int lanes)
{
    return sides * comfortablePlot + lanes * Grid::lane - roomFor(0, roomyHeights);
}

PairHeights pairHeights(int height, int lanes, int loops)
{
    PairHeights heights = roomyHeights;
    const int room = roomFor(height, heights);
    const int atMost = (room - sides * roomyPlot) / PairHeights::lowestLane;
    const int fewest = std::max(PairHeights::fewestLanes, loops);
    showLanes(room, lanes, std::max(std::min(roomyLanes, atMost), fewest), comfortablePlot, &heights);
    if (heights.plot >= roomyPlot)
        return heights;
    heights = {.titleRow = tightTitle, .gap = tightGap, .bottom = tightBottom};
    showLanes(roomFor(height, heights), lanes, fewest, roomyPlot, &heights);
    if (heights.plot >= PairHeights::lowestPlot)
        return heights;
    heights.gap = 0;
    showLanes(roomFor(height, heights), lanes, loops, 0, &heights);
    heights.plot = 0;
    return heights;
}

} // namespace Loopscope::Charts
