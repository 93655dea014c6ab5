// What other threads read of a loop while it runs, and set.
#include "core/monitor/loopagent.h"
#include "core/monitor/loopprobe.h"

#include <private/qthread_p.h>

#include <algorithm>

namespace Loopscope::Monitor {

namespace {

constexpr qint64 longestStartUp = 1'000'000'000; // ns

} // namespace

LoopProbe::Snapshot LoopProbe::snapshot() const noexcept
{
    Snapshot snapshot;
    snapshot.busySince = m_busySince.load(std::memory_order_acquire);
    snapshot.sequence = m_sequence.load(std::memory_order_relaxed);
    snapshot.iteration = m_iteration.load(std::memory_order_acquire);
    snapshot.idleSince = m_idleSince.load(std::memory_order_relaxed);
    snapshot.iterationSince = m_iterationSince.load(std::memory_order_relaxed);
    snapshot.iterationBusy = m_iterationBusy.load(std::memory_order_relaxed);
    snapshot.className = m_className.load(std::memory_order_relaxed);
    snapshot.eventType = m_eventType.load(std::memory_order_relaxed);
    snapshot.task = m_task.load(std::memory_order_relaxed);
    snapshot.call = {m_callKind.load(std::memory_order_relaxed), m_callTarget.load(std::memory_order_relaxed),
                     m_callWord.load(std::memory_order_relaxed)};
    if (snapshot.call.kind != QueuedCall::Kind::None)
        snapshot.origin = {m_callSender.load(std::memory_order_relaxed),
                           m_callReceiver.load(std::memory_order_relaxed),
                           m_callSignal.load(std::memory_order_relaxed)};
    return snapshot;
}

// Read while its thread may write; what it finds is some nanoseconds old at most.
bool LoopProbe::isRunning() const noexcept
{
    return isInstalled() && !isClosed() && __atomic_load_n(&m_threadData->loopLevel, __ATOMIC_RELAXED) > 0;
}

bool LoopProbe::isMeasured(qint64 now) const noexcept
{
    if (!isInstalled() || isClosed())
        return false;
    const qint64 since = measuredSince();
    return since != 0 && now >= since;
}

qint64 LoopProbe::measuredSince() const noexcept
{
    const qint64 waited = m_waitedAt.load(std::memory_order_acquire);
    const qint64 entered = m_enteredAt.load(std::memory_order_relaxed);
    const qint64 latest = entered ? entered + longestStartUp : waited;
    return waited ? std::min(waited, latest) : latest;
}

Base::Duration LoopProbe::threshold() const noexcept
{
    return Base::Duration(m_threshold.load(std::memory_order_relaxed));
}

void LoopProbe::setThreshold(Base::Duration threshold) noexcept
{
    m_threshold.store(threshold.count(), std::memory_order_relaxed);
}

Base::Duration LoopProbe::pingInterval() const noexcept
{
    return Base::Duration(m_pingInterval.load(std::memory_order_relaxed));
}

void LoopProbe::setPingInterval(Base::Duration interval) noexcept
{
    m_pingInterval.store(interval.count(), std::memory_order_relaxed);
}

Base::Duration LoopProbe::pingCpuTime() const noexcept
{
    return Base::Duration(m_pingCpuTime.load(std::memory_order_relaxed));
}

} // namespace Loopscope::Monitor
