// A whole demo of all slides, driven by keys: every variant runs, its newest stall is opened, all variants
// are compared, and the presenter shows each slide once. How late was the window's own loop, and how much
// work was a frame?
//
//   bench_demo [--seconds 3] [--size 1280x720]
//
// Each run lasts as long as its work does, and --seconds at most. Prints one JSON document; starting is left
// out. Runs on whatever platform QT_QPA_PLATFORM and DISPLAY name.

#include "core/async/spawn.h"
#include "core/base/histogram.h"
#include "core/monitor/monitor.h"
#include "core/scenario/scenario.h"
#include "tests/ui/window/windowstalls.h"
#include "ui/charts/chartcolumn.h"
#include "ui/charts/frameclock.h"
#include "ui/comparecontroller.h"
#include "ui/mainwindow.h"
#include "ui/presentercontroller.h"
#include "ui/runcontroller.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QCoroTimer>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>
#include <QThread>
#include <QTimer>

#include <cstdio>

using namespace Loopscope;
using namespace std::chrono_literals;

namespace {

constexpr std::chrono::milliseconds glance{100}; // between a look at the window and the next
constexpr std::chrono::milliseconds pause{400};  // in which a speaker says something

/// The work of each frame while a run goes on. A frame's painting may come after its tick, so it counts until
/// the next.
class FrameWatch final : public QObject
{
public:
    explicit FrameWatch(Ui::MainWindow *window)
        : m_window(window)
        , m_clock(window->charts()->frameClock())
    {
        connect(m_clock, &Charts::FrameClock::ticked, this, &FrameWatch::lookAtFrame);
    }

    void begin() { m_work = {}; }
    const Base::Histogram &work() const { return m_work; }

private:
    void lookAtFrame()
    {
        const Base::Duration total = m_clock->totalWork();
        if (m_clock->isActive() && m_window->run()->isLive())
            m_work.record(total - m_seen);
        m_seen = total;
    }

    Ui::MainWindow *const m_window;
    const Charts::FrameClock *const m_clock;
    Base::Histogram m_work;
    Base::Duration m_seen{0};
};

/// How long pings of the window's loop waited.
class LatencySink final : public Trace::EventSink
{
public:
    explicit LatencySink(Trace::TrackId track)
        : m_track(track)
    {}

    void consume(const Trace::BatchPtr &batch) override
    {
        const std::lock_guard lock(m_mutex);
        for (const Trace::LatencySample &sample : batch->latencies) {
            if (sample.track == m_track && sample.delivered)
                m_latency.record(sample.waited);
        }
    }

    Base::Histogram latency() const
    {
        const std::lock_guard lock(m_mutex);
        return m_latency;
    }

private:
    const Trace::TrackId m_track;
    mutable std::mutex m_mutex; // protects m_latency
    Base::Histogram m_latency;
};

class DemoBench final : public QObject
{
public:
    DemoBench(std::chrono::duration<double> longest, const QSize &size)
        : m_longest(std::chrono::duration_cast<Base::Duration>(longest))
        , m_watch(watch())
        , m_latency(std::make_shared<LatencySink>(m_watch->track()))
        , m_stalls(std::make_shared<Testing::StallSink>(m_watch->track()))
        , m_window(Ui::WindowOptions{Theme::ThemeKind::Dark, false})
        , m_frames(&m_window)
    {
        m_window.resize(size);
        m_window.show();
    }
    ~DemoBench() override
    {
        Monitor::Monitor::instance().source()->removeSink(m_latency);
        Monitor::Monitor::instance().source()->removeSink(m_stalls);
    }

    void start()
    {
        Async::spawn(
            [this] { return demo(); }, QStringLiteral("demo"),
            [](const std::exception_ptr &error) { qFatal("%s", qPrintable(Async::messageOf(error))); });
    }

private:
    static std::unique_ptr<Monitor::LoopWatch> watch()
    {
        Monitor::LoopOptions options;
        options.name = QStringLiteral("Window");
        options.role = Trace::LoopRole::Window;
        options.threshold = 50ms;
        return Monitor::Monitor::instance().attach(QThread::currentThread(), options);
    }

    void key(Qt::Key code)
    {
        QWidget *target = m_window.presenter()->isActive()
                              ? static_cast<QWidget *>(m_window.presenter()->view())
                              : &m_window;
        QTest::keyClick(target, code);
    }

    static QCoro::Task<> wait(std::chrono::milliseconds time)
    {
        QTimer timer;
        timer.setSingleShot(true);
        timer.start(time);
        co_await timer;
    }

    bool isDone() { return m_window.session()->state() == Session::RunState::Done; }

    QCoro::Task<> runOnce()
    {
        key(Qt::Key_Space);
        const Base::SteadyTime end = Base::now() + m_longest;
        while (m_window.session()->isRunning() && Base::now() < end)
            co_await wait(glance);
        if (m_window.session()->isRunning())
            key(Qt::Key_Space);
        while (!isDone())
            co_await wait(glance);
        co_await wait(pause);
    }

    QCoro::Task<> runVariant(int number)
    {
        key(Qt::Key(Qt::Key_1 + number));
        m_frames.begin();
        co_await runOnce();
        addRow(QStringLiteral("%1/%2").arg(m_window.runs()->scenario()->id, m_window.runs()->variant()->id));
        key(Qt::Key_N); // its newest stall, when it has one
        key(Qt::Key_Return);
        co_await wait(pause);
        key(Qt::Key_Escape);
    }

    QCoro::Task<> present()
    {
        key(Qt::Key_F5);
        m_frames.begin();
        co_await runOnce();
        addRow(m_window.runs()->scenario()->id + QStringLiteral(", presenter"));
        key(Qt::Key_Escape);
        co_await wait(pause);
    }

    QCoro::Task<> compare()
    {
        key(Qt::Key_C);
        while (m_window.compares()->isRunning())
            co_await wait(glance);
        co_await wait(pause);
        key(Qt::Key_Escape);
    }

    QCoro::Task<> demo()
    {
        while (!Monitor::Monitor::instance().isWarm())
            co_await wait(glance);
        co_await wait(1s);
        Monitor::Monitor::instance().source()->addSink(m_latency);
        Monitor::Monitor::instance().source()->addSink(m_stalls);
        bool isFirst = true;
        for (const Scenario::Scenario &scenario : Scenario::allScenarios()) {
            if (!std::exchange(isFirst, false))
                key(Qt::Key_PageDown);
            if (!m_window.runs()->canStart()) {
                m_skipped.append(scenario.id);
                continue;
            }
            for (int number = 0; number < static_cast<int>(scenario.variants.size()); ++number)
                co_await runVariant(number);
            co_await compare();
            co_await present();
        }
        print();
    }

    void addRow(const QString &name)
    {
        const Base::Histogram &work = m_frames.work();
        std::fprintf(stderr, "%s\n", qPrintable(name)); // it takes minutes
        m_rows.append(QJsonObject{{QStringLiteral("run"), name},
                                  {QStringLiteral("frames"), qint64(work.count())},
                                  {QStringLiteral("work_ms_p50"), Base::toMilliseconds(work.quantile(0.5))},
                                  {QStringLiteral("work_ms_p99"), Base::toMilliseconds(work.quantile(0.99))},
                                  {QStringLiteral("work_ms_max"), Base::toMilliseconds(work.max())}});
    }

    QJsonObject windowLoop() const
    {
        const Base::Histogram latency = m_latency->latency();
        QJsonArray stalls;
        for (const Trace::Stall &stall : m_stalls->stalls())
            stalls.append(Testing::describe(stall).section(u'\n', 0, 0));
        return {{QStringLiteral("pings"), qint64(latency.count())},
                {QStringLiteral("latency_ms_p50"), Base::toMilliseconds(latency.quantile(0.5))},
                {QStringLiteral("latency_ms_p99"), Base::toMilliseconds(latency.quantile(0.99))},
                {QStringLiteral("latency_ms_max"), Base::toMilliseconds(latency.max())},
                {QStringLiteral("stalls_over_50_ms"), stalls}};
    }

    void print()
    {
        const QJsonObject document{{QStringLiteral("platform"), QGuiApplication::platformName()},
                                   {QStringLiteral("window_loop"), windowLoop()},
                                   {QStringLiteral("runs"), m_rows},
                                   {QStringLiteral("unavailable"), m_skipped}};
        std::fputs(QJsonDocument(document).toJson().constData(), stdout);
        std::fflush(stdout);
        m_window.close();
        QCoreApplication::quit();
    }

    const Base::Duration m_longest;
    const std::unique_ptr<Monitor::LoopWatch> m_watch;
    const std::shared_ptr<LatencySink> m_latency;
    const std::shared_ptr<Testing::StallSink> m_stalls;
    Ui::MainWindow m_window;
    FrameWatch m_frames;
    QJsonArray m_rows;
    QJsonArray m_skipped;
};

} // namespace

int main(int argc, char **argv)
{
    qputenv("QT_NO_GLIB", "1");
    QApplication app(argc, argv);
    QCommandLineParser parser;
    parser.addHelpOption();
    const QCommandLineOption seconds(QStringLiteral("seconds"), {}, QStringLiteral("S"), QStringLiteral("3"));
    const QCommandLineOption size(QStringLiteral("size"), {}, QStringLiteral("WxH"),
                                  QStringLiteral("1280x720"));
    parser.addOptions({seconds, size});
    parser.process(app);
    DemoBench bench(
        std::chrono::duration<double>(parser.value(seconds).toDouble()),
        QSize(parser.value(size).section(u'x', 0, 0).toInt(), parser.value(size).section(u'x', 1).toInt()));
    QTimer::singleShot(0, &bench, [&bench] { bench.start(); });
    return QApplication::exec();
}
