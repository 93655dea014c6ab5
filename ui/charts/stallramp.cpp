#include "ui/charts/stallramp.h"

#include "ui/charts/chartgrid.h"
#include "ui/charts/latencyscale.h"
#include "ui/charts/textpainter.h"
#include "ui/theme/format.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace Loopscope::Charts {

using Theme::ColorRole;
using Theme::FontRole;

namespace {

constexpr double top = 8;
constexpr double timesHeight = 24;
constexpr double before = 0.12; // of the stall's length, on both sides
constexpr double headroom = 1.12;
constexpr double sampleRadius = 3.5;
constexpr double nearest = 16;
constexpr double labelDistance = 72;

QString atTime(double milliseconds)
{
    if (milliseconds >= 1000)
        return QStringLiteral("+%1").arg(Theme::formatSeconds(Base::fromMilliseconds(milliseconds), 1));
    return QStringLiteral("+%1%2ms").arg(QString::number(milliseconds, 'g', 3)).arg(Theme::noBreakSpace);
}

/// A round step that gives at most so many of them.
double roundStep(double length, double most)
{
    const double power = std::pow(10.0, std::floor(std::log10(std::max(length / most, 1e-3))));
    for (const double step : {1.0, 2.0, 5.0}) {
        if (length / (step * power) <= most)
            return step * power;
    }
    return 10 * power;
}

} // namespace

StallRamp::StallRamp(const Theme::Theme *theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
{
    setAccessibleName(tr("Loop latency during the stall"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(theme, &Theme::Theme::changed, this, qOverload<>(&QWidget::update));
}

void StallRamp::showStall(const Trace::Stall &stall, Base::Duration duration, Base::Duration threshold)
{
    m_duration = std::max(Base::toMilliseconds(duration), 0.001);
    m_threshold = Base::toMilliseconds(threshold);
    m_samples.clear();
    if (stall.stacks) {
        for (const Trace::Stack &stack : *stall.stacks)
            m_samples.push_back(
                std::clamp(Base::toMilliseconds(stack.takenAt - stall.startedAt), 0.0, m_duration));
    }
    const auto times = static_cast<qint64>(m_samples.size());
    setAccessibleDescription(
        tr("Climbs to %1; a stack was taken %2")
            .arg(Theme::formatStall(duration),
                 Theme::formatPlural(tr("%n time(s)", nullptr, Theme::pluralOf(times)), times)));
    update();
}

QRectF StallRamp::plot() const
{
    const double left = Grid::leftGutter;
    return {left, top, std::max(width() - left - Grid::rightGutter, 1.0),
            std::max(height() - top - timesHeight, 1.0)};
}

double StallRamp::xOf(double milliseconds) const
{
    const QRectF area = plot();
    return area.left() + (milliseconds / m_duration + before) / (1 + 2 * before) * area.width();
}

double StallRamp::yOf(double milliseconds) const
{
    const double most = std::max(m_duration, m_threshold) * headroom;
    return plot().bottom() - std::clamp(milliseconds / most, 0.0, 1.0) * plot().height();
}

std::vector<QPointF> StallRamp::samplePoints() const
{
    std::vector<QPointF> points;
    for (const double at : m_samples)
        points.emplace_back(xOf(at), yOf(at));
    return points;
}

void StallRamp::paintEvent(QPaintEvent *event)
{
    QPainter painter(this);
    painter.fillRect(event->rect(), m_theme->color(ColorRole::Window));
    const QRectF area = plot();
    painter.fillRect(QRectF(xOf(0), area.top(), xOf(m_duration) - xOf(0), area.height()),
                     m_theme->color(ColorRole::StallFill));
    paintGrid(painter);
    paintTimes(painter);
    paintThreshold(painter);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(m_theme->color(ColorRole::Latency), 2, Qt::SolidLine, Qt::FlatCap, Qt::BevelJoin));
    const double base = area.bottom() - 1;
    const QList<QPointF> line{{area.left(), base},
                              {xOf(0), base},
                              {xOf(m_duration), yOf(m_duration)},
                              {xOf(m_duration), base},
                              {area.right(), base}};
    painter.drawPolyline(line.constData(), static_cast<int>(line.size()));
    paintSamples(painter);
}

void StallRamp::paintGrid(QPainter &painter) const
{
    const QRectF area = plot();
    TextPainter text(painter, *m_theme);
    painter.fillRect(QRectF(area.left(), area.bottom(), area.width(), 1),
                     m_theme->color(ColorRole::BandLine));
    text.right(area.left() - Grid::tickGap, area.bottom(), QStringLiteral("0"), FontRole::Caption,
               ColorRole::Text3);
    const double thresholdY = yOf(m_threshold);
    double below = area.bottom();
    const auto &bands = perceptionBands();
    std::vector<PerceptionBand> levels(bands.begin(), bands.end());
    for (const double milliseconds : {500.0, 1'000.0, 5'000.0, 10'000.0, 50'000.0, 100'000.0})
        levels.push_back({milliseconds, {}});
    for (const PerceptionBand &band : levels) {
        const double y = std::round(yOf(band.milliseconds));
        const bool fits =
            band.milliseconds < m_duration && below - y >= nearest && std::abs(y - thresholdY) >= nearest;
        if (!fits)
            continue;
        below = y;
        QPen dots(m_theme->color(ColorRole::BandLine), 1, Qt::SolidLine, Qt::FlatCap);
        dots.setDashPattern({2, 4});
        painter.setPen(dots);
        painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y));
        text.right(area.left() - Grid::tickGap, y, Theme::formatCount(std::llround(band.milliseconds)),
                   FontRole::Caption, ColorRole::Text3);
        text.left(area.right() + Grid::labelGap, y, band.meaning, FontRole::Caption, ColorRole::Text2);
    }
    // What it climbs to, where no band says how high that is.
    const double peak = std::round(yOf(m_duration));
    if (below - peak >= nearest && std::abs(peak - thresholdY) >= nearest)
        text.right(area.left() - Grid::tickGap, peak, Theme::formatStall(Base::fromMilliseconds(m_duration)),
                   FontRole::Caption, ColorRole::Text3);
}

void StallRamp::paintTimes(QPainter &painter) const
{
    const QRectF area = plot();
    TextPainter text(painter, *m_theme);
    const double y = area.bottom() + timesHeight / 2;
    text.right(area.left() - Grid::tickGap, y, tr("from start"), FontRole::Caption, ColorRole::Text3);
    const double most = std::max(1.0, (xOf(m_duration) - xOf(0)) / labelDistance);
    const double step = roundStep(m_duration, most);
    for (int at = 0; at * step <= m_duration; ++at) {
        const double x = std::round(xOf(at * step));
        painter.fillRect(QRectF(x, area.bottom(), 1, 4), m_theme->color(ColorRole::BandLine));
        text.centered(x, y, atTime(at * step), FontRole::Caption, ColorRole::Text2);
    }
}

void StallRamp::paintThreshold(QPainter &painter) const
{
    const QRectF area = plot();
    const double y = std::round(yOf(m_threshold)) + 0.5;
    QPen pen(m_theme->color(ColorRole::Threshold), 1.5, Qt::SolidLine, Qt::FlatCap);
    pen.setDashPattern({4, 2.67});
    painter.setPen(pen);
    painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y));
    TextPainter text(painter, *m_theme);
    text.left(area.right() + Grid::labelGap, y,
              tr("%1 threshold").arg(Theme::formatLive(Base::fromMilliseconds(m_threshold))),
              FontRole::CaptionStrong, ColorRole::Threshold);
}

void StallRamp::paintSamples(QPainter &painter) const
{
    painter.setPen(QPen(m_theme->color(ColorRole::Text), 1.5));
    painter.setBrush(m_theme->color(ColorRole::Window));
    for (const QPointF &point : samplePoints())
        painter.drawEllipse(point, sampleRadius, sampleRadius);
}

} // namespace Loopscope::Charts
