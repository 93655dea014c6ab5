#include "ui/panels/codelayout.h"

#include <QFontMetrics>
#include <QPainter>
#include <QScrollBar>
#include <QTextBlock>
#include <QTextCursor>
#include <QTextEdit>
#include <QTextFrame>

#include <algorithm>

namespace Loopscope::Panels {

using Theme::FontRole;

int codeTextShift(const Theme::Theme &theme)
{
    return (theme.lineHeight(FontRole::Code) - QFontMetrics(theme.font(FontRole::Code)).height()) / 2;
}

void layOutCode(QTextEdit *view, const Theme::Theme &theme, const QMargins &margins)
{
    QTextDocument *document = view->document();
    view->setFont(theme.font(FontRole::Code)); // Qt gives the document the widget's font at times of its own
    document->setDefaultFont(theme.font(FontRole::Code));
    QTextFrameFormat frame = document->rootFrame()->frameFormat();
    frame.setLeftMargin(margins.left());
    frame.setRightMargin(margins.right());
    frame.setTopMargin(margins.top() - codeTextShift(theme));
    frame.setBottomMargin(margins.bottom());
    document->rootFrame()->setFrameFormat(frame);
    QTextCursor all(document);
    all.select(QTextCursor::Document);
    QTextBlockFormat block;
    block.setLineHeight(theme.lineHeight(FontRole::Code), QTextBlockFormat::FixedHeight);
    all.mergeBlockFormat(block);
    view->viewport()->update();
}

void hangContinuation(const QTextBlock &block, const Theme::Theme &theme)
{
    constexpr int further = 2;
    const double blank = QFontMetricsF(theme.font(FontRole::Code)).horizontalAdvance(u' ');
    const QString text = block.text();
    const auto first = std::ranges::find_if(text, [](QChar character) { return character != u' '; });
    const double hang = blank * static_cast<double>(first - text.begin() + further);
    QTextBlockFormat format;
    format.setLeftMargin(hang);
    format.setTextIndent(-hang);
    QTextCursor(block).mergeBlockFormat(format);
}

QRect wholeLines(const QTextEdit &view, const Theme::Theme &theme)
{
    const int line = theme.lineHeight(FontRole::Code);
    QRect all = view.viewport()->rect();
    if (view.horizontalScrollBar()->maximum() > 0) // it lies over the text
        all.setHeight(all.height() - view.horizontalScrollBar()->sizeHint().height());
    const int scrolled = view.verticalScrollBar()->value();
    const int top = (line - scrolled % line) % line;
    const int bottom = all.height() - (scrolled + all.height()) % line;
    return {all.left(), top, all.width(), std::max(bottom - top, 0)};
}

void coverCutLines(QPainter &painter, const QTextEdit &view, const Theme::Theme &theme)
{
    const QRect all = view.viewport()->rect();
    const QRect whole = wholeLines(view, theme);
    if (whole.isEmpty()) // lower than a line: half of it is better than nothing
        return;
    const QColor ground = theme.color(Theme::ColorRole::Code);
    painter.fillRect(QRect(all.topLeft(), QPoint(all.right(), whole.top() - 1)), ground);
    painter.fillRect(QRect(QPoint(all.left(), whole.bottom() + 1), all.bottomRight()), ground);
}

void scrollToWholeLine(QTextEdit *view, const Theme::Theme &theme, int y)
{
    const int line = theme.lineHeight(FontRole::Code);
    view->verticalScrollBar()->setValue((std::max(y, 0) + line - 1) / line * line);
}

} // namespace Loopscope::Panels
