#include "ui/charts/stallfill.h"

#include "ui/charts/tint.h"

#include <QPainter>

namespace Loopscope::Charts {

void paintColumn(QPainter &painter, const Theme::Theme &theme, const StallColumn &column, double top,
                 double height)
{
    const QColor fill = theme.color(Theme::ColorRole::StallFill);
    const QBrush hatch(theme.color(Theme::ColorRole::Text3), Qt::BDiagPattern);
    for (const auto &[left, right] : column.parts) {
        const QRectF part(left, top, right - left, height);
        if (column.isOfMachine)
            painter.fillRect(part, hatch);
        else
            paintTint(painter, part, fill);
    }
}

} // namespace Loopscope::Charts
