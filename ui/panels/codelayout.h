#pragma once

#include "ui/theme/theme.h"

#include <QMargins>

QT_BEGIN_NAMESPACE
class QPainter;
class QTextBlock;
class QTextEdit;
QT_END_NAMESPACE

namespace Loopscope::Panels {

/// How far Qt puts a line of fixed height below its top: what it has to spare is above the text.
int codeTextShift(const Theme::Theme &theme);
/// Gives code its font, lines of one height and a frame with these margins; the top one is the first line's.
void layOutCode(QTextEdit *view, const Theme::Theme &theme, const QMargins &margins);
/// Where a line is wrapped, its further rows begin further in than the line does.
void hangContinuation(const QTextBlock &block, const Theme::Theme &theme);
/// Which of these pixels of the viewport show lines that are there from top to bottom.
QRect wholeLines(const QTextEdit &view, const Theme::Theme &theme);
/// Paints over the lines that the upper and the lower edge cut through: half a line reads as another one.
void coverCutLines(QPainter &painter, const QTextEdit &view, const Theme::Theme &theme);
/// Scrolls so that this pixel of the text is at the upper edge, or the line's begin that follows it.
void scrollToWholeLine(QTextEdit *view, const Theme::Theme &theme, int y);

} // namespace Loopscope::Panels
