#pragma once

#include <QSize>

namespace Loopscope::Charts {

/// The measures of the charts' column, in device-independent pixels.
namespace Grid {
constexpr int padding = 16;
constexpr int leftGutter = 72;
constexpr int wideLeftGutter = 136; ///< of a program, whose threads have long names
constexpr int rightGutter = 104;
constexpr int labelGap = 12; ///< from the plot to a label in the right gutter
constexpr int tickGap = 8;   ///< from the plot to a tick or lane name
constexpr int titleRow = 24;
constexpr int latencyPlotTop = 48; ///< below the upper edge of the latency chart
constexpr int smallPlotTop = 41;   ///< the same of the small charts
constexpr int lanesTop = 33;       ///< and of the timeline
constexpr int tightLanesTop = 4;   ///< without the height for its title
constexpr int belowPlot = 7;       ///< half of the lowest tick
constexpr int latencyPlot = 248;
constexpr int smallestLatencyPlot = 120;
constexpr int shortestLatencyPlot = 88; ///< in a window that is low, or has a bar above the charts
constexpr int foldingLatencyPlot = 72;  ///< before it is lower, the small charts are folded
constexpr int lowestLatencyPlot = 48;   ///< before it is lower, fewer lanes are in sight
constexpr int tightPlotTop = 32;        ///< instead of latencyPlotTop, without the height for it
constexpr int smallPlot = 64;
constexpr int shortestSmallPlot = 48;
constexpr int emptyRow = 32;
constexpr int foldedRow = 24; ///< a small chart that has no room: its numbers alone
constexpr int lane = 24;
constexpr int lowestLane = 14; ///< where more of them are to be seen
constexpr int tallestLane = 32;
constexpr int mostLanes = 12;
constexpr int mostPictureLanes = 64; ///< of an exported picture, which cannot be scrolled
constexpr int fewestLanes = 3;       ///< the loop and two more
/// A line that runs along the edge of the plot would be cut in half: the chart gets this much more room.
constexpr double edgeRoom = 2;
constexpr int timeAxis = 24;
constexpr int bottom = 12;
constexpr int tightBottom = 2;
} // namespace Grid

/// Heights of the four charts of the column.
struct ColumnHeights
{
    int latencyPlotTop = Grid::latencyPlotTop;
    int latencyPlot = 0;
    int latency = 0;
    int smallPlot = 0;
    int foldedRow = Grid::foldedRow; ///< 0: not even for the numbers is there room
    int queue = 0;
    int requests = 0;
    int lanesTop = Grid::lanesTop;
    int timeline = 0;          ///< 0: it has no room
    int bottom = Grid::bottom; ///< below the time axis
    int lane = 0;
    int visibleLanes = 0; ///< without a scroll bar
    bool isQueueFolded = false;
    bool isRequestsFolded = false;
};

struct ColumnContents
{
    bool hasQueue = true;
    bool hasRequests = true;
    bool isProgram = false; ///< of whose executors and requests nothing can be known
    int lanes = 0;
    int mostLanes = Grid::mostLanes; ///< more of them are scrolled
    friend bool operator==(const ColumnContents &, const ColumnContents &) = default;
};

/// Shares out the height: what is over goes to latency (three quarters) and the lanes; what is missing is
/// taken from latency, from the height of the lanes, then from their number (three stay), from the small
/// plots, from what is empty; then the small charts are folded. A line without a height says nothing: before
/// that the timeline goes without its title, then altogether. Else the time axis is always seen.
ColumnHeights columnHeights(int height, const ColumnContents &contents);
/// At which everything has its usual size, and no lane has to be scrolled.
int usualHeight(const ColumnContents &contents);

} // namespace Loopscope::Charts
