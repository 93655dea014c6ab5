#include "ui/charts/thresholdhandle.h"

#include "ui/charts/textpainter.h"
#include "ui/theme/format.h"

#include <QPainterPath>

namespace Loopscope::Charts {

namespace {

QPainterPath tag(const QRectF &rect, double tip)
{
    QPainterPath path(rect.topLeft());
    path.lineTo(rect.right() - tip, rect.top());
    path.lineTo(rect.right(), rect.center().y());
    path.lineTo(rect.right() - tip, rect.bottom());
    path.lineTo(rect.bottomLeft());
    path.closeSubpath();
    return path;
}

} // namespace

void ThresholdHandle::paint(QPainter &painter, const Theme::Theme &theme, std::chrono::milliseconds threshold,
                            bool focused) const
{
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF box = rect();
    if (focused) {
        painter.setPen(QPen(theme.color(Theme::ColorRole::Text), 2));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(box.adjusted(-3, -3, 3, 3), 4, 4);
    }
    painter.fillPath(tag(box, tip), theme.color(Theme::ColorRole::Threshold));
    painter.setRenderHint(QPainter::Antialiasing, false);
    const QColor ink = theme.color(Theme::ColorRole::OnThreshold);
    TextPainter text(painter, theme);
    const QString number = Theme::formatLive(threshold);
    // One decimal is for what was measured; a threshold is whole.
    const QString whole =
        threshold.count() < 10 ? QString(number).replace(QStringLiteral(".0"), QString()) : number;
    const double width = text.right(box.right() - 12, y + 1, whole, Theme::FontRole::LabelStrong,
                                    Theme::ColorRole::OnThreshold);
    if (box.right() - 12 - width < box.left() + 11)
        return; // three digits need the room of the grip
    for (const double offset : {-4.0, -1.0, 2.0})
        painter.fillRect(QRectF(std::round(box.left() + 4), std::round(y + offset), 5, 1), ink);
}

} // namespace Loopscope::Charts
