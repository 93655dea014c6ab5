// What recording costs a real loop that delivers 100 000 events a second: its latency with and without a
// recording, in turns, the recorder's share of a core, and what was lost.
//   bench_recording [ROUNDS [SECONDS]]        7 rounds of 3 s each by default
#include "core/monitor/monitor.h"
#include "core/record/perfettowriter.h"

#include <QCoreApplication>
#include <QTemporaryDir>
#include <QThread>
#include <QTimerEvent>

#include <cstdio>
#include <mutex>

using namespace Loopscope;
using namespace std::chrono_literals;

namespace {

constexpr int eventsPerTick = 100; // of 1 ms

/// Sends itself events each millisecond.
class Ticker final : public QObject
{
public:
    void start() { startTimer(1, Qt::PreciseTimer); }

protected:
    void timerEvent(QTimerEvent *) override
    {
        for (int i = 0; i < eventsPerTick; ++i)
            QCoreApplication::postEvent(this, new QEvent(QEvent::User));
    }
};

/// How long pings waited, in ms.
class PingSink final : public Trace::EventSink
{
public:
    void consume(const Trace::BatchPtr &batch) override
    {
        const std::scoped_lock lock(m_mutex);
        m_dropped = std::max(m_dropped, batch->dropped);
        for (const Trace::LatencySample &sample : batch->latencies) {
            if (sample.delivered)
                m_waits.push_back(Base::toMilliseconds(sample.waited));
        }
    }
    /// Of those since it was asked last.
    double p99()
    {
        const std::scoped_lock lock(m_mutex);
        if (m_waits.empty())
            return 0;
        const auto at = static_cast<std::ptrdiff_t>(0.99 * static_cast<double>(m_waits.size() - 1));
        std::ranges::nth_element(m_waits, m_waits.begin() + at);
        const double found = m_waits[static_cast<std::size_t>(at)];
        m_waits.clear();
        return found;
    }
    quint64 dropped() const { return m_dropped; }

private:
    std::mutex m_mutex;
    std::vector<double> m_waits;
    quint64 m_dropped = 0;
};

double median(std::vector<double> values)
{
    std::ranges::sort(values);
    return values.empty() ? 0 : values[values.size() / 2];
}

struct Recorded
{
    double p99 = 0;
    double coreFraction = 0;
    quint64 leftOut = 0;
    double mebibytes = 0;
};

Recorded measureRecorded(PingSink *pings, const QString &path, std::chrono::seconds time)
{
    Trace::EventSource *source = Monitor::Monitor::instance().source();
    const auto writer = std::make_shared<Record::PerfettoWriter>();
    if (writer->open(path) != Record::RecordError::None)
        return {};
    source->addSink(writer);
    pings->p99();
    QThread::sleep(static_cast<unsigned long>(time.count()));
    Recorded result{pings->p99(), writer->coreFraction(), 0, 0};
    source->removeSink(writer);
    writer->finish();
    while (!writer->isFinished())
        QThread::msleep(10);
    result.leftOut = writer->leftOut();
    result.mebibytes = static_cast<double>(writer->bytesWritten()) / 1024 / 1024;
    return result;
}

} // namespace

int main(int argc, char **argv)
{
    qputenv("QT_NO_GLIB", "1");
    const QCoreApplication app(argc, argv);
    const int rounds = argc > 1 ? std::atoi(argv[1]) : 7;
    const std::chrono::seconds time(argc > 2 ? std::atoi(argv[2]) : 3);
    const QTemporaryDir folder;

    QThread thread;
    auto *ticker = new Ticker;
    ticker->moveToThread(&thread);
    QObject::connect(&thread, &QThread::finished, ticker, &QObject::deleteLater);
    thread.start();
    Monitor::LoopOptions options;
    options.name = QStringLiteral("bench");
    options.pingInterval = 5ms;
    options.isStarted = true;
    const auto watch = Monitor::Monitor::instance().attach(&thread, options);
    const auto pings = std::make_shared<PingSink>();
    Monitor::Monitor::instance().source()->addSink(pings);
    QMetaObject::invokeMethod(ticker, [ticker] { ticker->start(); });
    QThread::sleep(1);

    std::vector<double> bare;
    std::vector<double> recorded;
    std::vector<double> fractions;
    quint64 leftOut = 0;
    for (int round = 0; round < rounds; ++round) {
        pings->p99();
        QThread::sleep(static_cast<unsigned long>(time.count()));
        bare.push_back(pings->p99());
        const Recorded result = measureRecorded(pings.get(), folder.filePath(QString::number(round)), time);
        recorded.push_back(result.p99);
        fractions.push_back(result.coreFraction);
        leftOut += result.leftOut;
        std::printf(
            "round %d: p99 %.3f ms unrecorded, %.3f ms recorded; recorder %.2f %% of a core, %.1f MiB\n",
            round + 1, bare.back(), recorded.back(), result.coreFraction * 100, result.mebibytes);
    }
    std::printf("medians: p99 %.3f ms unrecorded, %.3f ms recorded (%.2f times); recorder %.2f %% of a core; "
                "%llu left out, %llu dropped\n",
                median(bare), median(recorded), median(recorded) / median(bare), median(fractions) * 100,
                static_cast<unsigned long long>(leftOut), static_cast<unsigned long long>(pings->dropped()));

    thread.quit();
    thread.wait();
    return 0;
}
