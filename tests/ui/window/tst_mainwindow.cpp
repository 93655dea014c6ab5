#include "tests/support/stricttest.h"
#include "tests/ui/panels/panelfixture.h"
#include "ui/charts/chartcolumn.h"
#include "ui/charts/latencychart.h"
#include "ui/mainwindow.h"
#include "ui/panels/codepanel.h"
#include "ui/panels/codeview.h"
#include "ui/panels/counterpartview.h"
#include "ui/panels/headerpanel.h"
#include "ui/panels/keyspanel.h"
#include "ui/panels/listview.h"
#include "ui/panels/messagebar.h"
#include "ui/panels/parameterbar.h"
#include "ui/panels/slidelist.h"
#include "ui/panels/slidemodel.h"
#include "ui/panels/stalllistpanel.h"
#include "ui/panels/stallpanel.h"
#include "ui/panels/textbutton.h"
#include "ui/recordingcontroller.h"
#include "ui/runcontroller.h"
#include "ui/workarea.h"

#include <QClipboard>
#include <QDoubleSpinBox>
#include <QSettings>
#include <QSplitter>
#include <QTemporaryDir>

using namespace Loopscope;
using namespace std::chrono_literals;
using Models::StallListModel;
using Session::RunState;
using Theme::ColorRole;
using Ui::MainWindow;
using Ui::WorkArea;

class TstMainWindow : public Testing::StrictTest
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void spaceRunsAndShowsTheStallWhileItBlocks();
    void spaceStopsTheRun();
    void otherVariantMayBeChosenDuringARun();
    void anotherSlideEndsTheRun();
    void repeatedRunCountsItsRounds();
    void whatIsWrongIsToldWhileItRuns();
    void keysChooseVariantAndSlide();
    void keysAreTypedWhenAFieldHasTheFocus();
    void resetBringsTheDefaultsBack();
    void thresholdIsOneForChartListAndRun();
    void stallOpensAndCloses();
    void themeAndSlidesAreSwitched();
    void codeIsShownInPythonToo();
    void resultOfAnotherVariantIsNamed();
    void lineThatTheVariantIsAboutIsInSight();
    void wrongAnswersAreSeen();
    void markSurvivesALookAtThePython();
    void keysAreShownAndTakenAway();
    void narrowWindowHasTabs();
    void nextPanelGoesRound();
    void closedByTheUsualKeys();
    void selectedCodeIsCopied();
    void pageOfProgramsShowsNoSlide();
    void nothingIsSaidOfARunWhosePictureIsGone();
    void closingDuringARunEndsItFirst();
    void themeIsRemembered();
    void everyControlHasAName();

private:
    void key(int code, Qt::KeyboardModifiers modifiers = {})
    {
        QTest::keyClick(m_window.get(), Qt::Key(code), modifiers);
    }
    void endRun();

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<MainWindow> m_window;
};

void TstMainWindow::initTestCase()
{
    QCoreApplication::setOrganizationName(QStringLiteral("loopscope-test"));
    QCoreApplication::setApplicationName(QStringLiteral("loopscope-test"));
}

void TstMainWindow::init()
{
    StrictTest::init();
    m_folder = std::make_unique<QTemporaryDir>();
    QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, m_folder->path());
    m_window = std::make_unique<MainWindow>(Ui::WindowOptions{Theme::ThemeKind::Dark, false});
    m_window->recordings()->setFolder(m_folder->path());
    QVERIFY(Testing::showWindow(m_window.get()));
}

void TstMainWindow::cleanup()
{
    m_window.reset();
    m_folder.reset();
}

void TstMainWindow::endRun()
{
    m_window->runs()->stop();
    QTRY_VERIFY_WITH_TIMEOUT(!m_window->session()->isRunning(), 20'000);
}

void TstMainWindow::spaceRunsAndShowsTheStallWhileItBlocks()
{
    m_window->runs()->setParameter(QStringLiteral("sleep_ms"), QStringLiteral("700"));
    key(Qt::Key_Space);
    QVERIFY(m_window->session()->isRunning());
    QCOMPARE(m_window->header()->runButton()->text(), QStringLiteral("Stop"));
    const Panels::ListView *list = m_window->stallList()->view();
    // The row and the marked line are there while the loop still sleeps.
    QTRY_VERIFY_WITH_TIMEOUT(m_window->run()->openStall() && list->model()->rowCount() > 0 &&
                                 list->model()->index(0, 0).data(StallListModel::OpenRole).toBool() &&
                                 m_window->code()->view()->markedLine() > 0,
                             20'000);
    const int line = m_window->code()->view()->markedLine();
    const QString source = m_window->code()->view()->toPlainText().split(u'\n').value(line - 1);
    QVERIFY2(source.contains(QStringLiteral("msleep")), qPrintable(source));
    endRun();
}

void TstMainWindow::spaceStopsTheRun()
{
    key(Qt::Key_Space);
    QTRY_COMPARE_WITH_TIMEOUT(m_window->session()->state(), RunState::Working, 20'000);
    key(Qt::Key_Space);
    QTRY_COMPARE_WITH_TIMEOUT(m_window->session()->state(), RunState::Done, 20'000);
    QCOMPARE(m_window->header()->runButton()->text(), QStringLiteral("Run"));
    QCOMPARE(m_window->slides()->model()->slides().front().state, Panels::SlideState::Done);
}

void TstMainWindow::otherVariantMayBeChosenDuringARun()
{
    key(Qt::Key_Space);
    QTRY_COMPARE_WITH_TIMEOUT(m_window->session()->state(), RunState::Working, 20'000);
    key(Qt::Key_2);
    QTRY_VERIFY_WITH_TIMEOUT(m_window->session()->plan().variantId == QStringLiteral("awaiting") &&
                                 m_window->session()->state() == RunState::Working,
                             20'000);
    endRun();
}

void TstMainWindow::anotherSlideEndsTheRun()
{
    key(Qt::Key_Space);
    const QAbstractItemModel *stalls = m_window->stallList()->view()->model();
    QTRY_VERIFY_WITH_TIMEOUT(stalls->rowCount() > 0, 20'000);
    key(Qt::Key_PageDown);
    QTRY_VERIFY_WITH_TIMEOUT(!m_window->session()->isRunning(), 20'000);
    QVERIFY(m_window->runs()->scenario()->id != QStringLiteral("slow-callback"));
    QCOMPARE(m_window->header()->mode(), Panels::RunMode::Ready);
    QCOMPARE(m_window->run()->stage(), Models::RunStage::None);
    QCOMPARE(stalls->rowCount(), 0);
}

void TstMainWindow::repeatedRunCountsItsRounds()
{
    m_window->runs()->showScenario(QStringLiteral("request-reply"));
    m_window->runs()->setParameter(QStringLiteral("requests"), QStringLiteral("10"));
    QVERIFY(m_window->header()->repeat());
    QSignalSpy rounds(m_window->session(), &Session::Session::roundFinished);
    key(Qt::Key_Space);
    QTRY_VERIFY_WITH_TIMEOUT(rounds.count() > 1, 20'000);
    endRun();
}

void TstMainWindow::whatIsWrongIsToldWhileItRuns()
{
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(QStringLiteral("Timers cannot be started")));
    m_window->runs()->showScenario(QStringLiteral("right-loop"));
    key(Qt::Key_1);
    key(Qt::Key_Space);
    const auto isTold = [this] {
        const QString progress = m_window->header()->progress();
        return m_window->session()->state() == RunState::Working &&
               progress.endsWith(QStringLiteral("\u00a0wrong uses"));
    };
    QTRY_VERIFY_WITH_TIMEOUT(isTold(), 20'000);
    const QColor alarm = m_window->theme()->color(Theme::ColorRole::StallText);
    QVERIFY(Testing::countPixels(m_window->header(), m_window->header()->rect(), alarm) > 0);
    key(Qt::Key_Space);
    QTRY_VERIFY_WITH_TIMEOUT(!m_window->session()->isRunning(), 20'000);
}

void TstMainWindow::keysChooseVariantAndSlide()
{
    key(Qt::Key_2);
    QCOMPARE(m_window->header()->variant(), QStringLiteral("awaiting"));
    QVERIFY(m_window->code()->file().endsWith(QStringLiteral("slowcallback_awaiting.cpp")));
    key(Qt::Key_PageDown);
    const QString second = m_window->runs()->scenario()->id;
    QVERIFY(second != QStringLiteral("slow-callback"));
    QCOMPARE(m_window->slides()->selected(), second);
    key(Qt::Key_PageUp);
    QCOMPARE(m_window->runs()->scenario()->id, QStringLiteral("slow-callback"));
    // The variant of a slide is still the one that was chosen there.
    QCOMPARE(m_window->header()->variant(), QStringLiteral("awaiting"));
}

void TstMainWindow::keysAreTypedWhenAFieldHasTheFocus()
{
    auto *sleep = qobject_cast<QDoubleSpinBox *>(
        m_window->header()->parameterBar()->editor(QStringLiteral("sleep_ms"))->field());
    sleep->setFocus();
    sleep->selectAll();
    QTest::keyClick(sleep, Qt::Key_2);
    QTest::keyClick(sleep, Qt::Key_0);
    QCOMPARE(sleep->value(), 20.0);
    QCOMPARE(m_window->header()->variant(), QStringLiteral("blocking"));
    QTest::keyClick(sleep, Qt::Key_Return);
    QVERIFY(m_window->hasFocus());
    QCOMPARE(m_window->workArea()->page(), WorkArea::Page::Charts);
}

void TstMainWindow::resetBringsTheDefaultsBack()
{
    m_window->runs()->setParameter(QStringLiteral("sleep_ms"), QStringLiteral("7"));
    m_window->runs()->setThreshold(std::chrono::milliseconds(25));
    key(Qt::Key_2);
    key(Qt::Key_R);
    QCOMPARE(m_window->header()->parameters().integer(QStringLiteral("sleep_ms")), 100);
    QCOMPARE(m_window->header()->variant(), QStringLiteral("blocking"));
    QCOMPARE(m_window->charts()->threshold(), std::chrono::milliseconds(10));
    QVERIFY(!m_window->runs()->setParameter(QStringLiteral("sleep_ms"), QStringLiteral("x")).isEmpty());
}

void TstMainWindow::thresholdIsOneForChartListAndRun()
{
    key(Qt::Key_T);
    QVERIFY(m_window->charts()->latencyChart()->hasFocus());
    QTest::keyClick(m_window->charts()->latencyChart(), Qt::Key_Up);
    QCOMPARE(m_window->charts()->threshold(), std::chrono::milliseconds(11));
    QCOMPARE(m_window->runs()->threshold(), std::chrono::milliseconds(11));
}

void TstMainWindow::stallOpensAndCloses()
{
    const Base::SteadyTime start = Base::now();
    Testing::fillRun(
        m_window->run(), start,
        {Testing::makeStall(900'001, start, std::chrono::milliseconds(100)),
         Testing::makeStall(900'002, start + std::chrono::milliseconds(200), std::chrono::milliseconds(50))});
    key(Qt::Key_Return);
    QCOMPARE(m_window->workArea()->page(), WorkArea::Page::Stall);
    QCOMPARE(m_window->stallPage()->stall(), 900'002U);
    key(Qt::Key_N, Qt::ShiftModifier);
    QCOMPARE(m_window->stallPage()->stall(), 900'001U);
    key(Qt::Key_N);
    QCOMPARE(m_window->stallPage()->stall(), 900'002U);
    key(Qt::Key_Escape);
    QCOMPARE(m_window->workArea()->page(), WorkArea::Page::Charts);
    m_window->run()->clear();
}

void TstMainWindow::themeAndSlidesAreSwitched()
{
    QCOMPARE(Testing::pixelOf(m_window.get(), QPoint(100, 600)),
             m_window->theme()->color(Theme::ColorRole::Panel));
    key(Qt::Key_L, Qt::ControlModifier);
    QCOMPARE(m_window->theme()->kind(), Theme::ThemeKind::Light);
    QCOMPARE(Testing::pixelOf(m_window.get(), QPoint(100, 600)), QColor(0xFF, 0xFF, 0xFF));
    key(Qt::Key_B, Qt::ControlModifier);
    QVERIFY(!m_window->slides()->isVisible());
    key(Qt::Key_B, Qt::ControlModifier);
    QVERIFY(m_window->slides()->isVisible());
}

void TstMainWindow::markSurvivesALookAtThePython()
{
    const QString source = QStringLiteral("core/scenario/slowcallback/slowcallback_blocking.cpp");
    m_window->workArea()->side()->setSizes({300, 500}); // in its place
    Panels::CodePanel *code = m_window->code();
    code->mark(source, 17, QStringLiteral("64 ms"));
    key(Qt::Key_P);
    QVERIFY(code->showsPython() && !code->isBeside());
    code->mark(source, 17, QStringLiteral("100.2 ms")); // the run goes on meanwhile
    key(Qt::Key_P);
    QCOMPARE(code->view()->markedLine(), 17);
    QCOMPARE(code->view()->badge(), QStringLiteral("100.2 ms"));
    key(Qt::Key_P);
    code->clearMark();
    key(Qt::Key_P);
    QCOMPARE(code->view()->markedLine(), 0);
}

void TstMainWindow::codeIsShownInPythonToo()
{
    Panels::CodePanel *code = m_window->code();
    const auto python = [code] { return code->python()->view()->toPlainText(); };
    key(Qt::Key_P);
    QVERIFY(code->isBeside());
    QVERIFY(python().contains(QStringLiteral("time.sleep(seconds)")));
    // A stall does not take it away, and the next variant is shown in Python too.
    code->mark(QStringLiteral("core/scenario/slowcallback/slowcallback_blocking.cpp"), 3, {});
    QVERIFY(code->showsPython());
    key(Qt::Key_2);
    QVERIFY(code->isBeside());
    QVERIFY(python().contains(QStringLiteral("await asyncio.sleep(seconds)")));
    QTest::mouseClick(code->languageButton(), Qt::LeftButton);
    QVERIFY(!code->python()->isVisible());
    QVERIFY(code->view()->toPlainText().contains(QStringLiteral("co_await run()->sleepFor(time)")));
    // A closed panel is opened for it.
    m_window->workArea()->setOpen(WorkArea::Panel::Code, false);
    key(Qt::Key_P);
    QVERIFY(code->python()->isVisible());
}

void TstMainWindow::resultOfAnotherVariantIsNamed()
{
    m_window->runs()->startFor(100ms);
    QTRY_VERIFY_WITH_TIMEOUT(m_window->run()->stalls().size() > 0, 20'000);
    endRun();
    const auto *list = m_window->stallList();
    QTRY_VERIFY(!list->verdict().isEmpty() && m_window->code()->view()->markedLine() > 0);
    const QString verdict = list->verdict();
    const int line = m_window->code()->view()->markedLine();
    QCOMPARE(list->remedy(), QStringLiteral("Await a timer instead: variant 2."));
    key(Qt::Key_2);
    QCOMPARE(list->verdict(), QStringLiteral("Blocking: ") + verdict);
    QCOMPARE(m_window->code()->view()->markedLine(), 0);
    key(Qt::Key_1);
    QCOMPARE(list->verdict(), verdict);
    QCOMPARE(m_window->code()->view()->markedLine(), line);
}

void TstMainWindow::lineThatTheVariantIsAboutIsInSight()
{
    m_window->resize(1280, 700);
    for (const auto &[scenario, line] : {std::pair("pipelining", 9), std::pair("connection-pool", 22)}) {
        m_window->runs()->showScenario(QString::fromLatin1(scenario));
        key(Qt::Key_2);
        const Panels::CodeView *view = m_window->code()->view();
        QVERIFY(view->viewport()->rect().contains(view->lineRect(line)));
    }
}

// At every size: in the header, and where the tabs would hide it beside them.
void TstMainWindow::wrongAnswersAreSeen()
{
    m_window->resize(1024, 700);
    m_window->runs()->showScenario(QStringLiteral("pipelining"));
    m_window->runs()->setParameter(QStringLiteral("requests"), QStringLiteral("200"));
    key(Qt::Key_2);
    m_window->runs()->startFor(1ms);
    QTRY_VERIFY_WITH_TIMEOUT(m_window->session()->state() == Session::RunState::Done, 20'000);
    QVERIFY2(m_window->header()->progress().endsWith(QStringLiteral("wrong")),
             qPrintable(m_window->header()->progress()));
    const Panels::Slide &slide = m_window->slides()->model()->slides()[4];
    QCOMPARE(slide.state, Panels::SlideState::Wrong);
    QVERIFY(slide.reason.endsWith(QStringLiteral("wrong")));
    QVERIFY(m_window->workArea()->verdict().startsWith(m_window->stallList()->verdict()));
    const QColor stall = m_window->theme()->color(ColorRole::StallText);
    QVERIFY(Testing::countPixels(m_window->header(), m_window->header()->rect(), stall) > 0);
    key(Qt::Key_3);
    m_window->runs()->startFor(1ms);
    QTRY_VERIFY_WITH_TIMEOUT(m_window->session()->state() == Session::RunState::Done, 20'000);
    QCOMPARE(slide.state, Panels::SlideState::Done);
}

void TstMainWindow::keysAreShownAndTakenAway()
{
    key(Qt::Key_F1);
    QVERIFY(m_window->keys()->isVisible());
    QVERIFY(m_window->keys()->rows().size() > 12);
    key(Qt::Key_Escape);
    QVERIFY(!m_window->keys()->isVisible());
}

void TstMainWindow::narrowWindowHasTabs()
{
    m_window->resize(1280, 720);
    QVERIFY(m_window->slides()->isVisible());
    QVERIFY(!m_window->workArea()->isTabbed());
    QVERIFY(m_window->code()->isVisible());
    m_window->resize(1024, 700);
    QVERIFY(!m_window->slides()->isVisible());
    QVERIFY(m_window->workArea()->isTabbed());
    QVERIFY(m_window->charts()->isVisible());
    QVERIFY(!m_window->code()->isVisible());
    m_window->workArea()->showSide();
    QVERIFY(m_window->code()->isVisible());
    QVERIFY(!m_window->charts()->isVisible());
    m_window->resize(1440, 900);
    QVERIFY(m_window->charts()->isVisible());
    QVERIFY(m_window->code()->isVisible());
    QVERIFY(m_window->slides()->isVisible());
    QCOMPARE(m_window->slides()->width(), 216);
    QCOMPARE(m_window->code()->width(), 416);
}

void TstMainWindow::nextPanelGoesRound()
{
    QList<QWidget *> stops;
    for (int press = 0; press < 6; ++press) {
        key(Qt::Key_F6);
        QVERIFY(m_window->focusWidget() && !stops.contains(m_window->focusWidget()));
        stops << m_window->focusWidget();
    }
    key(Qt::Key_F6);
    QCOMPARE(m_window->focusWidget(), stops.front());
}

void TstMainWindow::closedByTheUsualKeys()
{
    key(Qt::Key_W, Qt::ControlModifier);
    QVERIFY(!m_window->isVisible());
    QVERIFY(Testing::showWindow(m_window.get()));
    key(Qt::Key_Q, Qt::ControlModifier);
    QVERIFY(!m_window->isVisible());
}

void TstMainWindow::selectedCodeIsCopied()
{
    Panels::CodeView *view = m_window->code()->view();
    view->setFocus();
    view->selectAll();
    QGuiApplication::clipboard()->clear();
    QTest::keyClick(view, Qt::Key_C, Qt::ControlModifier);
    QVERIFY(QGuiApplication::clipboard()->text().contains(QStringLiteral("msleep")));
}

void TstMainWindow::pageOfProgramsShowsNoSlide()
{
    key(Qt::Key_Space);
    QTRY_COMPARE_WITH_TIMEOUT(m_window->session()->state(), RunState::Working, 20'000);
    key(Qt::Key_T, Qt::ControlModifier);
    QTRY_VERIFY_WITH_TIMEOUT(!m_window->session()->isRunning(), 20'000);
    QTRY_COMPARE(m_window->run()->stage(), Models::RunStage::None);
}

void TstMainWindow::nothingIsSaidOfARunWhosePictureIsGone()
{
    key(Qt::Key_Space);
    QTRY_COMPARE_WITH_TIMEOUT(m_window->session()->state(), RunState::Working, 20'000);
    endRun();
    QVERIFY(m_window->header()->progress().startsWith(QStringLiteral("Stopped after")));
    key(Qt::Key_PageDown);
    QCOMPARE(m_window->run()->stage(), Models::RunStage::None);
    QCOMPARE(m_window->header()->progress(), QString());
    QVERIFY(m_window->stallList()->verdict().isEmpty());
}

void TstMainWindow::closingDuringARunEndsItFirst()
{
    key(Qt::Key_Space);
    QTRY_COMPARE_WITH_TIMEOUT(m_window->session()->state(), RunState::Working, 20'000);
    QVERIFY(!m_window->close());
    QVERIFY(m_window->isVisible());
    QTRY_VERIFY_WITH_TIMEOUT(!m_window->isVisible(), 20'000);
}

void TstMainWindow::themeIsRemembered()
{
    {
        MainWindow first(Ui::WindowOptions{Theme::ThemeKind::Dark, true});
        first.toggleTheme();
        first.close();
    }
    MainWindow second(Ui::WindowOptions{Theme::ThemeKind::Dark, true});
    QCOMPARE(second.theme()->kind(), Theme::ThemeKind::Light);
}

void TstMainWindow::everyControlHasAName()
{
    QCOMPARE(Testing::controlsWithoutName(m_window.get()).join(u';'), QString());
}

LOOPSCOPE_WIDGET_TEST_MAIN(TstMainWindow)
#include "tst_mainwindow.moc"
