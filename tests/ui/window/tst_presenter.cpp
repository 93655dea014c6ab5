#include "tests/support/stricttest.h"
#include "tests/ui/panels/panelfixture.h"
#include "ui/charts/chartcolumn.h"
#include "ui/charts/latencychart.h"
#include "ui/comparecontroller.h"
#include "ui/mainwindow.h"
#include "ui/panels/comparepanel.h"
#include "ui/panels/headerpanel.h"
#include "ui/panels/keyspanel.h"
#include "ui/panels/slidelist.h"
#include "ui/presentercontroller.h"
#include "ui/runcontroller.h"
#include "ui/speakernotes.h"
#include "ui/stallcontroller.h"
#include "ui/workarea.h"

using namespace Loopscope;
using namespace std::chrono_literals;
using Theme::ColorRole;
using Theme::ThemeKind;
using Ui::MainWindow;
using Ui::PresenterLayout;

class TstPresenter : public Testing::StrictTest
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void keyEntersAndEscapeLeaves();
    void pictureIsInHighContrast();
    void typeIsLargeEnoughForTheLastRow_data();
    void typeIsLargeEnoughForTheLastRow();
    void everythingHasItsPlaceAtEachSize_data();
    void everythingHasItsPlaceAtEachSize();
    void notesAndLargeTypeLeaveTheChart_data() { everythingHasItsPlaceAtEachSize_data(); }
    void notesAndLargeTypeLeaveTheChart();
    void nothingMovesBetweenVariants();
    void keysOfAClickerChooseSlides();
    void digitsChooseTheVariant();
    void spaceRunsAndShowsTheBlockingLine();
    void heldPictureStays();
    void blankIsBlackUntilTheNextKey();
    void signsScaleTheType();
    void notesAreShownOnDemand();
    void notesWindowShowsTheSlideAndPassesKeysOn();
    void everySlideHasNotesAndALine();
    void comparisonStaysInPresenterMode();
    void keysOfTheWindowDoNothingBehindIt();
    void runBeforeAComparisonThatWasStoppedIsBack();
    void freezeModeWarnsTheAudience();
    void escapeClosesTheSheetFirst();
    void slideAfterComparisonIsStillForTheAudience();
    void otherKeysAreTheWindows();

private:
    void key(int code, Qt::KeyboardModifiers modifiers = {})
    {
        QTest::keyClick(m_window->presenter()->isActive() ? static_cast<QWidget *>(view()) : m_window.get(),
                        Qt::Key(code), modifiers);
    }
    Ui::PresenterView *view() const { return m_window->presenter()->view(); }
    void endRun();

    std::unique_ptr<MainWindow> m_window;
};

void TstPresenter::init()
{
    StrictTest::init();
    m_window = std::make_unique<MainWindow>(Ui::WindowOptions{ThemeKind::Light, false});
    QVERIFY(Testing::showWindow(m_window.get()));
}

void TstPresenter::cleanup()
{
    m_window.reset();
}

void TstPresenter::endRun()
{
    m_window->runs()->stop();
    QTRY_VERIFY_WITH_TIMEOUT(!m_window->session()->isRunning(), 20'000);
}

void TstPresenter::keyEntersAndEscapeLeaves()
{
    const QSize before = m_window->size();
    key(Qt::Key_F5);
    QVERIFY(view()->isVisible());
    QVERIFY(view()->hasFocus());
    QVERIFY(m_window->isFullScreen());
    QCOMPARE(view()->size(), m_window->size());
    QVERIFY(!m_window->workArea()->isVisible());
    key(Qt::Key_Escape);
    QVERIFY(!view()->isVisible());
    QVERIFY(!m_window->isFullScreen());
    QVERIFY(m_window->workArea()->isVisible());
    QTRY_COMPARE(m_window->size(), before);
    key(Qt::Key_F5);
    key(Qt::Key_F5);
    QVERIFY(!view()->isVisible());
}

void TstPresenter::pictureIsInHighContrast()
{
    key(Qt::Key_F5);
    QCOMPARE(Testing::pixelOf(view(), QPoint(3, 3)), QColor(Qt::black));
    QVERIFY(Testing::countPixels(view(), view()->rect(), Qt::white) > 500);
    QCOMPARE(m_window->theme()->kind(), ThemeKind::Light);
}

void TstPresenter::typeIsLargeEnoughForTheLastRow_data()
{
    QTest::addColumn<QSize>("size");
    QTest::addColumn<int>("smallest");
    QTest::newRow("1080p") << QSize(1920, 1080) << 38; // 28.5 pt at 96 dpi
    QTest::newRow("4k") << QSize(3840, 2160) << 76;
    QTest::newRow("720p") << QSize(1280, 720) << 25;
}

void TstPresenter::typeIsLargeEnoughForTheLastRow()
{
    QFETCH(QSize, size);
    QFETCH(int, smallest);
    const PresenterLayout layout(size, 1, {});
    using Theme::FontRole;
    for (const FontRole role :
         {FontRole::PresenterTitle, FontRole::PresenterLesson, FontRole::PresenterBody,
          FontRole::PresenterStrong, FontRole::PresenterNumber, FontRole::PresenterCode})
        QVERIFY(layout.font(role).pixelSize() >= smallest);
}

void TstPresenter::everythingHasItsPlaceAtEachSize_data()
{
    QTest::addColumn<QSize>("size");
    QTest::addColumn<double>("text");
    for (const QSize size : {QSize(1024, 768), QSize(1280, 720), QSize(1920, 1080), QSize(3840, 2160)}) {
        for (const double text : {PresenterLayout::smallestText, 1.0, PresenterLayout::largestText})
            QTest::addRow("%dx%d at %.1f", size.width(), size.height(), text) << size << text;
    }
}

void TstPresenter::everythingHasItsPlaceAtEachSize()
{
    QFETCH(QSize, size);
    QFETCH(double, text);
    const PresenterLayout layout(size, text, {.lessonLines = 2});
    QVERIFY(layout.code().contains(layout.codeCaption()) && layout.code().contains(layout.codeText()));
    QVERIFY(layout.codeText().top() >= layout.codeCaption().bottom());
    const std::vector<QRectF> rows{layout.title(), layout.lesson(), layout.plot(),
                                   layout.times(), layout.code(),   layout.footer()};
    for (std::size_t at = 0; at < rows.size(); ++at) {
        QVERIFY(layout.screen().contains(rows[at]));
        if (at > 0)
            QVERIFY(rows[at].top() >= rows[at - 1].bottom());
    }
    QVERIFY(layout.plot().width() > size.width() / 3.0);
    QVERIFY(layout.plot().height() > size.height() / 8.0);
}

// Whatever stands there, nothing lies over another.
void TstPresenter::notesAndLargeTypeLeaveTheChart()
{
    QFETCH(QSize, size);
    QFETCH(double, text);
    m_window->setFixedSize(size);
    key(Qt::Key_F5);
    key(Qt::Key_S);
    view()->setTextScale(text);
    for (std::size_t slide = 0; slide < Scenario::allScenarios().size(); ++slide) {
        const PresenterLayout layout = view()->layoutNow();
        const auto isBelow = [](const QRectF &lower, const QRectF &upper) {
            return lower.top() >= upper.bottom();
        };
        QVERIFY(layout.hasRoom());
        QVERIFY(isBelow(layout.lesson(), layout.title()) && isBelow(layout.plot(), layout.lesson()));
        QVERIFY(isBelow(layout.times(), layout.plot()) && isBelow(layout.code(), layout.times()));
        QVERIFY(isBelow(layout.footer(), layout.code()));
        QVERIFY(layout.plot().height() > layout.px(1080) / 4);
        QVERIFY(!Ui::PresenterChart::isNumberAlone(layout));
        QVERIFY(layout.footer().isEmpty()); // the notes lie there
        key(Qt::Key_PageDown);
    }
}

void TstPresenter::nothingMovesBetweenVariants()
{
    m_window->setFixedSize(1280, 720);
    key(Qt::Key_F5);
    for (const Scenario::Scenario &scenario : Scenario::allScenarios()) {
        QCOMPARE(view()->contents().title, scenario.title);
        key(Qt::Key_1);
        const PresenterLayout first = view()->layoutNow();
        for (std::size_t variant = 1; variant < scenario.variants.size(); ++variant) {
            key(Qt::Key_1 + static_cast<int>(variant));
            QCOMPARE(view()->contents().variant, scenario.variants[variant].title);
            QCOMPARE(view()->contents().variantNumber, static_cast<int>(variant) + 1);
            const PresenterLayout layout = view()->layoutNow();
            QCOMPARE(layout.plot(), first.plot());
            QCOMPARE(layout.code(), first.code());
            QCOMPARE(layout.footer(), first.footer());
        }
        key(Qt::Key_PageDown);
    }
}

void TstPresenter::keysOfAClickerChooseSlides()
{
    key(Qt::Key_F5);
    const QString first = view()->contents().title;
    key(Qt::Key_PageDown);
    const QString second = view()->contents().title;
    QVERIFY(second != first);
    key(Qt::Key_Right);
    QVERIFY(view()->contents().title != second);
    key(Qt::Key_Left);
    QCOMPARE(view()->contents().title, second);
    key(Qt::Key_PageUp);
    QCOMPARE(view()->contents().title, first);
    key(Qt::Key_PageUp);
    QCOMPARE(view()->contents().title, first);
}

void TstPresenter::digitsChooseTheVariant()
{
    key(Qt::Key_F5);
    QCOMPARE(view()->contents().rank, Panels::VariantRank::Worst);
    key(Qt::Key_2);
    QCOMPARE(m_window->header()->variant(), QStringLiteral("awaiting"));
    QCOMPARE(view()->contents().variant, QStringLiteral("Awaiting"));
    QCOMPARE(view()->contents().rank, Panels::VariantRank::Best);
    key(Qt::Key_4); // there is none
    QCOMPARE(m_window->header()->variant(), QStringLiteral("awaiting"));
}

void TstPresenter::spaceRunsAndShowsTheBlockingLine()
{
    m_window->runs()->setParameter(QStringLiteral("sleep_ms"), QStringLiteral("700"));
    m_window->setFixedSize(1920, 1080);
    key(Qt::Key_F5);
    QVERIFY(!view()->contents().isGuilty);
    key(Qt::Key_Space);
    QTRY_VERIFY_WITH_TIMEOUT(m_window->run()->openStall() && view()->contents().isGuilty &&
                                 view()->contents().number.caption == QStringLiteral("blocked now"),
                             20'000);
    QVERIFY(view()->contents().line.text.contains(QStringLiteral("msleep")));
    QVERIFY(view()->contents().number.isStall);
    QTRY_VERIFY_WITH_TIMEOUT(view()->contents().loop.kind == Panels::LoopStatus::Kind::Frozen, 5'000);
    Testing::keepPicture(view(), QStringLiteral("presenter-blocked"));
    // The line stands in orange, as only what is guilty does.
    const QColor stall = Theme::paletteColor(ThemeKind::HighContrast, ColorRole::Stall);
    QVERIFY(Testing::countPixels(view(), view()->rect(), stall) > 1000);
    const QRectF plot = view()->layoutNow().plot();
    endRun();
    QTRY_VERIFY(!view()->contents().verdict.isEmpty());
    QVERIFY(!view()->contents().remedy.isEmpty());
    QCOMPARE(view()->layoutNow().plot(), plot);
    Testing::keepPicture(view(), QStringLiteral("presenter-done"));
    // Under the name of another variant its result is not shown.
    key(Qt::Key_2);
    QVERIFY(!view()->contents().showsRun);
    QVERIFY(view()->contents().verdict.isEmpty());
    key(Qt::Key_1);
    QVERIFY(view()->contents().showsRun);
}

void TstPresenter::heldPictureStays()
{
    m_window->setFixedSize(1280, 720);
    key(Qt::Key_F5);
    key(Qt::Key_Space);
    QTRY_VERIFY_WITH_TIMEOUT(m_window->run()->stalls().total() > 0, 20'000);
    key(Qt::Key_H);
    QVERIFY(view()->isHeld());
    const QImage held = view()->grab().toImage();
    const quint64 before = m_window->run()->stalls().total();
    QTRY_VERIFY_WITH_TIMEOUT(m_window->run()->stalls().total() > before + 1, 20'000);
    QCOMPARE(view()->grab().toImage(), held);
    Testing::keepPicture(view(), QStringLiteral("presenter-held"));
    key(Qt::Key_H);
    QVERIFY(!view()->isHeld());
    QTRY_VERIFY(view()->grab().toImage() != held);
    endRun();
}

void TstPresenter::blankIsBlackUntilTheNextKey()
{
    key(Qt::Key_F5);
    for (const int blank : {Qt::Key_B, Qt::Key_Period}) {
        key(blank);
        QVERIFY(view()->isBlank());
        QCOMPARE(Testing::countPixels(view(), view()->rect(), Qt::white), 0);
        key(blank);
        QVERIFY(!view()->isBlank());
    }
    key(Qt::Key_B);
    key(Qt::Key_PageDown);
    QVERIFY(!view()->isBlank());
    // From black one comes back to light first.
    key(Qt::Key_B);
    key(Qt::Key_Escape);
    QVERIFY(view()->isVisible());
    QVERIFY(!view()->isBlank());
}

void TstPresenter::signsScaleTheType()
{
    m_window->setFixedSize(1280, 720);
    key(Qt::Key_F5);
    key(Qt::Key_Plus);
    QCOMPARE(view()->textScale(), 1.1);
    for (int press = 0; press < 4; ++press)
        key(Qt::Key_Plus);
    // The next step would take the chart.
    QVERIFY(view()->textScale() > 1.1 && view()->textScale() < PresenterLayout::largestText);
    QVERIFY(view()->layoutNow().plot().height() > 720 / 4.0 && !view()->layoutNow().code().isEmpty());
    Testing::keepPicture(view(), QStringLiteral("presenter-large"));
    for (int press = 0; press < 9; ++press)
        key(Qt::Key_Minus);
    QCOMPARE(view()->textScale(), PresenterLayout::smallestText);
    key(Qt::Key_0);
    QCOMPARE(view()->textScale(), 1.0);
}

void TstPresenter::notesAreShownOnDemand()
{
    m_window->setFixedSize(1280, 720);
    key(Qt::Key_F5);
    QVERIFY(view()->notes().isEmpty());
    const double plot = view()->layoutNow().plot().height();
    key(Qt::Key_S);
    QVERIFY(view()->layoutNow().plot().height() > 0.8 * plot);
    QCOMPARE(view()->notes(), Ui::speakerNotes(QStringLiteral("slow-callback")));
    Testing::keepPicture(view(), QStringLiteral("presenter-notes"));
    key(Qt::Key_PageDown);
    QCOMPARE(view()->notes(), Ui::speakerNotes(m_window->runs()->scenario()->id));
    key(Qt::Key_S);
    QVERIFY(view()->notes().isEmpty());
}

void TstPresenter::notesWindowShowsTheSlideAndPassesKeysOn()
{
    Ui::NotesWindow notes;
    notes.resize(1920, 1080);
    notes.showSlide(QStringLiteral("Pipelining"), Ui::speakerNotes(QStringLiteral("pipelining")),
                    QStringLiteral("Database"));
    Testing::keepPicture(&notes, QStringLiteral("notes-window"));
    // The next slide's name stands at the bottom, nothing below it.
    QVERIFY(Testing::countPixels(&notes, QRect(64, 960, 400, 60), QColor(0xD0, 0xD7, 0xDE)) > 20);
    QCOMPARE(Testing::countPixels(&notes, QRect(0, 1030, 1920, 50), Qt::black), 1920 * 50);
    int pressed = 0;
    connect(&notes, &Ui::NotesWindow::keyPressed, this,
            [&pressed](const QKeyEvent *event) { pressed = event->key(); });
    QVERIFY(Testing::showWindow(&notes));
    QTest::keyClick(&notes, Qt::Key_PageDown);
    QCOMPARE(pressed, int(Qt::Key_PageDown));
}

void TstPresenter::everySlideHasNotesAndALine()
{
    for (const Scenario::Scenario &scenario : Scenario::allScenarios()) {
        QVERIFY2(!Ui::speakerNotes(scenario.id).isEmpty(), qPrintable(scenario.id));
        for (const Scenario::Variant &variant : scenario.variants) {
            const Ui::SourceLine line = Ui::tellingLine(scenario, variant);
            QVERIFY2(line.isValid() && !line.text.isEmpty(), qPrintable(variant.sourceFile));
        }
    }
}

void TstPresenter::keysOfTheWindowDoNothingBehindIt()
{
    m_window->workArea()->setOpen(Ui::WorkArea::Panel::Code, false);
    key(Qt::Key_F5);
    QVERIFY(m_window->presenter()->isActive());
    for (const int hidden :
         {Qt::Key_P, Qt::Key_G, Qt::Key_W, Qt::Key_L, Qt::Key_T, Qt::Key_N, Qt::Key_Return})
        key(hidden);
    key(Qt::Key_Escape);
    QVERIFY(!m_window->presenter()->isActive());
    QVERIFY(!m_window->workArea()->isOpen(Ui::WorkArea::Panel::Code));
    QVERIFY(!m_window->charts()->latencyChart()->hasFocus());
}

void TstPresenter::comparisonStaysInPresenterMode()
{
    key(Qt::Key_F5);
    key(Qt::Key_C);
    QTRY_VERIFY(view()->contents().comparison);
    QVERIFY(m_window->presenter()->isActive());
    QVERIFY(!m_window->comparePage()->isVisible());
    QCOMPARE(view()->contents().comparison->bars.size(), 2U);
    QCOMPARE(view()->contents().comparison->bars[0].variant, QStringLiteral("Blocking"));
    QCOMPARE(view()->contents().comparison->bars[0].rank, Models::VariantRank::Worst);
    key(Qt::Key_Escape); // stops it
    QTRY_VERIFY(!m_window->compares()->isRunning());
    if (m_window->compares()->isShown())
        key(Qt::Key_Escape);
    QTRY_VERIFY(!view()->contents().comparison);
    QVERIFY(m_window->presenter()->isActive());
    key(Qt::Key_Escape);
    QVERIFY(!m_window->presenter()->isActive());
    QVERIFY(m_window->workArea()->isVisible());
}

void TstPresenter::runBeforeAComparisonThatWasStoppedIsBack()
{
    key(Qt::Key_2);
    m_window->runs()->startFor(200ms);
    QTRY_COMPARE_WITH_TIMEOUT(m_window->session()->state(), Session::RunState::Done, 20'000);
    key(Qt::Key_F5);
    const QString verdict = view()->contents().verdict;
    QVERIFY(!verdict.isEmpty());
    key(Qt::Key_C);
    QTRY_COMPARE_WITH_TIMEOUT(m_window->session()->state(), Session::RunState::Working, 20'000);
    key(Qt::Key_Escape); // the first variant
    QTRY_VERIFY(!m_window->compares()->isRunning());
    key(Qt::Key_Escape);
    QVERIFY(!view()->contents().comparison);
    QVERIFY(view()->contents().showsRun);
    QCOMPARE(view()->contents().verdict, verdict);
}

void TstPresenter::freezeModeWarnsTheAudience()
{
    key(Qt::Key_F5);
    QVERIFY(view()->contents().notice.isEmpty());
    key(Qt::Key_F5, Qt::ControlModifier);
    QTRY_VERIFY(view()->contents().notice.startsWith(QStringLiteral("This window will freeze")));
    QVERIFY(view()->contents().noticeKeys.contains(QStringLiteral("Ctrl+F5: Run")));
    QVERIFY(Testing::countPixels(view(), view()->rect(),
                                 Theme::Theme(ThemeKind::HighContrast).color(Theme::ColorRole::Accent)) > 0);
    key(Qt::Key_Escape);
    QTRY_VERIFY(view()->contents().notice.isEmpty());
    QVERIFY(m_window->presenter()->isActive());
}

void TstPresenter::escapeClosesTheSheetFirst()
{
    key(Qt::Key_F5);
    key(Qt::Key_F1);
    QVERIFY(m_window->keys()->isVisible());
    key(Qt::Key_Escape);
    QVERIFY(!m_window->keys()->isVisible());
    QVERIFY(m_window->presenter()->isActive());
    key(Qt::Key_Escape);
    QVERIFY(!m_window->presenter()->isActive());
}

// A remote control knows no Esc.
void TstPresenter::slideAfterComparisonIsStillForTheAudience()
{
    key(Qt::Key_F5);
    key(Qt::Key_C);
    QTRY_VERIFY(view()->contents().comparison);
    key(Qt::Key_PageDown);
    QVERIFY(m_window->presenter()->isActive());
    QTRY_VERIFY(!view()->contents().comparison);
    QCOMPARE(view()->contents().title, m_window->runs()->scenario()->title);
    QVERIFY(!m_window->comparePage()->isVisible());
    QVERIFY(!m_window->workArea()->isVisible());
    key(Qt::Key_F5);
    QVERIFY(m_window->workArea()->isVisible());
}

void TstPresenter::otherKeysAreTheWindows()
{
    key(Qt::Key_F5);
    key(Qt::Key_L, Qt::ControlModifier);
    QCOMPARE(m_window->theme()->kind(), ThemeKind::HighContrast);
}

LOOPSCOPE_WIDGET_TEST_MAIN(TstPresenter)
#include "tst_presenter.moc"
