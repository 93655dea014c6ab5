// The limits that the window keeps to (issue 6, "Numbers"), one per mode:
//
//   bench_windowlimits start   [--runs 10]     ms from the start of a process to its first painted window,
//                                              beside a window with nothing in it
//   bench_windowlimits frames  [--frames 600]  work per frame with an hour of history, 1 000 000 samples per
//                                              series: by the clock, and as a share of a core at 60 Hz
//   bench_windowlimits memory                  after an hour against five minutes, fed at full speed
//   bench_windowlimits idle    [--seconds 20]  share of a core while nothing runs
//
// Runs on whatever platform QT_QPA_PLATFORM and DISPLAY name. Prints one JSON document.

#include "core/base/histogram.h"
#include "tests/ui/models/testrun.h"
#include "ui/charts/chartcolumn.h"
#include "ui/mainwindow.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTimer>

#include <cstdio>
#include <ctime>

using namespace Loopscope;
using Testing::TestRun;

namespace {

constexpr double hour = 3600;
constexpr double samplesPerSecond = 1'000'000 / hour; // of each series

void print(const QJsonObject &document)
{
    std::fputs(QJsonDocument(document).toJson().constData(), stdout);
    std::fflush(stdout);
}

// --- start ---

/// Says when its window was painted for the first time.
class FirstPaint final : public QObject
{
public:
    explicit FirstPaint(QWidget *window) { window->installEventFilter(this); }

protected:
    bool eventFilter(QObject *, QEvent *event) override
    {
        if (event->type() == QEvent::Paint)
            QTimer::singleShot(0, [] {
                std::fputs("painted\n", stdout);
                std::fflush(stdout);
                QCoreApplication::exit();
            });
        return false;
    }
};

int paintOnce(bool isEmpty)
{
    std::unique_ptr<QWidget> window;
    if (isEmpty)
        window = std::make_unique<QWidget>();
    else
        window = std::make_unique<Ui::MainWindow>(Ui::WindowOptions{Theme::ThemeKind::Dark, false});
    const FirstPaint watch(window.get());
    window->resize(1440, 900);
    window->show();
    return QApplication::exec();
}

double startOf(const QString &what)
{
    const Base::SteadyTime begun = Base::now();
    QProcess process;
    process.start(QCoreApplication::applicationFilePath(), {what});
    if (!process.waitForReadyRead(60'000))
        qFatal("No window was painted.");
    const double milliseconds = Base::toMilliseconds(Base::now() - begun);
    process.waitForFinished();
    return milliseconds;
}

double median(std::vector<double> values)
{
    std::ranges::sort(values);
    return values[values.size() / 2];
}

void benchStart(int runs)
{
    std::vector<double> empty;
    std::vector<double> window;
    for (int run = 0; run < runs; ++run) {
        empty.push_back(startOf(QStringLiteral("paint-empty")));
        window.push_back(startOf(QStringLiteral("paint-window")));
    }
    print({{QStringLiteral("empty_ms_median"), median(empty)},
           {QStringLiteral("window_ms_median"), median(window)},
           {QStringLiteral("times_the_empty_one"), median(window) / median(empty)}});
}

// --- history ---

/// Feeds the models what a run of an hour says, second by second.
class History
{
public:
    explicit History(Models::RunModel *run)
        : m_run(run)
    {
        m_run->setClock([this] { return Testing::at(m_seconds); });
        TestRun begin;
        m_run->apply(begin.begin(4).batch());
    }

    void runUntil(double seconds)
    {
        while (m_seconds < seconds)
            addSecond();
    }
    double seconds() const { return m_seconds; }

private:
    void addSecond()
    {
        TestRun second;
        const int samples = static_cast<int>(samplesPerSecond) + 1;
        for (int i = 0; i < samples; ++i) {
            const double at = m_seconds + i / double(samples);
            const double wave = 1 + std::sin(at * 3) + i % 7;
            second.ping(at, wave * 1e-3);
            for (const Trace::CounterId counter : {Testing::waitingCounter, Testing::runningCounter,
                                                   Testing::rateCounter, Testing::flightCounter})
                second.sample(counter, at, wave * counter);
            second.slice(i % 2 ? Testing::loopTrack : Testing::poolTrack, at, 0.001);
        }
        for (const double at : {m_seconds, m_seconds + 0.5})
            second.stall(++m_stall, at, 0.1);
        m_seconds += 1;
        m_run->apply(second.until(m_seconds).batch());
    }

    Models::RunModel *m_run;
    double m_seconds = 0;
    Trace::StallId m_stall = 0;
};

double cpuSeconds()
{
    timespec time{};
    ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

void benchFrames(Ui::MainWindow *window, int frames)
{
    window->resize(1280, 720);
    History history(window->run());
    history.runUntil(hour);
    Base::Histogram work;
    double cpu = 0;
    for (int frame = 0; frame < frames; ++frame) {
        if (frame % 60 == 0)
            history.runUntil(history.seconds() + 1);
        const Base::SteadyTime begun = Base::now();
        const double cpuBefore = cpuSeconds();
        window->charts()->renderFrame();
        window->charts()->grab(); // what a frame paints
        cpu += cpuSeconds() - cpuBefore;
        work.record(Base::now() - begun);
    }
    print({{QStringLiteral("samples_fed_per_series"), history.seconds() * samplesPerSecond},
           {QStringLiteral("samples_kept_per_series"), double(window->run()->latency().size())},
           {QStringLiteral("core_fraction_at_60_hz"), 60 * cpu / frames},
           {QStringLiteral("frame_ms_p50"), Base::toMilliseconds(work.quantile(0.5))},
           {QStringLiteral("frame_ms_p99"), Base::toMilliseconds(work.quantile(0.99))},
           {QStringLiteral("frame_ms_max"), Base::toMilliseconds(work.max())}});
}

// --- memory ---

double residentMegabytes()
{
    QFile status(QStringLiteral("/proc/self/statm"));
    if (!status.open(QIODevice::ReadOnly))
        return 0;
    return status.readAll().split(' ').value(1).toDouble() * 4096 / 1e6;
}

void benchMemory(Ui::MainWindow *window)
{
    const double before = residentMegabytes();
    History history(window->run());
    history.runUntil(hour / 12);
    window->charts()->renderFrame();
    const double fiveMinutes = residentMegabytes();
    history.runUntil(hour);
    window->charts()->renderFrame();
    const double wholeHour = residentMegabytes();
    print({{QStringLiteral("before_mb"), before},
           {QStringLiteral("five_minutes_mb"), fiveMinutes},
           {QStringLiteral("hour_mb"), wholeHour},
           {QStringLiteral("ratio"), wholeHour / fiveMinutes}});
}

// --- idle ---

int benchIdle(int seconds)
{
    // The first seconds are start-up.
    QTimer::singleShot(3000, [seconds] {
        const double before = cpuSeconds();
        const Base::SteadyTime begun = Base::now();
        QTimer::singleShot(seconds * 1000, [before, begun] {
            const double passed = Base::toSeconds(Base::now() - begun);
            print({{QStringLiteral("core_fraction"), (cpuSeconds() - before) / passed}});
            QCoreApplication::exit();
        });
    });
    return QApplication::exec();
}

int bench(const QString &mode, const QCommandLineParser &parser)
{
    if (mode == QLatin1String("paint-empty") || mode == QLatin1String("paint-window"))
        return paintOnce(mode == QLatin1String("paint-empty"));
    if (mode == QLatin1String("start")) {
        benchStart(parser.value(QStringLiteral("runs")).toInt());
        return 0;
    }
    Ui::MainWindow window(Ui::WindowOptions{Theme::ThemeKind::Dark, false});
    window.resize(1440, 900);
    window.show();
    if (mode == QLatin1String("frames"))
        benchFrames(&window, parser.value(QStringLiteral("frames")).toInt());
    else if (mode == QLatin1String("memory"))
        benchMemory(&window);
    else if (mode == QLatin1String("idle"))
        return benchIdle(parser.value(QStringLiteral("seconds")).toInt());
    else
        qFatal("start, frames, memory or idle");
    return 0;
}

} // namespace

int main(int argc, char **argv)
{
    qputenv("QT_NO_GLIB", "1");
    QApplication app(argc, argv);
    QCommandLineParser parser;
    parser.addHelpOption();
    parser.addOptions({{QStringLiteral("runs"), {}, QStringLiteral("N"), QStringLiteral("10")},
                       {QStringLiteral("frames"), {}, QStringLiteral("N"), QStringLiteral("600")},
                       {QStringLiteral("seconds"), {}, QStringLiteral("S"), QStringLiteral("20")}});
    parser.process(app);
    return bench(parser.positionalArguments().value(0), parser);
}
