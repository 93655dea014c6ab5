#include "ui/charts/stallfill.h"

#include "ui/charts/tint.h"

#include <QPainter>

namespace Loopscope::Charts {

void paintColumn(QPainter &painter, const Theme::Theme &theme, const StallColumn &column, double top,
                 double height)
{
    const QBrush brush = column.isOfMachine ? QBrush(theme.color(Theme::ColorRole::Text3), Qt::BDiagPattern)
                                            : QBrush(theme.color(Theme::ColorRole::StallFill));
    for (const auto &[left, right] : column.parts)
        paintTint(painter, QRectF(left, top, right - left, height), brush);
}

} // namespace Loopscope::Charts
