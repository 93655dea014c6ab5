// Frames per second of the real window while a scenario runs, and how late the window's own loop is,
// measured by our own monitor.
//
//   bench_window [--seconds 60] [--scenario slow-callback/blocking] [--set KEY=VALUE]... [--size 1280x720]
//
// Runs on whatever platform QT_QPA_PLATFORM and DISPLAY name. Prints one JSON document.

#include "core/base/histogram.h"
#include "core/monitor/monitor.h"
#include "core/trace/statistics.h"
#include "ui/charts/chartcolumn.h"
#include "ui/charts/frameclock.h"
#include "ui/mainwindow.h"
#include "ui/runcontroller.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QThread>

#include <cstdio>
#include <ctime>

using namespace Loopscope;

namespace {

double threadCpuSeconds()
{
    timespec time{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

/// The largest of the loop's latency that the chart has shown, and whether it rose while a ping waited.
struct Climb
{
    double highest = 0;
    int framesClimbing = 0;
};

/// Looks at every frame of a run.
class FrameWatch final : public QObject
{
public:
    FrameWatch(Ui::MainWindow *window)
        : m_window(window)
    {
        Charts::FrameClock *clock = window->charts()->frameClock();
        connect(clock, &Charts::FrameClock::ticked, this, &FrameWatch::lookAtFrame);
        connect(clock, &Charts::FrameClock::measured, this, &FrameWatch::lookAtSecond);
    }

    QJsonObject figures() const
    {
        std::vector<double> rates = m_rates;
        std::ranges::sort(rates);
        const auto at = [&rates](double share) {
            return rates.empty() ? 0.0 : rates[static_cast<std::size_t>(share * double(rates.size() - 1))];
        };
        return {{QStringLiteral("frames_per_second_median"), at(0.5)},
                {QStringLiteral("frames_per_second_min"), at(0)},
                {QStringLiteral("frame_work_ms_mean"), m_work / std::max<std::size_t>(1, m_rates.size())},
                {QStringLiteral("frame_gap_ms_p50"), Base::toMilliseconds(m_gaps.quantile(0.5))},
                {QStringLiteral("frame_gap_ms_p99"), Base::toMilliseconds(m_gaps.quantile(0.99))},
                {QStringLiteral("frame_gap_ms_max"), Base::toMilliseconds(m_gaps.max())},
                {QStringLiteral("frames_while_blocked"), m_climb.framesClimbing},
                {QStringLiteral("latency_shown_ms_max"), m_climb.highest}};
    }

private:
    void lookAtFrame()
    {
        const Base::SteadyTime now = Base::now();
        const Models::RunModel *run = m_window->run();
        if (run->isLive() && m_lastFrame)
            m_gaps.record(now - *m_lastFrame);
        m_lastFrame = now;
        const double latency = Base::toMilliseconds(run->currentLatency());
        if (run->isLive() && run->isClimbing())
            ++m_climb.framesClimbing;
        m_climb.highest = std::max(m_climb.highest, run->isLive() ? latency : 0);
    }

    void lookAtSecond()
    {
        const Charts::FrameClock *clock = m_window->charts()->frameClock();
        if (!m_window->run()->isLive() || clock->framesPerSecond() <= 0)
            return;
        m_rates.push_back(clock->framesPerSecond());
        m_work += Base::toMilliseconds(clock->frameTime());
    }

    Ui::MainWindow *const m_window;
    std::vector<double> m_rates;
    double m_work = 0;
    Base::Histogram m_gaps;
    Climb m_climb;
    std::optional<Base::SteadyTime> m_lastFrame;
};

class WindowBench final : public QObject
{
public:
    WindowBench(const QString &target, std::chrono::duration<double> duration, const QSize &size)
        : m_target(target)
        , m_duration(duration)
        , m_watch(watch())
        , m_figures(std::make_shared<Trace::Statistics>())
        , m_window(Ui::WindowOptions{Theme::ThemeKind::Dark, false})
    {
        Monitor::Monitor::instance().source()->addSink(m_figures);
        m_window.resize(size);
        m_window.show();
    }
    ~WindowBench() override { Monitor::Monitor::instance().source()->removeSink(m_figures); }

    QString set(const QStringList &settings)
    {
        m_window.runs()->showScenario(m_target.section(u'/', 0, 0));
        if (!m_target.section(u'/', 1).isEmpty())
            m_window.runs()->showVariant(m_target.section(u'/', 1));
        for (const QString &setting : settings) {
            const QString problem =
                m_window.runs()->setParameter(setting.section(u'=', 0, 0), setting.section(u'=', 1));
            if (!problem.isEmpty())
                return problem;
        }
        return {};
    }

    void start()
    {
        m_frames = std::make_unique<FrameWatch>(&m_window);
        connect(m_window.runs(), &Ui::RunController::runEnded, this, &WindowBench::print);
        m_cpuBefore = threadCpuSeconds();
        m_startedAt = Base::now();
        m_window.runs()->startFor(m_duration);
    }

private:
    static std::unique_ptr<Monitor::LoopWatch> watch()
    {
        Monitor::LoopOptions options;
        options.name = QStringLiteral("Window");
        options.role = Trace::LoopRole::Window;
        options.threshold = std::chrono::milliseconds(50);
        return Monitor::Monitor::instance().attach(QThread::currentThread(), options);
    }

    QJsonObject windowLoop() const
    {
        const Trace::Figures figures = m_figures->figures();
        QJsonObject loop;
        for (const auto &[track, of] : figures.loops) {
            if (track != m_watch->track())
                continue;
            loop = {{QStringLiteral("latency_ms_p50"), Base::toMilliseconds(of.latency.quantile(0.5))},
                    {QStringLiteral("latency_ms_p99"), Base::toMilliseconds(of.latency.quantile(0.99))},
                    {QStringLiteral("latency_ms_max"), Base::toMilliseconds(of.latency.max())}};
        }
        QJsonArray stalls;
        for (const auto *stall : figures.stallsOf(m_watch->track()))
            stalls.append(QStringLiteral("%1 ms, %2, %3")
                              .arg(Base::toMilliseconds(stall->duration), 0, 'f', 1)
                              .arg(Trace::causeId(stall->cause), stall->culpritName()));
        loop.insert(QStringLiteral("stalls_over_50_ms"), stalls);
        return loop;
    }

    void print()
    {
        const double seconds = Base::toSeconds(Base::now() - m_startedAt);
        QJsonObject document = m_frames->figures();
        document.insert(QStringLiteral("run"), m_target);
        document.insert(QStringLiteral("platform"), QGuiApplication::platformName());
        document.insert(QStringLiteral("seconds"), seconds);
        document.insert(QStringLiteral("window_core_fraction"), (threadCpuSeconds() - m_cpuBefore) / seconds);
        document.insert(QStringLiteral("window_loop"), windowLoop());
        std::fputs(QJsonDocument(document).toJson().constData(), stdout);
        std::fflush(stdout);
        m_window.close();
        QCoreApplication::quit();
    }

    const QString m_target;
    const std::chrono::duration<double> m_duration;
    const std::unique_ptr<Monitor::LoopWatch> m_watch;
    const std::shared_ptr<Trace::Statistics> m_figures;
    Ui::MainWindow m_window;
    std::unique_ptr<FrameWatch> m_frames;
    double m_cpuBefore = 0;
    Base::SteadyTime m_startedAt;
};

} // namespace

int main(int argc, char **argv)
{
    qputenv("QT_NO_GLIB", "1");
    QApplication app(argc, argv);
    QCommandLineParser parser;
    parser.addHelpOption();
    const QCommandLineOption seconds(QStringLiteral("seconds"), {}, QStringLiteral("S"),
                                     QStringLiteral("60"));
    const QCommandLineOption target(QStringLiteral("scenario"), {}, QStringLiteral("S/V"),
                                    QStringLiteral("slow-callback/blocking"));
    const QCommandLineOption setting(QStringLiteral("set"), {}, QStringLiteral("KEY=VALUE"));
    const QCommandLineOption size(QStringLiteral("size"), {}, QStringLiteral("WxH"),
                                  QStringLiteral("1280x720"));
    parser.addOptions({seconds, target, setting, size});
    parser.process(app);
    WindowBench bench(
        parser.value(target), std::chrono::duration<double>(parser.value(seconds).toDouble()),
        QSize(parser.value(size).section(u'x', 0, 0).toInt(), parser.value(size).section(u'x', 1).toInt()));
    if (const QString problem = bench.set(parser.values(setting)); !problem.isEmpty())
        qFatal("%s", qPrintable(problem));
    QTimer::singleShot(0, &bench, [&bench] { bench.start(); });
    return QApplication::exec();
}
