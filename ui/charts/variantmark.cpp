#include "ui/charts/variantmark.h"

#include <QPainter>
#include <QPolygonF>

namespace Loopscope::Charts {

using Models::VariantRank;
using Theme::ColorRole;

ColorRole colorOf(VariantRank rank)
{
    switch (rank) {
    case VariantRank::Worst:
        return ColorRole::Worst;
    case VariantRank::Middle:
        return ColorRole::Middle;
    case VariantRank::Best:
        break;
    }
    return ColorRole::Best;
}

QPen penOf(VariantRank rank, const Theme::Theme &theme)
{
    constexpr double worstWidth = 2.5;
    constexpr double middleWidth = 2;
    constexpr double bestWidth = 3;
    const double width = rank == VariantRank::Worst    ? worstWidth
                         : rank == VariantRank::Middle ? middleWidth
                                                       : bestWidth;
    QPen pen(theme.color(colorOf(rank)), width, Qt::SolidLine, Qt::FlatCap, Qt::MiterJoin);
    pen.setMiterLimit(1);
    if (rank == VariantRank::Middle)
        pen.setDashPattern({5 / width, 4 / width});
    return pen;
}

void paintMark(QPainter &painter, VariantRank rank, const QPointF &center, double size,
               const Theme::Theme &theme)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(theme.color(ColorRole::Window), 1.5));
    painter.setBrush(theme.color(colorOf(rank)));
    const double half = size / 2;
    const double reach = half + 1; // a diamond looks smaller than a square of its width
    if (rank == VariantRank::Worst)
        painter.drawRect(QRectF(center.x() - half, center.y() - half, size, size));
    else if (rank == VariantRank::Best)
        painter.drawEllipse(center, half, half);
    else
        painter.drawPolygon(QPolygonF{center - QPointF(0, reach), center + QPointF(reach, 0),
                                      center + QPointF(0, reach), center - QPointF(reach, 0)});
    painter.restore();
}

} // namespace Loopscope::Charts
