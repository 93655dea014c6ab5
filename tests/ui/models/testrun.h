#pragma once

#include "core/trace/batch.h"

#include <QString>

#include <cmath>
#include <memory>

namespace Loopscope::Testing {

using namespace std::chrono_literals;

constexpr Trace::TrackId loopTrack = 1;
constexpr Trace::TrackId poolTrack = 10;
constexpr Trace::TrackId connectionTrack = 50;
constexpr Trace::TrackId windowTrack = 60;
constexpr Trace::CounterId waitingCounter = 1;
constexpr Trace::CounterId runningCounter = 2;
constexpr Trace::CounterId rateCounter = 3;
constexpr Trace::CounterId flightCounter = 4;
constexpr Trace::NameId jobName = 1;

/// Seconds after the beginning of the work of a made-up run.
inline Base::SteadyTime at(double seconds)
{
    return Base::fromNanoseconds(1'000'000'000'000 + std::llround(seconds * 1e9));
}

inline Base::Duration span(double seconds)
{
    return Base::Duration(std::llround(seconds * 1e9));
}

/// Makes the batches of a run by hand.
class TestRun
{
public:
    TestRun() { m_batch->until = at(0); }

    TestRun &phase(Trace::Phase phase, double seconds)
    {
        m_batch->phases.push_back({phase, at(seconds)});
        return *this;
    }
    /// Prepare and Work, the loop under test and what a full run has.
    TestRun &begin(int workers = 2, bool requests = true)
    {
        phase(Trace::Phase::Prepare, -0.1).phase(Trace::Phase::Work, 0);
        track(loopTrack, Trace::TrackKind::Loop, QStringLiteral("Loop"), Trace::LoopRole::Subject);
        for (int worker = 0; worker < workers; ++worker)
            track(poolTrack + static_cast<Trace::TrackId>(worker), Trace::TrackKind::WorkerThread,
                  QStringLiteral("Pool %1").arg(worker + 1));
        if (workers > 0) {
            counter(waitingCounter, Trace::CounterKind::JobsWaiting, QStringLiteral("pool"), workers);
            counter(runningCounter, Trace::CounterKind::JobsRunning, QStringLiteral("pool"), workers);
        }
        if (requests) {
            track(connectionTrack, Trace::TrackKind::Connection, QStringLiteral("Connection"));
            counter(rateCounter, Trace::CounterKind::RequestsPerSecond, QStringLiteral("connection"), 0);
            counter(flightCounter, Trace::CounterKind::RequestsInFlight, QStringLiteral("connection"), 8);
        }
        m_batch->names.emplace_back(jobName, QStringLiteral("job()"));
        return *this;
    }
    TestRun &track(Trace::TrackId id, Trace::TrackKind kind, const QString &name,
                   Trace::LoopRole role = Trace::LoopRole::None)
    {
        m_batch->tracks.push_back({id, kind, role, name, 1, 1});
        return *this;
    }
    TestRun &counter(Trace::CounterId id, Trace::CounterKind kind, const QString &name, double limit)
    {
        m_batch->counters.push_back({id, kind, name, limit});
        return *this;
    }
    TestRun &ping(double seconds, double waited, bool delivered = true, Trace::TrackId track = loopTrack)
    {
        m_batch->latencies.push_back({track, at(seconds), span(waited), 5ms, delivered});
        return *this;
    }
    /// Short pings every 5 ms.
    TestRun &idle(double from, double to)
    {
        for (int tick = 0; from + tick * 0.005 < to; ++tick)
            ping(from + tick * 0.005, 0.0002);
        return *this;
    }
    /// The pings of a stall, and the stall itself; `end` over `now`: it goes on.
    TestRun &blocked(Trace::StallId id, double start, double end, double now)
    {
        for (double waited = 0.005; start + waited < std::min(end, now); waited += 0.005)
            ping(start + waited, waited, false);
        if (end <= now)
            ping(end, end - start);
        return stall(id, start, std::min(end, now) - start, end > now);
    }
    TestRun &stall(Trace::StallId id, double start, double duration, bool open = false, quint32 revision = 1)
    {
        Trace::Stall stall;
        stall.id = id;
        stall.revision = revision;
        stall.track = loopTrack;
        stall.startedAt = at(start);
        stall.duration = span(duration);
        stall.open = open;
        stall.eventName = QStringLiteral("QTimer timeout");
        stall.cause = Trace::StallCause::Sleep;
        stall.createdAt = {QString(), QStringLiteral("core/scenario/slowcallback/slowcallback.cpp"), 18};
        stall.stacks = sleeperStack();
        m_batch->stalls.push_back(stall);
        return *this;
    }
    TestRun &slice(Trace::TrackId track, double start, double duration,
                   std::optional<double> waited = std::nullopt)
    {
        m_batch->slices.push_back({track, jobName, at(start), span(duration)});
        if (waited)
            m_batch->slices.back().waited = span(*waited);
        return *this;
    }
    TestRun &sample(Trace::CounterId counter, double seconds, double value)
    {
        m_batch->samples.push_back({counter, at(seconds), value});
        return *this;
    }
    TestRun &until(double seconds)
    {
        m_batch->until = at(seconds);
        return *this;
    }
    TestRun &dropped(quint64 events)
    {
        m_batch->dropped = events;
        return *this;
    }

    Trace::Batch &batch() { return *m_batch; }
    Trace::BatchPtr take() { return std::exchange(m_batch, std::make_shared<Trace::Batch>()); }

private:
    static std::shared_ptr<const std::vector<Trace::Stack>> sleeperStack()
    {
        Trace::Frame frame;
        frame.function = QStringLiteral("sleeper");
        frame.file = QStringLiteral("core/scenario/slowcallback/slowcallback_blocking.cpp");
        frame.line = 31;
        frame.origin = Trace::FrameOrigin::Own;
        Trace::Stack stack;
        stack.frames.push_back(frame);
        return std::make_shared<const std::vector<Trace::Stack>>(1, stack);
    }

    std::shared_ptr<Trace::Batch> m_batch = std::make_shared<Trace::Batch>();
};

} // namespace Loopscope::Testing
