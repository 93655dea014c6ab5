#include "ui/panels/codeview.h"

#include "ui/panels/codelayout.h"
#include "ui/panels/keyuse.h"
#include "ui/panels/look.h"

#include <QAbstractTextDocumentLayout>
#include <QFontMetrics>
#include <QScrollBar>
#include <QTextBlock>
#include <QTextFrame>

#include <algorithm>
#include <cmath>
#include <utility>

namespace Loopscope::Panels {

namespace {

constexpr int topPadding = 8;
constexpr int bottomPadding = 8;
constexpr int codeLeft = 48;
constexpr int numberRight = 36;
constexpr int barWidth = 4;
constexpr int badgeHeight = 20;
constexpr int badgePadding = 8;
constexpr int badgeGap = 8;    // between the text and it
constexpr int badgeReach = 2;  // lines that it is away at most
constexpr int linkWidth = 2;   // from the marked line to it
constexpr int linesAround = 1; // kept in sight around a line that is gone to
constexpr int tabColumns = 4;
constexpr int clearOfScrollBar = 12; // which lies over the text

QTextBlockFormat unwrapped()
{
    QTextBlockFormat format;
    format.setNonBreakableLines(true);
    format.setLeftMargin(0);
    format.setRightMargin(0);
    format.setTextIndent(0);
    return format;
}

} // namespace

CodeView::CodeView(const Theme::Theme *theme, QWidget *parent)
    : QTextEdit(parent)
    , m_theme(theme)
{
    setReadOnly(true);
    setFrameShape(QFrame::NoFrame);
    setLineWrapMode(QTextEdit::WidgetWidth); // of the marked line alone, see setWrapped()
    setWordWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Source code"));
    setToolTip(tr("Source code (G goes to the line that blocks)"));
    setUndoRedoEnabled(false);
    keepCopy(this);
    viewport()->setAutoFillBackground(false);
    setViewportMargins(0, topPadding, 0, 0);
    document()->setDocumentMargin(0);
    m_highlighter = new CodeHighlighter(theme, document());
    connect(theme, &Theme::Theme::changed, this, &CodeView::applyTheme);
    applyTheme();
}

int CodeView::lineHeight() const
{
    return m_theme->lineHeight(FontRole::Code);
}

void CodeView::applyTheme()
{
    setTabStopDistance(tabColumns * QFontMetricsF(m_theme->font(FontRole::Code)).horizontalAdvance(u' '));
    layOutCode(this, *m_theme, {codeLeft, 0, 0, bottomPadding});
    QTextCursor all(document());
    all.select(QTextCursor::Document);
    all.mergeBlockFormat(unwrapped());
    setWrapped(m_markedLine, true);
}

void CodeView::setWrapped(int line, bool wrapped)
{
    if (line < 1)
        return;
    const QTextBlock block = document()->findBlockByNumber(line - 1);
    QTextBlockFormat format = unwrapped();
    format.setNonBreakableLines(!wrapped);
    format.setRightMargin(wrapped ? clearOfScrollBar : 0);
    QTextCursor(block).mergeBlockFormat(format);
    if (wrapped)
        hangContinuation(block, *m_theme);
}

// Of the marked line, below its first.
int CodeView::furtherRows() const
{
    if (m_markedLine < 1)
        return 0;
    const QTextBlock block = document()->findBlockByNumber(m_markedLine - 1);
    document()->documentLayout()->blockBoundingRect(block); // it is laid out then
    return std::max(block.layout()->lineCount(), 1) - 1;
}

void CodeView::setSource(const QString &text, CodeLanguage language)
{
    m_highlighter->setLanguage(language);
    m_markedLine = 0;
    m_pointedLine = 0;
    m_keptLine = 0;
    m_badge.clear();
    setPlainText(text);
    applyTheme();
    verticalScrollBar()->setValue(0);
    horizontalScrollBar()->setValue(0);
}

QRect CodeView::lineRect(int line) const
{
    const int further = furtherRows();
    const int above = line - 1 + (line > m_markedLine ? further : 0);
    const int rows = 1 + (line == m_markedLine ? further : 0);
    return {0, above * lineHeight() - verticalScrollBar()->value(), viewport()->width(), rows * lineHeight()};
}

QRect CodeView::lastRow(int line) const
{
    const QRect rect = lineRect(line);
    return {rect.left(), rect.bottom() + 1 - lineHeight(), rect.width(), lineHeight()};
}

int CodeView::existing(int line) const
{
    return line <= document()->blockCount() ? qMax(line, 0) : 0;
}

void CodeView::setMark(int line, const QString &badge)
{
    if (line == m_markedLine && badge == m_badge)
        return;
    const int former = std::exchange(m_markedLine, existing(line));
    m_badge = badge;
    if (former == m_markedLine) {
        updateLine(m_markedLine);
    } else {
        setWrapped(former, false);
        setWrapped(m_markedLine, true);
        viewport()->update();
    }
    describe();
}

void CodeView::pointAt(int line)
{
    updateLine(m_pointedLine);
    m_pointedLine = existing(line);
    updateLine(m_pointedLine);
    describe();
}

void CodeView::describe()
{
    QStringList said;
    if (m_markedLine > 0)
        said << (m_badge.isEmpty() ? tr("Line %1 blocks the loop").arg(m_markedLine)
                                   : tr("Line %1 blocks the loop: %2").arg(m_markedLine).arg(m_badge));
    if (m_pointedLine > 0)
        said << tr("Line %1 is shown").arg(m_pointedLine);
    setAccessibleDescription(said.join(QStringLiteral(". ")));
}

void CodeView::showLine(int line)
{
    horizontalScrollBar()->setValue(0);
    const QRect rect = lineRect(line);
    const QRect shown = wholeLines(*this, *m_theme);
    const int around = linesAround * lineHeight();
    if (rect.top() - around >= shown.top() && rect.bottom() + around <= shown.bottom())
        return;
    const int middle = (shown.height() / lineHeight() - 1) / 2 * lineHeight();
    scrollToWholeLine(this, *m_theme, verticalScrollBar()->value() + rect.top() - middle);
}

void CodeView::updateLine(int line)
{
    // The figure may hang below or above it.
    const int reach = badgeReach * lineHeight();
    viewport()->update(lineRect(line).adjusted(0, -reach, 0, reach));
}

void CodeView::scrollToTop(int line)
{
    m_topLine = isVisible() ? 0 : line;
    QScrollBar *bar = verticalScrollBar();
    bar->setValue(bar->value() + lineRect(line).top());
}

void CodeView::keepInSight(int line)
{
    m_keptLine = line;
    if (line > 0)
        showLine(line);
}

void CodeView::showEvent(QShowEvent *event)
{
    QTextEdit::showEvent(event);
    if (m_topLine > 0)
        scrollToTop(m_topLine);
    showKeptLine();
}

void CodeView::resizeEvent(QResizeEvent *event)
{
    QTextEdit::resizeEvent(event);
    if (event->size().height() < event->oldSize().height())
        showKeptLine();
}

void CodeView::showKeptLine()
{
    const int line = m_pointedLine > 0 ? m_pointedLine : m_markedLine > 0 ? m_markedLine : m_keptLine;
    if (line > 0)
        showLine(line);
}

void CodeView::paintEvent(QPaintEvent *event)
{
    {
        QPainter painter(viewport());
        painter.fillRect(viewport()->rect(), m_theme->color(ColorRole::Code));
        paintLines(painter);
    }
    QTextEdit::paintEvent(event);
    QPainter painter(viewport());
    paintGutter(painter);
    coverCutLines(painter, *this, *m_theme);
    paintBadge(painter);
}

void CodeView::paintLines(QPainter &painter) const
{
    if (m_pointedLine && m_pointedLine != m_markedLine)
        painter.fillRect(lineRect(m_pointedLine), m_theme->color(ColorRole::Raised));
    if (m_markedLine)
        painter.fillRect(lineRect(m_markedLine), m_theme->color(ColorRole::StallFill));
}

void CodeView::paintGutter(QPainter &painter) const
{
    // Over the code, which may have been scrolled sideways below it.
    painter.save();
    const QRect gutter(0, 0, codeLeft - 4, viewport()->height());
    painter.setClipRect(gutter);
    if (horizontalScrollBar()->value() > 0) {
        painter.fillRect(gutter, m_theme->color(ColorRole::Code));
        paintLines(painter);
    }
    const int first = qMax(1, verticalScrollBar()->value() / lineHeight() - furtherRows());
    for (int line = first; line <= document()->blockCount(); ++line) {
        const QRect rect = lineRect(line);
        if (rect.top() > viewport()->height())
            break;
        const bool marked = line == m_markedLine;
        const bool pointed = line == m_pointedLine && !marked;
        QFont font = m_theme->font(FontRole::CodeSmall);
        font.setBold(marked || pointed);
        const ColorRole color = marked    ? ColorRole::StallText
                                : pointed ? ColorRole::Accent
                                          : ColorRole::Text3;
        paintText(painter, QRect(0, rect.top(), numberRight, lineHeight()), QString::number(line), font,
                  m_theme->color(color), Qt::AlignRight | Qt::AlignVCenter, Qt::ElideNone);
        if (marked || pointed)
            painter.fillRect(QRect(0, rect.top(), barWidth, rect.height()),
                             m_theme->color(marked ? ColorRole::Stall : ColorRole::Accent));
    }
    painter.restore();
}

bool CodeView::hasRoomAtEnd(int line) const
{
    if (line < 1 || line > document()->blockCount())
        return false;
    const QRect row = lastRow(line);
    if (!wholeLines(*this, *m_theme).contains(row))
        return false;
    const QFontMetrics figures(m_theme->font(FontRole::LabelStrong));
    // It grows while it climbs, and stays where it is.
    const int widest =
        std::max(figures.horizontalAdvance(QStringLiteral("000.0 ms")), figures.horizontalAdvance(m_badge)) +
        2 * badgePadding;
    const QTextBlock block = document()->findBlockByNumber(line - 1);
    const QRectF text = document()->documentLayout()->blockBoundingRect(block); // it is laid out then
    const QTextLine written = block.layout()->lineAt(block.layout()->lineCount() - 1);
    const double end = text.left() + written.naturalTextRect().right() - horizontalScrollBar()->value();
    return end <= row.right() + 1 - edge - widest - badgeGap;
}

int CodeView::badgeLine() const
{
    const int marked = m_markedLine;
    for (const int line : {marked, marked + 1, marked - 1, marked + badgeReach, marked - badgeReach}) {
        if (hasRoomAtEnd(line))
            return line;
    }
    // It covers the end of another line rather than the call that blocks.
    for (const int line : {marked + 1, marked - 1}) {
        if (existing(line) > 0 && wholeLines(*this, *m_theme).contains(lineRect(line)))
            return line;
    }
    return marked;
}

QRect CodeView::badgeRect() const
{
    // The mark itself must be in sight: elsewhere the figure would be another line's.
    if (!m_markedLine || m_badge.isEmpty() || !wholeLines(*this, *m_theme).contains(lineRect(m_markedLine)))
        return {};
    const QRect row = lastRow(badgeLine());
    const QFontMetrics metrics(m_theme->font(FontRole::LabelStrong));
    const int width = metrics.horizontalAdvance(m_badge) + 2 * badgePadding;
    return {row.right() + 1 - edge - width, row.top() + (row.height() - badgeHeight) / 2, width, badgeHeight};
}

void CodeView::paintBadge(QPainter &painter) const
{
    const QRect badge = badgeRect();
    if (badge.isEmpty())
        return;
    // The marked line's ground goes on around it, also where it hangs below a long line: it is that line's.
    const QRect row = lastRow(badgeLine());
    const QRect ground(QPoint(badge.left() - badgeGap, row.top()), row.bottomRight());
    painter.fillRect(ground, m_theme->color(ColorRole::Code));
    painter.fillRect(ground, m_theme->color(ColorRole::StallFill));
    const QRect mark = lineRect(m_markedLine);
    const int above = std::min(mark.bottom(), row.bottom()) + 1;
    const int between = std::max(mark.top(), row.top()) - above;
    if (between > 0)
        painter.fillRect(badge.right() + 1 - linkWidth, above, linkWidth, between,
                         m_theme->color(ColorRole::Stall));
    paintBox(painter, badge, m_theme->color(ColorRole::Stall));
    paintText(painter, badge, m_badge, m_theme->font(FontRole::LabelStrong),
              m_theme->color(ColorRole::OnStall), Qt::AlignCenter, Qt::ElideNone);
}

} // namespace Loopscope::Panels
