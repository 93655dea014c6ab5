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
constexpr double lowestForTwoRows = 160; // of the plot
constexpr double lowestWithNumber = 100;
constexpr double aboveMiddle = 18; // of the number, in its area
constexpr double belowMiddle = 36;

// Milliseconds go without their unit, which the title has.
QString tickText(double milliseconds)
{
    constexpr double second = 1000;
    return milliseconds < second
               ? Theme::formatCount(std::llround(milliseconds))
               : QStringLiteral("%1\u00a0s").arg(Theme::formatCount(std::llround(milliseconds / second)));
}

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
    for (const double value : {500'000.0, 100'000.0, 50'000.0, 10'000.0, 5'000.0, 2'000.0, 1'000.0, 500.0}) {
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
            m_text.right(x, y + (value > 0 ? 2 : 1), tickText(value), FontRole::Caption, ColorRole::Text3);
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

// Where an audience learns to look: at the right edge, where now is. Over the line as long as that leaves the
// room, below it while a long stall climbs through there; else left of the stall.
QRectF LatencyMarks::freePlace(const QSizeF &size, const Number &number, const LineTop &lineTop) const
{
    const double right = m_plot.right() - rightOfNumber;
    const double left = right - size.width();
    const double highest = m_plot.top() + 2;
    const auto isFreeAt = [&](double at) {
        return lineTop(at - size.width(), at) >= highest + size.height();
    };
    // Between the 100 and the 250 line, or under the upper edge when these are too close or the line is
    // there.
    const auto over = [&](double at) {
        const double between = (yOf(100) + yOf(250)) / 2 - 17 - aboveMiddle;
        const double lowest =
            std::min(m_plot.bottom() - 40 - aboveMiddle, lineTop(at - size.width(), at) - size.height());
        return QRectF(QPointF(at - size.width(), std::clamp(between, highest, std::max(highest, lowest))),
                      size);
    };
    if (isFreeAt(right))
        return over(right);
    const double below = lineTop(left - 1, left) + rightOfNumber; // a line that climbs is lowest at the left
    if (number.before <= left && below + size.height() <= m_plot.bottom() - 4)
        return {QPointF(left, below), size};
    const double beside = number.before - rightOfNumber;
    return beside - size.width() >= m_plot.left() && isFreeAt(beside) ? over(beside) : QRectF();
}

// In a low chart the two share a row.
bool LatencyMarks::isRow(const Number &number) const
{
    return m_plot.height() < lowestForTwoRows && !number.caption.isEmpty();
}

QRectF LatencyMarks::placeOf(const Number &number, const LineTop &lineTop) const
{
    if (m_plot.height() < lowestWithNumber)
        return {};
    const double value = m_text.width(number.value, FontRole::NumberNow);
    const double caption = m_text.width(number.caption, FontRole::Label);
    return isRow(number) ? freePlace({value + caption + rightOfNumber, 2 * aboveMiddle}, number, lineTop)
                         : freePlace({std::max(value, caption), aboveMiddle + belowMiddle}, number, lineTop);
}

void LatencyMarks::paintNumber(const Number &number, const QRectF &area)
{
    const double middle = area.top() + aboveMiddle;
    const double value = m_text.right(area.right(), middle, number.value, FontRole::NumberNow,
                                      number.isOfMachine ? ColorRole::Text2 : ColorRole::StallText);
    if (isRow(number))
        m_text.right(area.right() - value - rightOfNumber, middle + 5, number.caption, FontRole::Label,
                     ColorRole::Text);
    else
        m_text.right(area.right(), middle + 26, number.caption, FontRole::Label, ColorRole::Text);
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
