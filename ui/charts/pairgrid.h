#pragma once

namespace Loopscope::Charts {

/// How the height of two traces' chart is shared out, in device-independent pixels.
struct PairHeights
{
    static constexpr int top = 28;        ///< the cursor's time stands above everything
    static constexpr int fewestLanes = 3; ///< both loops, and one of the others at a time
    static constexpr int lowestLane = 16;
    static constexpr int lowestPlot = 40; ///< what would be lower is folded

    int titleRow = 0;   ///< above each plot: whose it is
    int plot = 0;       ///< of each trace; 0: folded, the row above says what the latency is
    int gap = 0;        ///< below each plot
    int lanesTitle = 0; ///< 0: there is no room for one
    int lane = 0;
    int visibleLanes = 0; ///< the others are scrolled
    int bottom = 0;       ///< below the time axis

    bool isFolded() const { return plot == 0; }
    int plotTop(int side) const { return top + titleRow + side * (titleRow + plot + gap); }
    int lanesHeight() const { return visibleLanes * lane; }
};

/// Two traces with so many lanes together, of which `loops` are always in sight. Without the height for all
/// of it the gaps go first, then the plots become lower, then they are folded.
PairHeights pairHeights(int height, int lanes, int loops);
/// At which none of so many lanes has to be scrolled.
int pairHeightFor(int lanes);

} // namespace Loopscope::Charts
