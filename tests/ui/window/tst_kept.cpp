#include "tests/support/stricttest.h"
#include "tests/ui/window/settingswindow.h"
#include "ui/charts/chartcolumn.h"
#include "ui/charts/timeview.h"
#include "ui/panels/codepanel.h"
#include "ui/panels/headerpanel.h"
#include "ui/panels/heartbeat.h"
#include "ui/panels/messagebar.h"
#include "ui/panels/parameterbar.h"
#include "ui/panels/slidelist.h"
#include "ui/panels/stalllistpanel.h"
#include "ui/panels/statuspanel.h"
#include "ui/panels/textbutton.h"
#include "ui/presentercontroller.h"
#include "ui/replaycontroller.h"
#include "ui/runcontroller.h"

#include <QScopeGuard>

using namespace Loopscope;
using Theme::ThemeKind;
using Ui::MainWindow;
using Ui::WorkArea;

/// What the window keeps from one start to the next.
class TstKept : public Testing::StrictTest, private Testing::SettingsWindow
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { setNames(); }
    void init()
    {
        StrictTest::init();
        forget();
    }
    void highContrastOfTheDesktopIsFollowed();
    void windowIsAsItWasLeft();
    void whatIsNotRememberedWritesNothing();
    void brokenSettingsAreIgnored();
    void lastTraceIsOfferedAgain();
    void closedCodeStaysClosed();
    void firstStartHasAHint();
    void slidesAreAsTheyWereLeft();
    void resetSlideIsForgotten();
    void choicesThatAreNotValidAnyMoreAreIgnored();
};

void TstKept::highContrastOfTheDesktopIsFollowed()
{
    const QPalette usual = QGuiApplication::palette();
    const auto restore = qScopeGuard([&usual] { QGuiApplication::setPalette(usual); });
    QCOMPARE(show(true)->theme()->kind(), ThemeKind::Dark);
    QPalette contrast = usual;
    contrast.setColor(QPalette::Window, Qt::black);
    contrast.setColor(QPalette::WindowText, Qt::white);
    QGuiApplication::setPalette(contrast);
    QSettings().clear();
    QCOMPARE(show(true)->theme()->kind(), ThemeKind::HighContrast);
}

void TstKept::windowIsAsItWasLeft()
{
    QList<int> sizes;
    {
        const auto first = show(true);
        first->resize(1500, 950);
        first->theme()->setKind(ThemeKind::HighContrast);
        first->toggleSlides();
        QTest::keyClick(first.get(), Qt::Key_M, Qt::ControlModifier);
        QVERIFY(first->status()->heartbeat()->hasReducedMotion());
        dragColumns(first.get(), -80);
        QTest::mouseClick(first->stallList()->closeButton(), Qt::LeftButton);
        first->charts()->timeView()->setLength(std::chrono::seconds(20));
        key(first.get(), Qt::Key_Y);
        first->presenter()->view()->setTextScale(1.2);
        sizes = first->workArea()->columns()->sizes();
        first->close();
    }
    const auto second = show(true);
    QCOMPARE(second->size(), QSize(1500, 950));
    QCOMPARE(second->theme()->kind(), ThemeKind::HighContrast);
    QVERIFY(!second->slides()->isVisible());
    QVERIFY(second->status()->heartbeat()->hasReducedMotion());
    QVERIFY(!second->workArea()->isOpen(WorkArea::Panel::List));
    QVERIFY(second->workArea()->isOpen(WorkArea::Panel::Code));
    QCOMPARE(second->charts()->timeView()->length(), Base::Duration(std::chrono::seconds(20)));
    QVERIFY(second->charts()->isLinear());
    QCOMPARE(second->presenter()->view()->textScale(), 1.2);
    QVERIFY(sizes.last() > 440);
    QVERIFY(qAbs(second->workArea()->columns()->sizes().last() - sizes.last()) <= 2);
}

void TstKept::whatIsNotRememberedWritesNothing()
{
    {
        const auto window = show(false);
        window->toggleTheme();
        window->close();
    }
    QVERIFY(QSettings().allKeys().isEmpty());
}

void TstKept::brokenSettingsAreIgnored()
{
    {
        QSettings settings;
        settings.setValue(QStringLiteral("window/geometry"), QByteArray("nonsense"));
        settings.setValue(QStringLiteral("window/theme"), QStringLiteral("plaid"));
        settings.setValue(QStringLiteral("window/sizes"), QVariantList{-5, 7});
        settings.setValue(QStringLiteral("window/seconds"), QStringLiteral("-1e300"));
    }
    const auto window = show(true);
    window->resize(1440, 900); // the screen of the tests is smaller
    QCOMPARE(window->theme()->kind(), ThemeKind::Dark);
    QVERIFY(window->code()->isVisible());
    QVERIFY(window->charts()->timeView()->length() > Base::Duration(0));
}

void TstKept::lastTraceIsOfferedAgain()
{
    QVERIFY(!show(true)->slides()->recentButton()->isVisible());
    QFile trace(m_folder->filePath(QStringLiteral("yesterday.perfetto-trace")));
    QVERIFY(trace.open(QIODevice::WriteOnly));
    QSettings().setValue(QStringLiteral("traces/recent"), QStringList{trace.fileName()});
    const auto window = show(true);
    window->resize(1440, 900);
    Panels::TextButton *button = window->slides()->recentButton();
    QVERIFY(button->isVisible());
    QCOMPARE(button->accessibleName(), QStringLiteral("Open yesterday"));
    QSignalSpy asked(window->slides(), &Panels::SlideList::recentRequested);
    button->click();
    QCOMPARE(asked.size(), 1);
    QCOMPARE(asked[0][0].toString(), trace.fileName());
    QVERIFY(window->replays()->loader()->isLoading());
}

void TstKept::closedCodeStaysClosed()
{
    {
        const auto first = show(true);
        QTest::mouseClick(first->code()->closeButton(), Qt::LeftButton);
        first->close();
    }
    const auto second = show(true);
    QVERIFY(!second->workArea()->isOpen(WorkArea::Panel::Code));
    QVERIFY(second->workArea()->isOpen(WorkArea::Panel::List));
}

void TstKept::firstStartHasAHint()
{
    {
        const auto first = show(true);
        QVERIFY(first->messages()->isVisible());
        QVERIFY(first->messages()->message().title.contains(QStringLiteral("Space")));
        // And can be read at once.
        const QColor text = first->theme()->color(Theme::ColorRole::Text);
        QVERIFY(Testing::countPixels(first->messages(), first->messages()->rect(), text) > 50);
        key(first.get(), Qt::Key_Escape);
        QVERIFY(!first->messages()->isVisible());
        first->close();
    }
    const auto second = show(true);
    QVERIFY(!second->messages()->isVisible());
}

void TstKept::slidesAreAsTheyWereLeft()
{
    {
        const auto first = show(true);
        Ui::RunController *runs = first->runs();
        key(first.get(), Qt::Key_2);
        QCOMPARE(runs->setParameter(QStringLiteral("sleep_ms"), QStringLiteral("70")), QString());
        QCOMPARE(runs->setParameter(QStringLiteral("bystanders"), QStringLiteral("off")), QString());
        runs->setThreshold(std::chrono::milliseconds(33));
        runs->showScenario(QStringLiteral("cpu-bound"));
        first->header()->findChild<Panels::ParameterBar *>()->setRepeat(false);
        QVERIFY(!first->header()->repeat());
        first->close();
    }
    const auto second = show(true);
    Ui::RunController *runs = second->runs();
    QCOMPARE(runs->scenario()->id, QStringLiteral("cpu-bound"));
    QVERIFY(!second->header()->repeat());
    QCOMPARE(runs->variant()->id, runs->scenario()->variants.front().id);
    QCOMPARE(runs->parameters().values(), Scenario::Parameters(runs->scenario()->parameters).values());
    runs->showScenario(QStringLiteral("slow-callback"));
    QCOMPARE(runs->variant()->id, runs->scenario()->variants[1].id);
    QCOMPARE(runs->parameters().integer(QStringLiteral("sleep_ms")), 70);
    QVERIFY(!runs->parameters().isOn(QStringLiteral("bystanders")));
    QCOMPARE(second->charts()->threshold(), std::chrono::milliseconds(33));
}

void TstKept::resetSlideIsForgotten()
{
    {
        const auto first = show(true);
        key(first.get(), Qt::Key_2);
        QCOMPARE(first->runs()->setParameter(QStringLiteral("sleep_ms"), QStringLiteral("70")), QString());
        first->close();
    }
    {
        const auto second = show(true);
        QCOMPARE(second->runs()->parameters().integer(QStringLiteral("sleep_ms")), 70);
        key(second.get(), Qt::Key_R);
        second->close();
    }
    const auto third = show(true);
    const Scenario::Scenario *slide = third->runs()->scenario();
    QCOMPARE(third->runs()->variant()->id, slide->variants.front().id);
    QCOMPARE(third->runs()->parameters().values(), Scenario::Parameters(slide->parameters).values());
}

void TstKept::choicesThatAreNotValidAnyMoreAreIgnored()
{
    {
        QSettings settings;
        settings.setValue(QStringLiteral("slides/shown"), QStringLiteral("no-such-slide"));
        settings.setValue(QStringLiteral("slides/slow-callback/variant"), QStringLiteral("no-such-variant"));
        settings.setValue(QStringLiteral("slides/slow-callback/set-sleep_ms"), QStringLiteral("-7"));
        settings.setValue(QStringLiteral("slides/slow-callback/set-interval_ms"), QStringLiteral("123"));
        settings.setValue(QStringLiteral("slides/slow-callback/set-no_such_key"), QStringLiteral("1"));
        settings.setValue(QStringLiteral("slides/no-such-slide/variant"), QStringLiteral("blocking"));
    }
    const auto window = show(true);
    const Scenario::Scenario *slide = window->runs()->scenario();
    QCOMPARE(slide->id, Scenario::allScenarios().front().id);
    QCOMPARE(window->runs()->variant()->id, slide->variants.front().id);
    const Scenario::Parameters first(slide->parameters);
    QCOMPARE(window->runs()->parameters().integer(QStringLiteral("sleep_ms")),
             first.integer(QStringLiteral("sleep_ms")));
    QCOMPARE(window->runs()->parameters().integer(QStringLiteral("interval_ms")), 123);
    window->close();
    QVERIFY(!QSettings().contains(QStringLiteral("slides/slow-callback/set-sleep_ms")));
}

LOOPSCOPE_WIDGET_TEST_MAIN(TstKept)
#include "tst_kept.moc"
