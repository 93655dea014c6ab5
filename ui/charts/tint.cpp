#include "ui/charts/tint.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace Loopscope::Charts {

namespace {

/// In device pixels; the engine splits from 97 on.
constexpr double highestPiece = 64;

} // namespace

void paintTint(QPainter &painter, const QRectF &rect, const QBrush &brush)
{
    // Whole pixels of the caller's, so that no two pieces share one.
    const double scale = std::max(1.0, painter.device()->devicePixelRatioF());
    const double step = std::max(1.0, std::floor(highestPiece / scale));
    for (double top = rect.top(); top < rect.bottom();) {
        const double next = std::min(std::floor(top) + step, rect.bottom());
        painter.fillRect(QRectF(rect.left(), top, rect.width(), next - top), brush);
        top = next;
    }
}

} // namespace Loopscope::Charts
