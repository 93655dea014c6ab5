#pragma once

#include "core/base/steadytime.h"
#include "ui/charts/textpainter.h"

namespace Loopscope::Charts {

class TimeView;

/// The distance of two labels: 4 to 6 of them in this length.
Base::Duration labelStep(Base::Duration length);
/// The unit of labels that are so far apart: seconds, else milliseconds.
bool isInSeconds(Base::Duration step);
/// A time as fine as the steps between labels are.
QString timeText(Base::Duration time, Base::Duration step, int moreDecimals = 0);
/// Ticks, labels and the time at the right edge, in a strip of this rectangle; no label where `taken` is.
void paintTimeAxis(QPainter &painter, const Theme::Theme &theme, const TimeView &time, const QRectF &strip,
                   const QRectF &taken = {});

} // namespace Loopscope::Charts
