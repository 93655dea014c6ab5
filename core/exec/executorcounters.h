#pragma once

#include "core/monitor/gauge.h"

#include <QString>

#include <atomic>
#include <optional>

namespace Loopscope::Exec {

/// What an executor has done so far. When it is idle: submitted = completed + failed + cancelled.
struct ExecutorStats
{
    QString name;
    QString kind; ///< "thread" or "process"
    int workers = 0;
    qint64 submitted = 0;
    qint64 completed = 0;
    qint64 failed = 0;    ///< ended with an exception or an error
    qint64 cancelled = 0; ///< withdrawn, or stopped while they ran
    qint64 maxQueueDepth = 0;
};

enum class JobOutcome : quint8
{
    Completed,
    Failed,
    Cancelled
};

/// The counts and gauges of one executor. A job waits while all workers are taken by earlier jobs:
/// waiting = max(0, unfinished - workers), running = min(unfinished, workers), so that the depth is
/// exact and does not depend on how fast a thread wakes up. Any thread, never waits.
class ExecutorCounters
{
public:
    /// `shown`: has gauges for the charts.
    ExecutorCounters(const QString &name, const QString &kind, int workers, bool shown = true);

    void addSubmitted() noexcept;
    void addFinished(JobOutcome outcome) noexcept;
    bool isIdle() const noexcept { return m_unfinished.load(std::memory_order_acquire) == 0; }
    ExecutorStats snapshot() const;

private:
    void noteDepth(qint64 depth) noexcept;
    static void add(std::optional<Monitor::Gauge> &gauge, qint64 delta) noexcept;

    const QString m_name;
    const QString m_kind;
    const int m_workers;
    std::optional<Monitor::Gauge> m_waiting;
    std::optional<Monitor::Gauge> m_running;
    std::atomic<qint64> m_unfinished{0};
    std::atomic<qint64> m_submitted{0};
    std::atomic<qint64> m_completed{0};
    std::atomic<qint64> m_failed{0};
    std::atomic<qint64> m_cancelled{0};
    std::atomic<qint64> m_maxDepth{0}; // the gauge's own maximum may be off by one while two threads race
};

} // namespace Loopscope::Exec
