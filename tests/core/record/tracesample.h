#pragma once

#include "core/record/perfettocodec.h"
#include "core/record/tracereader.h"
#include "core/trace/statistics.h"

#include <QBuffer>

/// A small trace with a value in every field, and what a reader makes of its bytes.
namespace Loopscope::Testing {

using namespace std::chrono_literals;

inline Base::SteadyTime sampleTime(std::chrono::microseconds time)
{
    return Base::fromNanoseconds(5'000'000'000'000) + time;
}

inline Record::RunDescription sampleRun()
{
    Record::RunDescription run;
    run.program = QStringLiteral("sample");
    run.pid = 4000;
    run.scenario = QStringLiteral("slow-callback");
    run.variant = QStringLiteral("blocking");
    run.parameters = {{QStringLiteral("sleep_ms"), QStringLiteral("100")},
                      {QStringLiteral("note"), QStringLiteral("a, b = \"c\"")}};
    return run;
}

inline Trace::Stall sampleStall()
{
    using Trace::FrameOrigin;
    Trace::Stall stall;
    stall.id = 7;
    stall.revision = 3;
    stall.track = 1;
    stall.kind = Trace::StallKind::Callback;
    stall.startedAt = sampleTime(10ms);
    stall.duration = 100ms;
    stall.eventName = QStringLiteral("QTimer timeout");
    stall.task = 9;
    stall.taskName = QStringLiteral("sleeper");
    stall.taskDone = true;
    stall.taskFunction.function = QStringLiteral("sleeper()");
    stall.createdAt = {QStringLiteral("main(int, char**)"), QStringLiteral("core/a b.cpp"), 18};
    stall.spawnedBy = {{QStringLiteral("session at work"),
                        {QStringLiteral("serve(int)"), QStringLiteral("core/a b.cpp"), 12}},
                       {QString(), {}},
                       {QStringLiteral("server"), {QString(), QStringLiteral("core/b.cpp"), 7}}};
    stall.cause = Trace::StallCause::Sleep;
    stall.evidence = QStringLiteral("in clock_nanosleep all the time");
    stall.onCpu = 3ms;
    stall.waitingForCpu = 1234567ns;
    const Trace::Frame sleep{QStringLiteral("clock_nanosleep"),
                             {},
                             0,
                             QStringLiteral("libc.so.6"),
                             0xabc,
                             FrameOrigin::System,
                             false};
    const Trace::Frame own{QStringLiteral("sleeper(int, char) [clone]"),
                           QStringLiteral("core/a b.cpp"),
                           31,
                           QStringLiteral("my program"),
                           0xdef,
                           FrameOrigin::Own,
                           true};
    const Trace::Frame qt{QStringLiteral("??"), {},   0, QStringLiteral("libQt6Core.so.6"), 1,
                          FrameOrigin::Qt,      false};
    const QString call = QStringLiteral("clock_nanosleep");
    stall.stacks = std::make_shared<const std::vector<Trace::Stack>>(
        std::vector<Trace::Stack>{{sampleTime(20ms), {sleep, own}, true, call},
                                  {sampleTime(30ms), {sleep, own}, false, call},
                                  {sampleTime(40ms), {qt}, false, {}},
                                  {sampleTime(50ms), {}, false, QStringLiteral("read")}});
    return stall;
}

inline Trace::WrongThreadUse sampleUse()
{
    Trace::WrongThreadUse use;
    use.id = 12;
    use.kind = Trace::WrongThreadKind::Delivery;
    use.firstAt = sampleTime(30ms);
    use.lastAt = sampleTime(60ms);
    use.count = 5;
    use.track = 1;
    use.object = QStringLiteral("Worker");
    use.ownThread = QStringLiteral("Loop");
    use.actualThread = QStringLiteral("Helper");
    use.place = {QStringLiteral("f()"), QStringLiteral("core/c.cpp"), 3};
    use.stack = std::make_shared<const Trace::Stack>(sampleStall().stacks->front());
    return use;
}

/// The batches that were recorded; a phase change and its totals stand in one, as the monitor sends them.
inline std::vector<Trace::Batch> sampleBatches()
{
    using namespace Trace;
    Batch first;
    first.until = sampleTime(1ms);
    first.tracks = {{1, TrackKind::Loop, LoopRole::Subject, QStringLiteral("Loop"), 4000, 4711},
                    {2, TrackKind::WorkerProcess, LoopRole::None, QStringLiteral("Worker 1"), 999, 0},
                    {5, TrackKind::Connection, LoopRole::None, QStringLiteral("Connection"), 4000, 4711}};
    first.counters = {{3, CounterKind::JobsWaiting, QStringLiteral("pool"), 3},
                      {4, CounterKind::BytesPerSecond, QStringLiteral("disk"), 0}};
    first.names = {{1, QStringLiteral("QTimer timeout")}, {2, QStringLiteral("step()")}};
    first.phases = {{Phase::Prepare, sampleTime(0us), 1}};
    first.totals = {{1, sampleTime(0us), 1, 2, 3us, 0}};
    Batch work;
    work.until = sampleTime(50ms);
    work.phases = {{Phase::Work, sampleTime(2ms), 1}};
    work.totals = {{1, sampleTime(2ms), 10, 20, 30us, 1}};
    work.slices = {{1, 1, sampleTime(3ms), 2ms, 9, 0, true, false},
                   {1, 2, sampleTime(4ms), 500us, 0, 1, false, true},
                   {2, 2, sampleTime(4ms), 3ms, 0, 0, true, true, 2ms}};
    work.summaries = {{1, 2, sampleTime(40ms), 100, 900us, 40us}};
    work.latencies = {{1, sampleTime(8ms), 4ms, 5ms, false}, {1, sampleTime(9ms), 5ms, 5ms, true, 2}};
    work.samples = {{3, sampleTime(6ms), 12}, {4, sampleTime(7ms), 0.125}};
    work.beats = {{1, sampleTime(5ms)}};
    work.dropped = 3;
    Batch late; // an outer slice comes after what it encloses
    late.until = sampleTime(130ms);
    late.slices = {{1, 1, sampleTime(2500us), 100ms, 0, 0, true, false}};
    late.stalls = {sampleStall()};
    late.wrongThreadUses = {sampleUse()};
    Batch end;
    end.until = sampleTime(400ms);
    end.phases = {{Phase::TearDown, sampleTime(300ms), 1}, {Phase::Done, sampleTime(350ms), 1}};
    end.totals = {{1, sampleTime(300ms), 50, 60, 110ms, 4}};
    end.dropped = 4;
    return {first, work, late, end};
}

inline Record::RunSummary sampleSummary()
{
    Record::RunSummary summary(QStringLiteral("The loop stood still."));
    summary.failure = QStringLiteral("It failed.");
    summary.stopped = true;
    summary.rounds = 3;
    summary.workUnits = 44;
    Trace::RequestFigures requests{1000, 2, 3, 64, 5, {}};
    for (int i = 1; i <= 1000; ++i)
        requests.latency.record(std::chrono::microseconds(i * i), 3);
    summary.requests = requests;
    summary.executors = {{QStringLiteral("pool"), QStringLiteral("thread"), 4, 10, 8, 1, 1, 7}};
    summary.self = {41.5, 0.001, 0.25, 4};
    return summary;
}

inline std::string traceOf(const std::vector<Trace::Batch> &batches)
{
    std::string out;
    Record::PerfettoCodec codec(sampleRun());
    codec.writeHeader(out, {sampleTime(-1ms), 1'700'000'000s});
    for (const Trace::Batch &batch : batches)
        codec.encode(batch, out);
    codec.setLeftOut({21, 22});
    codec.writeEnd(out, sampleSummary());
    return out;
}

inline std::string sampleTrace()
{
    return traceOf(sampleBatches());
}

struct ReadBack
{
    Record::TraceContents contents;
    std::vector<Trace::BatchPtr> batches;
    Trace::Batch all; // of every list
};

inline ReadBack readBack(std::string_view bytes, const Record::TraceReader::Progress &progress = {})
{
    ReadBack result;
    QByteArray data(bytes.data(), static_cast<qsizetype>(bytes.size()));
    QBuffer buffer(&data);
    buffer.open(QIODevice::ReadOnly);
    const auto append = [](auto &list, const auto &more) {
        list.insert(list.end(), more.begin(), more.end());
    };
    result.contents = Record::TraceReader::read(
        &buffer,
        [&](const Trace::BatchPtr &batch) {
            result.batches.push_back(batch);
            append(result.all.tracks, batch->tracks);
            append(result.all.counters, batch->counters);
            append(result.all.names, batch->names);
            append(result.all.slices, batch->slices);
            append(result.all.summaries, batch->summaries);
            append(result.all.latencies, batch->latencies);
            append(result.all.samples, batch->samples);
            append(result.all.beats, batch->beats);
            append(result.all.stalls, batch->stalls);
            append(result.all.wrongThreadUses, batch->wrongThreadUses);
            append(result.all.totals, batch->totals);
            append(result.all.phases, batch->phases);
            result.all.dropped = batch->dropped;
            result.all.until = batch->until;
        },
        progress);
    return result;
}

inline QString nameIn(const Trace::Batch &batch, Trace::NameId id)
{
    for (const auto &[known, name] : batch.names) {
        if (known == id)
            return name;
    }
    return {};
}

} // namespace Loopscope::Testing
