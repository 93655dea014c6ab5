// What traces cost: bytes and time per slice, opening ten million events, recording live.
//   bench_traces [EVENTS [FILE]]        10 000 000 by default; FILE is kept, for bench_replay
#include "core/record/perfettowriter.h"
#include "core/session/replaysource.h"

#include <QCoreApplication>
#include <QFile>
#include <QTemporaryDir>

#include <cstdio>
#include <ctime>
#include <thread>

using namespace Loopscope;
using namespace std::chrono_literals;

namespace {

constexpr int slicesPerBatch = 500; // 5 ms at 100 000 a second
const Base::SteadyTime start = Base::fromNanoseconds(7'000'000'000'000);

double cpuSeconds()
{
    timespec time{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

double megabytes(const char *field)
{
    QFile status(QStringLiteral("/proc/self/status"));
    if (!status.open(QIODevice::ReadOnly))
        return 0;
    for (const QByteArray &line : status.readAll().split('\n')) {
        if (line.startsWith(field))
            return line.simplified().split(' ').value(1).toDouble() / 1024;
    }
    return 0;
}

void declare(Trace::Batch *batch, Base::SteadyTime at)
{
    batch->tracks = {{1, Trace::TrackKind::Loop, Trace::LoopRole::Subject, QStringLiteral("Loop"), 0, 4711}};
    for (Trace::NameId id = 1; id <= 20; ++id)
        batch->names.emplace_back(id, QStringLiteral("Worker%1::step()").arg(id));
    batch->phases = {{Trace::Phase::Prepare, at, 1}, {Trace::Phase::Work, at, 1}};
}

Trace::BatchPtr batchAt(int index, Base::SteadyTime from)
{
    auto batch = std::make_shared<Trace::Batch>();
    batch->until = from + 5ms;
    if (index == 0)
        declare(batch.get(), from);
    batch->slices.reserve(slicesPerBatch);
    for (int i = 0; i < slicesPerBatch; ++i) {
        const auto offset = i * 10us;
        batch->slices.push_back({1, static_cast<Trace::NameId>(1 + (index + i * 7) % 20), from + offset,
                                 3us + std::chrono::nanoseconds(i * 11), 0, 0, true, false});
    }
    batch->latencies = {{1, from + 5ms, 20us, 5ms, true}};
    batch->totals = {{1, from + 5ms, static_cast<quint64>(index) * slicesPerBatch,
                      static_cast<quint64>(index) * slicesPerBatch, 3ms * index, 0}};
    return batch;
}

void encode(qint64 events, const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly))
        return;
    Record::PerfettoCodec codec{Record::RunDescription()};
    std::string out;
    codec.writeHeader(out, {start, 1'700'000'000s});
    const auto batches = static_cast<int>(events / slicesPerBatch);
    double spent = 0;
    qint64 bytes = 0;
    for (int i = 0; i < batches; ++i) {
        const Trace::BatchPtr batch = batchAt(i, start + i * 5ms);
        const double before = cpuSeconds();
        codec.encode(*batch, out);
        spent += cpuSeconds() - before;
        if (out.size() > 1U << 20) {
            bytes += file.write(out.data(), static_cast<qint64>(out.size()));
            out.clear();
        }
    }
    codec.writeEnd(out, {});
    bytes += file.write(out.data(), static_cast<qint64>(out.size()));
    std::printf("encoded: %.1f bytes per slice, %.2f million slices per second\n",
                static_cast<double>(bytes) / static_cast<double>(events),
                static_cast<double>(events) / spent / 1e6);
}

void open(const QString &path)
{
    const double file = static_cast<double>(QFile(path).size()) / 1024 / 1024;
    const double before = megabytes("VmRSS:");
    const Base::SteadyTime begin = Base::now();
    const double cpuBefore = cpuSeconds();
    const Session::ReplayTracePtr trace = Session::loadReplay(path);
    const double cpu = cpuSeconds() - cpuBefore;
    const double seconds = Base::toSeconds(Base::now() - begin);
    const double grown = megabytes("VmHWM:") - before;
    std::printf("opened: %.1f million events in %.2f s (%.4f s of CPU time); file %.0f MiB, memory %.0f MiB "
                "(%.2f times)\n",
                static_cast<double>(trace->loaded.description.events) / 1e6, seconds, cpu, file, grown,
                grown / file);
    Session::ReplaySource source(trace);
    for (const int percent : {100, 50, 10, 90}) {
        const Base::SteadyTime from = Base::now();
        source.seek(trace->begin + source.duration() / 100 * percent);
        std::printf("jump to %d %%: %.1f ms\n", percent, Base::toMilliseconds(Base::now() - from));
    }
    const Base::SteadyTime from = Base::now();
    constexpr int steps = 100;
    for (int i = 0; i < steps; ++i)
        source.stepBack();
    std::printf("step back: %.2f ms\n", Base::toMilliseconds(Base::now() - from) / steps);
}

void recordLive(const QString &path)
{
    Record::PerfettoWriter writer;
    if (writer.open(path) != Record::RecordError::None)
        return;
    constexpr int batches = 1000; // five seconds
    const Base::SteadyTime begin = Base::now();
    for (int i = 0; i < batches; ++i) {
        writer.consume(batchAt(i, begin + i * 5ms));
        std::this_thread::sleep_until(begin + (i + 1) * 5ms);
    }
    const double fraction = writer.coreFraction();
    writer.finish();
    while (!writer.isFinished())
        std::this_thread::sleep_for(10ms);
    std::printf("recorded live: 100 000 slices per second with %.2f %% of a core, %llu left out\n",
                fraction * 100, static_cast<unsigned long long>(writer.leftOut()));
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication app(argc, argv);
    const qint64 events = argc > 1 ? std::atoll(argv[1]) : 10'000'000;
    const QTemporaryDir folder;
    const QString path =
        argc > 2 ? QString::fromLocal8Bit(argv[2]) : folder.filePath(QStringLiteral("large.perfetto-trace"));
    encode(events, path);
    recordLive(folder.filePath(QStringLiteral("live.perfetto-trace")));
    open(path);
    return 0;
}
