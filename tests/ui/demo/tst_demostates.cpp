#include "tests/ui/demo/demowindow.h"
#include "ui/charts/chartcolumn.h"
#include "ui/freezecontroller.h"
#include "ui/panels/aboutpanel.h"
#include "ui/panels/codepanel.h"
#include "ui/panels/headerpanel.h"
#include "ui/panels/keyspanel.h"
#include "ui/panels/messagebar.h"
#include "ui/panels/slidelist.h"
#include "ui/panels/statuspanel.h"
#include "ui/panels/wirepanel.h"
#include "ui/presentercontroller.h"
#include "ui/recordingcontroller.h"
#include "ui/replaycontroller.h"
#include "ui/runcontroller.h"
#include "ui/workarea.h"

using namespace Loopscope;
using namespace std::chrono_literals;
using Session::RunState;

/// What a demo meets besides its slides: each state of the window by the keys that lead there, and its
/// picture.
class TstDemoStates : public Testing::DemoWindow
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { close(); }
    void idle();
    void keysAndAbout();
    void blockedNow();
    void panelsClosed();
    void python();
    void wireOfTheProtocolSlides();
    void recordedAndReplayed();
    void presenterInEveryState();
    void freezeBeforeAndAfter();
    void failedAndUnavailable();

private:
    bool untilBlocked();
};

void TstDemoStates::init()
{
    StrictTest::init();
    QVERIFY(open());
}

bool TstDemoStates::untilBlocked()
{
    m_window->runs()->setParameter(QStringLiteral("sleep_ms"), QStringLiteral("900"));
    key(Qt::Key_Space);
    return QTest::qWaitFor(
        [this] { return m_window->run()->openStall() && m_window->run()->currentLatency() > 150ms; }, 30'000);
}

void TstDemoStates::idle()
{
    pictures(QStringLiteral("state-idle"));
    presenterPictures(QStringLiteral("state-idle"));
}

void TstDemoStates::keysAndAbout()
{
    key(Qt::Key_F1);
    QVERIFY(m_window->keys()->isVisible());
    pictures(QStringLiteral("state-keys"));
    key(Qt::Key_Escape);
    QVERIFY(!m_window->keys()->isVisible());
    key(Qt::Key_F1, Qt::ShiftModifier);
    QVERIFY(m_window->about()->isVisible());
    pictures(QStringLiteral("state-about"));
    key(Qt::Key_Escape);
    QVERIFY(!m_window->about()->isVisible());
}

void TstDemoStates::blockedNow()
{
    QVERIFY(untilBlocked());
    pictures(QStringLiteral("state-blocked"));
    key(Qt::Key_Space);
    QTRY_VERIFY_WITH_TIMEOUT(!m_window->session()->isRunning(), 20'000);
    QVERIFY(m_window->session()->report()->stopped);
}

void TstDemoStates::panelsClosed()
{
    key(Qt::Key_B, Qt::ControlModifier);
    QVERIFY(!m_window->slides()->isVisible());
    m_window->workArea()->setOpen(Ui::WorkArea::Panel::Code, false);
    pictures(QStringLiteral("state-closed-panels"));
    for (int press = 0; press < 6 && !m_window->code()->isVisible(); ++press)
        key(Qt::Key_F6);
    QVERIFY(m_window->code()->isVisible());
}

void TstDemoStates::python()
{
    key(Qt::Key_P);
    QVERIFY(m_window->code()->showsPython());
    pictures(QStringLiteral("state-python"));
}

void TstDemoStates::wireOfTheProtocolSlides()
{
    key(Qt::Key_W);
    QVERIFY(m_window->wire()->isEmpty());
    pictures(QStringLiteral("state-wire-none"));
    for (int slide = 0; slide < 4; ++slide) {
        key(Qt::Key_PageDown);
        if (m_window->runs()->scenario()->id != QLatin1String("request-reply") &&
            m_window->runs()->scenario()->id != QLatin1String("pipelining"))
            continue;
        makeSmall();
        const auto variants = static_cast<int>(m_window->runs()->scenario()->variants.size());
        for (int number = 0; number < variants; ++number) {
            key(Qt::Key_1 + number);
            QVERIFY(runVariant());
            QTRY_VERIFY_WITH_TIMEOUT(!m_window->wire()->isEmpty(), 10'000);
            m_window->wire()->play(110);
            const Session::RunReport &report = *m_window->session()->report();
            QCOMPARE(m_window->wire()->queue().wrong() > 0, report.run.requests.wrongAnswers > 0);
            pictures(QStringLiteral("state-wire-%1-%2").arg(report.scenarioId, report.variantId));
        }
    }
    key(Qt::Key_W);
    QVERIFY(m_window->code()->isVisible());
}

void TstDemoStates::recordedAndReplayed()
{
    key(Qt::Key_R, Qt::ControlModifier);
    QVERIFY(runVariant());
    QTRY_VERIFY_WITH_TIMEOUT(!m_window->recordings()->finished().isEmpty(), 20'000);
    pictures(QStringLiteral("state-recorded"));
    const QString path = m_folder.filePath(QStringLiteral("demo.perfetto-trace"));
    QSignalSpy copied(m_window->recordings(), &Ui::RecordingController::copied);
    m_window->recordings()->copyTo(path);
    QTRY_VERIFY_WITH_TIMEOUT(!copied.isEmpty(), 20'000);
    m_window->replays()->open({path});
    QTRY_VERIFY_WITH_TIMEOUT(m_window->replays()->isActive(), 20'000);
    key(Qt::Key_Right, Qt::ShiftModifier);
    pictures(QStringLiteral("state-replay"));
    key(Qt::Key_W);
    QVERIFY(m_window->wire()->reason().contains(QStringLiteral("trace")));
    key(Qt::Key_W);
    key(Qt::Key_Escape);
    QVERIFY(!m_window->replays()->isActive());
}

void TstDemoStates::presenterInEveryState()
{
    key(Qt::Key_F5);
    QVERIFY(untilBlocked());
    asTest([this] { picture(QStringLiteral("state-presenter-blocked")); });
    key(Qt::Key_H);
    QVERIFY(m_window->presenter()->view()->isHeld());
    asTest([this] { picture(QStringLiteral("state-presenter-held")); });
    key(Qt::Key_H);
    key(Qt::Key_S);
    asTest([this] { picture(QStringLiteral("state-presenter-notes")); });
    key(Qt::Key_S);
    key(Qt::Key_B);
    QVERIFY(m_window->presenter()->view()->isBlank());
    key(Qt::Key_B);
    key(Qt::Key_Space);
    QTRY_VERIFY_WITH_TIMEOUT(!m_window->session()->isRunning(), 20'000);
    key(Qt::Key_Escape);
}

void TstDemoStates::freezeBeforeAndAfter()
{
    m_window->freezing()->setWatch(
        Monitor::Monitor::instance().attach(QThread::currentThread(), Ui::windowLoopOptions()));
    m_window->runs()->setParameter(QStringLiteral("sleep_ms"), QStringLiteral("600"));
    key(Qt::Key_F5, Qt::ControlModifier);
    pictures(QStringLiteral("state-freeze-before"));
    key(Qt::Key_F5, Qt::ControlModifier);
    QVERIFY(m_window->session()->isRunning());
    QTRY_COMPARE_WITH_TIMEOUT(m_window->session()->state(), RunState::Done, 30'000);
    pictures(QStringLiteral("state-freeze-after"));
}

void TstDemoStates::failedAndUnavailable()
{
    for (int slide = 0; slide < 4; ++slide)
        key(Qt::Key_PageDown);
    QCOMPARE(m_window->runs()->scenario()->id, QStringLiteral("pipelining"));
    m_window->runs()->setParameter(QStringLiteral("server"), QStringLiteral("127.0.0.1:1"));
    key(Qt::Key_Space);
    QTRY_COMPARE_WITH_TIMEOUT(m_window->session()->state(), RunState::Failed, 30'000);
    QCOMPARE(m_window->messages()->message().kind, Panels::Message::Kind::Error);
    pictures(QStringLiteral("state-failed"));
    presenterPictures(QStringLiteral("state-failed"));
    m_window->slides()->model()->setState(QStringLiteral("database"), Panels::SlideState::Unavailable,
                                          QStringLiteral("No ODBC driver named SQLite3 is installed. Install "
                                                         "the package libsqliteodbc."));
    pictures(QStringLiteral("state-unavailable-in-list"));
}

int main(int argc, char **argv)
{
    return Testing::demoMain<TstDemoStates>(argc, argv);
}

#include "tst_demostates.moc"
