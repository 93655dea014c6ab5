// What a loop's thread says beside its dispatches: its own times, pings, beats, phases.
#include "core/base/fastclock.h"
#include "core/monitor/loopprobe.h"

#include <algorithm>
#include <ctime>
#include <utility>

namespace Loopscope::Monitor {

namespace {

qint64 threadCpuTime() noexcept
{
    timespec time{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return time.tv_sec * 1'000'000'000 + time.tv_nsec;
}

qint64 steadyNow() noexcept
{
    return Base::FastClock::now();
}

} // namespace

void LoopProbe::noteTimes(qint64 at, Base::Duration onCpu, Base::Duration waitingForCpu) noexcept
{
    m_timesAt.store(0, std::memory_order_release);
    m_timesOnCpu.store(onCpu.count(), std::memory_order_release);
    m_timesWaiting.store(waitingForCpu.count(), std::memory_order_release);
    m_timesBusy.store(m_busy.load(std::memory_order_relaxed), std::memory_order_release);
    m_timesAt.store(at, std::memory_order_release);
}

// The latest from before the stall that now ends, of this thread's own looks and the watchdog's. Then the
// stall's own: exact, since the thread has a CPU now.
void LoopProbe::pushTimes(qint64 end, quint64 sequence) noexcept
{
    Times before = m_times;
    const qint64 at = m_timesAt.load(std::memory_order_acquire);
    const Times seen{at, m_timesOnCpu.load(std::memory_order_acquire),
                     m_timesWaiting.load(std::memory_order_acquire),
                     m_timesBusy.load(std::memory_order_acquire)};
    if (at > before.at && m_timesAt.load(std::memory_order_acquire) == at)
        before = seen;
    lookAtTimes();
    if (before.at == 0 || before.at >= end || m_times.at == 0)
        return;
    LoopEvent event;
    event.kind = LoopEvent::Kind::Times;
    event.start = before.at;
    event.end = end;
    event.sequence = sequence;
    event.iteration = m_iteration.load(std::memory_order_relaxed);
    event.call.target = static_cast<quint64>(std::max<qint64>(m_times.onCpu - before.onCpu, 0));
    event.call.word = static_cast<quint64>(std::max<qint64>(m_times.waitingForCpu - before.waitingForCpu, 0));
    event.task = static_cast<quint64>(std::max<qint64>(m_times.busy - before.busy, 0));
    push(event);
}

// The clock knows the CPU time to this moment, the file as of the last tick only.
void LoopProbe::lookAtTimes() noexcept
{
    const auto times = m_scheduler ? m_scheduler->read() : std::nullopt;
    m_times = {times ? steadyNow() : 0, threadCpuTime(), times ? times->waitingForCpu.count() : 0,
               m_busy.load(std::memory_order_relaxed)};
}

void LoopProbe::markPhase(Trace::Phase phase)
{
    const qint64 now = steadyNow();
    LoopEvent event;
    event.kind = LoopEvent::Kind::Phase;
    event.phase = phase;
    event.start = busyNow(now);
    event.end = now;
    event.sequence = m_sequence.load(std::memory_order_relaxed);
    event.iteration = m_iteration.load(std::memory_order_relaxed);
    push(event);
}

qint64 LoopProbe::busyNow(qint64 now) const noexcept
{
    const qint64 since = m_busySince.load(std::memory_order_relaxed);
    return m_busy.load(std::memory_order_relaxed) + (since ? now - since : 0);
}

void LoopProbe::notePing(Base::SteadyTime postedAt, quint16 skipped) noexcept
{
    LoopEvent event;
    event.kind = LoopEvent::Kind::PingDelivered;
    event.start = Base::toNanoseconds(postedAt);
    event.end = steadyNow();
    event.eventType = skipped;
    const quint64 sequence = m_sequence.load(std::memory_order_relaxed);
    if (event.end - event.start >= m_threshold.load(std::memory_order_relaxed))
        pushTimes(event.end, sequence); // perhaps of a stall outside of dispatches
    event.sequence = sequence;
    event.iteration = m_iteration.load(std::memory_order_relaxed);
    push(event);
    lookAtTimes();
    const qint64 used = m_times.onCpu - std::exchange(m_cpuTimeAtPing, m_times.onCpu);
    if (std::exchange(m_sequenceAtPing, sequence) == sequence)
        m_pingCpuTime.store(m_pingCpuTime.load(std::memory_order_relaxed) + used, std::memory_order_relaxed);
    lastPingDelivered.store(event.end, std::memory_order_release);
}

void LoopProbe::noteBeat() noexcept
{
    LoopEvent event;
    event.kind = LoopEvent::Kind::Beat;
    event.end = steadyNow();
    push(event);
}

} // namespace Loopscope::Monitor
