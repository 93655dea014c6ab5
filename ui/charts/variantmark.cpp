#include "ui/charts/variantmark.h"

#include <QPainter>
#include <QPolygonF>

#include <algorithm>

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

namespace {

constexpr double smallest = 1e-6;

QList<QLineF> piecesOf(const QPolygonF &points)
{
    QList<QLineF> pieces;
    for (qsizetype at = 1; at < points.size(); ++at)
        pieces.append({points[at - 1], points[at]});
    return pieces;
}

// The pattern goes on round the corners.
QList<QLineF> dashesOf(const QPolygonF &points, double dash, double gap)
{
    QList<QLineF> dashes;
    double left = dash; // of the dash or gap that was begun
    bool drawn = true;
    for (const QLineF &piece : piecesOf(points)) {
        const double length = piece.length();
        for (double at = 0; at < length;) {
            const double end = std::min(length, at + left);
            if (drawn)
                dashes.append({piece.pointAt(at / length), piece.pointAt(end / length)});
            left -= end - at;
            at = end;
            if (left <= smallest) { // less would be lost in rounding
                drawn = !drawn;
                left = drawn ? dash : gap;
            }
        }
    }
    return dashes;
}

} // namespace

void paintVariantLine(QPainter &painter, VariantRank rank, const QPolygonF &points, const Theme::Theme &theme)
{
    QPen pen = penOf(rank, theme);
    const QList<qreal> pattern = pen.dashPattern();
    if (pattern.size() == 2) {
        const double width = pen.widthF();
        pen.setStyle(Qt::SolidLine);
        painter.setPen(pen);
        painter.drawLines(dashesOf(points, pattern[0] * width, pattern[1] * width));
        return;
    }
    // Closes the corners between the pieces; round caps would make a path of each.
    pen.setCapStyle(Qt::SquareCap);
    painter.setPen(pen);
    painter.drawLines(piecesOf(points));
}

void paintShape(QPainter &painter, VariantRank rank, const QPointF &center, double size, const QColor &fill,
                const QPen &edge)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(edge);
    painter.setBrush(fill);
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

void paintMark(QPainter &painter, VariantRank rank, const QPointF &center, double size,
               const Theme::Theme &theme)
{
    paintShape(painter, rank, center, size, theme.color(colorOf(rank)),
               QPen(theme.color(ColorRole::Window), 1.5));
}

} // namespace Loopscope::Charts
