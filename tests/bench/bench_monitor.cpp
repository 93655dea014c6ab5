// What observing costs and how exact it is; resources/docs/performance.md says what it printed.
//
//     bench_monitor [dispatch] [post] [idle] [accuracy] [loops] [--json FILE]     without a name: all
#include "core/base/fastclock.h"
#include "core/monitor/monitor.h"
#include "core/trace/eventsink.h"

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
#include <mutex>

using namespace Loopscope;
using namespace std::chrono_literals;

namespace {

QJsonObject results;

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

Base::Duration processCpu()
{
    timespec time{};
    ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

/// A loop in a thread of its own.
class LoopThread
{
public:
    LoopThread()
    {
        target.moveToThread(&thread);
        thread.start();
    }
    ~LoopThread()
    {
        thread.quit();
        thread.wait();
    }
    /// Runs in the loop; waits for it.
    void run(const std::function<void()> &action)
    {
        QMetaObject::invokeMethod(&target, action, Qt::BlockingQueuedConnection);
    }
    std::unique_ptr<Monitor::LoopWatch> observe(Base::Duration threshold)
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

    QThread thread;
    QObject target;
};

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
        if (--left > 0)
            QCoreApplication::postEvent(this, new QEvent(QEvent::User));
        else
            done.release();
        return true;
    }
    int left = 0;
    QSemaphore done;
};

double pollRound(Poster *poster, int events)
{
    poster->left = events;
    const auto start = Base::now();
    QCoreApplication::postEvent(poster, new QEvent(QEvent::User));
    poster->done.acquire();
    return static_cast<double>((Base::now() - start).count()) / events;
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

void benchIdle()
{
    constexpr auto time = 10s;
    LoopThread loop;
    const auto cost = [&] {
        const Base::Duration before = processCpu();
        QThread::sleep(static_cast<unsigned long>(time.count()));
        return Base::toSeconds(processCpu() - before) / static_cast<double>(time.count());
    };
    const double bare = cost();
    const auto watch = loop.observe(100ms);
    QThread::sleep(1);
    say("idle", "unobserved, percent of a core", bare * 100, "%");
    say("idle", "observed, percent of a core", cost() * 100, "%");
}

/// Keeps the last state of each stall.
class StallSink final : public Trace::EventSink
{
public:
    void consume(const Trace::BatchPtr &batch) override
    {
        const std::lock_guard lock(mutex);
        for (const Trace::Stall &stall : batch->stalls)
            stalls[stall.id] = stall;
    }
    std::mutex mutex; // protects the rest
    std::map<Trace::StallId, Trace::Stall> stalls;
};

void flush()
{
    QSemaphore done;
    Monitor::Monitor::instance().flush([&done] { done.release(); });
    done.acquire();
}

struct Truth
{
    qint64 start = 0;
    qint64 end = 0;
};

void benchAccuracy(int milliseconds)
{
    constexpr int stalls = 100;
    LoopThread loop;
    const auto threshold = std::chrono::milliseconds(milliseconds >= 20 ? 10 : 2);
    const auto watch = loop.observe(threshold);
    while (!Monitor::Monitor::instance().isWarm())
        QThread::msleep(10);
    const auto sink = std::make_shared<StallSink>();
    Monitor::Monitor::instance().source()->addSink(sink);
    flush();
    std::vector<Truth> truths(stalls);
    for (Truth &truth : truths) {
        loop.run([&truth, milliseconds] {
            truth.start = Base::toNanoseconds(Base::now());
            while (Base::toNanoseconds(Base::now()) < truth.start + milliseconds * 1'000'000LL) {
            }
            truth.end = Base::toNanoseconds(Base::now());
        });
        QThread::msleep(5);
    }
    flush();
    Monitor::Monitor::instance().source()->removeSink(sink);
    int found = 0;
    int exact = 0;
    int inTime = 0;
    std::vector<double> errors;
    std::vector<double> delays;
    for (const Truth &truth : truths) {
        for (const auto &[id, stall] : sink->stalls) {
            const qint64 start = Base::toNanoseconds(stall.startedAt);
            if (start > truth.end || start + stall.duration.count() < truth.start)
                continue;
            ++found;
            const double error =
                std::abs(static_cast<double>(stall.duration.count() - (truth.end - truth.start))) / 1e6;
            errors.push_back(error);
            exact += error <= 0.2 ? 1 : 0;
            if (const Trace::Stack *stack = stall.mainStack()) {
                const double delay =
                    Base::toMilliseconds(stack->takenAt - stall.startedAt - Base::Duration(threshold));
                delays.push_back(delay);
                inTime += delay <= 1.0 ? 1 : 0;
            }
            break;
        }
    }
    const QByteArray name = "accuracy " + QByteArray::number(milliseconds);
    say(name, "found of 100", found, "");
    say(name, "false stalls", static_cast<double>(sink->stalls.size()) - found, "");
    say(name, "duration within 0.2 ms, of 100", exact, "");
    say(name, "error, median", quantile(errors, 0.5), "ms");
    say(name, "error, largest", quantile(errors, 1), "ms");
    say(name, "first stack within 1 ms, of 100", inTime, "");
    say(name, "threshold to first stack, median", quantile(delays, 0.5), "ms");
    say(name, "threshold to first stack, 95 of 100", quantile(delays, 0.95), "ms");
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

void benchLoops()
{
    constexpr int loops = 10;
    constexpr int perTick = 10; // 10 loops, 1000 ticks: 100 000 per second
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
    if (isWanted("accuracy")) {
        for (const int milliseconds : {5, 20, 100})
            benchAccuracy(milliseconds);
    }
    if (isWanted("loops"))
        benchLoops();
    QFile file(json);
    if (!json.isEmpty() &&
        (!file.open(QIODevice::WriteOnly) || file.write(QJsonDocument(results).toJson()) < 0)) {
        std::fprintf(stderr, "%s cannot be written: %s\n", qPrintable(json), qPrintable(file.errorString()));
        return 1;
    }
    return 0;
}
