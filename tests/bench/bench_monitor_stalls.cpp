#include "core/trace/eventsink.h"
#include "tests/bench/benchmark.h"

#include <QSemaphore>
#include <QTimer>

#include <algorithm>
#include <cstdio>
#include <map>
#include <mutex>

using namespace std::chrono_literals;

namespace Loopscope::Benchmark {

namespace {

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

struct Truth
{
    qint64 start = 0;
    qint64 end = 0;
};

/// Works 3 ms of every 10: busy, and as healthy as can be.
class Worker final : public QObject
{
public:
    void start() { startTimer(10, Qt::PreciseTimer); }

protected:
    void timerEvent(QTimerEvent *) override
    {
        const auto until = Base::now() + 3ms;
        while (Base::now() < until) {
        }
    }
};

} // namespace

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

int benchHealthy(std::chrono::seconds time)
{
    constexpr auto threshold = 10ms; // the lowest that the program itself uses
    LoopThread idle;
    LoopThread busy;
    const auto idleWatch = idle.observe(threshold);
    const auto busyWatch = busy.observe(threshold);
    auto worker = std::make_unique<Worker>();
    worker->moveToThread(&busy.thread);
    busy.run([&worker] { worker->start(); });
    const auto sink = std::make_shared<StallSink>();
    Monitor::Monitor::instance().source()->addSink(sink);
    QThread::sleep(static_cast<unsigned long>(time.count()));
    flush();
    Monitor::Monitor::instance().source()->removeSink(sink);
    busy.run([&worker] { worker.reset(); });
    int caused = 0;
    for (const auto &[id, stall] : sink->stalls) {
        caused += stall.cause == Trace::StallCause::Descheduled ? 1 : 0;
        std::printf("healthy    %s loop, %.1f ms, %s: %s\n",
                    stall.track == idleWatch->track() ? "idle" : "busy", Base::toMilliseconds(stall.duration),
                    qPrintable(Trace::causeId(stall.cause)), qPrintable(stall.evidence));
    }
    const int wrong = static_cast<int>(sink->stalls.size()) - caused;
    say("healthy", "minutes", static_cast<double>(time.count()) / 60, "");
    say("healthy", "stalls that the machine caused", caused, "");
    say("healthy", "false stalls", wrong, "");
    return wrong;
}

} // namespace Loopscope::Benchmark
