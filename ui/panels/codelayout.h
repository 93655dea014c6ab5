#pragma once

#include "ui/theme/theme.h"

#include <QMargins>

QT_BEGIN_NAMESPACE
class QTextEdit;
QT_END_NAMESPACE

namespace Loopscope::Panels {

/// How far Qt puts a line of fixed height below its top: what it has to spare is above the text.
int codeTextShift(const Theme::Theme &theme);
/// Gives code its font, lines of one height and a frame with these margins; the top one is the first line's.
void layOutCode(QTextEdit *view, const Theme::Theme &theme, const QMargins &margins);

} // namespace Loopscope::Panels
