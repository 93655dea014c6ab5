#include "ui/charts/distributionchart.h"

#include "ui/charts/chartgrid.h"
#include "ui/charts/textpainter.h"
#include "ui/charts/variantmark.h"
#include "ui/theme/format.h"

#include <algorithm>
#include <cmath>

namespace Loopscope::Charts {

namespace {

using Theme::ColorRole;
using Theme::FontRole;

constexpr int titleHeight = 40;
constexpr int rowPitch = 40;
constexpr int axisHeight = 28;
constexpr int nameWidth = 152;
constexpr double thick = 6;
constexpr double thin = 2;
constexpr double tickHeight = 12;
constexpr double smallest = 0.001; // ms

} // namespace

DistributionChart::DistributionChart(const Theme::Theme *theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
{
    connect(theme, &Theme::Theme::changed, this, qOverload<>(&QWidget::update));
}

void DistributionChart::setRows(const QString &title, std::vector<DistributionRow> rows)
{
    m_title = title;
    m_rows = std::move(rows);
    double lowest = 1e9;
    double highest = smallest;
    QStringList said;
    for (const DistributionRow &row : m_rows) {
        lowest = std::min(lowest, std::max(row.isMaxAlone ? row.max : row.p50, smallest));
        highest = std::max(highest, row.max);
        said.append(row.name + QStringLiteral(": ") + row.text);
    }
    m_lowest = std::pow(10.0, std::floor(std::log10(std::min(lowest, highest))));
    m_highest = std::max(std::pow(10.0, std::ceil(std::log10(highest))), m_lowest * 10);
    setAccessibleName(title);
    setAccessibleDescription(said.join(QStringLiteral("; ")));
    updateGeometry();
    update();
}

QString DistributionChart::tickText(double milliseconds)
{
    return milliseconds >= 1000 ? QString::number(milliseconds / 1000) + QStringLiteral("\u00a0s")
                                : QString::number(milliseconds) + QStringLiteral("\u00a0ms");
}

QSize DistributionChart::sizeHint() const
{
    return {400, titleHeight + static_cast<int>(m_rows.size()) * rowPitch + axisHeight};
}

QRectF DistributionChart::plotRect() const
{
    const double left = Grid::padding + nameWidth;
    return {left, titleHeight, width() - left - 2 * Grid::padding,
            static_cast<double>(m_rows.size()) * rowPitch};
}

double DistributionChart::xOf(double milliseconds) const
{
    const QRectF plot = plotRect();
    const double share =
        std::log10(std::max(milliseconds, m_lowest) / m_lowest) / std::log10(m_highest / m_lowest);
    return plot.left() + share * plot.width();
}

void DistributionChart::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme->color(ColorRole::Panel));
    painter.fillRect(QRect(0, 0, width(), 1), m_theme->color(ColorRole::Line));
    TextPainter text(painter, *m_theme);
    text.left(Grid::padding, titleHeight / 2.0, m_title, FontRole::BodyStrong, ColorRole::Text);
    text.right(width() - Grid::padding, titleHeight / 2.0, tr("p50, p99, max; log scale"), FontRole::Label,
               ColorRole::Text3);
    paintAxis(painter);
    double y = titleHeight + rowPitch / 2.0;
    for (const DistributionRow &row : m_rows) {
        paintRow(painter, row, y);
        y += rowPitch;
    }
}

void DistributionChart::paintAxis(QPainter &painter) const
{
    constexpr double closest = 42;
    TextPainter text(painter, *m_theme);
    const QRectF plot = plotRect();
    double last = -closest;
    for (double value = m_lowest; value <= m_highest * 1.001; value *= 10) {
        const double x = std::round(xOf(value));
        painter.fillRect(QRectF(x, plot.top(), 1, plot.height()), m_theme->color(ColorRole::Grid));
        if (x - last >= closest) {
            text.centered(x, plot.bottom() + axisHeight / 2.0, tickText(value), FontRole::Caption,
                          ColorRole::Text3);
            last = x;
        }
    }
}

void DistributionChart::paintRow(QPainter &painter, const DistributionRow &row, double y) const
{
    TextPainter text(painter, *m_theme);
    text.left(Grid::padding, y - 8, text.elided(row.name, FontRole::Label, nameWidth - Grid::tickGap),
              FontRole::Label, ColorRole::Text);
    text.left(Grid::padding, y + 8, text.elided(row.text, FontRole::Caption, nameWidth - Grid::tickGap),
              FontRole::Caption, ColorRole::Text2);
    const QColor color = m_theme->color(colorOf(row.rank));
    const double p50 = xOf(row.p50);
    const double p99 = xOf(row.p99);
    const double max = xOf(row.max);
    if (row.isMaxAlone) {
        painter.fillRect(QRectF(max - 1, y - tickHeight / 2, 2, tickHeight), color);
        return;
    }
    painter.fillRect(QRectF(p50, y - thin / 2, max - p50, thin), color);
    painter.fillRect(QRectF(p50, y - thick / 2, p99 - p50, thick), color);
    painter.fillRect(QRectF(p99 - 1, y - tickHeight / 2 - 2, 2, tickHeight + 4), color);
    painter.fillRect(QRectF(max - 1, y - tickHeight / 2, 2, tickHeight), color);
    paintMark(painter, row.rank, {p50, y}, tickHeight, *m_theme);
}

} // namespace Loopscope::Charts
