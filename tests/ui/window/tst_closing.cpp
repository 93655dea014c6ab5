#include "tests/soak/soakplans.h"
#include "tests/support/cleantest.h"
#include "tests/ui/panels/panelfixture.h"
#include "ui/comparecontroller.h"
#include "ui/mainwindow.h"
#include "ui/panels/headerpanel.h"
#include "ui/recordingcontroller.h"
#include "ui/runcontroller.h"

#include <QSettings>
#include <QTemporaryDir>

using namespace Loopscope;
using Session::RunState;
using Ui::MainWindow;

namespace {

QtMessageHandler next = nullptr;

// What the variant in a wrong thread is about; whether it comes so far is a matter of when it is stopped.
void dropAnnouncedWarning(QtMsgType type, const QMessageLogContext &context, const QString &text)
{
    if (!text.contains(QLatin1String("Timers cannot be started from another thread")))
        next(type, context, text);
}

} // namespace

/// The window is closed at the very moment at which a run enters a phase: it goes when the run has ended, and
/// nothing of the run stays.
class TstClosing : public Testing::CleanTest
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void closedInAPhaseItEndsTheRunFirst_data();
    void closedInAPhaseItEndsTheRunFirst();
    void closedWhileVariantsAreComparedItEndsAll();
    void closedTwiceItStillEndsTheRun();

private:
    // Shown, with the plan's settings; the folder outlives it.
    std::unique_ptr<MainWindow> window(const QTemporaryDir &folder, const Session::RunPlan &plan);
    static void closeAt(MainWindow *window, RunState state);
};

void TstClosing::initTestCase()
{
    QCoreApplication::setOrganizationName(QStringLiteral("loopscope-test"));
    QCoreApplication::setApplicationName(QStringLiteral("loopscope-test"));
    Testing::quietPlatform();
    next = qInstallMessageHandler(dropAnnouncedWarning);
}

std::unique_ptr<MainWindow> TstClosing::window(const QTemporaryDir &folder, const Session::RunPlan &plan)
{
    QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, folder.path());
    auto made = std::make_unique<MainWindow>(Ui::WindowOptions{Theme::ThemeKind::Dark, false});
    made->recordings()->setFolder(folder.path());
    if (!Testing::showWindow(made.get()))
        return nullptr;
    made->runs()->showScenario(plan.scenarioId);
    made->header()->selectVariant(plan.variantId);
    for (const Scenario::Parameter &setting : plan.parameters.declared()) {
        if (setting.kind == Scenario::ParameterKind::Integer)
            made->runs()->setParameter(setting.key, QString::number(plan.parameters.integer(setting.key)));
    }
    return made;
}

void TstClosing::closeAt(MainWindow *window, RunState state)
{
    // A phase may last less than a turn of the loop, so that nobody could wait for it.
    const auto close = [window, state](RunState entered) {
        if (entered == state)
            window->close();
    };
    connect(window->session(), &Session::Session::stateChanged, window, close);
}

void TstClosing::closedInAPhaseItEndsTheRunFirst_data()
{
    QTest::addColumn<Session::RunPlan>("plan");
    QTest::addColumn<RunState>("state");
    const std::vector<std::pair<const char *, RunState>> phases{
        {"preparing", RunState::Preparing}, {"working", RunState::Working}, {"stopping", RunState::Stopping}};
    for (const Session::RunPlan &plan : Soak::allPlans({})) {
        for (const auto &[name, state] : phases)
            QTest::addRow("%s/%s, %s", qPrintable(plan.scenarioId), qPrintable(plan.variantId), name)
                << plan << state;
    }
}

void TstClosing::closedInAPhaseItEndsTheRunFirst()
{
    QFETCH(Session::RunPlan, plan);
    QFETCH(RunState, state);
    const QTemporaryDir folder;
    const auto shown = window(folder, plan);
    QVERIFY(shown);
    int entered = 0;
    connect(shown->session(), &Session::Session::stateChanged, this,
            [&entered, state](RunState now) { entered += now == state; });
    closeAt(shown.get(), state);
    shown->runs()->start();
    QCOMPARE(shown->session()->plan().variantId, plan.variantId);
    if (state == RunState::Stopping) {
        QTRY_COMPARE_WITH_TIMEOUT(shown->session()->state(), RunState::Working, 20'000);
        shown->runs()->stop();
    }
    QTRY_VERIFY_WITH_TIMEOUT(!shown->isVisible(), 20'000);
    QVERIFY(entered > 0);
    QTRY_VERIFY_WITH_TIMEOUT(!shown->session()->isRunning(), 20'000);
    QVERIFY2(!shown->session()->report()->failed, qPrintable(shown->session()->report()->failure));
    QVERIFY(shown->session()->report()->stopped);
}

void TstClosing::closedWhileVariantsAreComparedItEndsAll()
{
    const QTemporaryDir folder;
    Session::RunPlan plan = Soak::allPlans({}).back();
    for (const Session::RunPlan &other : Soak::allPlans({})) {
        if (other.scenarioId == QLatin1String("pipelining"))
            plan = other;
    }
    const auto shown = window(folder, plan);
    QVERIFY(shown);
    closeAt(shown.get(), RunState::Working);
    shown->compares()->compare();
    QVERIFY(shown->compares()->isRunning());
    QTRY_VERIFY_WITH_TIMEOUT(!shown->isVisible(), 20'000);
    QTRY_VERIFY_WITH_TIMEOUT(!shown->session()->isRunning(), 20'000);
    QVERIFY(!shown->compares()->isRunning());
}

void TstClosing::closedTwiceItStillEndsTheRun()
{
    const QTemporaryDir folder;
    const auto shown = window(folder, Soak::allPlans({}).front());
    QVERIFY(shown);
    shown->runs()->start();
    QTRY_COMPARE_WITH_TIMEOUT(shown->session()->state(), RunState::Working, 20'000);
    QVERIFY(!shown->close());
    QVERIFY(!shown->close());
    QTRY_VERIFY_WITH_TIMEOUT(!shown->isVisible(), 20'000);
    QTRY_VERIFY_WITH_TIMEOUT(!shown->session()->isRunning(), 20'000);
}

LOOPSCOPE_WIDGET_TEST_MAIN(TstClosing)
#include "tst_closing.moc"
