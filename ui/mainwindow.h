#pragma once

#include "core/session/session.h"
#include "ui/keptruns.h"
#include "ui/models/runmodel.h"
#include "ui/models/stalllistmodel.h"
#include "ui/models/wrongthreadmodel.h"
#include "ui/presentercontroller.h"
#include "ui/theme/theme.h"
#include "ui/windowkeys.h"

#include <QTimer>
#include <QWidget>

#include <optional>

namespace Loopscope::Charts {
class ChartColumn;
}
namespace Loopscope::Panels {
class AboutPanel;
class CodePanel;
class ComparePanel;
class HeaderPanel;
class KeysPanel;
class MessageBar;
class SlideList;
class StallListPanel;
class StallPanel;
class StatusPanel;
class WirePanel;
class WrongThreadList;
} // namespace Loopscope::Panels

namespace Loopscope::Ui {

class AttachController;
class CompareController;
class ExportController;
struct ExportNames;
class FreezeController;
class LiveFeed;
class RecordingController;
class ReplayController;
class ReplayStage;
class RunController;
class StallController;
class StatusFeed;
class TextSize;
class WireController;
class WorkArea;

struct WindowOptions
{
    Theme::ThemeKind theme = Theme::ThemeKind::Dark;
    /// Size, place, theme, panels and the length of the time axis are those of last time, and are kept for
    /// the next; off for pictures and tests.
    bool remember = true;
};

/// The window: makes its parts and connects them, nothing else.
class MainWindow final : public QWidget
{
    Q_OBJECT

public:
    explicit MainWindow(const WindowOptions &options = {}, QWidget *parent = nullptr);
    /// Ends a run that goes on and waits for it; closing the window before avoids the wait.
    ~MainWindow() override;

    RunController *runs() const { return m_runs; }
    RecordingController *recordings() const { return m_recordings; }
    StallController *stalls() const { return m_stalls; }
    CompareController *compares() const { return m_compares; }
    ReplayController *replays() const { return m_replays; }
    AttachController *attaching() const { return m_attaching; }
    ReplayStage *replayStage() const { return m_replayStage; }
    ExportController *exports() const { return m_exports; }
    PresenterController *presenter() const { return m_presenter; }
    FreezeController *freezing() const { return m_freezing; }
    TextSize *textSize() const { return m_textSize; }
    Session::Session *session() { return &m_session; }
    Models::RunModel *run() { return &m_run; }
    Theme::Theme *theme() { return &m_theme; }
    WorkArea *workArea() const { return m_work; }
    Charts::ChartColumn *charts() const { return m_charts; }
    Panels::HeaderPanel *header() const { return m_header; }
    Panels::SlideList *slides() const { return m_slides; }
    Panels::CodePanel *code() const { return m_code; }
    Panels::StallListPanel *stallList() const { return m_stallList; }
    Panels::WrongThreadList *wrongThreads() const { return m_wrongThreads; }
    Panels::StallPanel *stallPage() const { return m_stallPage; }
    Panels::ComparePanel *comparePage() const { return m_comparePage; }
    Panels::WirePanel *wire() const { return m_wire; }
    Panels::StatusPanel *status() const { return m_status; }
    Panels::MessageBar *messages() const { return m_messages; }
    Panels::KeysPanel *keys() const { return m_keys; }
    Panels::AboutPanel *about() const { return m_about; }

public Q_SLOTS:
    /// Dark, light, high contrast.
    void toggleTheme();
    void toggleSlides();
    /// The heartbeat without its tail.
    void toggleMotion();
    /// Closes what lies on top: the keys, the stall's page, the message.
    void goBack();
    void focusNextPanel();
    /// Closes the window from outside: a program that it observes is asked to end first, and has a moment.
    void endAndClose();
    /// Of the page of a stall; else they do nothing.
    void copyStall();
    void toggleFlameList();

protected:
    void closeEvent(QCloseEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;

private:
    void makePanels();
    void makeControllers();
    void connectParts();
    void connectRuns();
    void connectReplays();
    void connectPrograms();
    void connectPanels();
    void layOut();
    std::vector<KeyBinding> keyBindings();
    std::vector<KeyBinding> replayKeyBindings();
    void followReplay();
    ExportNames shownNames() const;
    QString resultText() const;
    void leaveSlides();
    void followAttaching();
    void showVerdict();
    std::optional<PresenterController::Other> shownInPlaceOfSlides() const;
    /// The slides are shown: no trace and no program of somebody's own.
    bool showsSlides() const;
    void applyTheme();
    void showSource();
    void refresh();
    void finishRun();
    /// What is told of the run whose picture is shown.
    void showResult();
    void clearResult();
    RunView presentView() const;
    /// As it was looked at before.
    void showAgain(const RunView &view);
    void endSoonThenClose();
    void closeIfWanted();
    void leaveProgram();
    bool returnToSlides();
    void saveRecording();
    void remember() const;
    void recall();
    /// The one that was shown last, else the first.
    void showFirstSlide();
    /// After the first slide is shown: the length of the time axis, and a hint to whoever is here first.
    void recallView();
    std::vector<QWidget *> focusStops() const;
    void bringIntoSight(QWidget *stop);

    WindowOptions m_options;
    Theme::Theme m_theme;
    Session::Session m_session;
    Models::RunModel m_run;
    Models::StallListModel m_stallModel;
    Models::WrongThreadModel m_wrongThreadModel;
    QTimer m_closeTimer;
    bool m_closing = false;
    bool m_lessMotion = false;
    std::optional<bool> m_slidesWanted; // as the user set it; else the width decides
    Panels::SlideList *m_slides = nullptr;
    Panels::HeaderPanel *m_header = nullptr;
    Panels::CodePanel *m_code = nullptr;
    Panels::StallListPanel *m_stallList = nullptr;
    Panels::WrongThreadList *m_wrongThreads = nullptr;
    Panels::StallPanel *m_stallPage = nullptr;
    Panels::ComparePanel *m_comparePage = nullptr;
    Panels::StatusPanel *m_status = nullptr;
    Panels::MessageBar *m_messages = nullptr;
    Panels::KeysPanel *m_keys = nullptr;
    Panels::AboutPanel *m_about = nullptr;
    Charts::ChartColumn *m_charts = nullptr;
    WorkArea *m_work = nullptr;
    LiveFeed *m_feed = nullptr;
    RunController *m_runs = nullptr;
    RecordingController *m_recordings = nullptr;
    StallController *m_stalls = nullptr;
    CompareController *m_compares = nullptr;
    ReplayStage *m_replayStage = nullptr;
    ReplayController *m_replays = nullptr;
    AttachController *m_attaching = nullptr;
    ExportController *m_exports = nullptr;
    StatusFeed *m_statusFeed = nullptr;
    PresenterController *m_presenter = nullptr;
    FreezeController *m_freezing = nullptr;
    TextSize *m_textSize = nullptr;
    Panels::WirePanel *m_wire = nullptr;
    WireController *m_wires = nullptr;
};

} // namespace Loopscope::Ui
