#include "ui/charts/queuechart.h"

#include "ui/charts/gaugeband.h"
#include "ui/theme/format.h"

#include <cmath>

namespace Loopscope::Charts {

namespace {

using Theme::ColorRole;

GaugeBand bandOf(const Models::CounterSeries *counter, const ChartContext &context)
{
    return counter ? gaugeBand(counter->values, *context.time, context.run->now()) : GaugeBand();
}

QString label(const QString &word, double value)
{
    return word + Theme::noBreakSpace + Theme::formatCount(std::llround(value));
}

constexpr double threeLabels = 26; // from the first to the third

} // namespace

double valueAt(const Models::CounterSeries *counter, Base::SteadyTime at)
{
    const auto sample = counter ? counter->values.lastAtOrBefore(at) : std::nullopt;
    return sample ? sample->value : 0;
}

QueueChart::QueueChart(const ChartContext &context, QWidget *parent)
    : PlotView(context, tr("Executor queue"), parent)
    , m_axis(addValueAxis())
    , m_running(addLine(m_axis))
    , m_waiting(addLine(m_axis))
{
    setRenderHint(QPainter::Antialiasing, false); // lines of steps are sharper without it, and cheap
    connect(context.run, &Models::RunModel::cleared, this, [this] { m_range.reset(); });
    restyle();
}

void QueueChart::restyle()
{
    setPen(m_running, ColorRole::Running, 2);
    setPen(m_waiting, ColorRole::Waiting, 2, {5, 3});
}

QString QueueChart::subtitle() const
{
    return withUnwatched(m_hidesFalls ? withFalls(tr("jobs")) : tr("jobs"));
}

QStringList QueueChart::shorterSubtitles() const
{
    return {m_hidesFalls ? withFalls(tr("jobs")) : tr("jobs"), tr("jobs")};
}

QString QueueChart::description() const
{
    if (isEmptyRow())
        return tr("Executor queue, not used by this run");
    return tr("Executor queue, %1, %2").arg(m_runningLabel, m_waitingLabel);
}

void QueueChart::updateSeries()
{
    const Models::CounterSeries *running = context().run->jobsRunning();
    const Models::CounterSeries *waiting = context().run->jobsWaiting();
    const TimeView &time = *context().time;
    for (const Models::CounterSeries *counter : {running, waiting}) {
        if (counter)
            m_range.include(
                std::max(counter->counter.limit, counter->values.rangeIn(time.from(), time.to()).max));
    }
    setTop(m_axis, m_range.top());
    const GaugeBand runningBand = bandOf(running, context());
    m_running->replace(runningBand.tops);
    m_runningBottoms = runningBand.bottoms;
    const GaugeBand waitingBand = bandOf(waiting, context());
    m_waiting->replace(waitingBand.tops);
    m_waitingBottoms = waitingBand.bottoms;
    m_hidesFalls = runningBand.hidesFalls || waitingBand.hidesFalls;
    if (frame() && !frame()->refreshNumbers)
        return;
    m_runningLabel = label(tr("running"), valueAt(running, time.to()));
    m_waitingLabel = label(tr("waiting"), valueAt(waiting, time.to()));
    const qint64 workers = running ? std::llround(running->counter.limit) : 0;
    m_workersLabel = workers > 0 ? tr("of %1").arg(Theme::formatPlural(
                                       tr("%n worker(s)", nullptr, Theme::pluralOf(workers)), workers))
                                 : QString();
}

QString QueueChart::reading(Base::SteadyTime at) const
{
    if (isUnwatched(at))
        return tr("not looked at");
    return QStringLiteral("%1, %2").arg(label(tr("running"), valueAt(context().run->jobsRunning(), at)),
                                        label(tr("waiting"), valueAt(context().run->jobsWaiting(), at)));
}

void QueueChart::paintUnder(QPainter &painter)
{
    paintSmallGrid(painter, m_range.top());
    paintFalls(painter, m_waiting, m_waitingBottoms, m_range.top());
    paintFalls(painter, m_running, m_runningBottoms, m_range.top());
}

void QueueChart::paintOver(QPainter &painter)
{
    if (context().run->stage() == Models::RunStage::None)
        return;
    paintUnwatched(painter);
    const bool hasRoom = lowerLabelY() - upperLabelY() >= threeLabels;
    paintLineLabel(painter, upperLabelY(), m_running, m_runningLabel, ColorRole::Running,
                   hasRoom ? m_workersLabel : QString());
    paintLineLabel(painter, lowerLabelY(), m_waiting, m_waitingLabel, ColorRole::Waiting);
}

} // namespace Loopscope::Charts
