#include "ui/presenterchart.h"

#include "core/base/words.h"
#include "ui/charts/seriespoints.h"
#include "ui/charts/stallfill.h"
#include "ui/charts/timeaxis.h"
#include "ui/theme/format.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <cmath>

namespace Loopscope::Ui {

namespace {

using Theme::ColorRole;
using Theme::FontRole;

constexpr double lowestPlot = 180;        // 120 pixels of a picture of 1280 x 720
constexpr double lowestWithNumber = 1.55; // of the number's height
constexpr double lineWidth = 5;
constexpr double thinLine = 2;
constexpr double dotRadius = 14;
constexpr double ringRadius = 24;
constexpr double tickGap = 16;
constexpr double labelGap = 32;
constexpr double tickLength = 12;
constexpr double shownBeyond = 1.3; // of the longest stall, when it would not fit

QString latencyTick(double milliseconds, bool withUnit)
{
    if (milliseconds >= 1000)
        return Theme::formatCount(std::llround(milliseconds / 1000)) + Theme::noBreakSpace + u's';
    const QString number = Theme::formatCount(std::llround(milliseconds));
    return withUnit ? number + Theme::noBreakSpace + QStringLiteral("ms") : number;
}

/// One unit for the whole axis.
QString rateTick(double perSecond, double top)
{
    if (top >= 1e6)
        return QString::number(perSecond / 1e6, 'g', 3).append(Theme::noBreakSpace).append(u'M');
    return Theme::formatCount(std::llround(perSecond));
}

/// As fine as the steps between the times are.
QString timeTick(Base::Duration time, Base::Duration step)
{
    using namespace std::chrono_literals;
    if (step >= 100ms)
        return Theme::formatSeconds(time, step < 1s ? 1 : 0);
    return QString::number(Base::toMilliseconds(time), 'f', step < 1ms ? 1 : 0) + Theme::noBreakSpace +
           QStringLiteral("ms");
}

} // namespace

PresenterChart::PresenterChart(const Theme::Theme *theme, const Models::RunModel *run)
    : m_theme(theme)
    , m_run(run)
{}

void PresenterChart::reset()
{
    m_scale.reset();
    m_rates.reset();
    m_isLowered = false;
    m_isSmall = false;
}

void PresenterChart::setUsualLength(Base::Duration length)
{
    m_usual = length;
}

void PresenterChart::write(const Canvas &canvas, const QRectF &rect, int alignment, const QString &text,
                           FontRole font, ColorRole color) const
{
    canvas.painter.setFont(canvas.layout.font(font));
    canvas.painter.setPen(m_theme->color(color));
    canvas.painter.drawText(rect, alignment | Qt::TextSingleLine, text);
}

void PresenterChart::follow(const QRectF &plot)
{
    m_time.setPlot(plot.left(), plot.width());
    m_time.follow(m_run->workStartedAt().value_or(m_run->now()), m_run->now(), m_run->isLive());
    // A stall that is longer than the picture would be a wall without a beginning.
    Base::Duration longest = m_run->stalls().longest();
    if (const Trace::Stall *open = m_run->openStall())
        longest = std::max(longest, Models::stallDuration(*open, m_run->now()));
    const Base::Duration wanted(std::llround(static_cast<double>(longest.count()) * shownBeyond));
    const Base::Duration longEnough = std::max(m_usual, wanted);
    const bool isOver = m_run->stage() == Models::RunStage::Ended;
    // After its end the run is seen as a whole, and with it the stall that the number tells of.
    m_time.setLength(
        isOver ? std::clamp<Base::Duration>(m_run->runTime(), Base::Duration(1), Charts::TimeView::longest)
               : longEnough);
}

double PresenterChart::latencyY(const QRectF &plot, double milliseconds) const
{
    return plot.bottom() - std::clamp(m_scale.share(milliseconds), 0.0, 1.0) * m_share * plot.height();
}

// Whether there is a number to show or not: the chart must not come and go.
bool PresenterChart::isNumberAlone(const PresenterLayout &layout)
{
    const double number =
        layout.metrics(FontRole::PresenterNumber).capHeight() + layout.line(FontRole::PresenterStrong);
    return layout.plot().height() < std::max(layout.px(lowestPlot), lowestWithNumber * number);
}

void PresenterChart::paint(QPainter &painter, const PresenterLayout &layout,
                           const PresenterContents &contents)
{
    const Canvas canvas{painter, layout, layout.plot()};
    const bool isLatency = contents.subject == PresenterSubject::Latency;
    follow(canvas.plot);
    if (isLatency) {
        const double now = m_run->isLive() ? Base::toMilliseconds(m_run->currentLatency()) : 0;
        m_scale.include(std::max({m_run->latency().rangeIn(m_time.from(), m_time.to()).max, now,
                                  Charts::stallWait(*m_run, m_time.from(), m_time.to()),
                                  static_cast<double>(m_threshold.count())}));
    } else if (const auto *rate = m_run->requestRate()) {
        m_rates.include(rate->values.rangeIn(m_time.from(), m_time.to()).max);
    }
    // Notes and large type may leave a strip: no picture, but a number.
    if (isNumberAlone(layout)) {
        paintNumberAlone(canvas, contents.number);
        return;
    }
    if (isLatency)
        makeRoom(canvas, contents.number);
    else
        m_share = shareBelowNumber(canvas, contents.number); // its grid must not run through the number
    painter.setRenderHint(QPainter::Antialiasing);
    if (isLatency)
        paintColumns(canvas);
    isLatency ? paintLatencyGrid(canvas) : paintRequestsGrid(canvas);
    paintTimes(canvas);
    if (isLatency || m_run->hasRates())
        paintLine(canvas, isLatency);
    const QRectF number = paintNumber(canvas, contents);
    if (isLatency)
        paintPeaks(canvas, number, contents.number.isNow ? contents.number.stall : 0);
}

void PresenterChart::paintColumns(const Canvas &canvas) const
{
    for (const Charts::StallColumn &column : Charts::stallColumns(*m_run, m_time))
        Charts::paintColumn(canvas.painter, *m_theme, column, canvas.plot.top(), canvas.plot.height());
}

void PresenterChart::paintGridLine(const Canvas &canvas, double y) const
{
    QPen dots(m_theme->color(ColorRole::BandLine), canvas.layout.px(thinLine), Qt::SolidLine, Qt::FlatCap);
    dots.setDashPattern({2, 4});
    canvas.painter.setPen(dots);
    canvas.painter.drawLine(QPointF(canvas.plot.left(), y), QPointF(canvas.plot.right(), y));
}

void PresenterChart::paintTick(const Canvas &canvas, double y, const QString &text) const
{
    const double height = canvas.layout.line(FontRole::PresenterBody);
    const double right = canvas.plot.left() - canvas.layout.px(tickGap);
    write(canvas, QRectF(0, y - height / 2, right, height), Qt::AlignRight | Qt::AlignVCenter, text,
          FontRole::PresenterBody, ColorRole::Text3);
}

// What would touch a label above it is left out; the threshold never is.
void PresenterChart::paintGutter(const Canvas &canvas, std::vector<Label> labels) const
{
    const double height = canvas.layout.line(FontRole::PresenterBody);
    const double x = canvas.plot.right() + canvas.layout.px(labelGap);
    std::ranges::stable_sort(labels, [](const Label &a, const Label &b) { return a.strong && !b.strong; });
    std::vector<double> taken;
    for (const Label &label : labels) {
        const bool isFree = std::ranges::all_of(
            taken, [&](double other) { return std::abs(other - label.y) >= 0.9 * height; });
        if (!isFree)
            continue;
        taken.push_back(label.y);
        QFont font = canvas.layout.font(FontRole::PresenterBody);
        if (label.strong)
            font.setWeight(QFont::Medium);
        canvas.painter.setFont(font);
        canvas.painter.setPen(m_theme->color(label.color));
        canvas.painter.drawText(QRectF(x, label.y - height / 2, canvas.layout.screen().width() - x, height),
                                Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, label.text);
    }
}

void PresenterChart::paintLatencyGrid(const Canvas &canvas) const
{
    const QRectF &plot = canvas.plot;
    const double height = canvas.layout.line(FontRole::PresenterBody);
    constexpr std::array<double, 9> values{100'000, 50'000, 10'000, 5'000, 1'000, 500, 250, 100, 50};
    double above = plot.top() - height;
    std::vector<double> drawn;
    for (const double value : values) {
        const double y = latencyY(plot, value);
        if (value >= m_scale.top() || y - above < height || plot.bottom() - y < height)
            continue;
        paintGridLine(canvas, y);
        paintTick(canvas, y, latencyTick(value, above < plot.top() || value == 500));
        above = y;
        drawn.push_back(value);
    }
    paintTick(canvas, plot.bottom(), QStringLiteral("0"));
    const double threshold = latencyY(plot, static_cast<double>(m_threshold.count()));
    QPen dashes(m_theme->color(ColorRole::Threshold), canvas.layout.px(4), Qt::SolidLine, Qt::FlatCap);
    dashes.setDashPattern({4, 2.5});
    canvas.painter.setPen(dashes);
    canvas.painter.drawLine(QPointF(plot.left(), threshold), QPointF(plot.right(), threshold));
    std::vector<Label> labels{
        {threshold,
         Words::tr("threshold %1").arg(latencyTick(static_cast<double>(m_threshold.count()), true)),
         ColorRole::Threshold, true}};
    // The strongest first, each beside its line.
    const auto &bands = Charts::perceptionBands();
    for (auto entry = bands.rbegin(); entry != bands.rend(); ++entry) {
        const Charts::PerceptionBand &band = *entry;
        if (band.milliseconds >= 100 && std::ranges::find(drawn, band.milliseconds) != drawn.end())
            labels.push_back({latencyY(plot, band.milliseconds), band.meaning, ColorRole::Text3, false});
    }
    // Beside the times: where the scale is long, the threshold stands at the bottom of the plot.
    labels.push_back(
        {canvas.layout.times().center().y(), Words::tr("loop latency, √"), ColorRole::Latency, true});
    paintGutter(canvas, labels);
}

void PresenterChart::paintRequestsGrid(const Canvas &canvas) const
{
    if (!m_run->hasRates()) {
        const double share = m_share * canvas.plot.height();
        write(canvas, canvas.plot.adjusted(0, canvas.plot.height() - share, 0, 0), Qt::AlignCenter,
              Words::tr("The run was too short for a rate over time."), FontRole::PresenterBody,
              ColorRole::Text2);
        return;
    }
    for (const double share : {0.5, 1.0}) {
        const double y = canvas.plot.bottom() - share * m_share * canvas.plot.height();
        paintGridLine(canvas, y);
        paintTick(canvas, y, rateTick(share * m_rates.top(), m_rates.top()));
    }
    paintTick(canvas, canvas.plot.bottom(), QStringLiteral("0"));
    const double top = canvas.plot.bottom() - m_share * canvas.plot.height();
    paintGutter(canvas, {{top, Words::tr("requests"), ColorRole::Throughput, true},
                         {top + canvas.layout.line(FontRole::PresenterBody), Words::tr("per second"),
                          ColorRole::Throughput, true}});
}

void PresenterChart::paintTimes(const Canvas &canvas) const
{
    const QRectF &plot = canvas.plot;
    const PresenterLayout &layout = canvas.layout;
    QPainter &painter = canvas.painter;
    painter.fillRect(QRectF(plot.left(), plot.bottom(), plot.width(), layout.px(thinLine)),
                     m_theme->color(ColorRole::Text));
    if (!m_run->workStartedAt())
        return;
    const double half =
        layout.metrics(FontRole::PresenterBody).horizontalAdvance(QStringLiteral("00.0 s")) / 2;
    Base::Duration step = Charts::labelStep(m_time.length());
    while (m_time.xOf(m_time.from() + step) - plot.left() < 3 * half)
        step *= 2;
    const auto first =
        (std::max(m_time.from(), m_time.begin()) - m_time.begin() + step - Base::Duration(1)) / step;
    for (Base::Duration at = first * step; m_time.begin() + at <= m_time.to(); at += step) {
        const double x = m_time.xOf(m_time.begin() + at);
        if (x < plot.left() || x > plot.right())
            continue;
        painter.fillRect(QRectF(x, plot.bottom(), layout.px(thinLine), layout.px(tickLength)),
                         m_theme->color(ColorRole::Text));
        write(canvas, QRectF(x - 2 * half, layout.times().top(), 4 * half, layout.times().height()),
              Qt::AlignCenter, timeTick(at, step), FontRole::PresenterBody, ColorRole::Text3);
    }
}

void PresenterChart::paintLine(const Canvas &canvas, bool isLatency) const
{
    const QRectF &plot = canvas.plot;
    const Models::CounterSeries *rate = m_run->requestRate();
    if (!isLatency && !rate)
        return;
    const double top = isLatency ? m_scale.toAxis(m_scale.top()) / m_share : m_rates.top() / m_share;
    QList<QPointF> points = Charts::linePoints(
        isLatency ? m_run->latency() : rate->values, m_time,
        isLatency ? Charts::LineShape::Slope : Charts::LineShape::Step, m_run->now(),
        [this, isLatency](double value) { return isLatency ? m_scale.toAxis(value) : value; });
    if (points.isEmpty())
        return;
    if (isLatency)
        Charts::climbThroughStalls(&points, *m_run, m_time,
                                   [this](double value) { return m_scale.toAxis(value); });
    // The ping that waits has climbed since it was last heard of.
    if (isLatency && m_run->isClimbing())
        points.back().setY(m_scale.toAxis(Base::toMilliseconds(m_run->currentLatency())));
    const double seconds = Base::toSeconds(m_time.length());
    for (QPointF &point : points)
        point = QPointF(plot.right() + point.x() / seconds * plot.width(),
                        plot.bottom() - std::clamp(point.y() / top, 0.0, 1.0) * plot.height());
    QPen pen(m_theme->color(isLatency ? ColorRole::Latency : ColorRole::Throughput),
             canvas.layout.px(lineWidth), Qt::SolidLine, Qt::FlatCap, Qt::BevelJoin);
    canvas.painter.setPen(pen);
    canvas.painter.setBrush(Qt::NoBrush);
    if (points.back().x() - points.front().x() < 2 * canvas.layout.px(dotRadius) && !m_run->isLive()) {
        paintNow(canvas, points.back(), false); // a line of one point is not to be seen
        return;
    }
    // The sample before the picture's beginning is one of them.
    const double spare = pen.widthF();
    canvas.painter.save();
    canvas.painter.setClipRect(plot.adjusted(0, -spare, spare, spare), Qt::IntersectClip);
    canvas.painter.drawPolyline(points.constData(), static_cast<int>(points.size()));
    canvas.painter.restore();
    if (m_run->isLive())
        paintNow(canvas, {canvas.plot.right(), points.back().y()}, isLatency && m_run->openStall());
}

void PresenterChart::paintNow(const Canvas &canvas, const QPointF &center, bool stalled) const
{
    const QColor color = m_theme->color(stalled ? ColorRole::Stall : ColorRole::Latency);
    QColor faint = color;
    faint.setAlphaF(0.4F);
    canvas.painter.setPen(Qt::NoPen);
    if (stalled) {
        canvas.painter.setBrush(faint);
        canvas.painter.drawEllipse(center, canvas.layout.px(ringRadius), canvas.layout.px(ringRadius));
    }
    canvas.painter.setBrush(color);
    canvas.painter.drawEllipse(center, canvas.layout.px(dotRadius), canvas.layout.px(dotRadius));
}

} // namespace Loopscope::Ui
