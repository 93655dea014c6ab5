#include "tests/support/stricttest.h"
#include "tests/ui/panels/panelfixture.h"
#include "ui/charts/flamechart.h"
#include "ui/charts/stallramp.h"
#include "ui/mainwindow.h"
#include "ui/panels/codepanel.h"
#include "ui/panels/codeview.h"
#include "ui/panels/listview.h"
#include "ui/panels/placebutton.h"
#include "ui/panels/stalllistpanel.h"
#include "ui/panels/stallpanel.h"
#include "ui/runcontroller.h"
#include "ui/stallcontroller.h"
#include "ui/workarea.h"

#include <QClipboard>
#include <QScrollArea>

using namespace Loopscope;
using Theme::ThemeKind;
using Ui::MainWindow;

/// The stall of a real run, opened by keys.
class TstStallPage : public Testing::StrictTest
{
    Q_OBJECT

private Q_SLOTS:
    void stallOfARunIsOpenedReadAndCopied();
    void callerOfWhatBlocksIsShownWithoutItsFigure();
    void stallWithoutALineHasNotAnotherOnes();
    void stallThatGoesOnHasNotTheLineOfTheOneBefore();

private:
    void key(int code, Qt::KeyboardModifiers modifiers = {})
    {
        QTest::keyClick(m_window.get(), Qt::Key(code), modifiers);
    }
    void keepPicture(const char *name)
    {
        Testing::keepPicture(m_window.get(), QStringLiteral("stall-") + QLatin1String(name));
    }
    /// Nothing of the page covers anything else of it.
    void verifyNothingOverlaps()
    {
        QCoreApplication::processEvents(); // what is laid out in the next turn
        const Panels::StallPanel *page = m_window->stallPage();
        const QWidget *content = page->scroller()->widget();
        const auto placeOf = [content](const QWidget *widget) {
            return QRect(widget->mapTo(content, QPoint(0, 0)), widget->size());
        };
        const QRect ramp = placeOf(page->ramp());
        const QRect flame = placeOf(page->flame()->parentWidget());
        const QRect stack = placeOf(page->frameView());
        QVERIFY(ramp.bottom() < flame.top());
        QVERIFY(flame.bottom() < stack.top());
        QVERIFY(flame.height() >= 3 * Charts::FlameChart::rowHeight);
        QVERIFY(stack.height() >= 2 * Charts::FlameChart::rowHeight);
        QVERIFY(stack.bottom() <= content->rect().bottom());
    }

    std::unique_ptr<MainWindow> m_window;
};

void TstStallPage::stallOfARunIsOpenedReadAndCopied()
{
    m_window = std::make_unique<MainWindow>(Ui::WindowOptions{ThemeKind::Dark, false});
    QVERIFY(Testing::showWindow(m_window.get()));
    m_window->runs()->showScenario(QStringLiteral("cpu-bound"));
    m_window->runs()->startFor(std::chrono::duration<double>(0.01));
    QTRY_VERIFY_WITH_TIMEOUT(!m_window->session()->isRunning(), 60'000);
    QTRY_VERIFY(m_window->run()->stalls().newest());
    // The last stacks get their names a little later.
    QTRY_VERIFY_WITH_TIMEOUT(m_window->run()->stalls().newest()->culprit(), 20'000);
    key(Qt::Key_Return);
    QCOMPARE(m_window->workArea()->page(), Ui::WorkArea::Page::Stall);
    const Trace::Stall *stall = m_window->run()->stalls().find(m_window->stallPage()->stall());
    QVERIFY(stall);
    QCOMPARE(m_window->stallPage()->flame()->flame().samples, static_cast<int>(stall->stacks->size()));
    QCOMPARE(m_window->stallPage()->ramp()->samplePoints().size(), stall->stacks->size());
    QVERIFY(!m_window->stallPage()->flame()->ownBar().isNull());
    QVERIFY(m_window->code()->view()->markedLine() > 0);
    key(Qt::Key_C, Qt::ControlModifier);
    QVERIFY(QGuiApplication::clipboard()->text().contains(QStringLiteral("blocked the loop for")));
    verifyNothingOverlaps();
    keepPicture("dark");
    key(Qt::Key_L, Qt::ControlModifier);
    keepPicture("light");
    key(Qt::Key_L, Qt::ControlModifier);
    keepPicture("high-contrast");
    key(Qt::Key_L);
    keepPicture("list");
    key(Qt::Key_L);
    m_window->resize(1280, 720);
    verifyNothingOverlaps();
    keepPicture("small");
    QVERIFY(!m_window->stallPage()->flame()->visibleRegion().isEmpty());
    m_window->setFocus();
    key(Qt::Key_Escape);
    QCOMPARE(m_window->workArea()->page(), Ui::WorkArea::Page::Charts);
    m_window.reset();
}

void TstStallPage::callerOfWhatBlocksIsShownWithoutItsFigure()
{
    const QString folder = QStringLiteral("core/scenario/slowcallback/");
    m_window = std::make_unique<MainWindow>(Ui::WindowOptions{ThemeKind::Dark, false});
    QVERIFY(Testing::showWindow(m_window.get()));
    const Base::SteadyTime start = Base::now();
    Trace::Stall stall = Testing::makeStall(1, start, std::chrono::milliseconds(100));
    Trace::Stack stack;
    for (const auto &[file, line] : {std::pair("slowcallback_blocking.cpp", 17), {"slowcallback.cpp", 42}}) {
        Trace::Frame frame;
        frame.file = folder + QLatin1String(file);
        frame.line = line;
        frame.origin = Trace::FrameOrigin::Own;
        stack.frames.push_back(frame);
    }
    stall.createdAt = {QString(), folder + QStringLiteral("slowcallback.cpp"), 40};
    stall.stacks = std::make_shared<const std::vector<Trace::Stack>>(1, stack);
    Testing::fillRun(m_window->run(), start, {stall});
    m_window->stalls()->open(1);
    Panels::CodePanel *code = m_window->code();
    QCOMPARE(code->view()->markedLine(), 17);
    Q_EMIT m_window->stallPage()->lineRequested(folder + QStringLiteral("slowcallback.cpp"), 42);
    QCOMPARE(code->file(), folder + QStringLiteral("slowcallback.cpp"));
    QCOMPARE(code->view()->pointedLine(), 42);
    QCOMPARE(code->view()->markedLine(), 0);
    keepPicture("caller");
    Q_EMIT m_window->stallPage()->lineRequested(folder + QStringLiteral("slowcallback_blocking.cpp"), 17);
    QCOMPARE(code->view()->pointedLine(), 0);
    QCOMPARE(code->view()->markedLine(), 17);
    // Who created the task did not block either.
    QTest::mouseClick(m_window->stallPage()->createdButton(), Qt::LeftButton);
    QCOMPARE(code->file(), folder + QStringLiteral("slowcallback.cpp"));
    QCOMPARE(code->view()->pointedLine(), 40);
    m_window->run()->clear();
    m_window.reset();
}

void TstStallPage::stallWithoutALineHasNotAnotherOnes()
{
    m_window = std::make_unique<MainWindow>(Ui::WindowOptions{ThemeKind::Dark, false});
    QVERIFY(Testing::showWindow(m_window.get()));
    const Base::SteadyTime start = Base::now();
    Trace::Stall known = Testing::makeStall(1, start, std::chrono::milliseconds(100));
    Trace::Stack stack;
    stack.frames.resize(1);
    stack.frames.front().file = QStringLiteral("core/scenario/slowcallback/slowcallback_blocking.cpp");
    stack.frames.front().line = 17;
    stack.frames.front().origin = Trace::FrameOrigin::Own;
    known.stacks = std::make_shared<const std::vector<Trace::Stack>>(1, stack);
    Trace::Stall unseen =
        Testing::makeStall(2, start + std::chrono::seconds(1), std::chrono::milliseconds(64));
    unseen.stacks.reset();
    Testing::fillRun(m_window->run(), start, {known, unseen});
    m_window->stalls()->open(1);
    QCOMPARE(m_window->code()->view()->markedLine(), 17);
    m_window->stalls()->open(2);
    QCOMPARE(m_window->code()->view()->markedLine(), 0);
    m_window->stalls()->open(1);
    QCOMPARE(m_window->code()->view()->markedLine(), 17);
    m_window.reset();
}

// On a busy machine its first stack comes late, or never.
void TstStallPage::stallThatGoesOnHasNotTheLineOfTheOneBefore()
{
    m_window = std::make_unique<MainWindow>(Ui::WindowOptions{ThemeKind::Dark, false});
    QVERIFY(Testing::showWindow(m_window.get()));
    const Base::SteadyTime start = Base::now() - std::chrono::seconds(1);
    const Trace::Stall known = Testing::makeStall(1, start, std::chrono::milliseconds(100));
    Testing::fillRun(m_window->run(), start, {known});
    QTRY_VERIFY(m_window->code()->isMarked());
    Trace::Batch batch;
    batch.stalls = {Testing::makeStall(2, Base::now(), std::chrono::milliseconds(1), true)};
    batch.stalls.front().stacks.reset();
    m_window->run()->apply(batch);
    QTRY_VERIFY(!m_window->code()->isMarked());
    m_window->run()->clear();
    m_window.reset();
}

LOOPSCOPE_WIDGET_TEST_MAIN(TstStallPage)
#include "tst_stallpage.moc"
