#include "ui/charts/chartexport.h"

#include <QBuffer>
#include <QPainter>
#include <QSvgGenerator>
#include <QWidget>

namespace Loopscope::Charts {

QImage chartPicture(QWidget *chart, double scale)
{
    QImage image(chart->size() * scale, QImage::Format_ARGB32_Premultiplied);
    image.setDevicePixelRatio(scale);
    image.fill(Qt::transparent);
    chart->render(&image);
    return image;
}

QByteArray chartSvg(QWidget *chart, const QString &title)
{
    QByteArray svg;
    QBuffer buffer(&svg);
    QSvgGenerator generator;
    generator.setOutputDevice(&buffer);
    generator.setSize(chart->size());
    generator.setViewBox(chart->rect());
    generator.setTitle(title);
    generator.setDescription(chart->accessibleDescription());
    QPainter painter(&generator);
    chart->render(&painter);
    painter.end();
    return svg;
}

} // namespace Loopscope::Charts
