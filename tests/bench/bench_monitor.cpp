// What observing costs and how exact it is; resources/docs/performance.md says what it printed.
//
//     bench_monitor [dispatch] [post] [times] [idle] [accuracy] [loops[=N]] [--json FILE]     without a name:
//     all [BENCH_SECONDS=600] bench_monitor healthy     ten minutes without a false stall; status 1 when
//     there was one
#include "core/base/fastclock.h"
#include "core/base/schedulerfile.h"
#include "core/monitor/monitor.h"
#include "core/trace/eventsink.h"
#include "tests/bench/benchmark.h"

#include <QCoreApplication>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSemaphore>
#include <QThread>
#include <QTimer>

#include <sys/resource.h>

#include <algorithm>
#include <cstdio>
#include <ctime>

using namespace Loopscope;
using namespace std::chrono_literals;

namespace Loopscope::Benchmark {

namespace {

QJsonObject results;

} // namespace

void say(const char *benchmark, const char *key, double value, const char *unit)
{
    std::printf("%-10s %-44s %12.3f %s\n", benchmark, key, value, unit);
    std::fflush(stdout);
    QJsonObject object = results[QLatin1String(benchmark)].toObject();
    object[QLatin1String(key)] = value;
    results[QLatin1String(benchmark)] = object;
}

double quantile(std::vector<double> values, double which)
{
    if (values.empty())
        return 0;
    const auto at = static_cast<std::ptrdiff_t>(which * static_cast<double>(values.size() - 1));
    std::nth_element(values.begin(), values.begin() + at, values.end());
    return values[static_cast<std::size_t>(at)];
}

void flush()
{
    QSemaphore done;
    Monitor::Monitor::instance().flush([&done] { done.release(); });
    done.acquire();
}

LoopThread::LoopThread()
{
    target.moveToThread(&thread);
    thread.start();
}

LoopThread::~LoopThread()
{
    thread.quit();
    thread.wait();
}

void LoopThread::run(const std::function<void()> &action)
{
    QMetaObject::invokeMethod(&target, action, Qt::BlockingQueuedConnection);
}

std::unique_ptr<Monitor::LoopWatch> LoopThread::observe(Base::Duration threshold)
{
    Monitor::LoopOptions options;
    options.name = QStringLiteral("bench");
    options.threshold = threshold;
    options.isStarted = true;
    auto watch = Monitor::Monitor::instance().attach(&thread, options);
    while (!watch->isInstalled())
        QThread::msleep(1);
    return watch;
}

} // namespace Loopscope::Benchmark

using namespace Loopscope::Benchmark;

namespace {

Base::Duration cpuTime(clockid_t clock)
{
    timespec time{};
    ::clock_gettime(clock, &time);
    return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

void useCounter(bool wanted)
{
    while (wanted && Base::FastClock::isCounterReliable() && !Base::FastClock::usesCounter())
        QThread::msleep(10);
}

/// Nanoseconds per event that is sent to an object from outside of any dispatch.
double sendRound(int events)
{
    QObject receiver;
    QEvent event(QEvent::User);
    const auto start = Base::now();
    for (int i = 0; i < events; ++i)
        QCoreApplication::sendEvent(&receiver, &event);
    return static_cast<double>((Base::now() - start).count()) / events;
}

// In the main thread, whose loop does not run meanwhile: each sendEvent is a dispatch of its own.
void benchDispatch()
{
    constexpr int rounds = 201;
    constexpr int events = 5000; // fewer than the ring holds
    const auto measure = [&] {
        std::vector<double> costs;
        for (int i = 0; i < rounds; ++i) {
            costs.push_back(sendRound(events));
            QThread::msleep(6); // the collector empties the ring
        }
        return quantile(costs, 0.5);
    };
    const double bare = measure();
    say("dispatch", "unobserved, median ns", bare, "ns");
    Monitor::LoopOptions options;
    options.name = QStringLiteral("bench");
    options.isStarted = true;
    const auto watch = Monitor::Monitor::instance().attach(QThread::currentThread(), options);
    useCounter(true);
    const bool hasCounter = Base::FastClock::usesCounter();
    if (hasCounter)
        say("dispatch", "added with the time stamp counter", measure() - bare, "ns");
    Base::FastClock::setAllowed(false);
    QThread::msleep(300);
    say("dispatch", "added with clock_gettime", measure() - bare, "ns");
    Base::FastClock::setAllowed(true);
}

/// Posts to itself, one event per turn: each goes through the poll.
class Poster final : public QObject
{
public:
    bool event(QEvent *event) override
    {
        if (event->type() != QEvent::User)
            return QObject::event(event);
        if (left == total)
            m_start = cpuTime(CLOCK_THREAD_CPUTIME_ID);
        if (--left > 0) {
            QCoreApplication::postEvent(this, new QEvent(QEvent::User));
        } else {
            used = cpuTime(CLOCK_THREAD_CPUTIME_ID) - m_start;
            done.release();
        }
        return true;
    }
    int total = 0;
    int left = 0;
    Base::Duration used{0};
    QSemaphore done;

private:
    Base::Duration m_start{0};
};

// CPU time of the loop's thread: what others do on the machine is not in it.
double pollRound(Poster *poster, int events)
{
    poster->left = events;
    poster->total = events;
    QCoreApplication::postEvent(poster, new QEvent(QEvent::User));
    poster->done.acquire();
    return static_cast<double>(poster->used.count()) / events;
}

void benchPost()
{
    constexpr int rounds = 101;
    constexpr int events = 5000;
    LoopThread bare;
    LoopThread observed;
    const auto watch = observed.observe(100ms);
    useCounter(true);
    Poster barePoster;
    Poster observedPoster;
    barePoster.moveToThread(&bare.thread);
    observedPoster.moveToThread(&observed.thread);
    std::vector<double> bareCosts;
    std::vector<double> observedCosts;
    for (int i = 0; i < rounds; ++i) { // side by side, so that both see the same machine
        bareCosts.push_back(pollRound(&barePoster, events));
        observedCosts.push_back(pollRound(&observedPoster, events));
        QThread::msleep(6);
    }
    const double ratio = quantile(observedCosts, 0.5) / quantile(bareCosts, 0.5);
    say("post", "unobserved, median per event", quantile(bareCosts, 0.5), "ns");
    say("post", "observed, median per event", quantile(observedCosts, 0.5), "ns");
    say("post", "ratio", ratio, "");
    say("post", "ratio of the fastest rounds", quantile(observedCosts, 0) / quantile(bareCosts, 0), "");
}

/// Nanoseconds for one reading of what the scheduler knows of this thread: from a file that is kept open, and
/// from one that is opened for it.
void benchTimes()
{
    constexpr int rounds = 101;
    constexpr int readings = 1000;
    Base::SchedulerFile kept;
    const auto round = [](auto read) {
        const auto start = Base::now();
        for (int i = 0; i < readings; ++i)
            read();
        return static_cast<double>((Base::now() - start).count()) / readings;
    };
    std::vector<double> keptOpen;
    std::vector<double> openedEachTime;
    for (int i = 0; i < rounds; ++i) { // side by side, so that both see the same machine
        keptOpen.push_back(round([&kept] { kept.read(); }));
        openedEachTime.push_back(round([] { Base::SchedulerFile().read(); }));
    }
    say("times", "one reading, kept open, median", quantile(keptOpen, 0.5), "ns");
    say("times", "one reading, opened for it, median", quantile(openedEachTime, 0.5), "ns");
}

void benchIdle()
{
    constexpr auto time = 10s;
    LoopThread loop;
    const auto cost = [&] {
        const Base::Duration before = cpuTime(CLOCK_PROCESS_CPUTIME_ID);
        QThread::sleep(static_cast<unsigned long>(time.count()));
        return Base::toSeconds(cpuTime(CLOCK_PROCESS_CPUTIME_ID) - before) /
               static_cast<double>(time.count());
    };
    const double bare = cost();
    const auto watch = loop.observe(100ms);
    QThread::sleep(1);
    say("idle", "unobserved, percent of a core", bare * 100, "%");
    say("idle", "observed, percent of a core", cost() * 100, "%");
}

/// Sends itself so many events each millisecond.
class Ticker final : public QObject
{
public:
    explicit Ticker(int perTick)
        : m_perTick(perTick)
    {}
    void start() { startTimer(1, Qt::PreciseTimer); }
    std::atomic<quint64> count{0};

protected:
    void timerEvent(QTimerEvent *) override
    {
        for (int i = 0; i < m_perTick; ++i)
            QCoreApplication::postEvent(this, new QEvent(QEvent::User));
    }
    void customEvent(QEvent *) override { ++count; }

private:
    const int m_perTick;
};

class DropSink final : public Trace::EventSink
{
public:
    void consume(const Trace::BatchPtr &batch) override
    {
        dropped = std::max(dropped.load(), batch->dropped);
    }
    std::atomic<quint64> dropped{0};
};

void benchLoops(int loops)
{
    constexpr int perTick = 10; // 1000 ticks: 10 000 per second each
    constexpr auto time = 10s;
    std::vector<std::unique_ptr<LoopThread>> threads;
    std::vector<std::unique_ptr<Monitor::LoopWatch>> watches;
    std::vector<std::unique_ptr<Ticker>> tickers;
    const auto sink = std::make_shared<DropSink>();
    Monitor::Monitor &monitor = Monitor::Monitor::instance();
    monitor.source()->addSink(sink);
    flush();
    const quint64 droppedBefore = sink->dropped;
    for (int i = 0; i < loops; ++i) {
        threads.push_back(std::make_unique<LoopThread>());
        watches.push_back(threads.back()->observe(100ms));
        tickers.push_back(std::make_unique<Ticker>(perTick));
        tickers.back()->moveToThread(&threads.back()->thread);
        QMetaObject::invokeMethod(tickers.back().get(), [ticker = tickers.back().get()] { ticker->start(); });
    }
    QThread::sleep(1);
    const auto sum = [&] {
        quint64 all = 0;
        for (const auto &ticker : tickers)
            all += ticker->count;
        return all;
    };
    const quint64 before = sum();
    const Base::Duration cpuBefore = monitor.watchdogCpuTime() + monitor.collectorCpuTime();
    const auto start = Base::now();
    QThread::sleep(static_cast<unsigned long>(time.count()));
    const double seconds = Base::toSeconds(Base::now() - start);
    const double rate = static_cast<double>(sum() - before) / seconds;
    const double cpu =
        Base::toSeconds(monitor.watchdogCpuTime() + monitor.collectorCpuTime() - cpuBefore) / seconds;
    flush();
    say("loops", "dispatches per second", rate, "");
    say("loops", "dropped", static_cast<double>(sink->dropped - droppedBefore), "");
    say("loops", "watchdog and collector, percent of a core", cpu * 100, "%");
    monitor.source()->removeSink(sink);
    for (int i = 0; i < loops; ++i) // in its own thread, whose timer it has
        threads[static_cast<std::size_t>(i)]->run([&] { tickers[static_cast<std::size_t>(i)].reset(); });
}

} // namespace

int main(int argc, char **argv)
{
    qputenv("QT_NO_GLIB", "1");
    QCoreApplication app(argc, argv);
    QStringList wanted = QCoreApplication::arguments().mid(1);
    QString json;
    if (const qsizetype at = wanted.indexOf(QStringLiteral("--json")); at >= 0) {
        json = wanted.value(at + 1);
        wanted.remove(at, std::min<qsizetype>(2, wanted.size() - at));
    }
    const auto isWanted = [&](const char *name) {
        return wanted.isEmpty() || wanted.contains(QLatin1String(name));
    };
    if (isWanted("idle"))
        benchIdle(); // first: it compares with a process that has no monitor yet
    if (isWanted("dispatch"))
        benchDispatch();
    if (isWanted("post"))
        benchPost();
    if (isWanted("times"))
        benchTimes();
    if (isWanted("accuracy")) {
        for (const int milliseconds : {5, 20, 100})
            benchAccuracy(milliseconds);
    }
    if (isWanted("loops"))
        benchLoops(10);
    for (const QString &word : std::as_const(wanted)) {
        if (word.startsWith(QLatin1String("loops=")))
            benchLoops(std::clamp(word.section(u'=', 1).toInt(), 1, 1000));
    }
    int wrong = 0;
    if (wanted.contains(QLatin1String("healthy"))) // not among "all": ten minutes
        wrong = benchHealthy(std::chrono::seconds(qEnvironmentVariableIntValue("BENCH_SECONDS") > 0
                                                      ? qEnvironmentVariableIntValue("BENCH_SECONDS")
                                                      : 600));
    QFile file(json);
    if (!json.isEmpty() &&
        (!file.open(QIODevice::WriteOnly) || file.write(QJsonDocument(results).toJson()) < 0)) {
        std::fprintf(stderr, "%s cannot be written: %s\n", qPrintable(json), qPrintable(file.errorString()));
        return 1;
    }
    return wrong > 0 ? 1 : 0;
}
