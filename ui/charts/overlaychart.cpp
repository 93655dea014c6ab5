#include "ui/charts/overlaychart.h"

#include "ui/charts/chartgrid.h"
#include "ui/charts/textpainter.h"
#include "ui/charts/timeaxis.h"
#include "ui/charts/variantmark.h"
#include "ui/theme/format.h"

#include <algorithm>
#include <cmath>

namespace Loopscope::Charts {

namespace {

using Theme::ColorRole;
using Theme::FontRole;

constexpr int plotTop = 36;
constexpr int belowPlot = 8;
constexpr int belowAxis = 28;
constexpr double markSize = 10;
constexpr double shortest = 1e-5; // seconds; a picture needs a range
constexpr int rightGutter = 132;  // a variant's name has room in it
const double latencyTops[] = {4,     16,    36,    64,     100,    144,    256,    400,     900,
                              1'600, 3'600, 6'400, 10'000, 14'400, 25'600, 40'000, 100'000, 1'000'000};
// What people notice, as in the chart of one run, and what lies around it.
const double latencyTicks[] = {1,     4,     16,     50,     100,    250,     500,    1'000,
                               2'500, 5'000, 10'000, 25'000, 50'000, 100'000, 500'000};
constexpr double tickDistance = 20;

QString tickText(double value)
{
    return value >= 1000 ? Theme::formatCount(std::llround(value)) : QString::number(value, 'g', 6);
}

} // namespace

double niceStep(double range, int most)
{
    const double power = std::pow(10.0, std::floor(std::log10(std::max(range, 1e-9) / most)));
    for (const double step : {1.0, 2.0, 5.0, 10.0}) {
        if (range / (step * power) <= most + 1e-9)
            return step * power;
    }
    return 10 * power;
}

OverlayChart::OverlayChart(const Theme::Theme *theme, Labels labels, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_labels(labels)
{
    connect(theme, &Theme::Theme::changed, this, qOverload<>(&QWidget::update));
}

void OverlayChart::setPicture(OverlayPicture picture)
{
    m_picture = std::move(picture);
    m_top = findTop();
    setAccessibleName(m_picture.title);
    QStringList said;
    for (const OverlayLine &line : m_picture.lines) {
        if (!line.label.isEmpty())
            said.append(line.below.isEmpty() ? line.label : line.label + u' ' + line.below);
    }
    setAccessibleDescription(said.join(QStringLiteral("; ")));
    update();
}

void OverlayChart::setTimeAxis(bool shown)
{
    m_timeAxis = shown;
    update();
}

bool OverlayChart::hasPoints() const
{
    return std::ranges::any_of(m_picture.lines,
                               [](const OverlayLine &line) { return !line.points.isEmpty(); });
}

bool OverlayChart::showsThreshold() const
{
    return m_picture.threshold && *m_picture.threshold <= m_top;
}

QString OverlayChart::subtitle() const
{
    return showsThreshold() && !m_picture.thresholdNote.isEmpty()
               ? m_picture.subtitle + QStringLiteral("; ") + m_picture.thresholdNote
               : m_picture.subtitle;
}

double OverlayChart::findTop() const
{
    double highest = 0;
    for (const OverlayLine &line : m_picture.lines) {
        for (const QPointF &point : line.points)
            highest = std::max(highest, point.y());
    }
    if (m_picture.scale == OverlayPicture::Scale::SquareRoot) {
        for (const double top : latencyTops) {
            if (highest <= top)
                return top;
        }
        return highest;
    }
    return std::max(highest, 1.0);
}

QRectF OverlayChart::plotRect() const
{
    const double left = Grid::padding + Grid::leftGutter;
    const double bottom = height() - (m_timeAxis ? belowAxis : belowPlot);
    return {left, plotTop, width() - left - Grid::padding - rightGutter, std::max(8.0, bottom - plotTop)};
}

double OverlayChart::shareOf(double value) const
{
    const double share = std::max(value, 0.0) / m_top;
    return m_picture.scale == OverlayPicture::Scale::SquareRoot ? std::sqrt(share) : share;
}

QPointF OverlayChart::pointOf(const QPointF &value) const
{
    const QRectF plot = plotRect();
    const double seconds = std::max(m_picture.seconds, shortest);
    return {plot.left() + value.x() / seconds * plot.width(),
            plot.bottom() - shareOf(value.y()) * plot.height()};
}

std::vector<double> OverlayChart::ticks() const
{
    if (m_picture.scale == OverlayPicture::Scale::SquareRoot) {
        std::vector<double> values{0};
        for (const double tick : latencyTicks) {
            const double above = (shareOf(tick) - shareOf(values.back())) * plotRect().height();
            if (tick <= m_top && above >= tickDistance)
                values.push_back(tick);
        }
        return values;
    }
    if (m_labels == Labels::Stacked)
        return {0, m_top};
    constexpr int pixelsPerTick = 28;
    const int most = std::clamp(static_cast<int>(plotRect().height()) / pixelsPerTick, 1, 4);
    const double step = std::max(1.0, niceStep(m_top, most));
    std::vector<double> values;
    for (double value = 0; value <= m_top + step * 1e-6; value += step)
        values.push_back(value);
    // Where the lines end is a number, too.
    constexpr double closest = 14;
    if ((1 - shareOf(values.back())) * plotRect().height() >= closest)
        values.push_back(m_top);
    return values;
}

void OverlayChart::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme->color(ColorRole::Window));
    TextPainter text(painter, *m_theme);
    const double y = 8 + Grid::titleRow / 2.0;
    text.title(Grid::padding, width() - Grid::padding, y, m_picture.title, {subtitle(), m_picture.subtitle});
    paintGrid(painter);
    if (m_timeAxis)
        paintTimeAxis(painter);
    paintThreshold(painter);
    paintLines(painter);
    if (!m_picture.emptyText.isEmpty() && !hasPoints())
        paintEmpty(painter);
    if (m_labels == Labels::Stacked)
        paintStacked(painter);
    else
        paintAtEnds(painter);
}

// No line of the grid goes through the words.
void OverlayChart::paintEmpty(QPainter &painter) const
{
    TextPainter text(painter, *m_theme);
    const QPointF center = plotRect().center();
    QRectF room({}, QSizeF(text.width(m_picture.emptyText, FontRole::Body) + 16, Grid::titleRow));
    room.moveCenter(center);
    painter.fillRect(room, m_theme->color(ColorRole::Window));
    text.centered(center.x(), center.y(), m_picture.emptyText, FontRole::Body, ColorRole::Text2);
}

void OverlayChart::paintGrid(QPainter &painter) const
{
    TextPainter text(painter, *m_theme);
    const QRectF plot = plotRect();
    for (const double tick : ticks()) {
        const double y = std::round(plot.bottom() - shareOf(tick) * plot.height());
        painter.fillRect(QRectF(plot.left(), y, plot.width(), 1),
                         m_theme->color(tick > 0 ? ColorRole::Grid : ColorRole::BandLine));
        text.right(plot.left() - Grid::tickGap, y + 1, tickText(tick), FontRole::Caption, ColorRole::Text3);
    }
}

// In the unit that the chart of one run has for the same time.
std::vector<std::pair<double, QString>> OverlayChart::timeTicks() const
{
    constexpr int mostTicks = 6;
    const double seconds = std::max(m_picture.seconds, shortest);
    const double step = niceStep(seconds, mostTicks);
    const bool inSeconds = isInSeconds(Base::fromMilliseconds(step * 1000));
    const int decimals = std::max(0, static_cast<int>(std::ceil(-std::log10(step) - 1e-9)));
    std::vector<std::pair<double, QString>> labels;
    for (double at = step; at <= seconds + step * 1e-6; at += step)
        labels.emplace_back(at, inSeconds ? QString::number(at, 'f', decimals) + QStringLiteral("\u00a0s")
                                          : QString::number(at * 1000, 'g', 4) + QStringLiteral("\u00a0ms"));
    return labels;
}

void OverlayChart::paintTimeAxis(QPainter &painter) const
{
    TextPainter text(painter, *m_theme);
    const QRectF plot = plotRect();
    const double y = plot.bottom() + belowAxis / 2.0 + 2;
    text.right(plot.left() - Grid::tickGap, y, tr("own time"), FontRole::Caption, ColorRole::Text3);
    for (const auto &[at, label] : timeTicks()) {
        const double x = pointOf({at, 0}).x();
        painter.fillRect(QRectF(std::round(x), plot.bottom(), 1, 4), m_theme->color(ColorRole::BandLine));
        text.centered(x, y, label, FontRole::Caption, ColorRole::Text3);
    }
}

void OverlayChart::paintThreshold(QPainter &painter) const
{
    if (!showsThreshold())
        return;
    const QRectF plot = plotRect();
    const double y = std::round(plot.bottom() - shareOf(*m_picture.threshold) * plot.height()) + 0.5;
    QPen pen(m_theme->color(ColorRole::Threshold), 1, Qt::SolidLine, Qt::FlatCap);
    pen.setDashPattern({6, 4});
    painter.setPen(pen);
    painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y));
}

QPolygonF OverlayChart::polygonOf(const OverlayLine &line) const
{
    QPolygonF polygon;
    for (const QPointF &point : line.points)
        polygon.append(pointOf(point));
    return polygon;
}

// The dashes of a middle variant are drawn last: they leave what lies below them visible.
void OverlayChart::paintLines(QPainter &painter) const
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    using Models::VariantRank;
    const QRectF plot = plotRect();
    painter.setClipRect(plot.adjusted(-markSize, -markSize, markSize, markSize));
    for (const VariantRank rank : {VariantRank::Worst, VariantRank::Best, VariantRank::Middle}) {
        for (const OverlayLine &line : m_picture.lines) {
            if (line.rank != rank || line.points.isEmpty())
                continue;
            paintVariantLine(painter, rank, polygonOf(line), *m_theme);
        }
    }
    if (m_labels == Labels::AtTheEnds) {
        for (const OverlayLine &line : m_picture.lines) {
            if (!line.points.isEmpty())
                paintMark(painter, line.rank, pointOf(line.points.last()),
                          line.hasEnded ? markSize : markSize - 3, *m_theme);
        }
    }
    painter.restore();
}

} // namespace Loopscope::Charts
