#include "ui/mainwindow.h"

#include "ui/attachcontroller.h"
#include "ui/charts/chartcolumn.h"
#include "ui/charts/latencychart.h"
#include "ui/charts/pairchart.h"
#include "ui/charts/timelinechart.h"
#include "ui/comparecontroller.h"
#include "ui/exportcontroller.h"
#include "ui/freezecontroller.h"
#include "ui/livefeed.h"
#include "ui/panels/aboutpanel.h"
#include "ui/panels/codepanel.h"
#include "ui/panels/codeview.h"
#include "ui/panels/comparepanel.h"
#include "ui/panels/controlstyle.h"
#include "ui/panels/differencepanel.h"
#include "ui/panels/focusring.h"
#include "ui/panels/headerpanel.h"
#include "ui/panels/listview.h"
#include "ui/panels/messagebar.h"
#include "ui/panels/replayheader.h"
#include "ui/panels/slidelist.h"
#include "ui/panels/stalllistpanel.h"
#include "ui/panels/stallpanel.h"
#include "ui/panels/statuspanel.h"
#include "ui/panels/textbutton.h"
#include "ui/panels/tracelist.h"
#include "ui/panels/variantbutton.h"
#include "ui/panels/wirepanel.h"
#include "ui/panels/wrongthreadlist.h"
#include "ui/presentercontroller.h"
#include "ui/recordingcontroller.h"
#include "ui/replaycontroller.h"
#include "ui/runcontroller.h"
#include "ui/stallcontroller.h"
#include "ui/statusfeed.h"
#include "ui/textsize.h"
#include "ui/wirecontroller.h"
#include "ui/workarea.h"

#include <QApplication>
#include <QCloseEvent>
#include <QScreen>
#include <QToolTip>
#include <QVBoxLayout>

namespace Loopscope::Ui {

namespace {

using namespace std::chrono_literals;

constexpr QSize smallestSize(1024, 700);
constexpr QSize usualSize(1440, 900);
constexpr int slidesFrom = 1180;
constexpr auto longestGoodbye = 2s;

} // namespace

MainWindow::MainWindow(const WindowOptions &options, QWidget *parent)
    : QWidget(parent)
    , m_options(options)
    , m_theme(options.theme)
    , m_stallModel(&m_run)
    , m_wrongThreadModel(&m_run)
{
    Panels::installControlStyle();
    setWindowTitle(tr("Loopscope"));
    setLayoutDirection(Qt::LeftToRight); // time and code run that way, and so do the texts beside them
    // A small screen, or large text on it, has less room than the window would like. Pictures need no screen.
    const QSize room = m_options.remember ? screen()->availableSize() : usualSize;
    setMinimumSize(smallestSize.boundedTo(room));
    resize(usualSize.boundedTo(room));
    setAutoFillBackground(true);
    // Keys have somewhere to go that uses none of them.
    setFocusPolicy(Qt::ClickFocus);
    Panels::leaveUnmarked(this);
    // Of dialogs, menus of fields and whatever else Qt makes itself.
    QApplication::setFont(m_theme.font(Theme::FontRole::Body));
    makePanels();
    makeControllers();
    layOut();
    connectParts();
    recall();
    applyTheme();
    showFirstSlide();
    recallView();
    setFocus();
}

MainWindow::~MainWindow()
{
    // The parts use session, run and theme, which would go first otherwise.
    const QObjectList parts = children();
    qDeleteAll(parts.rbegin(), parts.rend());
}

void MainWindow::makePanels()
{
    m_slides = new Panels::SlideList(&m_theme, this);
    m_header = new Panels::HeaderPanel(&m_theme, this);
    m_messages = new Panels::MessageBar(&m_theme, this);
    m_charts = new Charts::ChartColumn(&m_theme, &m_run, this);
    Panels::markInside(m_charts->timelineChart());
    m_stallPage = new Panels::StallPanel(&m_theme, this);
    m_code = new Panels::CodePanel(&m_theme, this);
    m_stallList = new Panels::StallListPanel(&m_theme, &m_stallModel, this);
    m_wrongThreads = new Panels::WrongThreadList(&m_theme, &m_wrongThreadModel, this);
    m_stallList->addList(m_wrongThreads);
    m_status = new Panels::StatusPanel(&m_theme, this);
    m_comparePage = new Panels::ComparePanel(&m_theme, this);
    m_comparePage->hide();
    m_comparePage->difference()->setTellingLine(
        [](const Scenario::Scenario &scenario, const Scenario::Variant &variant) {
            return tellingLine(scenario, variant).number;
        });
    m_replayStage = new ReplayStage(&m_theme, this);
    m_wire = new Panels::WirePanel(&m_theme, this);
    m_work = new WorkArea(
        &m_theme, {m_messages, m_replayStage->wrapCharts(m_charts), m_stallPage, m_code, m_stallList, m_wire},
        this);
}

void MainWindow::makeControllers()
{
    m_feed = new LiveFeed(m_session.source(), &m_run, this);
    // What the run said last is known before its end is dealt with.
    connect(&m_session, &Session::Session::stateChanged, m_feed, &LiveFeed::drain);
    m_runs = new RunController({&m_session, &m_run, m_slides, m_header, m_messages}, this);
    m_recordings = new RecordingController({&m_session, m_runs, m_status, m_messages, this}, this);
    m_stalls = new StallController({&m_run, m_charts, m_code, m_stallList, m_stallPage}, this);
    m_compares = new CompareController({m_runs, &m_run, m_header, m_messages, m_comparePage, m_work}, this);
    m_statusFeed =
        new StatusFeed({&m_run, m_feed, m_session.source(), m_charts->frameClock(), m_status}, this);
    m_wires = new WireController({m_runs, m_work, m_wire}, this);
    m_freezing = new FreezeController({&m_session, &m_run, m_runs, m_stalls, m_messages}, this);
    m_presenter =
        new PresenterController({this, m_work, m_comparePage, &m_session, &m_run, m_runs, m_compares,
                                 m_statusFeed, m_slides, m_header, m_messages, m_charts},
                                this);
    m_replays = new ReplayController({m_replayStage, m_runs, m_feed, &m_run, m_charts, m_code, m_stallList,
                                      m_stalls, this, m_options.remember},
                                     this);
    m_attaching = new AttachController({m_replayStage, m_runs, m_replays, m_feed, &m_run, m_charts, m_code,
                                        m_stallList, m_stallPage, m_messages, this},
                                       this);
    m_statusFeed->setReplay([this] { return m_replays->status(); });
    m_presenter->setOther([this] { return shownInPlaceOfSlides(); });
    m_textSize = new TextSize(m_messages, this);
    m_exports = new ExportController({m_charts, m_comparePage, m_stallPage, m_replayStage, m_messages, this,
                                      &m_theme, [this] { return shownNames(); }},
                                     this);
    std::vector<KeyBinding> bindings = keyBindings();
    const std::vector<KeyBinding> replayBindings = replayKeyBindings();
    bindings.insert(bindings.end(), replayBindings.begin(), replayBindings.end());
    installKeys(this, bindings);
    m_keys = new Panels::KeysPanel(&m_theme, keyRows(bindings), this);
    m_about = new Panels::AboutPanel(&m_theme, this);
    new Panels::FocusRing(&m_theme, this);
    Panels::leaveUnmarked(m_charts->latencyChart()); // its handle has a ring of its own
}

void MainWindow::layOut()
{
    auto *right = new QVBoxLayout;
    right->setSpacing(0);
    right->addWidget(m_header);
    right->addWidget(m_work, 1);
    right->addWidget(m_comparePage, 1);
    auto *upper = new QHBoxLayout;
    upper->setSpacing(0);
    upper->addWidget(m_slides);
    upper->addLayout(right, 1);
    m_replayStage->addTo(upper, right, {m_slides, m_header, m_work});
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(upper, 1);
    layout->addWidget(m_status);
}

void MainWindow::connectParts()
{
    connect(m_charts->frameClock(), &Charts::FrameClock::ticked, this, &MainWindow::refresh);
    connect(m_charts, &Charts::ChartColumn::thresholdChanged, this, [this](std::chrono::milliseconds value) {
        if (m_attaching->isActive())
            m_attaching->setThreshold(value);
        else if (!m_replays->isActive())
            m_runs->setThreshold(value);
    });
    connect(m_wires, &WireController::refused, this, [this](const QString &reason) {
        Panels::MessageBar *bar = showsSlides() ? m_messages : m_replayStage->messages();
        bar->showMessage(
            {Panels::Message::Kind::Information, tr("No bytes to show here."), reason, QString()});
    });
    connectRuns();
    connectReplays();
    connectPrograms();
    connectPanels();
    connect(&m_theme, &Theme::Theme::changed, this, &MainWindow::applyTheme);
    m_closeTimer.setSingleShot(true);
    m_closeTimer.setInterval(longestGoodbye);
    connect(&m_closeTimer, &QTimer::timeout, this, &QWidget::close);
}

void MainWindow::connectPanels()
{
    connect(m_wrongThreads, &Panels::WrongThreadList::placeShown, m_code,
            [this](const Base::SourcePlace &place, const QString &times) {
                m_code->mark(place.file, place.line, times);
            });
    connect(m_stalls, &StallController::opened, this, [this] {
        m_replays->seekEndOf(m_stalls->selected());
        m_work->showPage(WorkArea::Page::Stall);
        // Whatever was to be said led here.
        if (m_header->mode() != Panels::RunMode::Unavailable)
            m_messages->hide();
    });
    connect(m_stallPage, &Panels::StallPanel::backRequested, this, &MainWindow::goBack);
    connect(m_header, &Panels::HeaderPanel::left, this, [this] { setFocus(); });
    connect(m_comparePage, &Panels::ComparePanel::backRequested, this, &MainWindow::goBack);
    using Panel = WorkArea::Panel;
    connect(m_code, &Panels::CodePanel::closeRequested, this,
            [this] { m_work->setOpen(Panel::Code, false); });
    connect(m_stallList, &Panels::StallListPanel::closeRequested, this,
            [this] { m_work->setOpen(Panel::List, false); });
    connect(m_presenter->view(), &PresenterView::backRequested, this, &MainWindow::goBack);
}

void MainWindow::refresh()
{
    m_feed->drain();
    m_replays->refresh();
    m_attaching->refresh();
    m_runs->refresh();
    m_compares->refresh();
    m_stalls->refresh();
    m_statusFeed->refresh();
    m_wires->refresh();
    m_recordings->refresh();
    m_presenter->refresh();
}

void MainWindow::closeIfWanted()
{
    if (m_closing)
        close();
}

void MainWindow::goBack()
{
    if (m_keys->isVisible())
        m_keys->hide();
    else if (m_about->isVisible())
        m_about->hide();
    else if (m_presenter->isActive())
        m_presenter->back();
    else if (m_compares->isShown() && m_comparePage->messages()->isVisible())
        m_comparePage->messages()->hide();
    else if (m_compares->goBack())
        setFocus();
    else if (m_work->page() == WorkArea::Page::Stall)
        m_work->showPage(WorkArea::Page::Charts);
    else if (m_messages->isVisible() && m_header->mode() != Panels::RunMode::Unavailable)
        m_messages->dismiss();
    else if (m_replays->cancelLoading())
        setFocus();
    else if (m_replayStage->messages()->isVisible())
        m_replayStage->messages()->hide();
    else if (m_attaching->isActive())
        leaveProgram();
    else
        m_replays->leave();
    if (m_presenter->isActive())
        m_presenter->view()->setFocus();
    else
        setFocus();
}

void MainWindow::copyStall()
{
    if (m_work->page() == WorkArea::Page::Stall)
        m_stallPage->copy();
}

void MainWindow::toggleFlameList()
{
    if (m_work->page() == WorkArea::Page::Stall)
        m_stallPage->toggleFlameList();
}

void MainWindow::applyTheme()
{
    setPalette(Panels::controlPalette(&m_theme));
    QToolTip::setPalette(palette());
    QToolTip::setFont(m_theme.font(Theme::FontRole::Label));
    update();
}

void MainWindow::toggleSlides()
{
    m_slidesWanted = m_slides->isHidden() && m_replayStage->traces()->isHidden();
    m_replayStage->showSide(*m_slidesWanted);
}

void MainWindow::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    // Coming below the limit, or above it again, decides anew.
    const bool fits = width() >= slidesFrom;
    if (event->oldSize().isValid() && fits != (event->oldSize().width() >= slidesFrom))
        m_slidesWanted.reset();
    m_replayStage->showSide(m_slidesWanted.value_or(fits));
}

void MainWindow::mousePressEvent(QMouseEvent *event)
{
    setFocus();
    QWidget::mousePressEvent(event);
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    const bool isBusy = m_session.isRunning() || m_recordings->isWriting();
    if (isBusy && !m_closing) {
        event->ignore();
        endSoonThenClose();
        return;
    }
    if (isBusy && m_closeTimer.isActive()) {
        event->ignore();
        return;
    }
    remember();
    event->accept();
}

void MainWindow::endSoonThenClose()
{
    m_closing = true;
    m_closeTimer.start();
    m_runs->stop();
    m_recordings->leaveProgram();
}

} // namespace Loopscope::Ui
