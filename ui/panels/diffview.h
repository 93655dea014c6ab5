#pragma once

#include "core/session/linedifference.h"
#include "ui/models/variantrank.h"
#include "ui/panels/codehighlighter.h"

#include <QTextEdit>

namespace Loopscope::Panels {

/// Two sources as one: lines that are in one of them alone are tinted in their variant's colour and have a
/// minus or a plus. Read only; text can be selected and copied.
class DiffView final : public QTextEdit
{
    Q_OBJECT

public:
    explicit DiffView(const Theme::Theme *theme, QWidget *parent = nullptr);

    /// `before` and `after`: whose lines are removed and added.
    void setLines(std::vector<Session::DifferenceLine> lines, Models::VariantRank before,
                  Models::VariantRank after);
    const std::vector<Session::DifferenceLine> &lines() const { return m_lines; }
    /// Where a row is in the viewport.
    QRect rowRect(int row) const;
    QColor tintOf(Session::DifferenceLine::Kind kind) const;
    QSize minimumSizeHint() const override { return {0, 0}; }

protected:
    void paintEvent(QPaintEvent *event) override;
    void showEvent(QShowEvent *event) override;

private:
    void applyTheme();
    void scrollToDifference();
    int lineHeight() const;
    void paintRow(QPainter &painter, int row) const;
    Theme::ColorRole roleOf(Session::DifferenceLine::Kind kind) const;

    const Theme::Theme *m_theme;
    CodeHighlighter *m_highlighter;
    std::vector<Session::DifferenceLine> m_lines;
    Models::VariantRank m_before = Models::VariantRank::Worst;
    Models::VariantRank m_after = Models::VariantRank::Best;
};

} // namespace Loopscope::Panels
