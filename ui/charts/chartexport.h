#pragma once

#include <QByteArray>
#include <QImage>

class QWidget;

namespace Loopscope::Charts {

/// What the widget shows, with `scale` times its pixels.
QImage chartPicture(QWidget *chart, double scale = 2);
/// The same as lines and text; what it needs is in it, but for the fonts.
QByteArray chartSvg(QWidget *chart, const QString &title);

} // namespace Loopscope::Charts
