#include "core/scenario/database/database.h"

#include "core/base/words.h"
#include "core/exec/odbcdriver.h"
#include "core/scenario/database/databaseexperiment.h"
#include "core/scenario/figuretext.h"
#include "core/scenario/looptext.h"
#include "core/scenario/parameterset.h"
#include "core/scenario/scenarioerror.h"

namespace Loopscope::Scenario {

namespace {

constexpr QLatin1String defaultDriver("SQLite3");

QString defaultDsn()
{
    return QStringLiteral("Driver=%1;Database=:memory:").arg(defaultDriver);
}

} // namespace

QueryCount::~QueryCount()
{
    if (!m_meter)
        return;
    if (m_run->isStopped())
        m_meter->cancelled();
    else
        m_meter->end(m_begun, RequestMeter::Result::Failed);
}

DatabaseExperiment::DatabaseExperiment(RunContext *run)
    : m_run(run)
    , m_queries(static_cast<int>(run->parameters().integer(QStringLiteral("queries"))))
    , m_rows(run->parameters().integer(QStringLiteral("rows")))
    , m_meter(Words::tr("Queries"))
{}

QString DatabaseExperiment::slowQuery() const
{
    return QStringLiteral("WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers "
                          "WHERE n < %1) SELECT max(n) FROM numbers")
        .arg(m_rows);
}

QString DatabaseExperiment::dsn() const
{
    return m_run->parameters().text(QStringLiteral("dsn"));
}

int DatabaseExperiment::workers() const
{
    return static_cast<int>(m_run->parameters().integer(QStringLiteral("workers")));
}

QCoro::Task<> DatabaseExperiment::round()
{
    const auto first = [this] { return ask(QStringLiteral("SELECT 42"), 42); };
    m_isFirst = true;
    m_run->spawn(first, QStringLiteral("first_query"));
    co_await m_run->tasks().finished();
    m_isFirst = false;
    co_await m_run->nextTurn();
    // What queries wait for a connection or the loop is latency, too.
    if (m_run->wantsAllAtOnce())
        m_meter.allWantedNow();
    m_run->spawn([this] { return askAll(); }, QStringLiteral("queries"));
    co_await m_run->tasks().finished();
    m_run->checkStopped();
}

void DatabaseExperiment::check(const QString &sql, const Rows &rows, qint64 expected)
{
    bool isNumber = false;
    const bool isOneValue = rows.size() == 1 && rows.front().size() == 1;
    const qint64 answer = isOneValue ? rows.front().front().toLongLong(&isNumber) : 0;
    if (isNumber && answer == expected)
        return;
    throw ScenarioError(Words::tr("A wrong answer: “%1” gave %2 instead of %3.")
                            .arg(sql, isOneValue ? rows.front().front().toString()
                                                 : countedText(static_cast<double>(rows.size()),
                                                               Words::tr("row"), Words::tr("rows")))
                            .arg(expected));
}

void DatabaseExperiment::report(RunFigures *figures) const
{
    figures->usesRequests = true;
    figures->requests = m_meter.figures();
    figures->requests.connectionsAccepted = openedConnections();
}

namespace {

QString verdict(const Parameters &parameters, const RunFigures &figures)
{
    QString done = Words::tr("%1 in %2")
                       .arg(countedText(static_cast<double>(figures.requests.completed), Words::tr("query"),
                                        Words::tr("queries")),
                            durationText(figures.duration));
    if (!figures.executors.empty()) {
        const auto waiting = static_cast<double>(figures.executors.front().maxQueueDepth);
        done += Words::tr(" over ") + countedText(static_cast<double>(figures.requests.connectionsAccepted),
                                                  Words::tr("connection"), Words::tr("connections"));
        if (waiting > 0)
            done += Words::tr(", up to %1 waiting for a thread").arg(countText(waiting));
    }
    return QStringLiteral("%1; %2.").arg(done, loopText(parameters, figures));
}

// Asked by the window's thread: looks at files, connects to nothing.
QString unavailableReason(const Parameters &parameters)
{
    if (!Exec::hasQtOdbc()) {
        return Words::tr("Qt has no driver for ODBC here; install the packages libqt6sql6-odbc, unixodbc "
                         "and libsqliteodbc.");
    }
    const bool isDefault = parameters.text(QStringLiteral("dsn")) == defaultDsn();
    if (isDefault && !Exec::isOdbcDriverRegistered(defaultDriver)) {
        return Words::tr("unixODBC knows no driver %1; install the packages unixodbc and libsqliteodbc, "
                         "or name another database (--set dsn=…).")
            .arg(defaultDriver);
    }
    return {};
}

} // namespace

Scenario database()
{
    Scenario scenario;
    scenario.id = QStringLiteral("database");
    scenario.title = Words::tr("Database");
    scenario.lesson = Words::tr("A database driver that blocks belongs in a pool of threads, with one "
                                "connection per thread.");
    scenario.workUnit = Words::tr("Queries");
    scenario.request = Words::tr("query");
    scenario.requests = Words::tr("queries");
    scenario.wantsAllAtOnce = true;
    scenario.parameters = {
        integerParameter(QStringLiteral("queries"), Words::tr("Queries"), 40, 1, 100'000),
        integerParameter(QStringLiteral("workers"), Words::tr("Workers"), 4, 1, 64),
        integerParameter(QStringLiteral("rows"), Words::tr("Rows"), 240'000, 1, 100'000'000),
        hidden(textParameter(QStringLiteral("dsn"), Words::tr("Database"), defaultDsn())),
        thresholdParameter(),
    };
    scenario.variants = {
        {QStringLiteral("on-loop"), Words::tr("On the loop"),
         QStringLiteral("core/scenario/database/database_onloop.cpp"), makeDatabaseOnLoop,
         Words::tr("Move the query to a pool of threads: variant 2.")},
        {QStringLiteral("thread-pool"), Words::tr("Thread pool"),
         QStringLiteral("core/scenario/database/database_threadpool.cpp"), makeDatabaseThreadPool},
    };
    scenario.unavailableReason = unavailableReason;
    scenario.verdict = verdict;
    return scenario;
}

} // namespace Loopscope::Scenario
