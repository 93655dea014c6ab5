#pragma once

#include "ui/theme/theme.h"

#include <QByteArray>
#include <QImage>

class QWidget;

namespace Loopscope::Charts {

/// The line above an exported picture: in a document nobody knows what it is.
struct PictureCaption
{
    QString text; ///< "Slow callback, Blocking: 9 stalls, longest 100.1 ms"
    QString note; ///< at the right: when and where
};
inline constexpr int captionHeight = 40;

/// What the widget shows below its caption, with `scale` times its pixels.
QImage chartPicture(QWidget *chart, const PictureCaption &caption, const Theme::Theme &theme,
                    double scale = 2);
/// The same as lines and text; what it needs is in it, but for the fonts.
QByteArray chartSvg(QWidget *chart, const PictureCaption &caption, const Theme::Theme &theme);

} // namespace Loopscope::Charts
