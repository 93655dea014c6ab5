#include "ui/charts/chartexport.h"

#include "ui/charts/chartgrid.h"
#include "ui/charts/textpainter.h"

#include <QBuffer>
#include <QPainter>
#include <QSvgGenerator>
#include <QWidget>

namespace Loopscope::Charts {

namespace {

using Theme::ColorRole;
using Theme::FontRole;

QSize sizeOf(const QWidget *chart)
{
    return chart->size() + QSize(0, captionHeight);
}

// The caption goes before the note where both have no room.
void paintCaption(QPainter &painter, const PictureCaption &caption, int width, const Theme::Theme &theme)
{
    painter.fillRect(QRect(0, 0, width, captionHeight), theme.color(ColorRole::Window));
    TextPainter text(painter, theme);
    const double room = width - 2 * Grid::padding;
    const QString title = text.elided(caption.text, FontRole::BodyStrong, room);
    const double used =
        text.left(Grid::padding, captionHeight / 2.0, title, FontRole::BodyStrong, ColorRole::Text);
    if (used + Grid::padding + text.width(caption.note, FontRole::Label) <= room)
        text.right(width - Grid::padding, captionHeight / 2.0, caption.note, FontRole::Label,
                   ColorRole::Text3);
    painter.fillRect(QRect(0, captionHeight - 1, width, 1), theme.color(ColorRole::Line));
}

} // namespace

QImage chartPicture(QWidget *chart, const PictureCaption &caption, const Theme::Theme &theme, double scale)
{
    QImage image(sizeOf(chart) * scale, QImage::Format_ARGB32_Premultiplied);
    image.setDevicePixelRatio(scale);
    image.fill(Qt::transparent);
    {
        QPainter painter(&image);
        painter.setRenderHint(QPainter::TextAntialiasing);
        paintCaption(painter, caption, chart->width(), theme);
    }
    chart->render(&image, QPoint(0, captionHeight));
    return image;
}

QByteArray chartSvg(QWidget *chart, const PictureCaption &caption, const Theme::Theme &theme)
{
    QByteArray svg;
    QBuffer buffer(&svg);
    QSvgGenerator generator;
    generator.setOutputDevice(&buffer);
    generator.setSize(sizeOf(chart));
    generator.setViewBox(QRect(QPoint(), sizeOf(chart)));
    generator.setTitle(caption.text);
    generator.setDescription(chart->accessibleDescription());
    QPainter painter(&generator);
    paintCaption(painter, caption, chart->width(), theme);
    chart->render(&painter, QPoint(0, captionHeight));
    painter.end();
    return svg;
}

} // namespace Loopscope::Charts
