#pragma once

#include "ui/panels/codehighlighter.h"
#include "ui/theme/theme.h"

#include <QTextEdit>

namespace Loopscope::Panels {

/// Source with line numbers; one line can be marked as the one that blocks, with a figure at its end, and
/// another pointed at. The marked one is wrapped where the view is too narrow, the others are scrolled. Read
/// only; text can be selected and copied.
class CodeView final : public QTextEdit
{
    Q_OBJECT

public:
    explicit CodeView(const Theme::Theme *theme, QWidget *parent = nullptr);

    void setSource(const QString &text, CodeLanguage language = CodeLanguage::Cpp);
    /// Lines count from 1; 0 takes the mark away.
    void setMark(int line, const QString &badge);
    int markedLine() const { return m_markedLine; }
    QString badge() const { return m_badge; }
    /// A line that did not block: who called, who created. 0: none.
    void pointAt(int line);
    int pointedLine() const { return m_pointedLine; }
    /// Where the figure stands: at the right end of the marked line, or hanging from it where a neighbour has
    /// more room. Empty when there is none, or no mark in sight.
    QRect badgeRect() const;
    /// Brings a line that is out of sight to the middle.
    void showLine(int line);
    /// Puts the line near the top.
    void scrollToTop(int line);
    /// As long as none is marked this line stays in sight when the view gets lower; 0: none.
    void keepInSight(int line);
    /// Where a line is in the viewport, over its whole width; of a wrapped one all rows.
    QRect lineRect(int line) const;
    QSize minimumSizeHint() const override { return {0, 0}; }

protected:
    void paintEvent(QPaintEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    int lineHeight() const;
    /// What Qt puts above the text of a line of fixed height, beyond its half.
    void applyTheme();
    void paintLines(QPainter &painter) const;
    void describe();
    void paintGutter(QPainter &painter) const;
    void paintBadge(QPainter &painter) const;
    void updateLine(int line);
    void setWrapped(int line, bool wrapped);
    int furtherRows() const;
    QRect lastRow(int line) const;
    bool hasRoomAtEnd(int line) const;
    /// Where the figure stands: in a line nearby when it would cover the end of the marked one.
    int badgeLine() const;
    int existing(int line) const;
    void showKeptLine();

    const Theme::Theme *m_theme;
    CodeHighlighter *m_highlighter = nullptr;
    int m_markedLine = 0;
    int m_pointedLine = 0;
    int m_keptLine = 0;
    QString m_badge;
    int m_topLine = 0; // where to begin once there is a size to scroll in
};

} // namespace Loopscope::Panels
