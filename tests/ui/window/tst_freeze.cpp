#include "core/session/runsource.h"
#include "core/session/variantstack.h"
#include "tests/support/stricttest.h"
#include "tests/ui/panels/panelfixture.h"
#include "ui/freezecontroller.h"
#include "ui/mainwindow.h"
#include "ui/panels/headerpanel.h"
#include "ui/panels/messagebar.h"
#include "ui/panels/stallpanel.h"
#include "ui/panels/textbutton.h"
#include "ui/runcontroller.h"
#include "ui/stallcontroller.h"
#include "ui/theme/format.h"
#include "ui/workarea.h"

#include <QThread>
#include <QTimer>

#include <algorithm>

using namespace Loopscope;
using Session::RunState;
using Ui::MainWindow;

class TstFreeze : public Testing::StrictTest
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void warnsBeforeAnythingRuns();
    void cancelLeavesEverythingAsItWas();
    void reckonsHowLongItWillBlock();
    void windowFindsItsOwnStall();
    void goodVariantDoesNotFreeze();
    void whatTheWindowDoesItselfIsNoStallOfTheSlide();
    void shortStallOfTheSlideIsNoFreeze();
    void resultIsTheChosenStall();
    void variantsOfEverySlideRunOnThisLoop_data();
    void variantsOfEverySlideRunOnThisLoop();
    void windowMayGoWhileItsLoopRuns();

private:
    void key(int code, Qt::KeyboardModifiers modifiers = {})
    {
        QTest::keyClick(m_window.get(), Qt::Key(code), modifiers);
    }
    void set(const char *name, const char *value)
    {
        const QString wrong = m_window->runs()->setParameter(QLatin1String(name), QLatin1String(value));
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
    }
    QString title() const { return m_window->messages()->message().title; }

    std::unique_ptr<MainWindow> m_window;
};

void TstFreeze::init()
{
    StrictTest::init();
    m_window = std::make_unique<MainWindow>(Ui::WindowOptions{Theme::ThemeKind::Dark, false});
    auto watch = Monitor::Monitor::instance().attach(QThread::currentThread(), Ui::windowLoopOptions());
    m_window->freezing()->setWatch(std::move(watch));
    QVERIFY(Testing::showWindow(m_window.get()));
}

void TstFreeze::cleanup()
{
    m_window.reset();
}

void TstFreeze::warnsBeforeAnythingRuns()
{
    key(Qt::Key_F5, Qt::ControlModifier);
    QVERIFY(m_window->messages()->isVisible());
    QCOMPARE(title(),
             QStringLiteral("This window will freeze again and again, for about 0.1\u00a0s each time."));
    QCOMPARE(m_window->messages()->actionButton()->text(), QStringLiteral("Run"));
    QCOMPARE(m_window->messages()->closeButton()->text(), QStringLiteral("Cancel"));
    QVERIFY(!m_window->session()->isRunning());
    Testing::keepPicture(m_window.get(), QStringLiteral("freeze-before"));
}

void TstFreeze::cancelLeavesEverythingAsItWas()
{
    key(Qt::Key_F5, Qt::ControlModifier);
    key(Qt::Key_Escape);
    QVERIFY(!m_window->messages()->isVisible());
    QVERIFY(!m_window->session()->isRunning());
    // The warning is asked for anew.
    key(Qt::Key_F5, Qt::ControlModifier);
    QVERIFY(!m_window->session()->isRunning());
    // Another variant is another warning.
    key(Qt::Key_2);
    QVERIFY(!m_window->messages()->isVisible());
}

void TstFreeze::reckonsHowLongItWillBlock()
{
    set("sleep_ms", "1200");
    key(Qt::Key_F5, Qt::ControlModifier);
    QCOMPARE(title(),
             QStringLiteral("This window will freeze again and again, for about 1\u00a0s each time."));
    m_window->runs()->showScenario(QStringLiteral("http"));
    key(Qt::Key_F5, Qt::ControlModifier);
    QCOMPARE(title(), QStringLiteral("This window will freeze for about 10\u00a0s."));
    key(Qt::Key_3);
    key(Qt::Key_F5, Qt::ControlModifier);
    QCOMPARE(title(), QStringLiteral("This window may freeze."));
}

void TstFreeze::windowFindsItsOwnStall()
{
    QTRY_VERIFY_WITH_TIMEOUT(Monitor::Monitor::instance().isWarm(), 30'000);
    set("sleep_ms", "1200");
    key(Qt::Key_F5, Qt::ControlModifier);
    key(Qt::Key_Return); // as the button
    QVERIFY(m_window->session()->isRunning());
    QTRY_COMPARE_WITH_TIMEOUT(m_window->session()->state(), RunState::Done, 30'000);
    QVERIFY2(title().startsWith(QStringLiteral("This window was frozen for 1.2")), qPrintable(title()));
    Testing::keepPicture(m_window.get(), QStringLiteral("freeze-after"));
    key(Qt::Key_Return);
    QCOMPARE(m_window->workArea()->page(), Ui::WorkArea::Page::Stall);
    const Trace::Stall *stall = m_window->run()->stalls().find(m_window->stallPage()->stall());
    QVERIFY(stall && stall->culprit());
    QVERIFY2(stall->culprit()->file.endsWith(QStringLiteral("slowcallback_blocking.cpp")),
             qPrintable(stall->culprit()->file));
    QVERIFY(stall->duration >= std::chrono::milliseconds(1200));
    Testing::keepPicture(m_window.get(), QStringLiteral("freeze-stall"));
    // What was learnt is what the next warning says.
    key(Qt::Key_Escape);
    key(Qt::Key_F5, Qt::ControlModifier);
    QCOMPARE(title(),
             QStringLiteral("This window will freeze again and again, for about 1\u00a0s each time."));
}

void TstFreeze::goodVariantDoesNotFreeze()
{
    key(Qt::Key_2);
    // Painting the window on a loaded machine is no stall of the variant.
    m_window->runs()->setThreshold(std::chrono::milliseconds(2000));
    key(Qt::Key_F5, Qt::ControlModifier);
    key(Qt::Key_F5, Qt::ControlModifier);
    QVERIFY(m_window->session()->isRunning());
    QTRY_COMPARE_WITH_TIMEOUT(m_window->session()->state(), RunState::Done, 30'000);
    QCOMPARE(title(), QStringLiteral("This window was not frozen."));
}

// As painting does, at the low threshold of a slide.
void TstFreeze::whatTheWindowDoesItselfIsNoStallOfTheSlide()
{
    key(Qt::Key_2);
    m_window->runs()->setThreshold(std::chrono::milliseconds(2));
    m_window->freezing()->begin();
    QTRY_COMPARE_WITH_TIMEOUT(m_window->session()->state(), RunState::Working, 20'000);
    int blocked = 0;
    QTimer windows;
    connect(&windows, &QTimer::timeout, this, [&blocked] {
        QThread::msleep(blocked == 3 ? 80 : 15);
        ++blocked;
    });
    windows.start(50);
    QTRY_COMPARE_WITH_TIMEOUT(m_window->session()->state(), RunState::Done, 30'000);
    QVERIFY(blocked > 3);
    const auto isTold = [](const Trace::Stall &stall) {
        return stall.duration >= Session::RunSource::noticeable || stall.task != 0 ||
               Session::isOfVariant(stall);
    };
    const auto report = m_window->session()->report();
    QVERIFY(m_window->run()->stalls().longest() >= std::chrono::milliseconds(80));
    QVERIFY(report->run.longestStall >= std::chrono::milliseconds(80));
    for (const auto &[id, stall] : m_window->run()->stalls().all())
        QVERIFY2(isTold(stall), qPrintable(Trace::slowCallbackLine(stall)));
    for (const Trace::Stall *stall : report->figures.stallsOf(report->figures.subject()->track.id))
        QVERIFY2(isTold(*stall), qPrintable(Trace::slowCallbackLine(*stall)));
    // As soon as its stack has names it is known that it was none of the slide.
    QTRY_COMPARE_WITH_TIMEOUT(title(), QStringLiteral("This window was not frozen."), 20'000);
    const QString detail = m_window->messages()->message().detail;
    QVERIFY2(detail.contains(QStringLiteral("of the window itself")), qPrintable(detail));
}

// 20 ms of the slide's own code are a stall at its threshold, but not for whoever looks on.
void TstFreeze::shortStallOfTheSlideIsNoFreeze()
{
    set("sleep_ms", "20");
    m_window->runs()->setThreshold(std::chrono::milliseconds(10));
    m_window->freezing()->begin();
    QTRY_COMPARE_WITH_TIMEOUT(m_window->session()->state(), RunState::Done, 30'000);
    QVERIFY(m_window->run()->stalls().size() > 0);
    // A busy machine may make a freeze of one.
    const auto hasLong = [this] {
        return std::ranges::any_of(m_window->run()->stalls().all(), [](const auto &entry) {
            return entry.second.duration >= std::chrono::milliseconds(50);
        });
    };
    const auto isNoFreeze = [this] { return title() == QStringLiteral("This window was not frozen."); };
    QTRY_VERIFY_WITH_TIMEOUT(isNoFreeze() || hasLong(), 20'000);
}

// And it is the slide's, though something else lasted longer.
void TstFreeze::resultIsTheChosenStall()
{
    QTRY_VERIFY_WITH_TIMEOUT(Monitor::Monitor::instance().isWarm(), 30'000);
    m_window->freezing()->begin();
    QTRY_COMPARE_WITH_TIMEOUT(m_window->session()->state(), RunState::Working, 20'000);
    QTimer::singleShot(300, this, [] { QThread::msleep(400); });
    QTRY_COMPARE_WITH_TIMEOUT(m_window->session()->state(), RunState::Done, 30'000);
    const auto chosen = [this] { return m_window->run()->stalls().find(m_window->stalls()->selected()); };
    const auto isVariants = [&chosen] {
        return chosen() && chosen()->culprit() &&
               chosen()->culprit()->file.endsWith(QStringLiteral("slowcallback_blocking.cpp"));
    };
    QTRY_VERIFY_WITH_TIMEOUT(isVariants(), 20'000);
    QVERIFY2(title().contains(Theme::formatStall(chosen()->duration)), qPrintable(title()));
    QVERIFY(m_window->run()->stalls().longest() > chosen()->duration);
    const Trace::StallId id = chosen()->id;
    key(Qt::Key_Return);
    QCOMPARE(m_window->stallPage()->stall(), id);
}

void TstFreeze::variantsOfEverySlideRunOnThisLoop_data()
{
    QTest::addColumn<QString>("scenario");
    QTest::addColumn<QString>("variant");
    QTest::addColumn<QString>("parameter");
    QTest::addColumn<QString>("value");
    const QHash<QString, std::pair<const char *, const char *>> small{
        {QStringLiteral("http"), {"requests", "8"}},
        {QStringLiteral("connection-pool"), {"requests", "20"}},
        {QStringLiteral("request-reply"), {"requests", "50"}},
        {QStringLiteral("pipelining"), {"requests", "200"}},
        {QStringLiteral("database"), {"queries", "4"}},
        {QStringLiteral("interpreter-lock"), {"calls", "4"}},
        {QStringLiteral("files"), {"size_mib", "1"}},
        {QStringLiteral("cpu-bound"), {"numbers", "3"}},
        {QStringLiteral("right-loop"), {"hops", "10"}},
        {QStringLiteral("slow-callback"), {"interval_ms", "200"}}};
    for (const Scenario::Scenario &scenario : Scenario::allScenarios()) {
        const auto [key, value] = small.value(scenario.id);
        for (const Scenario::Variant &variant : scenario.variants)
            QTest::addRow("%s/%s", qPrintable(scenario.id), qPrintable(variant.id))
                << scenario.id << variant.id << QString::fromLatin1(key) << QString::fromLatin1(value);
    }
}

void TstFreeze::variantsOfEverySlideRunOnThisLoop()
{
    QFETCH(QString, scenario);
    QFETCH(QString, variant);
    QFETCH(QString, parameter);
    QFETCH(QString, value);
    m_window->runs()->showScenario(scenario);
    set(qPrintable(parameter), qPrintable(value));
    // What every slide needs is among the packages of the tests.
    QVERIFY2(m_window->runs()->canStart(),
             qPrintable(m_window->runs()->scenario()->reasonUnavailable(m_window->runs()->parameters())));
    if (variant == QStringLiteral("wrong-thread"))
        QTest::ignoreMessage(QtWarningMsg, QRegularExpression(QStringLiteral(".*")));
    m_window->header()->selectVariant(variant);
    m_window->runs()->showVariant(variant);
    m_window->freezing()->begin();
    QTRY_VERIFY_WITH_TIMEOUT(!m_window->session()->isRunning(), 60'000);
    QCOMPARE(m_window->session()->state(), RunState::Done);
    QVERIFY(m_window->session()->plan().onOwnLoop);
    QVERIFY(m_window->session()->report()->run.rounds > 0);
}

void TstFreeze::windowMayGoWhileItsLoopRuns()
{
    key(Qt::Key_2);
    m_window->freezing()->begin();
    QTRY_COMPARE_WITH_TIMEOUT(m_window->session()->state(), RunState::Working, 20'000);
    m_window.reset();
    // The run is asked to stop and ends by itself; nothing waits for it, nothing of it is left.
    QTest::qWait(300);
}

LOOPSCOPE_WIDGET_TEST_MAIN(TstFreeze)
#include "tst_freeze.moc"
