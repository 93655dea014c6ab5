#include "ui/models/comparedrun.h"

#include <algorithm>

namespace Loopscope::Models {

namespace {

class Points
{
public:
    Points(Base::SteadyTime begin, bool steps)
        : m_begin(begin)
        , m_steps(steps)
    {}

    void add(Base::SteadyTime at, double value)
    {
        const double x = std::max(0.0, Base::toSeconds(at - m_begin));
        if (m_steps && !m_points.isEmpty() && m_points.last().y() != value)
            m_points.append({x, m_points.last().y()});
        m_points.append({x, value});
    }
    QList<QPointF> take() { return std::move(m_points); }
    bool isEmpty() const { return m_points.isEmpty(); }
    double last() const { return m_points.last().y(); }

private:
    const Base::SteadyTime m_begin;
    const bool m_steps;
    QList<QPointF> m_points;
};

void addColumns(const Series &series, Base::SteadyTime begin, Base::SteadyTime end, int count, Points *points)
{
    const Base::Duration width = std::max<Base::Duration>((end - begin) / count, Base::Duration(1));
    Base::SteadyTime left = begin;
    for (const Series::Column &column : series.query(begin, end, count)) {
        if (column.valid) {
            const bool fromAbove = !points->isEmpty() && points->last() > (column.min + column.max) / 2;
            points->add(left + width / 4, fromAbove ? column.max : column.min);
            points->add(left + width * 3 / 4, fromAbove ? column.min : column.max);
        }
        left += width;
    }
}

QList<QPointF> lineOf(const CounterSeries *counter, Base::SteadyTime begin, Base::SteadyTime end, bool steps)
{
    return counter ? ownTimeLine(counter->values, begin, end, steps) : QList<QPointF>();
}

} // namespace

const Scenario::RunFigures *ComparedRun::figures() const
{
    return report && Session::isMeasured(*report) ? &report->run : nullptr;
}

qint64 wrongUses(const Scenario::RunFigures &run)
{
    return run.foreignResumptions + run.foreignUses;
}

bool isWrong(const Scenario::RunFigures &run)
{
    return run.requests.wrongAnswers > 0 || wrongUses(run) > 0;
}

bool hasLoopLatency(const Scenario::RunFigures &run)
{
    return std::max(run.latencyP99, run.latencyMax) > Base::Duration::zero();
}

bool hasLoopQuantiles(const Scenario::RunFigures &run)
{
    return run.latencySamples >= fewestSamples;
}

bool hasRequestQuantiles(const Scenario::RunFigures &run)
{
    return run.requests.latency.count() >= quint64{fewestSamples};
}

double unitsPerSecond(const Scenario::RunFigures &run, double unitSize)
{
    return static_cast<double>(run.completed()) / unitSize / std::max(1e-9, Base::toSeconds(run.duration));
}

QList<QPointF> ownTimeLine(const Series &series, Base::SteadyTime begin, Base::SteadyTime end, bool steps,
                           int mostPoints)
{
    if (series.isEmpty() || end <= begin)
        return {};
    Points points(begin, steps);
    if (const auto before = series.lastAtOrBefore(begin))
        points.add(begin, before->value);
    // Two points for each: a corner, or the smallest and the largest.
    if (series.countIn(begin, end) * 2 <= static_cast<std::size_t>(mostPoints)) {
        for (const Series::Sample &sample : series.samplesIn(begin, end))
            points.add(sample.at, sample.value);
    } else {
        addColumns(series, begin, end, mostPoints / (steps ? 4 : 2), &points);
    }
    if (!points.isEmpty())
        points.add(end, points.last());
    return points.take();
}

RunLines linesOf(const RunModel &run, double unitSize)
{
    RunLines lines;
    if (!run.workStartedAt())
        return lines;
    const Base::SteadyTime begin = *run.workStartedAt();
    const Base::SteadyTime end = run.now();
    lines.seconds = Base::toSeconds(run.runTime());
    lines.inFlight = lineOf(run.requestsInFlight(), begin, end, true);
    lines.waiting = lineOf(run.jobsWaiting(), begin, end, true);
    lines.latency = ownTimeLine(run.latency(), begin, end, false);
    lines.progress = lineOf(run.counter(Trace::CounterKind::Completed), begin, end, false);
    for (QPointF &point : lines.progress)
        point.ry() /= unitSize;
    // Nothing was done when the work began; what was done last is still true.
    if (lines.progress.isEmpty() || lines.progress.first().x() > 0)
        lines.progress.prepend({0, 0});
    return lines;
}

RunLines linesOf(const RunModel &run, double unitSize, const Session::RunReport &report)
{
    RunLines lines = linesOf(run, unitSize);
    const double seconds = Base::toSeconds(report.run.duration);
    if (seconds <= 0)
        return lines;
    lines.seconds = seconds;
    // The last look at the gauge was before the end: there the line goes on to what was counted.
    const double done = static_cast<double>(report.run.completed()) / unitSize;
    const auto isPastTheLast = [&lines, seconds] {
        const QList<QPointF> &points = lines.progress;
        return points.size() > 1 &&
               (points.last().x() >= seconds || points.last().y() == points.at(points.size() - 2).y());
    };
    while (isPastTheLast())
        lines.progress.removeLast();
    if (lines.progress.isEmpty())
        lines.progress.append({0, 0});
    lines.progress.append({seconds, std::max(done, lines.progress.last().y())});
    return lines;
}

} // namespace Loopscope::Models
