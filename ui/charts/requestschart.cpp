#include "ui/charts/requestschart.h"

#include "ui/charts/queuechart.h"
#include "ui/charts/seriespoints.h"
#include "ui/theme/format.h"

#include <cmath>

namespace Loopscope::Charts {

namespace {

using Theme::ColorRole;

void showCounter(QLineSeries *line, const Models::CounterSeries *counter, LineShape shape, ChartRange &range,
                 const ChartContext &context)
{
    if (!counter) {
        line->replace(QList<QPointF>());
        return;
    }
    range.include(counter->values.rangeIn(context.time->from(), context.time->to()).max);
    range.include(valueAt(counter, context.time->to())); // a run's end may have a value of its own
    line->replace(linePoints(counter->values, *context.time, shape, context.run->now(),
                             [](double value) { return value; }));
}

} // namespace

RequestsChart::RequestsChart(const ChartContext &context, QWidget *parent)
    : PlotView(context, tr("Requests"), parent)
    , m_rateAxis(addValueAxis())
    , m_flightAxis(addValueAxis())
    , m_rate(addLine(m_rateAxis))
    , m_inFlight(addLine(m_flightAxis))
{
    setRenderHint(QPainter::Antialiasing, false); // lines of steps are sharper without it, and cheap
    connect(context.run, &Models::RunModel::cleared, this, [this] {
        m_rateRange.reset();
        m_flightRange.reset();
    });
    restyle();
}

void RequestsChart::restyle()
{
    setPen(m_rate, ColorRole::Throughput, 2);
    setPen(m_inFlight, ColorRole::InFlight, 2, {3, 3});
}

void RequestsChart::setCounted(const QString &several)
{
    if (!several.isEmpty())
        setTitle(several.left(1).toUpper() + several.mid(1));
}

void RequestsChart::setWrongAnswers(qint64 count)
{
    m_wrongAnswers = count;
    viewport()->update();
}

QString RequestsChart::subtitle() const
{
    if (context().run->stage() == Models::RunStage::None)
        return tr("per second; in flight");
    const auto range = [](const ChartRange &shown) {
        return tr("0 to %1").arg(Theme::formatCount(std::llround(shown.top())));
    };
    return tr("per second, %1; in flight, %2").arg(range(m_rateRange), range(m_flightRange));
}

QString RequestsChart::description() const
{
    if (isEmptyRow())
        return tr("%1, none in this run").arg(title());
    const QString said = tr("%1, %2, %3").arg(title(), m_rateLabel, m_flightLabel);
    return m_wrongAnswers > 0 ? tr("%1, %2 wrong").arg(said, Theme::formatCount(m_wrongAnswers)) : said;
}

void RequestsChart::updateSeries()
{
    const Models::CounterSeries *rate = context().run->requestRate();
    const Models::CounterSeries *inFlight = context().run->requestsInFlight();
    showCounter(m_rate, rate, LineShape::Step, m_rateRange, context());
    showCounter(m_inFlight, inFlight, LineShape::Peaks, m_flightRange, context());
    setTop(m_rateAxis, m_rateRange.top());
    setTop(m_flightAxis, m_flightRange.top());
    if (frame() && !frame()->refreshNumbers)
        return;
    const Base::SteadyTime at = context().time->to();
    m_rateLabel = Theme::formatRate(valueAt(rate, at));
    m_flightLabel = tr("%1 in flight").arg(Theme::formatCount(std::llround(valueAt(inFlight, at))));
}

QString RequestsChart::reading(Base::SteadyTime at) const
{
    return tr("%1, %2 in flight")
        .arg(Theme::formatRate(valueAt(context().run->requestRate(), at)),
             Theme::formatCount(std::llround(valueAt(context().run->requestsInFlight(), at))));
}

void RequestsChart::paintUnder(QPainter &painter)
{
    paintSmallGrid(painter, m_rateRange.top());
}

void RequestsChart::paintOver(QPainter &painter)
{
    if (context().run->stage() == Models::RunStage::None)
        return;
    const QString blocked = context().run->openStall() ? tr("loop blocked") : QString();
    paintLineLabel(painter, upperLabelY(), m_rate, m_rateLabel, ColorRole::Throughput,
                   m_wrongAnswers > 0 ? QString() : blocked);
    if (m_wrongAnswers > 0)
        paintAlarm(painter, upperLabelY() + 15, tr("%1 wrong").arg(Theme::formatCount(m_wrongAnswers)));
    paintLineLabel(painter, lowerLabelY(), m_inFlight, m_flightLabel, ColorRole::InFlight);
}

} // namespace Loopscope::Charts
