#pragma once

#include "core/session/linedifference.h"
#include "ui/models/variantrank.h"
#include "ui/panels/codehighlighter.h"

#include <QTextEdit>

namespace Loopscope::Panels {

/// The numbers of the lines that two sources are about; 0: not known.
struct TellingLines
{
    int before = 0;
    int after = 0;
};

/// Two sources as one: lines that are in one of them alone are tinted in their variant's colour and have a
/// minus or a plus. Lines that are too long are wrapped. Read only; text can be selected and copied.
class DiffView final : public QTextEdit
{
    Q_OBJECT

public:
    explicit DiffView(const Theme::Theme *theme, QWidget *parent = nullptr);

    /// `before` and `after`: whose lines are removed and added. The change that holds a telling line is the
    /// first thing to see.
    void setLines(std::vector<Session::DifferenceLine> lines, Models::VariantRank before,
                  Models::VariantRank after, const TellingLines &telling = {});
    const std::vector<Session::DifferenceLine> &lines() const { return m_lines; }
    /// Where a row is in the viewport.
    QRect rowRect(int row) const;
    QColor tintOf(Session::DifferenceLine::Kind kind) const;
    QSize minimumSizeHint() const override { return {0, 0}; }

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void showEvent(QShowEvent *event) override;

private:
    void applyTheme();
    void measureRows();
    void scrollToDifference();
    int tellingRow() const;
    int rowOfComment(int row) const;
    int withWhatTakesItsPlace(int top, int telling, int last) const;
    int lineHeight() const;
    void paintRow(QPainter &painter, int row) const;
    Theme::ColorRole roleOf(Session::DifferenceLine::Kind kind) const;

    const Theme::Theme *m_theme;
    CodeHighlighter *m_highlighter;
    std::vector<Session::DifferenceLine> m_lines;
    std::vector<int> m_tops; // of the rows, and the last one's end
    TellingLines m_telling;
    Models::VariantRank m_before = Models::VariantRank::Worst;
    Models::VariantRank m_after = Models::VariantRank::Best;
};

} // namespace Loopscope::Panels
