#include "ui/charts/latencychart.h"

#include "ui/charts/latencymarks.h"
#include "ui/charts/latewaits.h"
#include "ui/charts/seriespoints.h"
#include "ui/charts/stalltexts.h"
#include "ui/charts/tint.h"
#include "ui/theme/format.h"

#include <cmath>

namespace Loopscope::Charts {

namespace {

using Theme::ColorRole;
using Theme::FontRole;

constexpr double loneRadius = 4;

} // namespace

LatencyChart::LatencyChart(const ChartContext &context, QWidget *parent)
    : PlotView(context, tr("Loop latency"), parent)
    , m_axis(addValueAxis())
    , m_line(addLine(m_axis))
{
    setFocusPolicy(Qt::NoFocus); // a click beside the threshold must not make arrow keys move it
    setToolTip(tr("Drag the threshold, or press T and then Up or Down"));
    connect(context.run, &Models::RunModel::cleared, this, [this] { m_scale.reset(); });
    restyle();
}

void LatencyChart::restyle()
{
    setPen(m_line, ColorRole::Latency, 2);
}

QString LatencyChart::description() const
{
    const Models::RunModel &run = *context().run;
    if (run.stage() == Models::RunStage::None)
        return tr("Loop latency, no run yet");
    const auto stalls = static_cast<qint64>(run.stalls().total());
    return tr("Loop latency, %1, %2, longest %3")
        .arg(Theme::formatSeconds(run.runTime(), 1),
             Theme::formatPlural(tr("%n stall(s)", nullptr, Theme::pluralOf(stalls)), stalls),
             Theme::formatStall(run.stalls().longest()));
}

// As it is drawn: straight to the next sample.
std::optional<double> LatencyChart::valueAt(Base::SteadyTime at) const
{
    const auto before = context().run->latency().lastAtOrBefore(at);
    if (!before)
        return {};
    const auto after = context().run->latency().firstAfter(at);
    if (!after || after->at <= before->at)
        return before->value;
    return before->value + (after->value - before->value) *
                               (Base::toSeconds(at - before->at) / Base::toSeconds(after->at - before->at));
}

QString LatencyChart::reading(Base::SteadyTime at) const
{
    const auto value = valueAt(at);
    return value ? Theme::formatStall(
                       Base::fromMilliseconds(std::max(*value, stallWait(*context().run, at, at))))
                 : QString();
}

double LatencyChart::lineTop(double left, double right) const
{
    const Base::SteadyTime from = context().time->timeAt(left);
    const Base::SteadyTime to = context().time->timeAt(right);
    const auto between = context().run->latency().rangeIn(from, to);
    const double highest = std::max({valueAt(from).value_or(0), valueAt(to).value_or(0),
                                     between.valid ? between.max : 0, stallWait(*context().run, from, to)});
    return yOf(m_scale.share(highest));
}

void LatencyChart::setLinear(bool linear)
{
    m_scale.setLinear(linear);
    viewport()->update();
}

void LatencyChart::setInvitation(const QString &sentence)
{
    m_invitation = sentence;
    viewport()->update();
}

void LatencyChart::setWaiting(const QString &sentence)
{
    m_waiting = sentence;
    viewport()->update();
}

void LatencyChart::updateSeries()
{
    const Models::RunModel &run = *context().run;
    m_scale.include(static_cast<double>(m_threshold.count()));
    const auto range = run.latency().rangeIn(context().time->from(), context().time->to());
    m_scale.include(std::max({range.max, stallWait(run, context().time->from(), context().time->to()),
                              Base::toMilliseconds(run.isLive() ? run.currentLatency() : Base::Duration())}));
    setTop(m_axis, m_scale.toAxis(m_scale.top()));
    const auto toAxis = [this](double value) { return m_scale.toAxis(value); };
    QList<QPointF> points = linePoints(run.latency(), *context().time, LineShape::Slope, run.now(), toAxis);
    climbThroughStalls(&points, run, *context().time, toAxis);
    // The ping that waits has climbed since it was last heard of.
    if (!points.isEmpty() && run.isClimbing() && context().time->isFollowing())
        points.back().setY(m_scale.toAxis(Base::toMilliseconds(run.currentLatency())));
    m_line->replace(points);
}

void LatencyChart::paintUnder(QPainter &painter)
{
    if (context().run->stage() == Models::RunStage::None || hasOnlyAReason())
        return;
    paintBands(painter);
    paintLateWaits(painter);
}

// A peak over the threshold without a column would look like one that was overlooked.
void LatencyChart::paintLateWaits(QPainter &painter)
{
    m_hasLateWaits = false;
    if (!frame())
        return;
    const QRectF plot = plotRect();
    const QBrush hatch(context().theme->color(ColorRole::Text3), Qt::BDiagPattern);
    for (const LateWait &wait :
         unexplainedWaits(*context().run, *context().time, frame()->columns, m_threshold)) {
        const double left = std::max(wait.left, plot.left());
        const double right = std::min(wait.right, plot.right());
        if (right <= left)
            continue;
        paintTint(painter, QRectF(left, plot.top(), right - left, plot.height()), hatch);
        m_hasLateWaits = true;
    }
}

void LatencyChart::paintBands(QPainter &painter)
{
    const Theme::Theme &theme = *context().theme;
    const QRectF plot = plotRect();
    QPen dots(theme.color(ColorRole::BandLine), 1, Qt::SolidLine, Qt::FlatCap);
    dots.setDashPattern({2, 4});
    QColor fill = theme.color(ColorRole::Window);
    for (const PerceptionBand &band : perceptionBands()) {
        const double y = std::round(yOf(m_scale.share(band.milliseconds)));
        if (y <= plot.top())
            continue;
        // Mixed here: laid over each other, eight bits per channel would drift.
        fill = Theme::blended(theme.color(ColorRole::BandFill), fill);
        painter.fillRect(QRectF(plot.left(), plot.top(), plot.width(), y - plot.top()), fill);
        painter.setPen(dots);
        painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right() - 1, y));
    }
    painter.fillRect(QRectF(plot.left(), plot.bottom(), plot.width(), 1), theme.color(ColorRole::BandLine));
}

void LatencyChart::paintOver(QPainter &painter)
{
    if (context().run->stage() == Models::RunStage::None) {
        paintEmpty(painter);
        return;
    }
    if (hasOnlyAReason()) {
        paintReason(painter, m_waiting);
        return;
    }
    LatencyMarks marks(painter, *context().theme, m_scale, plotRect());
    paintThreshold(painter);
    paintLoneSample(painter);
    marks.paintTicks(thresholdHandle().y);
    marks.paintBandLabels();
    if (!m_numberArea.isNull())
        marks.paintNumber(*m_number, m_numberArea);
    if (frame())
        paintStallTexts(painter, m_numberArea);
    paintThresholdWord(painter);
    paintNow(marks);
    if (!context().run->latency().isEmpty())
        return;
    const QString reason = context().run->stage() == Models::RunStage::Ended && m_waiting.isEmpty()
                               ? tr("The run was over before its loop was asked how late it is.")
                               : m_waiting;
    paintReason(painter, reason);
}

// Bands and threshold would judge what is not there.
bool LatencyChart::hasOnlyAReason() const
{
    return context().run->latency().isEmpty() && !m_waiting.isEmpty();
}

void LatencyChart::paintReason(QPainter &painter, const QString &reason)
{
    TextPainter(painter, *context().theme)
        .centered(plotRect().center().x(), plotRect().center().y(), reason, FontRole::Body, ColorRole::Text2);
}

const Trace::Stall *LatencyChart::shownStall() const
{
    const Models::RunModel &run = *context().run;
    if (!run.isLive())
        return nullptr;
    if (run.openStall())
        return run.openStall();
    const Trace::Stall *stall = run.stalls().newest();
    return stall && run.now() - (stall->startedAt + stall->duration) < holdFor ? stall : nullptr;
}

std::optional<LatencyMarks::Number> LatencyChart::number() const
{
    const Trace::Stall *stall = shownStall();
    if (!stall || !context().time->isFollowing())
        return {};
    const bool open = stall == context().run->openStall();
    const bool isOfMachine = stall->isOfMachine();
    const Base::Duration duration = Models::stallDuration(*stall, context().run->now());
    return LatencyMarks::Number{open ? Theme::formatLive(duration) : Theme::formatStall(duration),
                                open          ? tr("and climbing")
                                : isOfMachine ? tr("by the machine just now")
                                              : tr("blocked just now"),
                                isOfMachine, context().time->xOf(stall->startedAt)};
}

void LatencyChart::placeNumber(QPainter &painter)
{
    m_number = number();
    const LatencyMarks marks(painter, *context().theme, m_scale, plotRect());
    m_numberArea =
        m_number
            ? marks.placeOf(*m_number, [this](double left, double right) { return lineTop(left, right); })
            : QRectF();
}

// A line of one point is not to be seen.
void LatencyChart::paintLoneSample(QPainter &painter)
{
    const QList<QPointF> points = m_line->points();
    if (points.isEmpty() || context().run->isLive())
        return;
    const TimeView &time = *context().time;
    const auto xOf = [&](const QPointF &point) {
        return time.xOf(time.to() + Base::Duration(std::llround(point.x() * 1e9)));
    };
    if (xOf(points.back()) - xOf(points.front()) >= 2 * loneRadius)
        return;
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(context().theme->color(ColorRole::Latency));
    painter.drawEllipse(
        QPointF(xOf(points.back()), yOf(m_scale.share(m_scale.toMilliseconds(points.back().y())))),
        loneRadius, loneRadius);
}

void LatencyChart::paintStallTexts(QPainter &painter, const QRectF &taken)
{
    TextPainter text(painter, *context().theme);
    StallTexts texts(
        text,
        {plotRect(), [this](double milliseconds) { return yOf(m_scale.share(milliseconds)); },
         [this](double left, double right) { return lineTop(left, right); }},
        [&](const QRectF &area) { painter.fillRect(area, context().theme->color(ColorRole::Window)); });
    const Trace::Stall *told = m_number ? shownStall() : nullptr;
    texts.paint(frame()->columns, taken, told ? told->id : 0);
    m_stallTexts = texts.areas();
}

void LatencyChart::paintNow(LatencyMarks &marks)
{
    const bool isNowInView = context().time->isFollowing();
    if (!context().run->isLive() || context().run->latency().isEmpty() || !isNowInView)
        return;
    const bool stalled = m_number && !m_number->isOfMachine;
    marks.paintDot(nowY(), stalled ? ColorRole::Stall : ColorRole::Latency, stalled);
}

double LatencyChart::nowY() const
{
    const double share = m_scale.share(Base::toMilliseconds(context().run->currentLatency()));
    return yOf(std::clamp(share, 0.0, 1.0));
}

void LatencyChart::paintEmpty(QPainter &painter)
{
    const Theme::Theme &theme = *context().theme;
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.setPen(theme.color(ColorRole::Line));
    painter.setBrush(Qt::NoBrush);
    const QRectF box(Grid::padding, plotRect().top(), width() - 2 * Grid::padding - 1,
                     plotRect().height() - 1);
    painter.drawRect(box);
    TextPainter text(painter, theme);
    text.centered(box.center().x(), box.center().y(), m_invitation, FontRole::Verdict, ColorRole::Text2);
}

} // namespace Loopscope::Charts
