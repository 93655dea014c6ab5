#include "core/exec/sqlexecutor.h"
#include "core/scenario/database/databaseexperiment.h"
#include "core/scenario/executorreport.h"

namespace Loopscope::Scenario {

class DatabaseThreadPool final : public DatabaseExperiment
{
    using DatabaseExperiment::DatabaseExperiment;

    QCoro::Task<> askAll() override
    {
        const auto slow = [this] { return ask(slowQuery(), rows()); };
        for (int i = 0; i < queries(); ++i)
            m_tasks.spawn(slow, QStringLiteral("query"));
        co_await m_tasks.finished();
    }

    QCoro::Task<> ask(QString sql, qint64 expected) override
    {
        QueryCount count = begin();
        // A thread with a connection of its own does
        // the waiting; the loop goes on after each step.
        auto session = co_await Async::tracked(m_pool->session());
        co_await session.connect();
        co_await session.open(sql);
        co_await session.execute();
        const Rows rows = co_await session.fetch();
        check(sql, rows, expected);
        count.succeeded();
    }

    QCoro::Task<> prepare() override
    {
        const QString name = QStringLiteral("Database threads");
        m_pool = std::make_unique<Exec::SqlExecutor>(name, dsn(), workers());
        co_return;
    }

    QCoro::Task<> round() override
    {
        const auto cancel = [this] { m_pool->cancel(); };
        const std::stop_callback onStop(run()->stopToken(), cancel);
        co_await Async::tracked(DatabaseExperiment::round());
    }

    QCoro::Task<> tearDown() override
    {
        if (!m_pool)
            co_return;
        m_pool->cancel();
        co_await Async::tracked(m_pool->close());
    }

    int openedConnections() const override { return m_pool ? m_pool->openedConnections() : 0; }

    void report(RunFigures *figures) const override
    {
        DatabaseExperiment::report(figures);
        if (m_pool)
            figures->executors.push_back(toFigures(m_pool->stats()));
    }

    std::unique_ptr<Exec::SqlExecutor> m_pool;
    Async::TaskGroup m_tasks;
};

std::unique_ptr<Experiment> makeDatabaseThreadPool(RunContext *run)
{
    return std::make_unique<DatabaseThreadPool>(run);
}

} // namespace Loopscope::Scenario
