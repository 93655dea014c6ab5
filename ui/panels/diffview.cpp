#include "ui/panels/diffview.h"

#include "ui/charts/variantmark.h"
#include "ui/panels/codelayout.h"
#include "ui/panels/keyuse.h"
#include "ui/panels/look.h"

#include <QFontMetrics>
#include <QRegularExpression>
#include <QScrollBar>
#include <QTextBlock>

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

} // namespace

DiffView::DiffView(const Theme::Theme *theme, QWidget *parent)
    : QTextEdit(parent)
    , m_theme(theme)
    , m_highlighter(new CodeHighlighter(theme, document()))
{
    setReadOnly(true);
    setFrameShape(QFrame::NoFrame);
    setLineWrapMode(QTextEdit::NoWrap);
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
}

void DiffView::setLines(std::vector<Session::DifferenceLine> lines, Models::VariantRank before,
                        Models::VariantRank after)
{
    m_lines = std::move(lines);
    m_before = before;
    m_after = after;
    QStringList text;
    for (const Session::DifferenceLine &line : m_lines)
        text.append(line.text);
    setPlainText(text.join(u'\n'));
    applyTheme();
    horizontalScrollBar()->setValue(0);
    scrollToDifference();
}

// What does something different is the first thing to see; names, comments and includes always differ.
void DiffView::scrollToDifference()
{
    const auto differs = [](const Session::DifferenceLine &line) {
        return line.kind == Kind::Removed || line.kind == Kind::Added;
    };
    const auto doesSomething = [&differs](const Session::DifferenceLine &line) {
        static const QRegularExpression said(QStringLiteral("^\\s*($|#|//|class |struct |using )"));
        return differs(line) && !said.match(line.text).hasMatch();
    };
    auto first = std::ranges::find_if(m_lines, doesSomething);
    if (first == m_lines.end())
        first = std::ranges::find_if(m_lines, differs);
    const auto row = first == m_lines.end() ? 0 : static_cast<int>(first - m_lines.begin());
    verticalScrollBar()->setValue(std::max(0, row - 1) * lineHeight());
}

void DiffView::showEvent(QShowEvent *event)
{
    QTextEdit::showEvent(event);
    scrollToDifference();
}

QRect DiffView::rowRect(int row) const
{
    return {0, row * lineHeight() - verticalScrollBar()->value(), viewport()->width(), lineHeight()};
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
    const QRect rect = rowRect(row);
    const QRect gutter(0, rect.top(), codeLeft - 4, rect.height());
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
    // Over the code, which may have been scrolled sideways below it.
    painter.fillRect(gutter, tintOf(line.kind));
    const int number = line.after > 0 ? line.after : line.before;
    paintText(painter, QRect(0, rect.top(), numberRight, rect.height()), QString::number(number),
              m_theme->font(FontRole::CodeSmall), m_theme->color(ColorRole::Text3),
              Qt::AlignRight | Qt::AlignVCenter, Qt::ElideNone);
    if (line.kind == Kind::Same)
        return;
    const QColor color = m_theme->color(roleOf(line.kind));
    painter.fillRect(QRect(0, rect.top(), barWidth, rect.height()), color);
    paintText(painter, QRect(signLeft, rect.top(), codeLeft - signLeft, rect.height()),
              line.kind == Kind::Removed ? QStringLiteral("−") : QStringLiteral("+"),
              m_theme->font(FontRole::CodeStrong), m_theme->color(ColorRole::Text));
}

} // namespace Loopscope::Panels
