#include "ui/charts/requestschart.h"

#include "ui/charts/gaugeband.h"
#include "ui/charts/queuechart.h"
#include "ui/charts/seriespoints.h"
#include "ui/theme/format.h"

#include <algorithm>
#include <cmath>

namespace Loopscope::Charts {

namespace {

using Theme::ColorRole;

void include(const Models::CounterSeries *counter, ChartRange &range, const ChartContext &context)
{
    if (!counter)
        return;
    range.include(counter->values.rangeIn(context.time->from(), context.time->to()).max);
    range.include(valueAt(counter, context.time->to())); // a run's end may have a value of its own
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

qint64 RequestsChart::wrongAnswers() const
{
    return std::max(m_wrongAnswers, context().run->wrongAnswers());
}

void RequestsChart::setWholeRate(double perSecond)
{
    m_wholeRate = perSecond;
    updateLabels();
    viewport()->update();
}

// A run that was over before anybody looked at its requests has a value of its end alone.
bool RequestsChart::isFlightKnown() const
{
    const Models::RunModel &run = *context().run;
    const Models::CounterSeries *inFlight = run.requestsInFlight();
    if (run.hasRates() || !inFlight)
        return true;
    return inFlight->values.countIn(*run.workStartedAt() + Base::Duration(1), *run.workEndedAt()) > 0;
}

// Afterwards the last moment's rate would be taken for the run's, wherever the picture is moved to.
bool RequestsChart::showsWhole() const
{
    return m_wholeRate > 0 && (!context().run->hasRates() || context().run->workEndedAt());
}

// What was in flight before the first look at a short run is not known.
QList<QPointF> RequestsChart::fromFirstLookOn(QList<QPointF> points) const
{
    const Models::RunModel &run = *context().run;
    const Models::CounterSeries *inFlight = run.requestsInFlight();
    if (run.hasRates() || !inFlight)
        return points;
    const auto first = inFlight->values.firstAfter(*run.workStartedAt());
    const double from = first ? Base::toSeconds(first->at - context().time->to()) : 0;
    const auto isLater = [from](const QPointF &point) { return point.x() > from + 1e-9; };
    const auto later = std::ranges::find_if(points, isLater);
    if (later != points.begin())
        points.erase(points.begin(), std::prev(later));
    return points;
}

QString RequestsChart::subtitle() const
{
    if (context().run->stage() == Models::RunStage::None)
        return tr("per second; in flight");
    if (!isFlightKnown())
        return tr("per second");
    const auto range = [](const ChartRange &shown) {
        return tr("0 to %1").arg(Theme::formatCount(std::llround(shown.top())));
    };
    if (!context().run->hasRates())
        return tr("the run was too short for a rate over time; in flight, %1").arg(range(m_flightRange));
    const QString ranges = tr("per second, %1; in flight, %2").arg(range(m_rateRange), range(m_flightRange));
    return withUnwatched(m_hidesFalls ? withFalls(ranges) : ranges);
}

QStringList RequestsChart::shorterSubtitles() const
{
    return {isFlightKnown() ? tr("per second; in flight") : tr("per second")};
}

QString RequestsChart::description() const
{
    if (isEmptyRow())
        return tr("%1, none in this run").arg(title());
    QStringList parts{title()};
    if (showsWhole())
        parts << tr("%1 over the whole run").arg(m_rateLabel);
    else if (context().run->hasRates())
        parts << m_rateLabel;
    if (isFlightKnown())
        parts << m_flightLabel;
    const QString said = parts.join(QStringLiteral(", "));
    return wrongAnswers() > 0 ? tr("%1, %2 wrong").arg(said, Theme::formatCount(wrongAnswers())) : said;
}

void RequestsChart::updateSeries()
{
    const Models::RunModel &run = *context().run;
    const Models::CounterSeries *rate = run.hasRates() ? run.requestRate() : nullptr;
    include(rate, m_rateRange, context());
    m_rate->replace(rate ? linePoints(rate->values, *context().time, LineShape::Step, run.now(),
                                      [](double value) { return value; })
                         : QList<QPointF>());
    showInFlight();
    setTop(m_rateAxis, m_rateRange.top());
    setTop(m_flightAxis, m_flightRange.top());
    if (!frame() || frame()->refreshNumbers)
        updateLabels();
}

void RequestsChart::showInFlight()
{
    const Models::RunModel &run = *context().run;
    const Models::CounterSeries *inFlight = isFlightKnown() ? run.requestsInFlight() : nullptr;
    include(inFlight, m_flightRange, context());
    const GaugeBand band = inFlight ? gaugeBand(inFlight->values, *context().time, run.now()) : GaugeBand();
    m_inFlight->replace(fromFirstLookOn(band.tops));
    m_inFlightBottoms = fromFirstLookOn(band.bottoms);
    m_hidesFalls = band.hidesFalls;
}

void RequestsChart::updateLabels()
{
    const Models::RunModel &run = *context().run;
    const Base::SteadyTime at = context().time->to();
    m_rateLabel = Theme::formatRate(showsWhole() ? m_wholeRate : valueAt(run.requestRate(), at));
    m_flightLabel =
        tr("%1 in flight").arg(Theme::formatCount(std::llround(valueAt(run.requestsInFlight(), at))));
}

QString RequestsChart::reading(Base::SteadyTime at) const
{
    if (isUnwatched(at))
        return tr("not looked at");
    const QString inFlight =
        tr("%1 in flight")
            .arg(Theme::formatCount(std::llround(valueAt(context().run->requestsInFlight(), at))));
    if (!isFlightKnown())
        return {};
    if (!context().run->hasRates())
        return inFlight;
    return QStringLiteral("%1, %2").arg(Theme::formatRate(valueAt(context().run->requestRate(), at)),
                                        inFlight);
}

void RequestsChart::paintUnder(QPainter &painter)
{
    if (isFlightKnown()) {
        paintSmallGrid(painter, context().run->hasRates() ? m_rateRange.top() : m_flightRange.top());
        paintFalls(painter, m_inFlight, m_inFlightBottoms, m_flightRange.top());
    } else
        painter.fillRect(QRectF(plotRect().left(), plotRect().bottom(), plotRect().width(), 1),
                         context().theme->color(ColorRole::BandLine));
}

void RequestsChart::paintOver(QPainter &painter)
{
    if (context().run->stage() == Models::RunStage::None)
        return;
    paintUnwatched(painter);
    paintRateLabel(painter);
    if (wrongAnswers() > 0)
        paintAlarm(painter, upperLabelY() + 15, tr("%1 wrong").arg(Theme::formatLargeCount(wrongAnswers())));
    if (isFlightKnown()) {
        paintLineLabel(painter, lowerLabelY(), m_inFlight, m_flightLabel, ColorRole::InFlight);
        return;
    }
    TextPainter(painter, *context().theme)
        .centered(plotRect().center().x(), plotRect().center().y(),
                  tr("The run was too short for a rate over time."), Theme::FontRole::Body, ColorRole::Text2);
}

void RequestsChart::paintRateLabel(QPainter &painter)
{
    const bool isAlarming = wrongAnswers() > 0;
    if (showsWhole()) {
        paintLineLabel(painter, upperLabelY(), context().run->hasRates() ? m_rate : nullptr, m_rateLabel,
                       ColorRole::Throughput, isAlarming ? QString() : tr("whole run"));
    } else if (context().run->hasRates()) {
        const QString blocked = context().run->openStall() ? tr("loop blocked") : QString();
        paintLineLabel(painter, upperLabelY(), m_rate, m_rateLabel, ColorRole::Throughput,
                       isAlarming ? QString() : blocked);
    }
}

} // namespace Loopscope::Charts
