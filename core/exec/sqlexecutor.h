#pragma once

#include "core/exec/semaphore.h"
#include "core/exec/sqlconnection.h"
#include "core/exec/threadexecutor.h"

#include <QCoroTask>

#include <atomic>
#include <memory>
#include <vector>

namespace Loopscope::Exec {

/// One thread of an SqlExecutor with its connection. An executor of one worker: what is awaited runs there,
/// in order, and the connection is never seen by another thread.
class SqlThread
{
public:
    SqlThread(const QString &name, const QString &connectionString, int lane);
    ~SqlThread();

    /// A job that gets the connection.
    template <typename Step>
    [[nodiscard]] auto run(JobName name, Step step)
    {
        return m_executor.run(name, [this, step = std::move(step)] {
            if (m_isCancelled.load(std::memory_order_relaxed))
                throw Async::Cancelled();
            return step(m_connection);
        });
    }
    /// As a job, never withdrawn: opens; closes.
    auto connect(JobName name)
    {
        return run(name, [this](SqlConnection &) { openHere(); });
    }
    auto close(JobName name)
    {
        return m_executor.run(name, [this] { closeHere(); });
    }
    /// What waits is withdrawn, and from now on every step but close() gets Async::Cancelled.
    void cancel();
    /// Connections that were opened. Any thread.
    int opened() const noexcept { return m_connection.timesOpened(); }

private:
    void openHere();
    void closeHere();

    SqlConnection m_connection;
    std::atomic<bool> m_isCancelled{false};
    ThreadExecutor m_executor; ///< last: its thread ends before the connection does
};

class SqlExecutor;

/// A thread and its connection, for one caller until it is destroyed. Each step is awaited by itself and
/// blocks that thread only: `co_await session.execute();`
class [[nodiscard]] SqlSession
{
public:
    SqlSession(SqlExecutor *executor, SqlThread *thread, Semaphore::Permit permit);
    SqlSession(SqlSession &&other) noexcept;
    SqlSession &operator=(SqlSession &&) = delete;
    ~SqlSession();

    /// Done at once when the thread has its connection.
    [[nodiscard]] auto connect() { return m_thread->connect(stepNames().connect); }
    [[nodiscard]] auto open(const QString &sql)
    {
        return m_thread->run(stepNames().open, [sql](SqlConnection &to) { to.prepare(sql); });
    }
    [[nodiscard]] auto execute()
    {
        return m_thread->run(stepNames().execute, [](SqlConnection &to) { to.execute(); });
    }
    /// std::vector<QVariantList>, a list per row.
    [[nodiscard]] auto fetch()
    {
        return m_thread->run(stepNames().fetch, [](SqlConnection &from) { return from.fetch(); });
    }

private:
    struct StepNames
    {
        const JobName connect{QStringLiteral("connect()")};
        const JobName open{QStringLiteral("open()")};
        const JobName execute{QStringLiteral("execute()")};
        const JobName fetch{QStringLiteral("fetch()")};
    };
    static const StepNames &stepNames();

    SqlExecutor *m_executor;
    SqlThread *m_thread;
    Semaphore::Permit m_permit; ///< goes last, when the thread is free again
};

/// Runs SQL in threads, one named connection per thread, made when it is first needed:
///
///     auto session = co_await Async::tracked(executor.session());
///     co_await session.connect();
///     co_await session.open(sql);
///     co_await session.execute();
///     const auto rows = co_await session.fetch();
///
/// Sessions wait for a thread in the order in which they were awaited; in stats() each is one job. The
/// connections stay open between sessions. Belongs to one loop. Before it is destroyed its sessions end,
/// and `co_await close()` comes first in a loop, since the destructor blocks for what still runs.
class SqlExecutor
{
public:
    SqlExecutor(const QString &name, const QString &connectionString, int workers);
    ~SqlExecutor();

    /// Throws Async::Cancelled.
    QCoro::Task<SqlSession> session();
    /// For good: sessions that wait get Async::Cancelled, the others at their next step. A statement that
    /// runs is not broken off; its coroutine goes on when it has ended.
    void cancel();
    /// Closes every connection in its own thread. After all sessions.
    QCoro::Task<> close();

    /// Any thread.
    ExecutorStats stats() const { return m_counters.snapshot(); }
    /// How many were opened since the beginning.
    int openedConnections() const;

private:
    friend class SqlSession;
    void giveBack(SqlThread *thread);

    ExecutorCounters m_counters;
    bool m_isCancelled = false;
    std::vector<std::unique_ptr<SqlThread>> m_threads;
    std::vector<SqlThread *> m_free;
    Semaphore m_turns;
};

} // namespace Loopscope::Exec
