#include "core/exec/sqlconnection.h"

#include "core/base/words.h"
#include "core/exec/execerror.h"

#include <QRegularExpression>
#include <QSqlError>
#include <QSqlRecord>

#include <atomic>

namespace Loopscope::Exec {

namespace {

QString nextName()
{
    static std::atomic<quint64> last{0};
    return QStringLiteral("loopscope-%1").arg(last.fetch_add(1) + 1);
}

// For messages: they are shown, printed and recorded.
QString withoutPassword(QString connectionString)
{
    static const QRegularExpression password(QStringLiteral("\\b(PWD|Password)\\s*=\\s*(\\{[^}]*\\}|[^;]*)"),
                                             QRegularExpression::CaseInsensitiveOption);
    return connectionString.replace(password, QStringLiteral("\\1=***"));
}

QString reasonOf(const QSqlError &error)
{
    QString text = error.databaseText().isEmpty() ? error.driverText() : error.databaseText();
    text = text.simplified();
    while (text.endsWith(u'.'))
        text.chop(1);
    return text.isEmpty() ? Words::tr("it gave no reason") : text;
}

} // namespace

SqlConnection::SqlConnection(const QString &connectionString)
    : m_connectionString(connectionString)
{}

SqlConnection::~SqlConnection()
{
    close();
}

void SqlConnection::open()
{
    if (isOpen())
        return;
    const QString driver = QStringLiteral("QODBC");
    if (!QSqlDatabase::isDriverAvailable(driver))
        throw ExecException(Error::DriverMissing);
    m_name = nextName();
    m_database.emplace(QSqlDatabase::addDatabase(driver, m_name));
    m_database->setDatabaseName(m_connectionString);
    const bool hasDriver = m_database->isValid();
    if (hasDriver && m_database->open()) {
        m_timesOpened.fetch_add(1, std::memory_order_relaxed);
        return;
    }
    const QString reason = reasonOf(m_database->lastError());
    close();
    if (!hasDriver)
        throw ExecException(Error::DriverMissing);
    throw ExecException(Error::NotConnected,
                        QStringLiteral("%1: %2").arg(withoutPassword(m_connectionString), reason));
}

void SqlConnection::prepare(const QString &sql)
{
    if (!isOpen())
        throw ExecException(Error::NotConnected,
                            withoutPassword(m_connectionString) + Words::tr(": it is not open"));
    m_sql = sql;
    m_query.reset();
    m_query.emplace(*m_database);
    m_query->setForwardOnly(true);
    if (!m_query->prepare(sql))
        failStatement();
}

void SqlConnection::execute()
{
    QSqlQuery *const query = m_query ? &*m_query : nullptr;
    if (!query || !query->exec())
        failStatement();
}

std::vector<QVariantList> SqlConnection::fetch(int maxRows)
{
    if (!m_query)
        failStatement();
    std::vector<QVariantList> rows;
    while (static_cast<int>(rows.size()) < maxRows && m_query->next()) {
        QVariantList row;
        for (int column = 0; column < m_query->record().count(); ++column)
            row.append(m_query->value(column));
        rows.push_back(row);
    }
    if (m_query->lastError().isValid())
        failStatement();
    m_query.reset();
    return rows;
}

void SqlConnection::close()
{
    if (!isOpen())
        return;
    m_query.reset();
    m_database->close();
    m_database.reset(); // before the name goes: Qt wants no copy to be left
    QSqlDatabase::removeDatabase(m_name);
}

void SqlConnection::failStatement()
{
    const QString reason = m_query ? reasonOf(m_query->lastError()) : Words::tr("the statement is not open");
    m_query.reset();
    throw ExecException(Error::StatementFailed, QStringLiteral("“%1”: %2").arg(m_sql, reason));
}

} // namespace Loopscope::Exec
