// What belongs to the lines of gauges: what they fell to, and where nobody looked at them.
#include "ui/charts/gaugeband.h"
#include "ui/charts/plotview.h"
#include "ui/charts/tint.h"

#include <algorithm>
#include <cmath>

namespace Loopscope::Charts {

namespace {

constexpr double narrowestGap = 2;
constexpr float fallTint = 0.3F;

} // namespace

// Both lines step, so what lies between them is rectangles. One outline of a thousand corners took half of a
// frame to fill.
void PlotView::paintFalls(QPainter &painter, const QLineSeries *line, const QList<QPointF> &bottoms,
                          double top)
{
    const QList<QPointF> tops = line->points();
    if (tops == bottoms)
        return;
    const double seconds = Base::toSeconds(m_context.time->length());
    const auto pixel = [&](double x) { return std::round(m_plot.right() + x / seconds * m_plot.width()); };
    QList<QRectF> falls;
    for (const StepsApart &apart : stepsApart(tops, bottoms))
        falls.append(QRectF(QPointF(pixel(apart.from), yOf(apart.upper / top)),
                            QPointF(pixel(apart.to), yOf(apart.lower / top))));
    QColor fill = line->pen().color();
    fill.setAlphaF(fallTint);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.setPen(Qt::NoPen);
    painter.setBrush(fill);
    painter.drawRects(falls);
    painter.restore();
}

void PlotView::paintUnwatched(QPainter &painter)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing, false);
    const QBrush hatch(m_context.theme->color(Theme::ColorRole::Text3), Qt::BDiagPattern);
    for (const Models::RunModel::Gap &gap : m_context.run->unwatched()) {
        const TimeView &time = *m_context.time;
        const Base::Duration inRun = std::min(gap.to, time.now()) - std::max(gap.from, time.begin());
        const QRectF area = areaOf(gap);
        if (area.width() < narrowestGap || inRun < Models::RunModel::lateLook)
            continue;
        painter.setClipRect(area.adjusted(0, -Grid::edgeRoom, 0, Grid::edgeRoom));
        painter.fillRect(area.adjusted(0, -Grid::edgeRoom, 0, Grid::edgeRoom),
                         m_context.theme->color(Theme::ColorRole::Window));
        paintColumns(painter);
        paintTint(painter, area, hatch);
    }
    painter.restore();
}

bool PlotView::isUnwatched(Base::SteadyTime at) const
{
    return std::ranges::any_of(m_context.run->unwatched(), [at](const Models::RunModel::Gap &gap) {
        return at > gap.from && at < gap.to;
    });
}

QString PlotView::withFalls(const QString &words)
{
    return tr("%1, highest; tinted down to the lowest").arg(words);
}

QString PlotView::withUnwatched(const QString &words) const
{
    const TimeView &time = *m_context.time;
    const bool isHatched =
        std::ranges::any_of(m_context.run->unwatched(), [&](const Models::RunModel::Gap &gap) {
            const Base::Duration inRun = std::min(gap.to, time.now()) - std::max(gap.from, time.begin());
            return inRun >= Models::RunModel::lateLook && areaOf(gap).width() >= narrowestGap;
        });
    return isHatched ? tr("%1; hatched: not looked at, the machine was busy").arg(words) : words;
}

} // namespace Loopscope::Charts
