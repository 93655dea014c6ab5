#pragma once

#include <QBrush>
#include <QRectF>

QT_BEGIN_NAMESPACE
class QPainter;
QT_END_NAMESPACE

namespace Loopscope::Charts {

/// Fills a rectangle with a translucent colour or a pattern, in pieces that Qt's raster engine paints in the
/// calling thread. What is taller than 96 lines it hands to a thread pool and waits for that
/// (QT_THREAD_PARALLEL_FILLS in Qt 6): on a busy machine the window would wait tens of milliseconds for a
/// thread that does not get its turn.
void paintTint(QPainter &painter, const QRectF &rect, const QBrush &brush);

} // namespace Loopscope::Charts
