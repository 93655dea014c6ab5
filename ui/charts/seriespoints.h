#pragma once

#include "ui/models/runmodel.h"
#include "ui/models/series.h"

#include <QList>
#include <QPointF>

#include <functional>

namespace Loopscope::Charts {

class TimeView;

/// How a quantity behaves between two samples.
enum class LineShape
{
    Slope, ///< straight from one to the next
    Step,  ///< it keeps its value until the next
};

constexpr int mostPoints = 800;

/// The points of a line over the visible time: x in seconds before its right edge, y the value run
/// through `transform`. As they are when they are few, else the smallest and largest of every second
/// pixel; never more than `mostPoints`. The last value holds up to `end`; nothing is drawn before the run.
QList<QPointF> linePoints(const Models::Series &series, const TimeView &time, LineShape shape,
                          Base::SteadyTime end, const std::function<double(double)> &transform);

/// How long something that was posted in [from, to] waited at most by what is known of the stalls;
/// milliseconds.
double stallWait(const Models::RunModel &run, Base::SteadyTime from, Base::SteadyTime to);
/// Lets a line of latency climb through each stall: a ping that was sent late, or not at all while the
/// machine was busy, does not show it.
void climbThroughStalls(QList<QPointF> *points, const Models::RunModel &run, const TimeView &time,
                        const std::function<double(double)> &transform);

} // namespace Loopscope::Charts
