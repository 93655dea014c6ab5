#pragma once

#include "ui/models/variantrank.h"
#include "ui/theme/theme.h"

#include <QPen>
#include <QPolygonF>

class QPainter;

namespace Loopscope::Charts {

Theme::ColorRole colorOf(Models::VariantRank rank);
/// The line of a variant: colour, width and dash of its rank.
QPen penOf(Models::VariantRank rank, const Theme::Theme &theme);
/// The line through these points in the pen of its rank. Piece by piece: one path of a line that goes up and
/// down hundreds of times takes QPainter seconds.
void paintVariantLine(QPainter &painter, Models::VariantRank rank, const QPolygonF &points,
                      const Theme::Theme &theme);
/// Square, diamond or circle of this size.
void paintShape(QPainter &painter, Models::VariantRank rank, const QPointF &center, double size,
                const QColor &fill, const QPen &edge = Qt::NoPen);
/// The shape in the colour of its rank, with an edge in the colour of what lies behind.
void paintMark(QPainter &painter, Models::VariantRank rank, const QPointF &center, double size,
               const Theme::Theme &theme);

} // namespace Loopscope::Charts
