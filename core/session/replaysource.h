#pragma once

#include "core/session/replaytrace.h"
#include "core/trace/eventsource.h"

#include <functional>

namespace Loopscope::Session {

/// Plays a trace: hands out what was recorded when its own clock reaches it, so that whatever shows a live
/// run shows this one. What it has handed out is a matter of its time alone, however it came there: on the
/// way back, and on any jump, sinks hear everything anew from the start. A stall is open from the moment when
/// it crossed the threshold until it ended, with the stacks that were taken by then.
///
/// It has no timer: whoever shows it calls advance(). One thread; sinks are called on it.
class ReplaySource final : public Trace::EventSource
{
public:
    static constexpr double slowest = 0.1;
    static constexpr double fastest = 10;
    /// After a jump the newest so many slices of each track are handed out, and sums of the older ones: no
    /// model keeps more.
    static constexpr std::size_t slicesPerTrack = 65536;

    explicit ReplaySource(ReplayTracePtr trace);

    const ReplayTrace &trace() const { return *m_trace; }
    const ReplayTracePtr &tracePointer() const { return m_trace; }
    /// Sinks that come later hear nothing until the next seek().
    void addSink(std::shared_ptr<Trace::EventSink> sink) override;
    void removeSink(const std::shared_ptr<Trace::EventSink> &sink) override;
    /// Called before everything is told anew: who listens forgets what he knows.
    void setRestartHandler(std::function<void()> handler) { m_onRestart = std::move(handler); }

    Base::SteadyTime now() const { return m_now; }
    Base::Duration position() const { return m_now - m_trace->begin; }
    Base::Duration duration() const { return m_trace->end - m_trace->begin; }
    bool isAtEnd() const { return m_now >= m_trace->end; }

    bool isPlaying() const { return m_playing; }
    /// At the end: from the start.
    void play();
    void pause() { m_playing = false; }
    double speed() const { return m_speed; }
    /// Brought into `slowest` to `fastest`.
    void setSpeed(double speed);

    /// So much time of the audience went by; does nothing while it is paused. At the end it pauses.
    void advance(Base::Duration elapsed);
    /// Brought into the trace.
    void seek(Base::SteadyTime at);
    /// To the next or last moment at which something ended, or a stall was noticed; from the last, to the
    /// end.
    void stepForward();
    void stepBack();
    /// Into the next or last stall of the loop under test, shortly before its end; after the last one to the
    /// first, and before the first one to the last. Null: there is none.
    const Trace::Stall *nextStall();
    const Trace::Stall *previousStall();

private:
    void restart();
    void tellUntil(Base::SteadyTime at);
    void tellBatches(Base::SteadyTime at);
    void tellSlices(Base::SteadyTime at);
    void tellStalls(Base::SteadyTime at);
    void tell(const Trace::BatchPtr &batch);
    /// Of the loop under test, in the work, by when they are looked at.
    std::vector<std::pair<Base::SteadyTime, const Trace::Stall *>> stallsInWork() const;
    Base::SteadyTime noticedAt(const Trace::Stall &stall) const;
    Trace::Stall stateOf(const Trace::Stall &stall, Base::SteadyTime at) const;

    const ReplayTracePtr m_trace;
    std::vector<std::shared_ptr<Trace::EventSink>> m_sinks;
    std::function<void()> m_onRestart;
    Base::SteadyTime m_now;
    bool m_playing = false;
    double m_speed = 1;
    bool m_hasStarted = false;
    std::size_t m_batch = 0;     // the first that was not handed out whole
    Base::SteadyTime m_cutUpTo;  // how far it was handed out
    Base::SteadyTime m_slicesTo; // ends up to here were handed out
    std::size_t m_nextStall = 0; // the first that was not noticed yet
    std::vector<std::size_t> m_openStalls;
};

} // namespace Loopscope::Session
