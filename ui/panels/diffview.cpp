#include "ui/panels/diffview.h"

#include "ui/charts/variantmark.h"
#include "ui/panels/codelayout.h"
#include "ui/panels/keyuse.h"
#include "ui/panels/look.h"

#include <QAbstractTextDocumentLayout>
#include <QFontMetricsF>
#include <QRegularExpression>
#include <QScrollBar>
#include <QTextBlock>
#include <QTextCursor>
#include <QTextLayout>

#include <algorithm>

namespace Loopscope::Panels {

namespace {

using Kind = Session::DifferenceLine::Kind;

constexpr int topPadding = 8;
constexpr int codeLeft = 60;
constexpr int numberRight = 34;
constexpr int signLeft = 42;
constexpr int barWidth = 4;
constexpr double tint = 0.18;

bool differs(const Session::DifferenceLine &line)
{
    return line.kind == Kind::Removed || line.kind == Kind::Added;
}

} // namespace

DiffView::DiffView(const Theme::Theme *theme, QWidget *parent)
    : QTextEdit(parent)
    , m_theme(theme)
    , m_highlighter(new CodeHighlighter(theme, document()))
{
    setReadOnly(true);
    setFrameShape(QFrame::NoFrame);
    setLineWrapMode(QTextEdit::WidgetWidth);
    setWordWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("What differs"));
    setUndoRedoEnabled(false);
    keepCopy(this);
    viewport()->setAutoFillBackground(false);
    setViewportMargins(0, topPadding, 0, 0);
    document()->setDocumentMargin(0);
    connect(theme, &Theme::Theme::changed, this, &DiffView::applyTheme);
    applyTheme();
}

int DiffView::lineHeight() const
{
    return m_theme->lineHeight(FontRole::Code);
}

void DiffView::applyTheme()
{
    layOutCode(this, *m_theme, {codeLeft, 0, edge, topPadding});
    for (QTextBlock block = document()->begin(); block.isValid(); block = block.next())
        hangContinuation(block, *m_theme);
    measureRows();
}

void DiffView::setLines(std::vector<Session::DifferenceLine> lines, Models::VariantRank before,
                        Models::VariantRank after, const TellingLines &telling)
{
    m_telling = telling;
    m_lines = std::move(lines);
    m_before = before;
    m_after = after;
    QStringList text;
    for (const Session::DifferenceLine &line : m_lines)
        text.append(line.text);
    setPlainText(text.join(u'\n'));
    applyTheme();
    scrollToDifference();
}

// What the better one is about, else the worse one; else what does something: comments and includes always
// differ. -1: nothing differs.
int DiffView::tellingRow() const
{
    const auto isTelling = [this](const Session::DifferenceLine &line) {
        return (m_telling.after > 0 && line.after == m_telling.after) ||
               (m_telling.before > 0 && line.before == m_telling.before);
    };
    const auto doesSomething = [](const Session::DifferenceLine &line) {
        static const QRegularExpression said(QStringLiteral("^\\s*($|#|//|class |struct |using )"));
        return !said.match(line.text).hasMatch();
    };
    const auto firstThat = [this](const auto &matches) {
        const auto found = std::ranges::find_if(
            m_lines, [&](const Session::DifferenceLine &line) { return differs(line) && matches(line); });
        return found == m_lines.end() ? -1 : static_cast<int>(found - m_lines.begin());
    };
    if (const int telling = firstThat(isTelling); telling >= 0)
        return telling;
    const int doing = firstThat(doesSomething);
    return doing >= 0 ? doing : firstThat([](const auto &) { return true; });
}

// Where the comment above a row begins; the row itself if there is none.
int DiffView::rowOfComment(int row) const
{
    const Kind kind = m_lines[static_cast<std::size_t>(row)].kind;
    const auto isComment = [&](const Session::DifferenceLine &line) {
        return line.kind == kind && line.text.trimmed().startsWith(QStringLiteral("//"));
    };
    while (row > 0 && isComment(m_lines[static_cast<std::size_t>(row) - 1]))
        --row;
    return row;
}

// The whole change, and what stands above it if that has room, too.
void DiffView::scrollToDifference()
{
    constexpr int rowsAbove = 2;
    const int telling = tellingRow();
    if (telling < 0)
        return;
    const auto isChanged = [this](int row) { return differs(m_lines[static_cast<std::size_t>(row)]); };
    int first = telling;
    while (first > 0 && isChanged(first - 1))
        --first;
    int last = telling;
    while (last + 1 < static_cast<int>(m_lines.size()) && isChanged(last + 1))
        ++last;
    int top = first;
    const int bottom = rowRect(last).bottom();
    if (bottom - rowRect(first).top() >= viewport()->height())
        top = first = withWhatTakesItsPlace(rowOfComment(telling), telling, last);
    while (top > 0 && first - top < rowsAbove && bottom - rowRect(top - 1).top() < viewport()->height())
        --top;
    scrollToWholeLine(this, *m_theme, verticalScrollBar()->value() + rowRect(top).top());
}

// Of a change that is higher than the view: lines of both texts, when the line that tells stays in sight.
int DiffView::withWhatTakesItsPlace(int top, int telling, int last) const
{
    constexpr int rowsOfOther = 3;
    int added = telling;
    while (added < last && m_lines[static_cast<std::size_t>(added)].kind == Kind::Removed)
        ++added;
    if (m_lines[static_cast<std::size_t>(added)].kind == Kind::Removed)
        return top;
    const int bottom = rowRect(std::min(added + rowsOfOther - 1, last)).bottom();
    while (top < telling && bottom - rowRect(top).top() >= viewport()->height())
        ++top;
    return top;
}

void DiffView::measureRows()
{
    document()->documentLayout()->blockBoundingRect(document()->lastBlock()); // all of it is laid out then
    m_tops = {0};
    for (QTextBlock block = document()->begin(); block.isValid(); block = block.next())
        m_tops.push_back(m_tops.back() + lineHeight() * std::max(block.layout()->lineCount(), 1));
}

void DiffView::showEvent(QShowEvent *event)
{
    QTextEdit::showEvent(event);
    measureRows();
    scrollToDifference();
}

// Other rows are wrapped, or others fit.
void DiffView::resizeEvent(QResizeEvent *event)
{
    QTextEdit::resizeEvent(event);
    measureRows();
    scrollToDifference();
}

QRect DiffView::rowRect(int row) const
{
    const auto at = static_cast<std::size_t>(row);
    return {0, m_tops[at] - verticalScrollBar()->value(), viewport()->width(), m_tops[at + 1] - m_tops[at]};
}

ColorRole DiffView::roleOf(Kind kind) const
{
    return Charts::colorOf(kind == Kind::Removed ? m_before : m_after);
}

QColor DiffView::tintOf(Kind kind) const
{
    const QColor behind = m_theme->color(ColorRole::Code);
    if (kind != Kind::Removed && kind != Kind::Added)
        return behind;
    QColor color = m_theme->color(roleOf(kind));
    color.setAlphaF(static_cast<float>(tint));
    return Theme::blended(color, behind);
}

void DiffView::paintEvent(QPaintEvent *event)
{
    const auto rows = static_cast<int>(m_lines.size());
    {
        QPainter painter(viewport());
        painter.fillRect(viewport()->rect(), m_theme->color(ColorRole::Code));
        for (int row = 0; row < rows; ++row)
            painter.fillRect(rowRect(row), tintOf(m_lines[static_cast<std::size_t>(row)].kind));
    }
    QTextEdit::paintEvent(event);
    QPainter painter(viewport());
    for (int row = 0; row < rows; ++row) {
        if (rowRect(row).intersects(viewport()->rect()))
            paintRow(painter, row);
    }
    coverCutLines(painter, *this, *m_theme);
}

void DiffView::paintRow(QPainter &painter, int row) const
{
    const Session::DifferenceLine &line = m_lines[static_cast<std::size_t>(row)];
    const QRect whole = rowRect(row);
    const QRect rect(whole.topLeft(), QSize(whole.width(), lineHeight()));
    if (line.kind == Kind::Skipped) {
        paintText(painter, rect.adjusted(codeLeft, 0, -edge, 0),
                  line.skipped == 1 ? tr("one line is the same")
                                    : tr("%1 lines are the same").arg(line.skipped),
                  m_theme->font(FontRole::Label), m_theme->color(ColorRole::Text3));
        paintText(painter, QRect(0, rect.top(), numberRight, rect.height()), QStringLiteral("…"),
                  m_theme->font(FontRole::Label), m_theme->color(ColorRole::Text3),
                  Qt::AlignRight | Qt::AlignVCenter);
        return;
    }
    const int number = line.after > 0 ? line.after : line.before;
    paintText(painter, QRect(0, rect.top(), numberRight, rect.height()), QString::number(number),
              m_theme->font(FontRole::CodeSmall), m_theme->color(ColorRole::Text3),
              Qt::AlignRight | Qt::AlignVCenter, Qt::ElideNone);
    if (line.kind == Kind::Same)
        return;
    const QColor color = m_theme->color(roleOf(line.kind));
    painter.fillRect(QRect(0, whole.top(), barWidth, whole.height()), color);
    paintText(painter, QRect(signLeft, rect.top(), codeLeft - signLeft, rect.height()),
              line.kind == Kind::Removed ? QStringLiteral("−") : QStringLiteral("+"),
              m_theme->font(FontRole::CodeStrong), m_theme->color(ColorRole::Text));
}

} // namespace Loopscope::Panels
