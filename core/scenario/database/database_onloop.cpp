#include "core/exec/sqlconnection.h"
#include "core/scenario/database/databaseexperiment.h"

namespace Loopscope::Scenario {

class DatabaseOnLoop final : public DatabaseExperiment
{
    using DatabaseExperiment::DatabaseExperiment;

    QCoro::Task<> askAll() override
    {
        for (int i = 0; i < queries(); ++i) {
            co_await Async::tracked(ask(slowQuery(), rows()));
            // Between two queries the loop gets a turn.
            co_await run()->nextTurn();
        }
    }

    QCoro::Task<> ask(QString sql, qint64 expected) override
    {
        QueryCount count = begin();
        m_connection.open();
        m_connection.prepare(sql);
        // The loop waits for the database,
        // and can do nothing else meanwhile.
        m_connection.execute();
        const Rows rows = m_connection.fetch();
        check(sql, rows, expected);
        count.succeeded();
        co_return;
    }

    QCoro::Task<> tearDown() override
    {
        m_connection.close();
        co_return;
    }

    int openedConnections() const override { return m_connection.timesOpened(); }

    Exec::SqlConnection m_connection{dsn()};
};

std::unique_ptr<Experiment> makeDatabaseOnLoop(RunContext *run)
{
    return std::make_unique<DatabaseOnLoop>(run);
}

} // namespace Loopscope::Scenario
