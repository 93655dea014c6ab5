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
constexpr double twoLineDistance = 96;
constexpr double besideText = 8;
constexpr double dotRadius = 5;
constexpr double ringRadius = 9;
constexpr double rightOfNumber = 8;

QString columnText(const StallColumn &column)
{
    const QString longest = Theme::formatStall(column.longest);
    return column.count == 1 ? longest
                             : QStringLiteral("%1, longest %2")
                                   .arg(Theme::formatCounted(column.count, QStringLiteral("stall")), longest);
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

double LatencyMarks::roomFor(const std::vector<StallColumn> &columns, std::size_t index) const
{
    double room = 1e9;
    if (index > 0)
        room = std::min(room, columns[index].center() - columns[index - 1].center());
    if (index + 1 < columns.size() && !columns[index + 1].open)
        room = std::min(room, columns[index + 1].center() - columns[index].center());
    return room;
}

void LatencyMarks::paintStallTexts(const std::vector<StallColumn> &columns, const QRectF &taken)
{
    double usedUpTo = m_plot.left() - besideText;
    for (std::size_t index = 0; index < columns.size(); ++index) {
        const StallColumn &column = columns[index];
        if (column.cut || column.open)
            continue;
        const bool twoLines =
            roomFor(columns, index) >= twoLineDistance && !column.place.isEmpty() && column.count == 1;
        const QString number = columnText(column);
        const double half = m_text.width(number, FontRole::BodyStrong) / 2;
        const double lowest = yOf(Base::toMilliseconds(column.longest)) - (twoLines ? 13 : 12);
        const double placeY = std::max(lowest, m_plot.top() + (twoLines ? 26 : 10));
        const double numberY = twoLines ? placeY - 17 : placeY;
        const QRectF area(column.center() - half, numberY - 10, 2 * half, 20);
        const bool fits = area.left() >= usedUpTo + besideText && area.right() <= m_plot.right();
        if (!fits || area.adjusted(-besideText, 0, besideText, 0).intersects(taken))
            continue;
        usedUpTo = area.right();
        m_text.centered(column.center(), numberY, number, FontRole::BodyStrong, ColorRole::StallText);
        if (twoLines) {
            const QString place = m_text.elided(column.place, FontRole::Caption, 2 * twoLineDistance);
            m_text.centered(column.center(), placeY, place, FontRole::Caption, ColorRole::Text2);
        }
    }
}

QRectF LatencyMarks::paintNumber(const QString &number, const QString &caption, double dotY)
{
    // Between the 100 and the 250 line, or under the upper edge when these are too close.
    const double between = (yOf(100) + yOf(250)) / 2;
    const double middle = std::clamp(between - 17, m_plot.top() + 20, m_plot.bottom() - 40);
    const double right = m_plot.right() - rightOfNumber;
    const double width =
        std::max(m_text.width(number, FontRole::NumberNow), m_text.width(caption, FontRole::Label));
    m_text.right(right, middle, number, FontRole::NumberNow, ColorRole::StallText);
    m_text.right(right, middle + 26, caption, FontRole::Label, ColorRole::Text);
    const QRectF area(right - width, middle - 18, width + rightOfNumber, 54);
    if (dotY - ringRadius > area.bottom()) {
        m_painter.setRenderHint(QPainter::Antialiasing, false);
        QPen pen(m_theme.color(ColorRole::Stall), 1, Qt::SolidLine, Qt::FlatCap);
        pen.setDashPattern({2, 3});
        m_painter.setPen(pen);
        m_painter.drawLine(QPointF(m_plot.right() - 1, area.bottom() + 2),
                           QPointF(m_plot.right() - 1, dotY - ringRadius - 2));
    }
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
