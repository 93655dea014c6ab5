#include "core/exec/sqlexecutor.h"

#include <QThreadStorage>

#include <algorithm>
#include <exception>

namespace Loopscope::Exec {

namespace {

// Closes the connection of a thread that ends, in that thread and before anybody who joins it goes on.
struct CloseAtThreadEnd
{
    explicit CloseAtThreadEnd(SqlConnection *connection)
        : connection(connection)
    {}
    ~CloseAtThreadEnd() { connection->close(); }

    SqlConnection *const connection;
};

QThreadStorage<CloseAtThreadEnd *> &closer()
{
    static QThreadStorage<CloseAtThreadEnd *> storage;
    return storage;
}

ThreadExecutorOptions optionsForLane(int lane)
{
    ThreadExecutorOptions options;
    options.workers = 1;
    options.firstLane = lane;
    options.showsQueue = false;
    options.niceness = 10; // an embedded database computes in its caller's thread
    return options;
}

} // namespace

SqlThread::SqlThread(const QString &name, const QString &connectionString, int lane)
    : m_connection(connectionString)
    , m_executor(name, optionsForLane(lane))
{
    closer(); // made before the first thread, gone after the last
}

SqlThread::~SqlThread() = default;

void SqlThread::openHere()
{
    if (m_connection.isOpen())
        return;
    m_connection.open();
    closer().setLocalData(new CloseAtThreadEnd(&m_connection));
}

void SqlThread::closeHere()
{
    closer().setLocalData(nullptr); // which closes it
}

void SqlThread::cancel()
{
    m_isCancelled.store(true, std::memory_order_relaxed);
    m_executor.cancel();
}

SqlSession::SqlSession(SqlExecutor *executor, SqlThread *thread, Semaphore::Permit permit)
    : m_executor(executor)
    , m_thread(thread)
    , m_permit(std::move(permit))
{}

SqlSession::SqlSession(SqlSession &&other) noexcept
    : m_executor(other.m_executor)
    , m_thread(std::exchange(other.m_thread, nullptr))
    , m_permit(std::move(other.m_permit))
{}

SqlSession::~SqlSession()
{
    if (m_thread)
        m_executor->giveBack(m_thread);
}

const SqlSession::StepNames &SqlSession::stepNames()
{
    static const StepNames names;
    return names;
}

SqlExecutor::SqlExecutor(const QString &name, const QString &connectionString, int workers)
    : m_counters(name, QStringLiteral("thread"), std::clamp(workers, 1, 64))
    , m_turns(std::clamp(workers, 1, 64))
{
    for (int lane = 1; lane <= std::clamp(workers, 1, 64); ++lane)
        m_threads.push_back(std::make_unique<SqlThread>(name, connectionString, lane));
    for (const auto &thread : m_threads)
        m_free.insert(m_free.begin(), thread.get()); // the first lane is used first
}

SqlExecutor::~SqlExecutor() = default;

QCoro::Task<SqlSession> SqlExecutor::session()
{
    if (m_isCancelled)
        throw Async::Cancelled();
    m_counters.addSubmitted();
    Semaphore::Permit permit;
    try {
        permit = co_await m_turns.acquire();
    } catch (const Async::Cancelled &) {
        m_counters.addFinished(JobOutcome::Cancelled);
        throw;
    }
    SqlThread *const thread = m_free.back();
    m_free.pop_back();
    co_return SqlSession(this, thread, std::move(permit));
}

void SqlExecutor::giveBack(SqlThread *thread)
{
    m_free.push_back(thread);
    if (m_isCancelled)
        m_counters.addFinished(JobOutcome::Cancelled);
    else
        m_counters.addFinished(std::uncaught_exceptions() > 0 ? JobOutcome::Failed : JobOutcome::Completed);
}

void SqlExecutor::cancel()
{
    m_isCancelled = true;
    m_turns.cancel();
    for (const auto &thread : m_threads)
        thread->cancel();
}

QCoro::Task<> SqlExecutor::close()
{
    static const JobName name(QStringLiteral("close()"));
    for (const auto &thread : m_threads)
        co_await thread->close(name);
}

int SqlExecutor::openedConnections() const
{
    int opened = 0;
    for (const auto &thread : m_threads)
        opened += thread->opened();
    return opened;
}

} // namespace Loopscope::Exec
