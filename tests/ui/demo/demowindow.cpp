#include "tests/ui/demo/demowindow.h"

#include "tests/ui/panels/panelfixture.h"
#include "ui/charts/chartcolumn.h"
#include "ui/panels/headerpanel.h"
#include "ui/panels/parameterbar.h"
#include "ui/presentercontroller.h"
#include "ui/recordingcontroller.h"
#include "ui/runcontroller.h"

#include <QSet>
#include <QThread>

#include <ctime>

namespace Loopscope::Testing {

using Session::RunState;
using Theme::ThemeKind;

namespace {

using namespace std::chrono_literals;

constexpr QSize projector(1280, 720);
constexpr QSize screen(1920, 1080);
constexpr int fewestColors = 12; // of a picture that shows something

Base::Duration threadTime()
{
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

int colorsOf(const QImage &image)
{
    QSet<QRgb> colors;
    for (int y = 0; y < image.height(); y += 3) {
        for (int x = 0; x < image.width(); x += 3)
            colors.insert(image.pixel(x, y));
    }
    return static_cast<int>(colors.size());
}

} // namespace

bool DemoWindow::open()
{
    Monitor::LoopOptions options;
    options.name = QStringLiteral("Window");
    options.role = Trace::LoopRole::Window;
    options.threshold = 50ms;
    options.isStarted = true;
    m_watch = Monitor::Monitor::instance().attach(QThread::currentThread(), options);
    m_stalls = std::make_shared<StallSink>(m_watch->track());
    m_window = std::make_unique<Ui::MainWindow>(Ui::WindowOptions{ThemeKind::Dark, false});
    m_window->recordings()->setFolder(m_folder.path());
    m_window->setFixedSize(projector);
    quietPlatform();
    m_window->show();
    // Without a window manager, as under Xvfb, nobody else gives it the focus.
    const bool isExposed = QTest::qWaitForWindowExposed(m_window.get());
    m_window->activateWindow();
    const bool isShown = isExposed && QTest::qWaitForWindowActive(m_window.get());
    // Starting is left out of what the loop may take.
    const bool isWarm = QTest::qWaitFor([] { return Monitor::Monitor::instance().isWarm(); }, 30'000);
    Monitor::Monitor::instance().source()->addSink(m_stalls);
    connect(&m_clock, &QTimer::timeout, this, &DemoWindow::note);
    m_clock.start(10);
    return isShown && isWarm;
}

void DemoWindow::close()
{
    Monitor::Monitor::instance().source()->removeSink(m_stalls);
    m_window.reset();
    m_watch.reset();
}

QWidget *DemoWindow::target() const
{
    return m_window->presenter()->isActive() ? static_cast<QWidget *>(m_window->presenter()->view())
                                             : m_window.get();
}

void DemoWindow::key(int code, Qt::KeyboardModifiers modifiers)
{
    QTest::keyClick(target(), Qt::Key(code), modifiers);
}

void DemoWindow::makeSmall()
{
    static const std::map<QString, std::pair<const char *, const char *>> small{
        {QStringLiteral("http"), {"requests", "16"}},
        {QStringLiteral("connection-pool"), {"requests", "40"}},
        {QStringLiteral("request-reply"), {"requests", "400"}},
        {QStringLiteral("pipelining"), {"requests", "2000"}},
        {QStringLiteral("database"), {"queries", "6"}},
        {QStringLiteral("interpreter-lock"), {"calls", "4"}},
        {QStringLiteral("files"), {"size_mib", "4"}},
        {QStringLiteral("cpu-bound"), {"numbers", "3"}},
        {QStringLiteral("right-loop"), {"hops", "10"}}};
    const auto amount = small.find(m_window->runs()->scenario()->id);
    if (amount == small.end())
        return;
    const auto [key, value] = amount->second;
    QCOMPARE(m_window->runs()->setParameter(QLatin1String(key), QLatin1String(value)), QString());
    m_window->header()->parameterBar()->setRepeat(false);
}

bool DemoWindow::runVariant()
{
    if (m_window->runs()->variant()->id == QLatin1String("wrong-thread"))
        QTest::ignoreMessage(QtWarningMsg, QRegularExpression(QStringLiteral(".*")));
    key(Qt::Key_Space);
    if (!m_window->session()->isRunning())
        return false;
    if (!m_window->runs()->scenario()->hasAmount) {
        const auto hasRun = [this] {
            return m_window->session()->state() == RunState::Working && m_window->run()->isLive() &&
                   m_window->run()->runTime() > 1200ms;
        };
        if (!QTest::qWaitFor(hasRun, 30'000))
            return false;
        key(Qt::Key_Space);
    }
    return QTest::qWaitFor([this] { return m_window->session()->state() == RunState::Done; }, 60'000);
}

void DemoWindow::picture(const QString &name)
{
    QCoreApplication::processEvents(); // what is laid out in the next turn
    m_window->charts()->renderFrame();
    const QImage image = m_window->grab().toImage();
    QVERIFY2(colorsOf(image) >= fewestColors, qPrintable(name + QStringLiteral(" is blank")));
    const QString folder = qEnvironmentVariable("LOOPSCOPE_PICTURES");
    if (!folder.isEmpty())
        QVERIFY2(image.save(QDir(folder).filePath(name + QStringLiteral(".png"))), qPrintable(name));
}

void DemoWindow::pictures(const QString &state)
{
    asTest([&] { takePictures(state); });
}

void DemoWindow::takePictures(const QString &state)
{
    for (const QSize size : {projector, screen}) {
        m_window->setFixedSize(size);
        for (const ThemeKind theme : {ThemeKind::Dark, ThemeKind::Light}) {
            m_window->theme()->setKind(theme);
            picture(
                QStringLiteral("%1-%2-%3")
                    .arg(state, theme == ThemeKind::Dark ? QStringLiteral("dark") : QStringLiteral("light"))
                    .arg(size.height()));
        }
    }
    m_window->theme()->setKind(ThemeKind::Dark);
    m_window->setFixedSize(projector);
}

void DemoWindow::presenterPictures(const QString &state)
{
    key(Qt::Key_F5);
    QVERIFY(m_window->presenter()->isActive());
    asTest([&] {
        for (const QSize size : {projector, screen}) {
            m_window->setFixedSize(size);
            m_window->presenter()->refresh();
            picture(QStringLiteral("%1-presenter-%2").arg(state).arg(size.height()));
        }
        m_window->setFixedSize(projector);
    });
    key(Qt::Key_Escape);
    QVERIFY(!m_window->presenter()->isActive());
}

void DemoWindow::note()
{
    m_moments.push_back({Base::now(), threadTime()});
}

Base::Duration DemoWindow::computedIn(const Stretch &stretch) const
{
    const auto after = std::ranges::upper_bound(m_moments, stretch.from, {}, &Moment::at);
    const auto until = std::ranges::lower_bound(m_moments, stretch.to, {}, &Moment::at);
    const Base::Duration begin = after == m_moments.begin() ? Base::Duration(0) : std::prev(after)->computed;
    return (until == m_moments.end() ? threadTime() : until->computed) - begin;
}

bool DemoWindow::isTheWindows(const Trace::Stall &stall, Base::Duration limit) const
{
    using Trace::StallCause;
    const Stretch stretch{stall.startedAt, stall.startedAt + stall.duration};
    const bool isTests = std::ranges::any_of(
        m_testsOwn, [&](const Stretch &own) { return own.from < stretch.to && stretch.from < own.to; });
    if (stall.duration <= limit || isTests)
        return false;
    const bool waited =
        stall.cause == StallCause::Sleep || stall.cause == StallCause::Lock || stall.cause == StallCause::Io;
    return waited || computedIn(stretch) > limit;
}

QString DemoWindow::waitsOver(std::chrono::milliseconds limit)
{
    const auto caughtUp = std::make_shared<std::atomic<bool>>(false);
    Monitor::Monitor::instance().flush([caughtUp] { caughtUp->store(true); });
    if (!QTest::qWaitFor([&caughtUp] { return caughtUp->load(); }, 20'000))
        return QStringLiteral("The monitor does not answer.");
    QStringList told;
    for (const Trace::Stall &stall : m_stalls->stalls()) {
        if (isTheWindows(stall, limit))
            told << describe(stall);
    }
    return told.join(u'\n');
}

} // namespace Loopscope::Testing
