#pragma once

#include "core/scenario/experiment.h"
#include "core/scenario/requestmeter.h"
#include "core/scenario/runcontext.h"

#include <memory>
#include <vector>

namespace Loopscope::Scenario {

/// Counts a query as a request until it is destroyed: as failed, unless it succeeded or the run was stopped.
/// Without a meter it counts nothing.
class QueryCount
{
public:
    QueryCount(RequestMeter *meter, const RunContext *run)
        : m_meter(meter)
        , m_run(run)
        , m_begun(meter ? meter->begin() : Base::SteadyTime())
    {}
    ~QueryCount();
    QueryCount(const QueryCount &) = delete;
    QueryCount &operator=(const QueryCount &) = delete;

    void succeeded()
    {
        if (RequestMeter *meter = std::exchange(m_meter, nullptr))
            meter->end(m_begun, RequestMeter::Result::Right);
    }

private:
    RequestMeter *m_meter;
    const RunContext *const m_run;
    const Base::SteadyTime m_begun;
};

/// Asks a database: first `SELECT 42`, which shows that it answers, then `queries` slow queries, whose one
/// number is known before. Each slow query is counted as a request, so that there are as many as the
/// parameter says; each connection that was opened is counted as an accepted one.
class DatabaseExperiment : public Experiment
{
public:
    explicit DatabaseExperiment(RunContext *run);

    QCoro::Task<> round() override;
    void report(RunFigures *figures) const override;

protected:
    using Rows = std::vector<QVariantList>;

    /// Opens a statement for `sql`, executes it, fetches its rows and gives them to check().
    virtual QCoro::Task<> ask(QString sql, qint64 expected) = 0;
    /// The slow queries of a round.
    virtual QCoro::Task<> askAll() = 0;
    virtual int openedConnections() const = 0;

    /// Throws ScenarioError when the rows are not one number, the expected one.
    static void check(const QString &sql, const Rows &rows, qint64 expected);

    RunContext *run() const { return m_run; }
    QueryCount begin() { return QueryCount(m_isFirst ? nullptr : &m_meter, m_run); }
    int queries() const { return m_queries; }
    /// A recursive query that counts to `rows`, and so takes its time.
    QString slowQuery() const;
    qint64 rows() const { return m_rows; }
    QString dsn() const;
    int workers() const;

private:
    RunContext *const m_run;
    const int m_queries;
    const qint64 m_rows;
    RequestMeter m_meter;
    bool m_isFirst = false; ///< the query that is not counted
};

std::unique_ptr<Experiment> makeDatabaseOnLoop(RunContext *run);
std::unique_ptr<Experiment> makeDatabaseThreadPool(RunContext *run);

} // namespace Loopscope::Scenario
