// What the window does with traces, and with programs of somebody's own.
#include "core/scenario/scenario.h"
#include "ui/attachcontroller.h"
#include "ui/charts/chartcolumn.h"
#include "ui/comparecontroller.h"
#include "ui/exportcontroller.h"
#include "ui/mainwindow.h"
#include "ui/panels/messagebar.h"
#include "ui/panels/replayheader.h"
#include "ui/panels/slidelist.h"
#include "ui/panels/stallpanel.h"
#include "ui/recordingcontroller.h"
#include "ui/replaycontroller.h"
#include "ui/replaystage.h"
#include "ui/runcontroller.h"
#include "ui/stallcontroller.h"
#include "ui/theme/format.h"
#include "ui/wirecontroller.h"
#include "ui/workarea.h"

#include <QRegularExpression>

namespace Loopscope::Ui {

namespace {

constexpr std::chrono::seconds programsGoodbye{2};

} // namespace

std::vector<KeyBinding> MainWindow::replayKeyBindings()
{
    const auto key = [](int code) { return std::vector<QKeySequence>{QKeySequence(code)}; };
    const auto with = [](Qt::KeyboardModifier modifier, Qt::Key code) {
        return std::vector<QKeySequence>{QKeySequence(modifier | code)};
    };
    return {
        {{}, {}, {}, tr("Traces and programs")},
        {with(Qt::ControlModifier, Qt::Key_O), [this] { m_replays->openDialog(); }, tr("Ctrl+O"),
         tr("open a trace")},
        {{QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_O)},
         [this] { m_replays->open(m_replays->recent().mid(0, 1)); },
         tr("Ctrl+Shift+O"),
         tr("open the last one again")},
        {with(Qt::ControlModifier, Qt::Key_T), [this] { m_attaching->ask(); }, tr("Ctrl+T"),
         tr("observe a program")},
        {key(Qt::Key_Left), [this] { m_replays->isActive() ? m_replays->stepBack() : m_charts->pan(-1); },
         tr("Left, Right"), tr("pan; replay: one event, Shift one stall")},
        {key(Qt::Key_Right),
         [this] { m_replays->isActive() ? m_replays->stepForward() : m_charts->pan(1); },
         {},
         {}},
        {with(Qt::ShiftModifier, Qt::Key_Left), [this] { m_replays->previousStall(); }, {}, {}},
        {with(Qt::ShiftModifier, Qt::Key_Right), [this] { m_replays->nextStall(); }, {}, {}},
        {key(Qt::Key_BracketLeft), [this] { m_replays->slower(); }, tr("[, ]"), tr("replay: slower, faster")},
        {key(Qt::Key_BracketRight), [this] { m_replays->faster(); }, {}, {}},
        {with(Qt::ControlModifier, Qt::Key_E), [this] { m_exports->ask(); }, tr("Ctrl+E"),
         tr("export what is shown")},
    };
}

// "9 stalls, longest 100.1 ms"
QString MainWindow::resultText() const
{
    const auto stalls = static_cast<qint64>(m_run.stalls().total());
    QStringList results{
        stalls > 0
            ? tr("%1, longest %2")
                  .arg(Theme::formatPlural(tr("%n stall(s)", nullptr, Theme::pluralOf(stalls)), stalls),
                       Theme::formatStall(m_run.stalls().longest()))
            : tr("no stall")};
    const auto report = m_runs->shownReport();
    if (showsSlides() && report && m_run.stage() == Models::RunStage::Ended &&
        report->run.requests.wrongAnswers > 0)
        results.prepend(tr("%1 wrong").arg(Theme::formatCount(report->run.requests.wrongAnswers)));
    return results.join(QStringLiteral(", "));
}

std::optional<PresenterController::Other> MainWindow::shownInPlaceOfSlides() const
{
    if (m_attaching->isActive())
        return PresenterController::Other{m_attaching->title()};
    if (!m_replays->isActive())
        return std::nullopt;
    return PresenterController::Other{m_replayStage->header()->title(), m_replays->scenario(),
                                      m_replays->variant(), m_replays->report(),
                                      [this] { m_replays->togglePlay(); }};
}

// Of the run whose charts are shown, which may be of another variant than the chosen one.
ExportNames MainWindow::shownNames() const
{
    if (!showsSlides()) {
        const bool isAttached = m_attaching->isActive();
        const QString title = isAttached ? m_attaching->title() : m_replayStage->header()->title();
        static const QRegularExpression noWord(QStringLiteral("[^\\w.-]+"));
        return {QStringLiteral("%1: %2").arg(title,
                                             isAttached ? resultText() : m_replayStage->header()->lesson()),
                QString(title).replace(noWord, QStringLiteral("-"))};
    }
    const Scenario::Scenario &scenario = *m_runs->scenario();
    if (m_compares->isShown())
        return {tr("%1, the variants compared").arg(scenario.title),
                scenario.id + QStringLiteral("-compared")};
    const bool isEmpty = m_run.stage() == Models::RunStage::None;
    const auto report = m_runs->shownReport();
    const QString ranId = report ? report->variantId : m_session.plan().variantId;
    const Scenario::Variant *ran = isEmpty ? nullptr : scenario.variant(ranId);
    const Scenario::Variant &variant = ran ? *ran : *m_runs->variant();
    const QString title = QStringLiteral("%1, %2").arg(scenario.title, variant.title);
    return {isEmpty ? title : QStringLiteral("%1: %2").arg(title, resultText()),
            scenario.id + u'-' + variant.id};
}

bool MainWindow::showsSlides() const
{
    return !m_replays->isActive() && !m_attaching->isActive();
}

// What is said of a slide is not true of a trace or of a program.
void MainWindow::leaveSlides()
{
    m_work->showPage(WorkArea::Page::Charts);
    m_messages->hide();
    m_stalls->setVariant(nullptr);
}

RunView MainWindow::presentView() const
{
    const Charts::TimeView *time = m_charts->timeView();
    RunView view;
    if (time->begin() == m_run.workStartedAt()) { // else the charts have not shown it yet
        view.from = time->from();
        view.to = time->to();
    }
    view.stall = m_stalls->selected();
    view.isStallOpen = m_work->page() == WorkArea::Page::Stall;
    return view;
}

void MainWindow::showAgain(const RunView &view)
{
    if (view.stall && view.isStallOpen)
        m_stalls->open(view.stall);
    else if (view.stall)
        m_stalls->select(view.stall);
    if (view.from == view.to)
        return;
    // The charts take the run with their next frame.
    Charts::TimeView *time = m_charts->timeView();
    time->follow(*m_run.workStartedAt(), *m_run.workEndedAt(), false);
    time->setLength(view.to - view.from);
    time->pan(static_cast<double>((time->to() - view.to).count()) /
              static_cast<double>(time->perPixel().count()));
}

void MainWindow::connectReplays()
{
    connect(m_slides, &Panels::SlideList::openRequested, m_replays, &ReplayController::openDialog);
    connect(m_slides, &Panels::SlideList::recentRequested, m_replays,
            [this](const QString &path) { m_replays->open({path}); });
    const auto showRecent = [this] { m_slides->setRecent(m_replays->recent().value(0)); };
    connect(m_replays, &ReplayController::activeChanged, this, showRecent);
    showRecent();
    connect(m_replays, &ReplayController::activeChanged, this, &MainWindow::followReplay);
    connect(m_replays, &ReplayController::activeChanged, this, &MainWindow::showVerdict);
    connect(m_replays, &ReplayController::activeChanged, m_wires,
            [this] { m_wires->setReplaying(m_replays->isActive()); });
    connect(m_replayStage->header(), &Panels::ReplayHeader::exportRequested, m_exports,
            &ExportController::ask);
}

void MainWindow::connectPrograms()
{
    connect(m_slides, &Panels::SlideList::attachRequested, m_attaching, &AttachController::ask);
    connect(m_attaching, &AttachController::activeChanged, this, &MainWindow::followAttaching);
    connect(m_attaching, &AttachController::activeChanged, this, &MainWindow::showVerdict);
    connect(m_attaching, &AttachController::activeChanged, m_wires,
            [this] { m_wires->setForeign(m_attaching->isActive()); });
    connect(m_attaching, &AttachController::programShown, m_recordings, &RecordingController::observe);
    connect(m_attaching, &AttachController::programLeft, m_recordings, &RecordingController::leaveProgram);
    connect(m_recordings, &RecordingController::written, this, &MainWindow::closeIfWanted);
}

void MainWindow::endAndClose()
{
    const AttachedProgram *program = m_attaching->program();
    if (!program || program->exitStatus()) {
        close();
        return;
    }
    connect(program, &AttachedProgram::ended, this, &QWidget::close);
    QTimer::singleShot(programsGoodbye, this, &QWidget::close);
    m_attaching->endProgram();
}

// What is asked is to be seen.
void MainWindow::leaveProgram()
{
    if (!m_attaching->isActive())
        return;
    m_work->showPage(m_work->page());
    m_attaching->askToLeave();
}

// False: a program still runs, and it was asked what is to become of it.
bool MainWindow::returnToSlides()
{
    m_replays->leave();
    if (m_presenter->isActive()) // nothing can be asked there
        m_attaching->leave();
    else
        leaveProgram();
    return !m_attaching->isActive();
}

void MainWindow::saveRecording()
{
    if (m_replays->isActive())
        m_replayStage->messages()->showMessage({Panels::Message::Kind::Information,
                                                tr("This trace is in a file already."),
                                                tr("Ctrl+S saves the recording of a run."), QString()});
    else
        m_recordings->saveAs();
}

// What was compared or presented goes; the field of the command line has the focus by itself.
void MainWindow::followAttaching()
{
    m_charts->setCounted(m_runs->scenario()->requests);
    if (!showsSlides())
        leaveSlides();
    if (m_attaching->isActive()) {
        m_charts->setCounted(tr("requests"));
        m_compares->leave();
        return;
    }
    showSource();
    setFocus();
}

// The slide that was shown is there again.
void MainWindow::followReplay()
{
    m_stallPage->setThreshold(m_charts->threshold());
    if (!showsSlides())
        leaveSlides();
    const Scenario::Scenario *replayed = m_replays->scenario();
    m_charts->setCounted(!m_replays->isActive() ? m_runs->scenario()->requests
                         : replayed             ? replayed->requests
                                                : tr("requests"));
    if (!m_replays->isActive())
        showSource();
    setFocus();
}

} // namespace Loopscope::Ui
