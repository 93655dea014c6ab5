#include "ui/mainwindow.h"

#include "ui/charts/chartcolumn.h"
#include "ui/charts/latencychart.h"
#include "ui/freezecontroller.h"
#include "ui/livefeed.h"
#include "ui/panels/aboutpanel.h"
#include "ui/panels/codepanel.h"
#include "ui/panels/codeview.h"
#include "ui/panels/controlstyle.h"
#include "ui/panels/focusring.h"
#include "ui/panels/headerpanel.h"
#include "ui/panels/listview.h"
#include "ui/panels/messagebar.h"
#include "ui/panels/slidelist.h"
#include "ui/panels/stalllistpanel.h"
#include "ui/panels/stallpanel.h"
#include "ui/panels/statuspanel.h"
#include "ui/panels/textbutton.h"
#include "ui/panels/variantbutton.h"
#include "ui/panels/wrongthreadlist.h"
#include "ui/presentercontroller.h"
#include "ui/recordingcontroller.h"
#include "ui/runcontroller.h"
#include "ui/stallcontroller.h"
#include "ui/statusfeed.h"
#include "ui/workarea.h"

#include <QApplication>
#include <QCloseEvent>
#include <QToolTip>
#include <QVBoxLayout>

namespace Loopscope::Ui {

namespace {

using namespace std::chrono_literals;

constexpr QSize smallestSize(1024, 700);
constexpr QSize usualSize(1440, 900);
constexpr int slidesFrom = 1180;
constexpr auto longestGoodbye = 2s;
constexpr auto shortView = 2s; // of a scenario that has no amount of work
constexpr auto usualView = 5s;

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
    setMinimumSize(smallestSize);
    resize(usualSize);
    setAutoFillBackground(true);
    // Keys have somewhere to go that uses none of them.
    setFocusPolicy(Qt::ClickFocus);
    Panels::leaveUnmarked(this);
    makePanels();
    makeControllers();
    layOut();
    connectParts();
    recall();
    applyTheme();
    m_runs->showScenario(Scenario::allScenarios().front().id);
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
    m_stallPage = new Panels::StallPanel(&m_theme, this);
    m_code = new Panels::CodePanel(&m_theme, this);
    m_stallList = new Panels::StallListPanel(&m_theme, &m_stallModel, this);
    m_wrongThreads = new Panels::WrongThreadList(&m_theme, &m_wrongThreadModel, this);
    m_stallList->addList(m_wrongThreads);
    m_status = new Panels::StatusPanel(&m_theme, this);
    m_work = new WorkArea(&m_theme, {m_messages, m_charts, m_stallPage, m_code, m_stallList}, this);
}

void MainWindow::makeControllers()
{
    m_feed = new LiveFeed(m_session.source(), &m_run, this);
    // What the run said last is known before its end is dealt with.
    connect(&m_session, &Session::Session::stateChanged, m_feed, &LiveFeed::drain);
    m_runs = new RunController({&m_session, &m_run, m_slides, m_header, m_messages}, this);
    m_recordings = new RecordingController({&m_session, m_runs, m_status, m_messages, this}, this);
    m_stalls = new StallController({&m_run, m_charts, m_code, m_stallList, m_stallPage}, this);
    m_statusFeed = new StatusFeed({&m_run, m_feed, m_charts->frameClock(), m_status}, this);
    m_freezing = new FreezeController({&m_session, &m_run, m_runs, m_stalls, m_messages}, this);
    m_presenter = new PresenterController(
        {this, m_work, &m_session, &m_run, m_runs, m_statusFeed, m_slides, m_header, m_messages, m_charts},
        this);
    const std::vector<KeyBinding> bindings = keyBindings();
    installKeys(this, bindings);
    m_keys = new Panels::KeysPanel(&m_theme, keyRows(bindings), this);
    m_about = new Panels::AboutPanel(&m_theme, this);
    new Panels::FocusRing(&m_theme, this);
}

void MainWindow::layOut()
{
    auto *right = new QVBoxLayout;
    right->setSpacing(0);
    right->addWidget(m_header);
    right->addWidget(m_work, 1);
    auto *upper = new QHBoxLayout;
    upper->setSpacing(0);
    upper->addWidget(m_slides);
    upper->addLayout(right, 1);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(upper, 1);
    layout->addWidget(m_status);
}

void MainWindow::connectParts()
{
    connect(m_charts->frameClock(), &Charts::FrameClock::ticked, this, &MainWindow::refresh);
    connect(m_charts, &Charts::ChartColumn::thresholdChanged, m_runs, &RunController::setThreshold);
    connect(m_runs, &RunController::thresholdShown, m_charts, &Charts::ChartColumn::setThreshold);
    connect(m_runs, &RunController::thresholdShown, m_stallList, &Panels::StallListPanel::setThreshold);
    connect(m_runs, &RunController::thresholdShown, m_stallPage, &Panels::StallPanel::setThreshold);
    connect(m_runs, &RunController::variantShown, this, &MainWindow::showSource);
    connect(m_runs, &RunController::scenarioShown, this, [this] {
        m_charts->setUsualLength(m_runs->scenario()->hasAmount ? usualView : shortView);
        m_work->showPage(WorkArea::Page::Charts);
    });
    connect(m_runs, &RunController::runEnded, this, &MainWindow::finishRun);
    connect(&m_run, &Models::RunModel::cleared, this, [this] { m_stallList->setVerdict({}); });
    connect(m_wrongThreads, &Panels::WrongThreadList::placeShown, m_code,
            [this](const Base::SourcePlace &place, const QString &times) {
                m_code->mark(place.file, place.line, times);
            });
    connect(&m_run, &Models::RunModel::cleared, this, [this] { m_work->showPage(WorkArea::Page::Charts); });
    connect(m_stalls, &StallController::opened, this, [this] {
        m_work->showPage(WorkArea::Page::Stall);
        // Whatever was to be said led here.
        if (m_header->mode() != Panels::RunMode::Unavailable)
            m_messages->hide();
    });
    connect(m_stallPage, &Panels::StallPanel::backRequested, this, &MainWindow::goBack);
    connect(m_header, &Panels::HeaderPanel::left, this, [this] { setFocus(); });
    connect(&m_theme, &Theme::Theme::changed, this, &MainWindow::applyTheme);
    using Panel = WorkArea::Panel;
    connect(m_code, &Panels::CodePanel::closeRequested, this,
            [this] { m_work->setOpen(Panel::Code, false); });
    connect(m_stallList, &Panels::StallListPanel::closeRequested, this,
            [this] { m_work->setOpen(Panel::List, false); });
    m_closeTimer.setSingleShot(true);
    m_closeTimer.setInterval(longestGoodbye);
    connect(&m_closeTimer, &QTimer::timeout, this, &QWidget::close);
}

std::vector<KeyBinding> MainWindow::keyBindings()
{
    using Charts::ChartColumn;
    const auto variant = [this](int number) { return [this, number] { m_header->chooseVariant(number); }; };
    const auto key = [](int code) { return std::vector<QKeySequence>{QKeySequence(code)}; };
    const QKeySequence nextStall(Qt::Key_N);
    const QKeySequence previousStall(Qt::SHIFT | Qt::Key_N);
    return {
        {key(Qt::Key_Space), [this] { m_runs->toggle(); }, tr("Space"), tr("run, stop")},
        {key(Qt::Key_1), variant(1), tr("1, 2, 3, 4"), tr("choose a variant")},
        {key(Qt::Key_2), variant(2), {}, {}},
        {key(Qt::Key_3), variant(3), {}, {}},
        {key(Qt::Key_4), variant(4), {}, {}},
        {key(Qt::Key_PageUp), [this] { m_slides->choosePrevious(); }, tr("PageUp, PageDown"), tr("slide")},
        {key(Qt::Key_PageDown), [this] { m_slides->chooseNext(); }, {}, {}},
        {key(Qt::Key_R), [this] { m_runs->reset(); }, tr("R"), tr("reset the slide")},
        {key(Qt::Key_T), [this] { m_charts->focusThreshold(); }, tr("T"), tr("threshold, then Up and Down")},
        {{nextStall}, [this] { m_stallList->chooseNext(); }, tr("N, Shift+N"), tr("next, previous stall")},
        {{previousStall}, [this] { m_stallList->choosePrevious(); }, {}, {}},
        {{QKeySequence(Qt::Key_Return), QKeySequence(Qt::Key_Enter)},
         [this] { m_stallList->openSelected(); },
         tr("Enter"),
         tr("open the stall")},
        {key(Qt::Key_Escape), [this] { goBack(); }, tr("Esc"), tr("back")},
        {{QKeySequence(Qt::CTRL | Qt::Key_C)},
         [this] { copyStall(); },
         tr("Ctrl+C"),
         tr("copy the open stall as text")},
        {key(Qt::Key_L), [this] { toggleFlameList(); }, tr("L"), tr("flame of the open stall as a list")},
        {key(Qt::Key_G),
         [this] {
             m_work->showSide();
             m_code->goToLine();
         },
         tr("G"), tr("go to the line that blocks")},
        {key(Qt::Key_P),
         [this] {
             m_work->showSide();
             m_code->toggleLanguage();
         },
         tr("P"), tr("the code in Python, in C++")},
        {key(Qt::Key_Y), [this] { m_charts->toggleLinear(); }, tr("Y"), tr("latency scale: √ or linear")},
        {{QKeySequence(Qt::Key_Plus), QKeySequence(Qt::Key_Equal)},
         [this] { m_charts->zoomIn(); },
         tr("+, -, 0"),
         tr("zoom in, out, fit")},
        {key(Qt::Key_Minus), [this] { m_charts->zoomOut(); }, {}, {}},
        {key(Qt::Key_0), [this] { m_charts->fit(); }, {}, {}},
        {{QKeySequence(Qt::CTRL | Qt::Key_R)},
         [this] { m_recordings->toggle(); },
         tr("Ctrl+R"),
         tr("record")},
        {{QKeySequence(Qt::CTRL | Qt::Key_S)},
         [this] { m_recordings->saveAs(); },
         tr("Ctrl+S"),
         tr("save the recording as")},
        {{QKeySequence(Qt::CTRL | Qt::Key_B)}, [this] { toggleSlides(); }, tr("Ctrl+B"), tr("slide list")},
        {{QKeySequence(Qt::CTRL | Qt::Key_L)},
         [this] { toggleTheme(); },
         tr("Ctrl+L"),
         tr("dark, light, high contrast")},
        {key(Qt::Key_F5), [this] { m_presenter->toggle(); }, tr("F5"), tr("presenter mode, and back")},
        {{}, {}, tr("B, H, S"), tr("in it: blank, hold the picture, notes")},
        {{}, {}, tr("Left, Right"), tr("in it: slide; + and - size the type")},
        {{QKeySequence(Qt::CTRL | Qt::Key_F5)},
         [this] { m_freezing->request(); },
         tr("Ctrl+F5"),
         tr("freeze mode: on this window's loop")},
        {key(Qt::Key_F6), [this] { focusNextPanel(); }, tr("F6"), tr("next panel; opens a closed one")},
        {key(Qt::Key_F1), [this] { m_keys->toggle(); }, tr("F1"), tr("all keys")},
        {{QKeySequence(Qt::SHIFT | Qt::Key_F1)},
         [this] { m_about->toggle(); },
         tr("Shift+F1"),
         tr("about Loopscope")},
    };
}

void MainWindow::refresh()
{
    m_feed->drain();
    m_runs->refresh();
    m_stalls->refresh();
    m_statusFeed->refresh();
    m_recordings->refresh();
    m_presenter->refresh();
}

void MainWindow::finishRun()
{
    const auto report = m_session.report();
    m_stallList->setVerdict(report ? report->verdict : QString());
    if (const auto *loop = report ? report->figures.subject() : nullptr) {
        const double seconds = Base::toSeconds(report->figures.workDuration());
        const double spent = report->self.probeNsPerDispatch * static_cast<double>(loop->dispatches) / 1e9;
        if (seconds > 0)
            m_statusFeed->showProbe(spent / seconds);
    }
    if (m_closing)
        close();
}

void MainWindow::showSource()
{
    if (const Scenario::Variant *variant = m_runs->variant())
        m_code->showSource(variant->sourceFile);
}

void MainWindow::goBack()
{
    if (m_keys->isVisible())
        m_keys->hide();
    else if (m_about->isVisible())
        m_about->hide();
    else if (m_presenter->isActive())
        m_presenter->leave();
    else if (m_work->page() == WorkArea::Page::Stall)
        m_work->showPage(WorkArea::Page::Charts);
    else if (m_messages->isVisible() && m_header->mode() != Panels::RunMode::Unavailable)
        m_messages->hide();
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
    update();
}

void MainWindow::toggleSlides()
{
    m_slidesWanted = m_slides->isHidden();
    m_slides->setVisible(*m_slidesWanted);
}

void MainWindow::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    // Coming below the limit, or above it again, decides anew.
    const bool fits = width() >= slidesFrom;
    if (event->oldSize().isValid() && fits != (event->oldSize().width() >= slidesFrom))
        m_slidesWanted.reset();
    m_slides->setVisible(m_slidesWanted.value_or(fits));
}

void MainWindow::mousePressEvent(QMouseEvent *event)
{
    setFocus();
    QWidget::mousePressEvent(event);
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    if (m_session.isRunning() && !m_closing) {
        event->ignore();
        endSoonThenClose();
        return;
    }
    if (m_session.isRunning() && m_closeTimer.isActive()) {
        event->ignore();
        return;
    }
    remember();
    event->accept();
}

void MainWindow::endSoonThenClose()
{
    m_closing = true;
    m_runs->stop();
    m_closeTimer.start();
}

} // namespace Loopscope::Ui
