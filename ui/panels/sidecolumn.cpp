#include "ui/panels/sidecolumn.h"

#include "ui/panels/look.h"
#include "ui/theme/icons.h"

#include <QCoreApplication>
#include <QWidget>

namespace Loopscope::Panels {

namespace {

constexpr QRectF logoRect(16, 20, 24, 24);
constexpr int nameLeft = 52;
constexpr QRect captionRect(edge, 78, 180, 20);

} // namespace

void paintSideColumn(QPainter &painter, const QWidget &column, const Theme::Theme &theme,
                     const QString &caption)
{
    painter.fillRect(column.rect(), theme.color(ColorRole::Panel));
    painter.fillRect(QRect(column.width() - 1, 0, 1, column.height()), theme.color(ColorRole::Line));
    Theme::paintIcon(painter, Theme::Icon::Logo, logoRect, theme.color(ColorRole::Accent));
    QFont name = theme.font(FontRole::ListNumber);
    name.setPixelSize(name.pixelSize() + 1);
    paintText(painter, QRect(nameLeft, 20, column.width() - nameLeft, 24),
              QCoreApplication::translate("SideColumn", "Loopscope"), name, theme.color(ColorRole::Text));
    paintText(painter, captionRect, caption, theme.font(FontRole::LabelStrong),
              theme.color(ColorRole::Text3));
}

} // namespace Loopscope::Panels
