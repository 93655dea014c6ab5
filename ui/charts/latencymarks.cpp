#include "ui/charts/latencymarks.h"

#include "ui/charts/chartgrid.h"
#include "ui/theme/format.h"

#include <cmath>

namespace Loopscope::Charts {

namespace {

using Theme::ColorRole;
using Theme::FontRole;

constexpr double nearestTicks = 15;
constexpr double handleDistance = 18;
constexpr double bandLabelHeight = 16;
constexpr double twoLineHeight = 30;
constexpr double dotRadius = 5;
constexpr double ringRadius = 9;
constexpr double rightOfNumber = 8;
constexpr double searchStep = 8;
constexpr double aboveMiddle = 18; // of the number, in its area
constexpr double belowMiddle = 36;

} // namespace

LatencyMarks::LatencyMarks(QPainter &painter, const Theme::Theme &theme, const LatencyScale &scale,
                           const QRectF &plot)
    : m_painter(painter)
    , m_theme(theme)
    , m_scale(scale)
    , m_plot(plot)
    , m_text(painter, theme)
{}

std::vector<double> LatencyMarks::tickValues() const
{
    std::vector<double> values;
    for (const double value : {500'000.0, 100'000.0, 50'000.0, 10'000.0, 5'000.0, 1'000.0, 500.0}) {
        if (value < m_scale.top())
            values.push_back(value);
    }
    for (auto band = perceptionBands().rbegin(); band != perceptionBands().rend(); ++band)
        values.push_back(band->milliseconds);
    return values;
}

void LatencyMarks::paintTicks(double handleY)
{
    const double x = m_plot.left() - Grid::tickGap;
    double above = m_plot.top() - nearestTicks;
    const auto tick = [&](double value, double y) {
        if (y - above < nearestTicks)
            return;
        above = y;
        if (std::abs(y - handleY) >= handleDistance)
            m_text.right(x, y + (value > 0 ? 2 : 1), Theme::formatCount(std::llround(value)),
                         FontRole::Caption, ColorRole::Text3);
    };
    for (const double value : tickValues()) {
        if (m_plot.bottom() - yOf(value) >= nearestTicks)
            tick(value, yOf(value));
    }
    tick(0, m_plot.bottom());
}

void LatencyMarks::paintBandLabels()
{
    const double x = m_plot.right() + Grid::labelGap;
    const auto &bands = perceptionBands();
    double above = -1e9;
    for (auto band = bands.rbegin(); band != bands.rend(); ++band) {
        const double y = yOf(band->milliseconds);
        const double below =
            std::next(band) == bands.rend() ? m_plot.bottom() : yOf(std::next(band)->milliseconds);
        if (y - above < bandLabelHeight || m_plot.bottom() - y < bandLabelHeight / 2)
            continue;
        above = y;
        m_text.left(x, y - 3.5, Theme::formatLive(Base::fromMilliseconds(band->milliseconds)),
                    FontRole::LabelStrong, ColorRole::Text2);
        if (below - y >= twoLineHeight) {
            m_text.left(x, y + 11, band->meaning, FontRole::Caption, ColorRole::Text3);
            above = y + 12;
        }
    }
}

QRectF LatencyMarks::paintNumber(const Number &number, const LineTop &lineTop)
{
    const double width = std::max(m_text.width(number.value, FontRole::NumberNow),
                                  m_text.width(number.caption, FontRole::Label));
    // Over now, as long as the line leaves the room; else at the left of what it tells of, whose line climbs
    // at its right; further left where other lines are.
    const double first = m_plot.left() + width + rightOfNumber;
    const double beside = std::max(std::min(m_plot.right(), number.before) - rightOfNumber, first);
    const double highest = m_plot.top() + aboveMiddle + 2;
    const double below = number.caption.isEmpty() ? aboveMiddle : belowMiddle;
    const auto isFreeAt = [&](double at) { return lineTop(at - width, at) >= highest + below; };
    double right = m_plot.right() - rightOfNumber;
    if (!isFreeAt(right))
        right = beside;
    while (right >= first && !isFreeAt(right))
        right -= searchStep;
    const bool isFree = right >= first;
    right = isFree ? right : beside;
    // Between the 100 and the 250 line, or under the upper edge when these are too close or the line is
    // there.
    const double between = (yOf(100) + yOf(250)) / 2 - 17;
    const double lowest = std::min(m_plot.bottom() - 40, lineTop(right - width, right) - below);
    const double middle = std::clamp(between, highest, std::max(highest, lowest));
    const QRectF area(right - width, middle - aboveMiddle, width + rightOfNumber, aboveMiddle + below);
    if (!isFree)
        m_painter.fillRect(area.adjusted(-rightOfNumber, 0, 0, 0), m_theme.color(ColorRole::Window));
    m_text.right(right, middle, number.value, FontRole::NumberNow, ColorRole::StallText);
    m_text.right(right, middle + 26, number.caption, FontRole::Label, ColorRole::Text);
    return area;
}

void LatencyMarks::paintDot(double y, ColorRole color, bool ring)
{
    const QColor fill = m_theme.color(color);
    QColor faint = fill;
    faint.setAlphaF(0.4F);
    m_painter.setRenderHint(QPainter::Antialiasing);
    m_painter.setPen(Qt::NoPen);
    const QPointF center(m_plot.right(), y);
    if (ring) {
        m_painter.setBrush(faint);
        m_painter.drawEllipse(center, ringRadius, ringRadius);
    }
    m_painter.setBrush(fill);
    m_painter.drawEllipse(center, dotRadius, dotRadius);
}

} // namespace Loopscope::Charts
