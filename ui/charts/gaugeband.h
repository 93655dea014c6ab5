#pragma once

#include "ui/models/series.h"

#include <QList>
#include <QPointF>

#include <vector>

namespace Loopscope::Charts {

class TimeView;

/// A quantity that steps, over the visible time: x in seconds before its right edge. Where it changes more
/// often than a line could show, the line stays at the height that it comes back to, and `bottoms` is what it
/// fell to meanwhile; elsewhere the two are the same. Of each never more than `mostPoints`. Like
/// linePoints(), it keeps its last value up to `end`, and there is nothing before the run.
struct GaugeBand
{
    QList<QPointF> tops;
    QList<QPointF> bottoms;
    bool hidesFalls = false; ///< somewhere: the line is the highest there
};

/// In pixels: a shorter fall is not drawn by the line of a quantity that often changes.
constexpr int shortestFall = 2;

/// A stretch in which one line of steps lies over another.
struct StepsApart
{
    double from;
    double to;
    double upper;
    double lower;
};

/// Of two lines of steps, as GaugeBand has them, where the first is the higher one. They do not overlap.
std::vector<StepsApart> stepsApart(const QList<QPointF> &tops, const QList<QPointF> &bottoms);

GaugeBand gaugeBand(const Models::Series &series, const TimeView &time, Base::SteadyTime end);

} // namespace Loopscope::Charts
