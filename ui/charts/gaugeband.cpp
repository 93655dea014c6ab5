#include "ui/charts/gaugeband.h"

#include "ui/charts/seriespoints.h"
#include "ui/charts/timeview.h"

#include <algorithm>

namespace Loopscope::Charts {

namespace {

/// What a quantity was in columns of equal width, among it what it had been before.
struct Columns
{
    Base::SteadyTime first;
    Base::Duration width{1};
    int fall = 1; // columns
    std::vector<double> highs;
    std::vector<double> lows;
};

// They stand at whole multiples of their width since the run began, so that they keep their place in time
// while the picture scrolls; a fall that is cut by the picture's left edge is seen whole.
Columns columnsOf(const Models::Series &series, const TimeView &time, Base::SteadyTime from,
                  Base::SteadyTime to)
{
    Columns columns;
    const int wanted = std::clamp(static_cast<int>(time.plotWidth()), 1, mostPoints / 2 - 8);
    columns.width = std::max<Base::Duration>(time.length() / wanted, Base::Duration(1));
    columns.fall = static_cast<int>((time.perPixel() * shortestFall + columns.width - Base::Duration(1)) /
                                    columns.width);
    columns.first =
        std::max(from - (from - time.begin()) % columns.width - columns.fall * columns.width, time.begin());
    const auto count =
        static_cast<int>((to - columns.first + columns.width - Base::Duration(1)) / columns.width);
    const auto ranges = series.query(columns.first, columns.first + count * columns.width, count);
    std::optional<Models::Series::Sample> held = series.lastAtOrBefore(columns.first);
    Base::SteadyTime right = columns.first;
    for (Models::Series::Column range : ranges) {
        right += columns.width;
        if (held)
            range.include(held->value);
        columns.highs.push_back(range.max);
        columns.lows.push_back(range.min);
        held = series.lastAtOrBefore(right - Base::Duration(1));
    }
    return columns;
}

// The highest of every stretch as wide as a fall, then of these the lowest around each column: what is
// narrower is filled, but at the very end, where nobody knows yet how wide it is.
std::vector<double> withoutShortFalls(const std::vector<double> &highs, int fall)
{
    const auto count = static_cast<int>(highs.size());
    std::vector<double> stretches;
    for (int start = 1 - fall; start < count; ++start)
        stretches.push_back(*std::max_element(highs.begin() + std::max(start, 0),
                                              highs.begin() + std::min(start + fall, count)));
    std::vector<double> filled;
    for (auto first = stretches.cbegin(); first + fall <= stretches.cend(); ++first)
        filled.push_back(*std::min_element(first, first + fall));
    return filled;
}

// Where the line steps, the lower side of the step is drawn, too.
bool isBelowTheLine(const std::vector<double> &lows, const std::vector<double> &tops)
{
    for (std::size_t column = 1; column + 1 < lows.size(); ++column) {
        if (lows[column] < std::min({tops[column - 1], tops[column], tops[column + 1]}))
            return true;
    }
    return false;
}

QList<QPointF> steps(const Columns &columns, const std::vector<double> &values, const TimeView &time,
                     Base::SteadyTime from, Base::SteadyTime to)
{
    QList<QPointF> points;
    const auto put = [&](Base::SteadyTime at, double value) {
        points.append({Base::toSeconds(std::clamp(at, from, to) - time.to()), value});
    };
    for (std::size_t index = 0; index < values.size(); ++index) {
        const Base::SteadyTime left = columns.first + static_cast<int>(index) * columns.width;
        if (left + columns.width <= from || (!points.isEmpty() && points.back().y() == values[index]))
            continue;
        if (!points.isEmpty())
            put(left, points.back().y());
        put(left, values[index]);
    }
    if (!points.isEmpty())
        put(to, points.back().y());
    return points;
}

} // namespace

// From one corner of either line to the next one of either; from a corner on a line is at its height.
std::vector<StepsApart> stepsApart(const QList<QPointF> &tops, const QList<QPointF> &bottoms)
{
    std::vector<StepsApart> found;
    if (tops.isEmpty() || bottoms.isEmpty())
        return found;
    double x = std::max(tops.front().x(), bottoms.front().x());
    for (qsizetype upper = 0, lower = 0; upper + 1 < tops.size() && lower + 1 < bottoms.size();) {
        const double next = std::min(tops[upper + 1].x(), bottoms[lower + 1].x());
        if (next > x && tops[upper].y() > bottoms[lower].y())
            found.push_back({x, next, tops[upper].y(), bottoms[lower].y()});
        x = std::max(x, next);
        upper += tops[upper + 1].x() <= next ? 1 : 0;
        lower += bottoms[lower + 1].x() <= next ? 1 : 0;
    }
    return found;
}

GaugeBand gaugeBand(const Models::Series &series, const TimeView &time, Base::SteadyTime end)
{
    Base::SteadyTime from = std::max(time.from(), time.begin());
    const Base::SteadyTime to = std::min(time.to(), end);
    if (to <= from || series.isEmpty())
        return {};
    const double rarely = time.plotWidth() / shortestFall;
    if (static_cast<double>(series.countIn(from, to)) <= std::min<double>(rarely, mostPoints / 2 - 8)) {
        const QList<QPointF> line =
            linePoints(series, time, LineShape::Step, end, [](double value) { return value; });
        return {line, line, false};
    }
    const Columns columns = columnsOf(series, time, from, to);
    if (!series.lastAtOrBefore(from))
        from = series.firstAfter(from)->at;
    const std::vector<double> tops = withoutShortFalls(columns.highs, columns.fall);
    GaugeBand band{steps(columns, tops, time, from, to), steps(columns, columns.lows, time, from, to),
                   isBelowTheLine(columns.lows, tops)};
    // A run's end may have a value of its own.
    if (const auto last = series.lastAtOrBefore(to); last && last->at == to) {
        band.tops.append({band.tops.back().x(), last->value});
        band.bottoms.append({band.bottoms.back().x(), last->value});
    }
    return band;
}

} // namespace Loopscope::Charts
