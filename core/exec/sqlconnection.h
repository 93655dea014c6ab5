#pragma once

#include <QSqlDatabase>
#include <QSqlQuery>
#include <QVariantList>

#include <atomic>
#include <optional>
#include <vector>

namespace Loopscope::Exec {

/// One ODBC connection through Qt's QODBC, with one statement at a time. Every call blocks. Everything from
/// open() to close() belongs to one thread, as Qt asks for. Failures are thrown as ExecException with
/// Error::DriverMissing, NotConnected or StatementFailed.
class SqlConnection
{
public:
    /// Any ODBC connection string, such as "Driver=SQLite3;Database=:memory:". Opens nothing. Any thread.
    explicit SqlConnection(const QString &connectionString);
    /// Closes it, so in its thread unless it is closed.
    ~SqlConnection();
    SqlConnection(const SqlConnection &) = delete;
    SqlConnection &operator=(const SqlConnection &) = delete;

    /// Does nothing when it is open.
    void open();
    /// Opens a statement; the one before it is gone.
    void prepare(const QString &sql);
    void execute();
    /// The rows of the statement, at most `maxRows`; ends it.
    std::vector<QVariantList> fetch(int maxRows = 1000);
    /// The connection and its name are gone afterwards.
    void close();

    bool isOpen() const noexcept { return m_database.has_value(); }
    /// How often it was opened. Any thread.
    int timesOpened() const noexcept { return m_timesOpened.load(std::memory_order_relaxed); }

private:
    [[noreturn]] void failStatement();

    const QString m_connectionString;
    QString m_name; ///< among Qt's connections
    std::optional<QSqlDatabase> m_database;
    std::optional<QSqlQuery> m_query;
    QString m_sql;
    std::atomic<int> m_timesOpened{0};
};

} // namespace Loopscope::Exec
