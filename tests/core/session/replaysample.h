#pragma once

#include "core/record/perfettocodec.h"

#include <QFile>

#include <optional>

/// A recording of four seconds, made by hand: a loop that blocks for 100 ms at 1, 2 and 3 s, pinged every 5
/// ms, with a dispatch each 10 ms and a counter.
namespace Loopscope::Testing {

using namespace std::chrono_literals;

struct ReplaySample
{
    Base::SteadyTime start = Base::fromNanoseconds(7'000'000'000'000);
    std::chrono::milliseconds stall{100};
    std::chrono::milliseconds longestPing{1000}; ///< one that came later than the stall's begin waits less
    QString function = QStringLiteral("sleeper()");
    QString file = QStringLiteral("core/scenario/slowcallback/slowcallback_blocking.cpp");
    Trace::StallCause cause = Trace::StallCause::Sleep;
    bool hasPhases = true;
    int slicesPerTenMs = 1;
    int workers = 1;
    std::optional<std::chrono::milliseconds> workerWaited; ///< of each slice of six milliseconds

    static constexpr std::chrono::seconds length{4};

    std::vector<Trace::Batch> batches() const
    {
        using namespace Trace;
        std::vector<Batch> all;
        Batch first;
        first.tracks = {{1, TrackKind::Loop, LoopRole::Subject, QStringLiteral("Loop"), 4000, 4711},
                        {2, TrackKind::WorkerThread, LoopRole::None, QStringLiteral("Worker 1"), 4000, 4712}};
        for (TrackId more = 2; more <= static_cast<TrackId>(workers); ++more)
            first.tracks.push_back({more + 1, TrackKind::WorkerThread, LoopRole::None,
                                    QStringLiteral("Worker %1").arg(more), 4000,
                                    4711 + static_cast<qint64>(more)});
        first.counters = {{1, CounterKind::JobsRunning, QStringLiteral("pool"), 4}};
        first.names = {{1, QStringLiteral("QTimer timeout")}, {2, QStringLiteral("prime()")}};
        if (hasPhases)
            first.phases = {{Phase::Prepare, start - 10ms, 1}, {Phase::Work, start, 1}};
        first.totals = {{1, start, 1, 1, 0ns, 0}};
        first.until = start;
        all.push_back(first);
        for (std::chrono::milliseconds at{10}; at <= length; at += 10ms)
            all.push_back(tenMilliseconds(at));
        if (hasPhases) {
            Batch last;
            last.until = start + length + 20ms;
            last.phases = {{Phase::TearDown, start + length, 1}, {Phase::Done, start + length + 10ms, 1}};
            last.totals = {{1, start + length, 900, 400, 400ms, 0}};
            all.push_back(last);
        }
        return all;
    }

    /// What happened in the ten milliseconds before `at`.
    Trace::Batch tenMilliseconds(std::chrono::milliseconds at) const
    {
        Trace::Batch batch;
        const Base::SteadyTime now = start + at;
        batch.until = now;
        const auto intoSecond = at % 1000ms;
        const bool blocks = at >= 1000ms && intoSecond > 0ms && intoSecond <= stall && at < length;
        for (const auto back : {5ms, 0ms}) {
            const auto waited = blocks ? intoSecond - back : std::chrono::milliseconds(0);
            const bool delivered = !blocks || (intoSecond == stall && back == 0ms);
            batch.latencies.push_back(
                {1, now - back, std::clamp<Base::Duration>(waited, 50us, longestPing), 5ms, delivered});
            batch.beats.push_back({1, now - back});
        }
        for (int i = 0; i < slicesPerTenMs && !blocks; ++i)
            batch.slices.push_back({1, 1, now - 9ms + i * 1us, 800ns, 0, 0, true, false});
        for (Trace::TrackId worker = 2; worker <= static_cast<Trace::TrackId>(workers) + 1; ++worker)
            batch.slices.push_back({worker, 2, now - 8ms, 6ms, 0, 0, true, false, workerWaited});
        batch.samples = {{1, now, static_cast<double>(at.count() / 10 % 5)}};
        batch.totals = {{1, now, static_cast<quint64>(at.count() / 5), static_cast<quint64>(at.count() / 10),
                         at / 10, 0}};
        if (blocks && intoSecond == stall) {
            batch.slices.push_back({1, 1, now - stall, stall, 0, 0, true, false});
            batch.stalls.push_back(stallEndingAt(now, static_cast<Trace::StallId>(at / 1000ms)));
        }
        return batch;
    }

    Trace::Stall stallEndingAt(Base::SteadyTime end, Trace::StallId id) const
    {
        Trace::Stall entry;
        entry.id = id;
        entry.revision = 3;
        entry.track = 1;
        entry.startedAt = end - stall;
        entry.duration = stall;
        entry.cause = cause;
        entry.eventName = QStringLiteral("QTimer timeout");
        entry.evidence = QStringLiteral("In clock_nanosleep for 99.9 of 100.0 ms.");
        const Trace::Frame system{QStringLiteral("clock_nanosleep"), {},   0, QStringLiteral("libc.so.6"), 1,
                                  Trace::FrameOrigin::System,        false};
        const Trace::Frame own{function, file, 17, QStringLiteral("loopscope"), 2, Trace::FrameOrigin::Own,
                               false};
        const Trace::Frame qt{QStringLiteral("QTimer::timeout"),
                              {},
                              0,
                              QStringLiteral("libQt6Core.so.6"),
                              3,
                              Trace::FrameOrigin::Qt,
                              false};
        entry.stacks = std::make_shared<const std::vector<Trace::Stack>>(std::vector<Trace::Stack>{
            {entry.startedAt + 10ms, {system, own, qt}, false, QStringLiteral("clock_nanosleep")}});
        return entry;
    }

    QByteArray bytes() const
    {
        Record::RunDescription run;
        run.program = QStringLiteral("sample");
        run.pid = 4000;
        if (hasPhases) {
            run.scenario = QStringLiteral("slow-callback");
            run.variant = QStringLiteral("blocking");
            run.parameters = {{QStringLiteral("threshold_ms"), QStringLiteral("10")},
                              {QStringLiteral("sleep_ms"), QStringLiteral("100")},
                              {QStringLiteral("interval_ms"), QStringLiteral("500")},
                              {QStringLiteral("url"), QString()}};
        }
        Record::PerfettoCodec codec(run);
        std::string out;
        codec.writeHeader(out, {start - 20ms, std::chrono::nanoseconds(1'700'000'000'000'000'000)});
        for (const Trace::Batch &batch : batches())
            codec.encode(batch, out);
        codec.writeEnd(out, Record::RunSummary(QStringLiteral("The loop stood still.")));
        return QByteArray::fromStdString(out);
    }

    bool write(const QString &path) const
    {
        QFile output(path);
        const QByteArray content = bytes();
        return output.open(QIODevice::WriteOnly) && output.write(content) == content.size();
    }
};

} // namespace Loopscope::Testing
