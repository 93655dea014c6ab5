#include "ui/panels/codelayout.h"

#include <QFontMetrics>
#include <QTextCursor>
#include <QTextEdit>
#include <QTextFrame>

namespace Loopscope::Panels {

using Theme::FontRole;

int codeTextShift(const Theme::Theme &theme)
{
    return (theme.lineHeight(FontRole::Code) - QFontMetrics(theme.font(FontRole::Code)).height()) / 2;
}

void layOutCode(QTextEdit *view, const Theme::Theme &theme, const QMargins &margins)
{
    QTextDocument *document = view->document();
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

} // namespace Loopscope::Panels
