#pragma once

#include "ui/theme/theme.h"

#include <QObject>

class QBoxLayout;
class QSplitter;
class QWidget;

namespace Loopscope::Charts {
class ChartColumn;
class PairChart;
class ReplayOverview;
} // namespace Loopscope::Charts
namespace Loopscope::Panels {
class AttachHeader;
class ComparisonPanel;
class MessageBar;
class ReplayHeader;
class TraceList;
} // namespace Loopscope::Panels

namespace Loopscope::Ui {

/// What the window shows while traces are replayed or a program is observed: the widgets that take the place
/// of those of a live run, and which of both are in sight. GUI thread.
class ReplayStage final : public QObject
{
    Q_OBJECT

public:
    enum class Mode
    {
        Live,
        One,      ///< the live run's charts, fed by a trace
        Two,      ///< two traces, one above the other
        Attached, ///< the live run's charts, fed by a program of somebody's own
    };

    /// What a live run has alone; must outlive the stage.
    struct LiveParts
    {
        QWidget *slides;
        QWidget *header;
        QWidget *work;
    };

    /// The widgets become children of `window`.
    ReplayStage(Theme::Theme *theme, QWidget *window);

    /// The charts with the strip of the whole recording below them: it takes their place in the work area.
    QWidget *wrapCharts(Charts::ChartColumn *charts);
    /// Adds the left column to `outer` and the rest to `inner`, beside those of a live run.
    void addTo(QBoxLayout *outer, QBoxLayout *inner, const LiveParts &live);

    Mode mode() const { return m_mode; }
    void setMode(Mode mode);
    /// The left column is wanted, whichever it is.
    void showSide(bool shown);

    Panels::ReplayHeader *header() const { return m_header; }
    Panels::AttachHeader *attachHeader() const { return m_attachHeader; }
    Panels::TraceList *traces() const { return m_traces; }
    Panels::MessageBar *messages() const { return m_messages; }
    Charts::ReplayOverview *overview() const;
    Charts::PairChart *pairChart() const { return m_pairChart; }
    Panels::ComparisonPanel *comparison() const { return m_comparison; }

private:
    QWidget *makePairPage();

    Theme::Theme *m_theme;
    QWidget *m_window;
    Panels::ReplayHeader *m_header;
    Panels::AttachHeader *m_attachHeader;
    Panels::TraceList *m_traces;
    Panels::MessageBar *m_messages;
    Charts::ReplayOverview *m_overview;     // below the live charts
    Charts::ReplayOverview *m_pairOverview; // below the two
    Charts::PairChart *m_pairChart;
    Panels::ComparisonPanel *m_comparison;
    QWidget *m_pairPage;
    LiveParts m_live{};
    Mode m_mode = Mode::Live;
    bool m_sideShown = true;
};

} // namespace Loopscope::Ui
