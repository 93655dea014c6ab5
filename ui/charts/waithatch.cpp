#include "ui/charts/waithatch.h"

namespace Loopscope::Charts {

namespace {

constexpr float hatchOpacity = 0.4F;

} // namespace

bool isWaiting(Trace::StallCause cause)
{
    using Trace::StallCause;
    return cause == StallCause::Sleep || cause == StallCause::Lock || cause == StallCause::Io;
}

void hatchWaiting(QPainter &painter, const Theme::Theme &theme, const QList<QRectF> &bars,
                  Theme::ColorRole name)
{
    const bool isNameDark = theme.color(name).lightness() < 128;
    QColor stripes = isNameDark ? Qt::white : Qt::black;
    stripes.setAlphaF(hatchOpacity);
    painter.setPen(Qt::NoPen);
    painter.setBrush(QBrush(stripes, Qt::BDiagPattern));
    painter.drawRects(bars.constData(), static_cast<int>(bars.size()));
}

} // namespace Loopscope::Charts
