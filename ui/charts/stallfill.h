#pragma once

#include "ui/charts/stallcolumns.h"
#include "ui/theme/theme.h"

QT_BEGIN_NAMESPACE
class QPainter;
QT_END_NAMESPACE

namespace Loopscope::Charts {

/// A stall's column in a chart: in the colour of stalls, or hatched when the machine alone delayed the loop.
void paintColumn(QPainter &painter, const Theme::Theme &theme, const StallColumn &column, double top,
                 double height);

} // namespace Loopscope::Charts
