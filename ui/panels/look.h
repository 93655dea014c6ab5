#pragma once

#include "ui/theme/theme.h"

#include <QColor>
#include <QFont>
#include <QPainter>

namespace Loopscope::Panels {

using Theme::ColorRole;
using Theme::FontRole;

/// Corners of controls, badges and selections.
inline constexpr qreal cornerRadius = 4;
/// Distance of contents from a panel's edge.
inline constexpr int edge = 16;
/// A panel's title row, a row of a list.
inline constexpr int rowHeight = 40;
inline constexpr int controlHeight = 32;

/// A box with a border that stays inside the rectangle; crisp at whole pixels.
void paintBox(QPainter &painter, const QRectF &rect, const QColor &fill, const QColor &border = QColor(),
              qreal borderWidth = 1, qreal radius = cornerRadius);
/// One line of text; cut with an ellipsis when it does not fit. Returns the width it took.
int paintText(QPainter &painter, const QRect &rect, const QString &text, const QFont &font,
              const QColor &color, Qt::Alignment alignment = Qt::AlignLeft | Qt::AlignVCenter,
              Qt::TextElideMode elide = Qt::ElideRight);
/// A function's name in so much room: namespaces and classes before its own name give way first.
QString fittingName(const QString &name, const QFont &font, int width);
/// A line of one pixel along the upper or lower edge.
void paintRule(QPainter &painter, int x, int y, int width, const QColor &color);

} // namespace Loopscope::Panels
