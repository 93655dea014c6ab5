#include "core/exec/executorcounters.h"

namespace Loopscope::Exec {

ExecutorCounters::ExecutorCounters(const QString &name, const QString &kind, int workers, bool shown)
    : m_name(name)
    , m_kind(kind)
    , m_workers(workers)
{
    if (!shown)
        return;
    m_waiting.emplace(Trace::CounterKind::JobsWaiting, name, workers);
    m_running.emplace(Trace::CounterKind::JobsRunning, name, workers);
}

void ExecutorCounters::add(std::optional<Monitor::Gauge> &gauge, qint64 delta) noexcept
{
    if (gauge)
        gauge->add(delta);
}

void ExecutorCounters::addSubmitted() noexcept
{
    m_submitted.fetch_add(1, std::memory_order_relaxed);
    const qint64 before = m_unfinished.fetch_add(1, std::memory_order_relaxed);
    if (before < m_workers) {
        add(m_running, 1);
        return;
    }
    add(m_waiting, 1);
    noteDepth(before + 1 - m_workers);
}

void ExecutorCounters::addFinished(JobOutcome outcome) noexcept
{
    switch (outcome) {
    case JobOutcome::Completed:
        m_completed.fetch_add(1, std::memory_order_relaxed);
        break;
    case JobOutcome::Failed:
        m_failed.fetch_add(1, std::memory_order_relaxed);
        break;
    case JobOutcome::Cancelled:
        m_cancelled.fetch_add(1, std::memory_order_relaxed);
        break;
    }
    const qint64 before = m_unfinished.fetch_sub(1, std::memory_order_release);
    if (before > m_workers)
        add(m_waiting, -1); // its worker takes a waiting job, or it was a waiting one itself
    else
        add(m_running, -1);
}

ExecutorStats ExecutorCounters::snapshot() const
{
    return {m_name,
            m_kind,
            m_workers,
            m_submitted.load(),
            m_completed.load(),
            m_failed.load(),
            m_cancelled.load(),
            m_maxDepth.load()};
}

void ExecutorCounters::noteDepth(qint64 depth) noexcept
{
    qint64 max = m_maxDepth.load(std::memory_order_relaxed);
    while (depth > max && !m_maxDepth.compare_exchange_weak(max, depth, std::memory_order_relaxed)) {
    }
}

} // namespace Loopscope::Exec
