#include "core/monitor/monitor.h"
#include "tests/support/stricttest.h"
#include "tests/ui/panels/panelfixture.h"
#include "tests/ui/window/windowstalls.h"
#include "ui/charts/chartcolumn.h"
#include "ui/charts/frameclock.h"
#include "ui/mainwindow.h"
#include "ui/runcontroller.h"

#include <QThread>

using namespace Loopscope;
using namespace std::chrono_literals;
using Trace::StallCause;

namespace {

/// A thread that waits for another one, a disk or a clock. A machine that is busy makes a loop late too, but
/// then its thread has work to do.
bool waits(const Trace::Stall &stall)
{
    return stall.cause == StallCause::Sleep || stall.cause == StallCause::Lock ||
           stall.cause == StallCause::Io;
}

} // namespace

/// We practise what we show: our own monitor watches the window's loop while another loop is blocked.
class TstWindowLoop : public Testing::StrictTest
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void windowGoesOnWhileTheVariantBlocks();
    void windowNeverWaitsWhileItIsUsed();
    void waitOfTheWindowWouldBeSeen();

private:
    std::vector<Trace::Stall> waitsOfTheWindow();
    bool monitorHasCaughtUp();
    void lookAtFrame();

    int m_framesWhileBlocked = 0;
    double m_highestLatency = 0; // ms
    std::unique_ptr<Monitor::LoopWatch> m_watch;
    std::shared_ptr<Testing::StallSink> m_stalls;
    std::unique_ptr<Ui::MainWindow> m_window;
};

void TstWindowLoop::init()
{
    StrictTest::init();
    Monitor::LoopOptions options;
    options.name = QStringLiteral("Window");
    options.role = Trace::LoopRole::Window;
    options.threshold = 20ms;
    options.isStarted = true; // a test has no loop that could wait first
    m_watch = Monitor::Monitor::instance().attach(QThread::currentThread(), options);
    m_stalls = std::make_shared<Testing::StallSink>(m_watch->track());
    Monitor::Monitor::instance().source()->addSink(m_stalls);
    m_window = std::make_unique<Ui::MainWindow>(Ui::WindowOptions{Theme::ThemeKind::Dark, false});
    QVERIFY(Testing::showWindow(m_window.get()));
}

void TstWindowLoop::cleanup()
{
    m_window->runs()->stop();
    QTRY_VERIFY_WITH_TIMEOUT(!m_window->session()->isRunning(), 20'000);
    Monitor::Monitor::instance().source()->removeSink(m_stalls);
    m_window.reset();
    m_watch.reset();
}

bool TstWindowLoop::monitorHasCaughtUp()
{
    const auto caughtUp = std::make_shared<std::atomic<bool>>(false);
    Monitor::Monitor::instance().flush([caughtUp] { caughtUp->store(true); });
    return QTest::qWaitFor([&caughtUp] { return caughtUp->load(); }, 20'000);
}

void TstWindowLoop::lookAtFrame()
{
    if (!m_window->run()->isClimbing())
        return;
    ++m_framesWhileBlocked;
    m_highestLatency = std::max(m_highestLatency, Base::toMilliseconds(m_window->run()->currentLatency()));
}

std::vector<Trace::Stall> TstWindowLoop::waitsOfTheWindow()
{
    std::vector<Trace::Stall> found = m_stalls->stalls();
    std::erase_if(found, [](const Trace::Stall &stall) { return !waits(stall); });
    return found;
}

void TstWindowLoop::windowGoesOnWhileTheVariantBlocks()
{
    m_window->runs()->setParameter(QStringLiteral("sleep_ms"), QStringLiteral("1500"));
    const auto watching = connect(m_window->charts()->frameClock(), &Charts::FrameClock::ticked, this,
                                  &TstWindowLoop::lookAtFrame);
    m_window->runs()->start();
    // The line climbs, frame by frame, while the loop that it belongs to can do nothing.
    QTRY_VERIFY_WITH_TIMEOUT(m_highestLatency > 1000 && m_framesWhileBlocked > 10, 30'000);
    disconnect(watching);
    QVERIFY(monitorHasCaughtUp());
    const auto found = waitsOfTheWindow();
    QVERIFY2(found.empty(), found.empty() ? "" : qPrintable(Testing::describe(found.front())));
}

void TstWindowLoop::windowNeverWaitsWhileItIsUsed()
{
    for (const char *id : {"pipelining", "cpu-bound", "request-reply", "slow-callback"}) {
        m_window->runs()->showScenario(QLatin1String(id));
        for (const auto &variant : m_window->runs()->scenario()->variants) {
            m_window->runs()->showVariant(variant.id);
            m_window->runs()->start();
            QTRY_VERIFY_WITH_TIMEOUT(m_window->run()->isLive(), 30'000);
            m_window->toggleTheme();
            m_window->runs()->stop();
            QTRY_VERIFY_WITH_TIMEOUT(!m_window->session()->isRunning(), 30'000);
        }
    }
    QVERIFY(monitorHasCaughtUp());
    const auto found = waitsOfTheWindow();
    QVERIFY2(found.empty(), found.empty() ? "" : qPrintable(Testing::describe(found.front())));
}

void TstWindowLoop::waitOfTheWindowWouldBeSeen()
{
    QTRY_VERIFY_WITH_TIMEOUT(Monitor::Monitor::instance().isWarm(), 30'000);
    // Stalls count once the loop has waited: tried until it has.
    QTRY_VERIFY_WITH_TIMEOUT(
        [this] {
            QTimer::singleShot(0, m_window.get(), [] { QThread::msleep(100); });
            QTest::qWait(200);
            return monitorHasCaughtUp() && !waitsOfTheWindow().empty();
        }(),
        30'000);
}

LOOPSCOPE_WIDGET_TEST_MAIN(TstWindowLoop)

#include "tst_windowloop.moc"
