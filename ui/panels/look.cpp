#include "ui/panels/look.h"

#include <QFontMetrics>
#include <QRegularExpression>

namespace Loopscope::Panels {

void paintBox(QPainter &painter, const QRectF &rect, const QColor &fill, const QColor &border,
              qreal borderWidth, qreal radius)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(fill.isValid() ? QBrush(fill) : QBrush(Qt::NoBrush));
    if (border.isValid()) {
        const qreal half = borderWidth / 2;
        painter.setPen(QPen(border, borderWidth));
        painter.drawRoundedRect(rect.adjusted(half, half, -half, -half), radius - half, radius - half);
    } else {
        painter.setPen(Qt::NoPen);
        painter.drawRoundedRect(rect, radius, radius);
    }
    painter.restore();
}

int paintText(QPainter &painter, const QRect &rect, const QString &text, const QFont &font,
              const QColor &color, Qt::Alignment alignment, Qt::TextElideMode elide)
{
    const QFontMetrics metrics(font);
    const QString shown = metrics.elidedText(text, elide, rect.width());
    painter.setFont(font);
    painter.setPen(color);
    painter.drawText(rect, static_cast<int>(alignment) | Qt::TextSingleLine, shown);
    return metrics.horizontalAdvance(shown);
}

QString fittingName(const QString &name, const QFont &font, int width)
{
    static const QLatin1String lambda("lambda in ");
    const QFontMetrics metrics(font);
    const bool isLambda = name.startsWith(lambda);
    const auto head = isLambda ? QString(lambda) : QString();
    QString rest = name.sliced(head.size());
    for (;;) {
        if (metrics.horizontalAdvance(head + rest) <= width)
            return head + rest;
        const qsizetype colons = rest.indexOf(QLatin1String("::"));
        // Those within brackets are of an argument's type.
        const qsizetype bracket = rest.indexOf(QRegularExpression(QStringLiteral("[(< ]")));
        if (colons < 0 || (bracket >= 0 && bracket < colons))
            break;
        rest.remove(0, colons + 2);
    }
    return metrics.elidedText(head + rest, Qt::ElideMiddle, width);
}

void paintRule(QPainter &painter, int x, int y, int width, const QColor &color)
{
    painter.fillRect(QRect(x, y, width, 1), color);
}

} // namespace Loopscope::Panels
