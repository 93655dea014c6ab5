#include "ui/presentercontroller.h"

#include "ui/charts/chartcolumn.h"
#include "ui/charts/latencychart.h"
#include "ui/comparecontroller.h"
#include "ui/noteswindow.h"
#include "ui/panels/headerpanel.h"
#include "ui/panels/slidelist.h"
#include "ui/runcontroller.h"
#include "ui/speakernotes.h"
#include "ui/statusfeed.h"

#include <QCoreApplication>
#include <QEvent>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QScreen>
#include <QWindow>

namespace Loopscope::Ui {

PresenterController::PresenterController(const Parts &parts, QObject *parent)
    : QObject(parent)
    , m_parts(parts)
    , m_view(new PresenterView(
          parts.run, [this] { return contents(); }, parts.window))
{
    connectView();
    connect(parts.runs, &RunController::scenarioShown, this, &PresenterController::showSlide);
    connect(parts.runs, &RunController::variantShown, m_view, &PresenterView::refresh);
    connect(parts.runs, &RunController::thresholdShown, this, [this](std::chrono::milliseconds threshold) {
        m_view->chart()->setThreshold(threshold);
        m_view->refresh();
    });
    connect(parts.run, &Models::RunModel::stageChanged, m_view, &PresenterView::refresh);
    connect(parts.runs, &RunController::runEnded, m_view, &PresenterView::refresh);
    parts.window->installEventFilter(this);
}

PresenterController::~PresenterController()
{
    delete m_notes;
}

void PresenterController::connectView()
{
    connect(m_view, &PresenterView::leaveRequested, this, &PresenterController::leave);
    // What the keys do to a slide must not happen behind a trace or a program.
    const auto ifSlide = [this](auto act) {
        return [this, act](auto... arguments) {
            if (!other())
                act(arguments...);
        };
    };
    connect(m_view, &PresenterView::nextRequested, this, ifSlide([this] { m_parts.slides->chooseNext(); }));
    connect(m_view, &PresenterView::previousRequested, this,
            ifSlide([this] { m_parts.slides->choosePrevious(); }));
    connect(m_view, &PresenterView::swapRequested, this, &PresenterController::swapScreens);
    connect(m_view, &PresenterView::runRequested, this, &PresenterController::toggleRun);
    connect(m_view, &PresenterView::variantRequested, this,
            ifSlide([this](int number) { m_parts.header->chooseVariant(number); }));
    connect(m_view, &PresenterView::notesRequested, this, &PresenterController::toggleNotes);
    connect(m_view, &PresenterView::compareRequested, this, ifSlide([this] { m_parts.compares->compare(); }));
    connect(m_parts.compares, &CompareController::shownChanged, this, &PresenterController::showPages);
}

void PresenterController::toggle()
{
    isActive() ? leave() : enter();
}

void PresenterController::enter()
{
    if (isActive())
        return;
    QWidget *window = m_parts.window;
    m_stateBefore = window->windowState();
    m_view->chart()->setThreshold(m_parts.charts->threshold());
    m_view->chart()->setUsualLength(m_parts.charts->timeView()->chosenLength());
    m_view->setGeometry(window->rect());
    m_view->raise();
    m_view->show();
    showPages();
    m_view->setFocus();
    m_placeBefore = window->geometry();
    if (problem().isEmpty())
        m_parts.messages->hide(); // a hint for whoever sits at the window
    fill(audienceScreen());
    if (m_wantsNotes)
        showNotes();
}

QScreen *PresenterController::audienceScreen() const
{
    if (m_chosenScreen)
        return m_chosenScreen;
    QScreen *own = m_parts.window->screen();
    return own == QGuiApplication::primaryScreen() && otherScreen() ? otherScreen() : own;
}

void PresenterController::fill(QScreen *screen)
{
    QWidget *window = m_parts.window;
    // A picture of a given size stays as it is.
    if (window->minimumSize() == window->maximumSize())
        return;
    if (screen != window->screen()) {
        window->setWindowState(m_stateBefore & ~(Qt::WindowFullScreen | Qt::WindowMaximized));
        window->windowHandle()->setScreen(screen); // Wayland has nothing else
        window->setGeometry(screen->geometry());
    }
    window->setWindowState(m_stateBefore | Qt::WindowFullScreen);
}

void PresenterController::swapScreens()
{
    QScreen *other = otherScreen();
    if (!isActive() || !other)
        return;
    m_chosenScreen = other;
    const bool hasNotes = m_notes;
    delete m_notes;
    fill(other);
    if (hasNotes)
        showNotes();
}

void PresenterController::leave()
{
    if (!isActive())
        return;
    delete m_notes;
    m_view->setNotes({});
    if (m_view->isHeld())
        m_view->toggleHold();
    if (m_view->isBlank())
        m_view->toggleBlank();
    m_view->hide();
    showPages();
    QWidget *window = m_parts.window;
    window->setWindowState(m_stateBefore & ~Qt::WindowFullScreen);
    // Back to the speaker's own screen, when the picture was on another.
    if (window->isWindow() && window->geometry() != m_placeBefore && !window->isMaximized() &&
        window->minimumSize() != window->maximumSize())
        window->setGeometry(m_placeBefore);
    window->setFocus();
}

void PresenterController::back()
{
    if (!m_parts.messages->isHidden() && problem().isEmpty())
        m_parts.messages->hide();
    else if (!m_parts.compares->goBack())
        leave();
}

void PresenterController::toggleRun()
{
    const auto shown = other();
    if (shown && shown->toggle)
        shown->toggle();
    else if (!shown && !m_parts.compares->toggle())
        m_parts.runs->toggle();
}

void PresenterController::showPages()
{
    const bool isComparing = m_parts.compares->isShown();
    m_parts.work->setVisible(!isActive() && !isComparing);
    m_parts.comparePage->setVisible(!isActive() && isComparing);
    m_view->refresh();
}

void PresenterController::refresh()
{
    m_view->refresh();
}

bool PresenterController::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_parts.window && event->type() == QEvent::Resize)
        m_view->setGeometry(m_parts.window->rect());
    return QObject::eventFilter(watched, event);
}

QString PresenterController::problem() const
{
    using Kind = Panels::Message::Kind;
    const Panels::Message &message = m_parts.messages->message();
    const bool isProblem = message.kind == Kind::Error || message.kind == Kind::Unavailable;
    if (m_parts.messages->isHidden() || !isProblem)
        return {};
    return message.detail.isEmpty() ? message.title
                                    : QStringLiteral("%1\n%2").arg(message.title, message.detail);
}

// Freeze mode warns, and says afterwards how long it was.
void PresenterController::addNotice(PresenterContents *contents) const
{
    const Panels::Message &message = m_parts.messages->message();
    if (m_parts.messages->isHidden() || !problem().isEmpty())
        return;
    contents->notice = message.title;
    // Enter opens what this picture covers.
    const bool hasKey = !message.action.isEmpty() && message.actionKey.contains(u'+');
    const QString dismissal = message.dismissal.isEmpty() ? tr("Dismiss") : message.dismissal;
    const QString escape = tr("Esc: %1").arg(dismissal);
    contents->noticeKeys =
        hasKey ? tr("%1: %2").arg(message.actionKey, message.action) + QStringLiteral("    ") + escape
               : escape;
}

PresenterContents PresenterController::contents() const
{
    PresenterSource source;
    source.run = m_parts.run;
    source.invitation = m_parts.charts->latencyChart()->invitation();
    if (const auto shown = other()) {
        source.title = shown->title;
        source.scenario = shown->scenario;
        source.variant = shown->variant;
        if (m_parts.run->stage() == Models::RunStage::Ended)
            source.report = shown->report;
    } else {
        addSlide(&source);
    }
    source.loop = m_parts.status->loopStatus(Base::now());
    source.problem = problem();
    source.holdFor = Charts::LatencyChart::holdFor;
    PresenterContents contents = presenterContents(source);
    if (m_parts.compares->isShown() && m_parts.compares->model())
        contents.comparison = presenterComparison(*m_parts.compares->model(), m_parts.header->progress());
    addNotice(&contents);
    return contents;
}

void PresenterController::addSlide(PresenterSource *source) const
{
    source->scenario = m_parts.runs->scenario();
    source->variant = m_parts.runs->variant();
    const auto report = m_parts.runs->shownReport();
    const bool isOver = !m_parts.session->isRunning() && m_parts.run->stage() == Models::RunStage::Ended;
    if (isOver && report && source->scenario && report->scenarioId == source->scenario->id)
        source->report = report;
    if (source->report && source->variant && report->variantId != source->variant->id) {
        source->report.reset();
        source->isStale = true;
    }
}

void PresenterController::showSlide()
{
    m_view->chart()->setUsualLength(m_parts.charts->timeView()->chosenLength());
    if (m_view->isHeld())
        m_view->toggleHold();
    if (isActive() && m_wantsNotes)
        showNotes();
    m_view->refresh();
}

QScreen *PresenterController::otherScreen() const
{
    for (QScreen *screen : QGuiApplication::screens()) {
        if (screen != m_parts.window->screen())
            return screen;
    }
    return nullptr;
}

void PresenterController::toggleNotes()
{
    m_wantsNotes = !m_wantsNotes;
    if (m_wantsNotes) {
        showNotes();
        return;
    }
    delete m_notes;
    m_view->setNotes({});
}

void PresenterController::showNotes()
{
    const Scenario::Scenario *scenario = m_parts.runs->scenario();
    const QStringList notes = scenario ? speakerNotes(scenario->id) : QStringList();
    QScreen *screen = otherScreen();
    if (!screen) {
        m_view->setNotes(notes);
        return;
    }
    if (!m_notes) {
        m_notes = new NotesWindow;
        connect(m_notes, &NotesWindow::keyPressed, m_view,
                [this](QKeyEvent *event) { QCoreApplication::sendEvent(m_view, event); });
        m_notes->setGeometry(screen->geometry());
        m_notes->showFullScreen();
        m_parts.window->activateWindow();
    }
    const auto &all = Scenario::allScenarios();
    const auto at = static_cast<std::size_t>(scenario - all.data());
    m_notes->showSlide(scenario->title, notes, at + 1 < all.size() ? all[at + 1].title : QString());
}

} // namespace Loopscope::Ui
