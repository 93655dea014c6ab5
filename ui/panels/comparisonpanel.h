#pragma once

#include "core/trace/stall.h"
#include "ui/theme/theme.h"

#include <QStringList>
#include <QWidget>

#include <vector>

class QScrollBar;

namespace Loopscope::Panels {

/// What one trace was doing at the cursor.
struct MomentOfTrace
{
    QString letter;
    Theme::ColorRole color = Theme::ColorRole::TraceA;
    QString headline; ///< "blocked for 170 ms of 412 ms", "Idle"
    bool isBlocked = false;
    Trace::StallCause cause = Trace::StallCause::Unknown;
    struct Line
    {
        QString function;
        QString place;
        bool isCulprit = false;
    };
    std::vector<Line> lines; ///< the stack, innermost first
};

/// One row of the comparison's table.
struct ComparisonRow
{
    QString name;
    QString before;
    QString after;
    QString change; ///< "148× less", "same", "14 fewer"
    bool isNotable = false;
};

/// The right column while two traces are replayed: what each did at the cursor, and how they differ as a
/// whole.
class ComparisonPanel final : public QWidget
{
    Q_OBJECT

public:
    explicit ComparisonPanel(const Theme::Theme *theme, QWidget *parent = nullptr);

    void setMoments(const QString &time, std::vector<MomentOfTrace> moments);
    void setComparison(std::vector<ComparisonRow> rows, const QStringList &findings);
    const std::vector<MomentOfTrace> &moments() const { return m_moments; }
    const std::vector<ComparisonRow> &rows() const { return m_rows; }
    const QStringList &findings() const { return m_findings; }
    QSize sizeHint() const override { return {416, 740}; }
    /// Where the comparison begins, below what each trace did at the cursor.
    int momentsHeight() const { return m_momentsHeight; }
    /// Of a row of the table, wherever the cursor is.
    int rowHeight() const { return m_tableRow; }
    /// Of what is below that, when it has not room enough; hidden else.
    QScrollBar *scrollBar() const { return m_scroll; }

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;

private:
    void layOut();
    int findingsHeight() const;
    int tableHeight(int row) const;
    int paintMoment(QPainter &painter, const MomentOfTrace &moment, int y) const;
    int paintTable(QPainter &painter, int y) const;
    void paintFindings(QPainter &painter, int y) const;
    int textWidth() const;

    const Theme::Theme *m_theme;
    QString m_time;
    std::vector<MomentOfTrace> m_moments;
    std::vector<ComparisonRow> m_rows;
    QStringList m_findings;
    QScrollBar *m_scroll;
    int m_momentsHeight = 0;
    int m_steadyHeight = 0; // that the moments have needed at most
    int m_tableRow = 0;
};

} // namespace Loopscope::Panels
