#pragma once

#include "ui/theme/theme.h"

QT_BEGIN_NAMESPACE
class QPainter;
class QWidget;
QT_END_NAMESPACE

namespace Loopscope::Panels {

/// Width of the left column, which lists slides or traces, in pixels.
constexpr int sideColumnWidth = 216;
/// Where its list begins, below the program's name and the caption.
constexpr int sideColumnListTop = 104;

/// The ground of the left column with its right edge, the program's logo and name, and a caption above the
/// list.
void paintSideColumn(QPainter &painter, const QWidget &column, const Theme::Theme &theme,
                     const QString &caption);

} // namespace Loopscope::Panels
