#pragma once

#include "core/trace/stall.h"
#include "ui/theme/theme.h"

#include <QList>
#include <QPainter>

namespace Loopscope::Charts {

/// Whether a loop that stood still for this reason waited rather than worked.
bool isWaiting(Trace::StallCause cause);

/// Stripes over bars that were painted before: what ran there mostly waited. `name` is the colour of a name
/// in such a bar: the stripes are as far from it as can be.
void hatchWaiting(QPainter &painter, const Theme::Theme &theme, const QList<QRectF> &bars,
                  Theme::ColorRole name);

} // namespace Loopscope::Charts
