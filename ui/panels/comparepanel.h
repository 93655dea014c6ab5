#pragma once

#include "ui/models/comparisonmodel.h"
#include "ui/theme/theme.h"

#include <QPointer>
#include <QWidget>

class QScrollBar;

namespace Loopscope::Charts {
class DistributionChart;
class OverlayChart;
} // namespace Loopscope::Charts

namespace Loopscope::Panels {

class CompareTable;
class DifferencePanel;
class MessageBar;
class RoleLabel;
class TextButton;
class VerdictBand;

/// The comparison of a slide's variants: the sentence, the race and the other lines over each variant's own
/// time, what differs in the code, and the figures. Too low for all of them, what is below the sentence is
/// scrolled.
class ComparePanel final : public QWidget
{
    Q_OBJECT

public:
    explicit ComparePanel(const Theme::Theme *theme, QWidget *parent = nullptr);

    /// Follows the model until another one is shown. It must live as long as it is shown.
    void showModel(Models::ComparisonModel *model);
    Models::ComparisonModel *model() const { return m_model; }

    VerdictBand *verdict() const { return m_verdict; }
    Charts::OverlayChart *progressChart() const { return m_progress; }
    Charts::OverlayChart *flightChart() const { return m_flight; }
    Charts::OverlayChart *waitingChart() const { return m_waiting; }
    Charts::OverlayChart *latencyChart() const { return m_latency; }
    Charts::DistributionChart *distribution() const { return m_distribution; }
    DifferencePanel *difference() const { return m_difference; }
    CompareTable *table() const { return m_table; }
    /// What takes the keyboard.
    QWidget *codeView() const;
    QWidget *tableView() const;
    TextButton *copyButton() const { return m_copy; }
    TextButton *backButton() const { return m_back; }
    /// Above everything else.
    MessageBar *messages() const { return m_messages; }
    /// Without what can be pressed, while a picture is taken.
    void setForPicture(bool taken);
    RoleLabel *note() const { return m_note; }
    QScrollBar *scrollBar() const { return m_scroll; }

Q_SIGNALS:
    /// As Esc.
    void backRequested();

public Q_SLOTS:
    /// The table as text, with the sentences above it.
    void copy() const;

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    QWidget *makeFoot();
    QStringList notes() const;
    void showNotes();
    void showResults();
    void showLines();
    void showVerdict();
    void showDistribution();
    void place();
    void placeBack();
    int lowestCharts() const;
    void placeScrollBar(int top, int needed);
    void scrollTo(const QWidget *part);
    void placeCharts(const QRect &area);
    void placeSide(const QRect &area);

    const Theme::Theme *m_theme;
    QPointer<Models::ComparisonModel> m_model;
    MessageBar *m_messages;
    VerdictBand *m_verdict;
    TextButton *m_back;
    Charts::OverlayChart *m_progress;
    Charts::OverlayChart *m_flight;
    Charts::OverlayChart *m_waiting;
    Charts::OverlayChart *m_latency;
    DifferencePanel *m_difference;
    Charts::DistributionChart *m_distribution;
    CompareTable *m_table;
    RoleLabel *m_note = nullptr;
    TextButton *m_copy = nullptr;
    QWidget *m_foot;
    QScrollBar *m_scroll;
    QSize m_sizeBefore; // while a picture is taken
    bool m_isForPicture = false;
};

} // namespace Loopscope::Panels
