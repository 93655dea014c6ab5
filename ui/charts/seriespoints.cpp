#include "ui/charts/seriespoints.h"

#include "ui/charts/timeview.h"

#include <algorithm>
#include <cmath>

namespace Loopscope::Charts {

namespace {

constexpr int pixelsPerColumn = 2;
constexpr std::size_t reserved = 8; // for the ends of the line

/// Collects points of one line.
class LineBuilder
{
public:
    LineBuilder(const TimeView &time, LineShape shape, const std::function<double(double)> &transform)
        : m_time(time)
        , m_shape(shape)
        , m_transform(transform)
    {}

    void add(Base::SteadyTime at, double value)
    {
        if (m_shape != LineShape::Slope && !m_points.isEmpty() && value != m_last)
            put(at, m_last);
        put(at, value);
    }

    // The smaller end first when the line comes from below, so that it does not go there and back; the two
    // stand side by side, so that a slope is not drawn as stairs.
    void addRange(Base::SteadyTime left, Base::SteadyTime right, double min, double max)
    {
        const bool comesFromAbove = !m_points.isEmpty() && m_last > (min + max) / 2;
        put(left, comesFromAbove ? max : min);
        if (max > min)
            put(right, comesFromAbove ? min : max);
    }

    double last() const { return m_last; }
    bool isEmpty() const { return m_points.isEmpty(); }
    QList<QPointF> take() { return std::move(m_points); }

private:
    void put(Base::SteadyTime at, double value)
    {
        m_points.append({Base::toSeconds(at - m_time.to()), m_transform(value)});
        m_last = value;
    }

    const TimeView &m_time;
    const LineShape m_shape;
    const std::function<double(double)> &m_transform;
    QList<QPointF> m_points;
    double m_last = 0;
};

// Columns stand at whole multiples of their width since the run began: they keep their place in time while
// the picture scrolls, and with it their smallest and largest.
void addColumns(LineBuilder &line, const Models::Series &series, const TimeView &time, Base::SteadyTime from,
                Base::SteadyTime to, LineShape shape)
{
    const int most = (mostPoints - static_cast<int>(reserved)) / 2 - 2; // two columns stick out at the ends
    const int wanted = std::clamp(static_cast<int>(time.plotWidth()) / pixelsPerColumn, 1, most);
    const Base::Duration width = std::max<Base::Duration>(time.length() / wanted, Base::Duration(1));
    const Base::SteadyTime first = from - (from - time.begin()) % width;
    const auto count = static_cast<int>((to - first + width - Base::Duration(1)) / width);
    const std::vector<Models::Series::Column> columns = series.query(first, first + count * width, count);
    Base::SteadyTime left = first;
    for (const Models::Series::Column &column : columns) {
        const Base::SteadyTime at =
            std::clamp(left + width / 4, from, to); // the columns at both ends stick out
        const Base::SteadyTime until = std::clamp(left + width * 3 / 4, from, to);
        if (column.valid) {
            // A stepping value is still there when the column begins.
            const bool holds = shape == LineShape::Step && !line.isEmpty();
            line.addRange(at, until, holds ? std::min(column.min, line.last()) : column.min,
                          holds ? std::max(column.max, line.last()) : column.max);
        }
        left += width;
    }
}

constexpr double nearlyAll = 0.9; // of a stall: the line shows it as it is
constexpr int rampPieces = 12;

void climb(QList<QPointF> *points, double from, double to, double before, double milliseconds, bool goesOn,
           const std::function<double(double)> &transform)
{
    const auto isBefore = [](const QPointF &point, double x) { return point.x() < x; };
    const auto first = std::lower_bound(points->begin(), points->end(), from, isBefore) - points->begin();
    const auto last = std::lower_bound(points->begin(), points->end(), to, isBefore) - points->begin();
    // What is high at its begin belongs to the stall before. The ping may be delivered a little after the
    // dispatch that it waited for.
    const auto middle =
        std::lower_bound(points->begin(), points->end(), (from + to) / 2, isBefore) - points->begin();
    const qsizetype near = std::min<qsizetype>(last + 2, points->size());
    double highest = 0;
    for (qsizetype at = middle; at < near; ++at)
        highest = std::max(highest, (*points)[at].y());
    if (highest >= transform(nearlyAll * milliseconds))
        return;
    const double after = last < points->size() ? (*points)[last].y() : before;
    QList<QPointF> ramp{{from, before}};
    for (int piece = 1; piece <= rampPieces; ++piece) {
        const double share = static_cast<double>(piece) / rampPieces;
        ramp.append({from + share * (to - from), std::max(before, transform(share * milliseconds))});
    }
    if (!goesOn)
        ramp.append({to, after});
    *points = points->first(first) + ramp + (goesOn ? QList<QPointF>() : points->sliced(last));
}

} // namespace

double stallWait(const Models::RunModel &run, Base::SteadyTime from, Base::SteadyTime to)
{
    double longest = 0;
    for (const Trace::Stall *stall : run.stalls().in(from, to + Base::Duration(1), run.now())) {
        const Base::SteadyTime end = stall->startedAt + Models::stallDuration(*stall, run.now());
        longest = std::max(longest, Base::toMilliseconds(std::min(end, to) - stall->startedAt));
    }
    return longest;
}

void climbThroughStalls(QList<QPointF> *points, const Models::RunModel &run, const TimeView &time,
                        const std::function<double(double)> &transform)
{
    if (points->isEmpty())
        return;
    for (const Trace::Stall *stall : run.stalls().in(time.from(), time.to(), run.now())) {
        const Base::Duration duration = Models::stallDuration(*stall, run.now());
        const double from = Base::toSeconds(stall->startedAt - time.to());
        const double end = from + Base::toSeconds(duration);
        const double to = std::min(end, 0.0); // it may go on beyond the picture
        // Of many samples the points know the smallest and largest alone: the line may have fallen by then.
        const auto before = run.latency().lastAtOrBefore(stall->startedAt);
        climb(points, from, to, before ? transform(before->value) : 0, (to - from) * 1000,
              end > to || stall == run.openStall(), transform);
    }
}

QList<QPointF> linePoints(const Models::Series &series, const TimeView &time, LineShape shape,
                          Base::SteadyTime end, const std::function<double(double)> &transform)
{
    LineBuilder line(time, shape, transform);
    const Base::SteadyTime from = std::max(time.from(), time.begin());
    const Base::SteadyTime to = std::min(time.to(), end);
    if (to <= from || series.isEmpty())
        return {};
    const auto before = series.lastAtOrBefore(from);
    if (before)
        line.add(shape != LineShape::Slope ? from : std::max(before->at, time.begin()), before->value);

    const std::size_t pointsPerSample = shape != LineShape::Slope ? 2 : 1;
    if (series.countIn(from, to) * pointsPerSample + reserved <= mostPoints) {
        for (const Models::Series::Sample &sample : series.samplesIn(from, to))
            line.add(sample.at, sample.value);
    } else {
        addColumns(line, series, time, from, to, shape);
    }
    const auto after = shape == LineShape::Slope ? series.firstAfter(to) : std::nullopt;
    const std::vector<Models::Series::Sample> atEnd = series.samplesIn(to, to + Base::Duration(1));
    for (const Models::Series::Sample &sample : atEnd)
        line.add(sample.at, sample.value);
    if (after && after->at <= end)
        line.add(after->at, after->value);
    else if (!line.isEmpty())
        line.add(to, line.last());
    return line.take();
}

} // namespace Loopscope::Charts
