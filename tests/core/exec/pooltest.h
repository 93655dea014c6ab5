#pragma once

#include "core/exec/processexecutor.h"
#include "core/jobs/jobs.h"
#include "tests/core/exec/awaited.h"
#include "tests/support/stricttest.h"

#include <QFile>

#include <algorithm>
#include <csignal>

namespace Loopscope::Testing {

inline Exec::ProcessExecutorOptions workers(int count)
{
    return {.workers = count, .niceness = 0, .workerPath = QStringLiteral(LOOPSCOPE_WORKER)};
}

inline QCoro::Task<> give(Exec::ProcessExecutor *pool, Awaited<QByteArray> *out, QByteArray name,
                          QByteArray payload)
{
    return keep(out, [pool, name, payload] { return pool->run(name, payload); });
}

inline QByteArray milliseconds(quint64 count)
{
    return Jobs::encodeNumber(count);
}

/// Also true for a zombie that nobody has reaped, but which does nothing any more.
inline bool isGone(qint64 processId)
{
    QFile status(QStringLiteral("/proc/%1/stat").arg(processId));
    if (!status.open(QIODevice::ReadOnly))
        return true;
    const QByteArray text = status.readAll();
    return text.mid(text.lastIndexOf(')') + 2, 1) == "Z";
}

/// Not even a zombie.
inline bool isReaped(qint64 processId)
{
    return ::kill(static_cast<pid_t>(processId), 0) != 0 && errno == ESRCH;
}

inline void compareBalanced(const Exec::ExecutorStats &stats)
{
    QCOMPARE(stats.submitted, stats.completed + stats.failed + stats.cancelled);
}

} // namespace Loopscope::Testing

/// Starts and stops a pool, failing the test when that does not work.
#define LOOPSCOPE_START(pool)                                                                                \
    Loopscope::Testing::Awaited<bool> startOf_##pool;                                                        \
    const auto startTaskOf_##pool = Loopscope::Testing::keepTask(&startOf_##pool, pool.start());             \
    QTRY_VERIFY_WITH_TIMEOUT(startOf_##pool.finished, 20000);                                                \
    QVERIFY2(startOf_##pool.value.has_value(), qPrintable(startOf_##pool.text))

#define LOOPSCOPE_STOP(pool)                                                                                 \
    Loopscope::Testing::Awaited<bool> stopOf_##pool;                                                         \
    const auto stopTaskOf_##pool = Loopscope::Testing::keepTask(&stopOf_##pool, pool.stop());                \
    QTRY_VERIFY_WITH_TIMEOUT(stopOf_##pool.finished, 20000)
