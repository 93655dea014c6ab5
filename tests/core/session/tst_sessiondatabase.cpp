#include "core/exec/odbcdriver.h"
#include "tests/core/session/sessionfixture.h"
#include "tests/support/stricttest.h"

#include <QSqlDatabase>
#include <QTemporaryDir>

using namespace Loopscope;
using namespace Loopscope::Testing;
using namespace std::chrono_literals;

namespace {

// Enough rows to be slower than the threshold on any machine.
constexpr const char *slowRows = "400000";

// What unixODBC is told by its environment, until the end of a test.
class OdbcFolder
{
public:
    explicit OdbcFolder(const QString &folder)
        : m_before(qgetenv("ODBCSYSINI"))
    {
        qputenv("ODBCSYSINI", QFile::encodeName(folder));
    }
    ~OdbcFolder()
    {
        if (m_before.isNull())
            qunsetenv("ODBCSYSINI");
        else
            qputenv("ODBCSYSINI", m_before);
    }

private:
    const QByteArray m_before;
};

} // namespace

/// The slide `database`, over the real driver.
class TstSessionDatabase : public CleanTest
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanup();
    void everyQueryOnTheLoopIsAStall();
    void poolKeepsTheLoopFree();
    void connectionsAreNoMoreThanQueriesNeed();
    void roundsUseTheSameConnections();
    void fileDatabaseIsUsed();
    void wrongDsnFailsTheRunByName_data();
    void wrongDsnFailsTheRunByName();
    void missingDriverMakesItUnavailable();
    void otherDsnDoesNotAskForTheDriver();
    void stopInTheMiddleLeavesNothing_data();
    void stopInTheMiddleLeavesNothing();
};

void TstSessionDatabase::initTestCase()
{
    QVERIFY2(Exec::hasQtOdbc() && Exec::isOdbcDriverRegistered(QStringLiteral("SQLite3")),
             "not installed; Debian's packages: libqt6sql6-odbc, unixodbc, libsqliteodbc");
}

void TstSessionDatabase::cleanup()
{
    CleanTest::cleanup();
    QCOMPARE(QSqlDatabase::connectionNames(), QStringList());
}

void TstSessionDatabase::everyQueryOnTheLoopIsAStall()
{
    Session::Session session;
    const auto report =
        runToEnd(&session, plan("database", "on-loop", {{"queries", "5"}, {"rows", slowRows}}));
    QVERIFY(report && !report->failed);
    QCOMPARE(report->run.requests.completed, 5);
    QCOMPARE(report->run.requests.failed, 0);
    QCOMPARE(report->run.requests.connectionsAccepted, 1);
    QCOMPARE(report->run.requests.maxInFlight, 1);
    QVERIFY(report->run.stalls >= 5);
    QVERIFY(report->run.timeInStalls > report->run.duration / 2);
    QVERIFY2(report->verdict.contains(QLatin1String("blocked")), qPrintable(report->verdict));
    // All are wanted at once: the last one has waited for those before it.
    QVERIFY(report->run.requests.latency.max() > report->run.timeInStalls / 2);
    QVERIFY(report->run.requests.latency.max() > 2 * report->run.requests.latency.min());
}

void TstSessionDatabase::poolKeepsTheLoopFree()
{
    Session::Session session;
    const auto report =
        runToEnd(&session, plan("database", "thread-pool", {{"queries", "12"}, {"rows", slowRows}}));
    QVERIFY2(report && !report->failed, qPrintable(report ? report->failure : QString()));
    QCOMPARE(report->run.requests.completed, 12);
    QVERIFY(report->run.requests.connectionsAccepted <= 4);
    QCOMPARE(report->run.executors.size(), std::size_t{1});
    const Scenario::ExecutorFigures &pool = report->run.executors.front();
    QCOMPARE(pool.workers, 4);
    QCOMPARE(pool.completed, 13);
    QCOMPARE(pool.maxQueueDepth, 8);
    QVERIFY(report->run.timeInStalls < report->run.duration / 2);
}

void TstSessionDatabase::connectionsAreNoMoreThanQueriesNeed()
{
    Session::Session session;
    const auto report = runToEnd(
        &session, plan("database", "thread-pool", {{"queries", "2"}, {"workers", "8"}, {"rows", "10"}}));
    QVERIFY(report && !report->failed);
    QVERIFY(report->run.requests.connectionsAccepted <= 2);
}

void TstSessionDatabase::roundsUseTheSameConnections()
{
    Session::Session session;
    const auto report =
        runToEnd(&session, plan("database", "thread-pool", {{"queries", "20"}, {"rows", "10"}}, 0.3));
    QVERIFY(report && !report->failed);
    QVERIFY(report->run.rounds > 1);
    QCOMPARE(report->run.requests.completed, 20 * report->run.rounds);
    QVERIFY(report->run.requests.connectionsAccepted <= 4);
}

void TstSessionDatabase::fileDatabaseIsUsed()
{
    const QTemporaryDir folder;
    const QByteArray dsn =
        "Driver=SQLite3;Database=" + QFile::encodeName(folder.filePath(QStringLiteral("a.db")));
    Session::Session session;
    const auto report =
        runToEnd(&session, plan("database", "thread-pool",
                                {{"queries", "4"}, {"rows", "10"}, {"dsn", dsn.constData()}}));
    QVERIFY(report && !report->failed);
    QVERIFY(QFile::exists(folder.filePath(QStringLiteral("a.db"))));
}

void TstSessionDatabase::wrongDsnFailsTheRunByName_data()
{
    QTest::addColumn<QString>("variantId");
    QTest::addColumn<QByteArray>("dsn");
    for (const char *variantId : {"on-loop", "thread-pool"}) {
        QTest::addRow("no such driver, %s", variantId) << variantId << QByteArray("Driver=NoSuchDriver");
        QTest::addRow("no such source, %s", variantId) << variantId << QByteArray("DSN=NoSuchSource");
        QTest::addRow("nonsense, %s", variantId) << variantId << QByteArray("=;=");
        QTest::addRow("empty, %s", variantId) << variantId << QByteArray("");
        QTest::addRow("file in no folder, %s", variantId)
            << variantId << QByteArray("Driver=SQLite3;Database=/nowhere/at/all.db");
    }
}

void TstSessionDatabase::wrongDsnFailsTheRunByName()
{
    QFETCH(QString, variantId);
    QFETCH(QByteArray, dsn);
    Session::Session session;
    const auto report =
        runToEnd(&session, plan("database", variantId, {{"queries", "4"}, {"dsn", dsn.constData()}}));
    QVERIFY(report && report->failed);
    QVERIFY2(report->failure.contains(QLatin1String(dsn)) && report->failure.endsWith(u'.'),
             qPrintable(report->failure));
    QVERIFY2(report->failure.contains(QLatin1String("connection string")), qPrintable(report->failure));
}

void TstSessionDatabase::missingDriverMakesItUnavailable()
{
    const QTemporaryDir empty;
    const OdbcFolder folder(empty.path());
    Session::Session session;
    const auto report = runToEnd(&session, plan("database", "thread-pool"));
    QVERIFY(report && report->failed);
    QVERIFY2(report->failure.contains(QLatin1String("libsqliteodbc")), qPrintable(report->failure));
}

void TstSessionDatabase::otherDsnDoesNotAskForTheDriver()
{
    const QTemporaryDir empty;
    const OdbcFolder folder(empty.path());
    const auto other = plan("database", "thread-pool", {{"dsn", "DSN=mine"}});
    QCOMPARE(Scenario::scenario(QStringLiteral("database"))->reasonUnavailable(other.parameters), QString());
}

void TstSessionDatabase::stopInTheMiddleLeavesNothing_data()
{
    QTest::addColumn<QString>("variantId");
    QTest::newRow("on the loop") << "on-loop";
    QTest::newRow("in the pool") << "thread-pool";
}

void TstSessionDatabase::stopInTheMiddleLeavesNothing()
{
    QFETCH(QString, variantId);
    Session::Session session;
    session.start(plan("database", variantId, {{"queries", "100000"}, {"rows", "1000"}}));
    QTRY_COMPARE(session.state(), Session::RunState::Working);
    QTRY_VERIFY(!QSqlDatabase::connectionNames().isEmpty());
    session.stop();
    QTRY_VERIFY_WITH_TIMEOUT(hasEnded(session), 30000);
    QCOMPARE(session.state(), Session::RunState::Done);
    QVERIFY(session.report()->stopped);
    QCOMPARE(session.report()->run.requests.failed, 0);
}

LOOPSCOPE_TEST_MAIN(TstSessionDatabase)

#include "tst_sessiondatabase.moc"
