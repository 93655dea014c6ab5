#include "core/async/tracked.h"
#include "core/exec/execerror.h"
#include "core/exec/odbcdriver.h"
#include "core/exec/sqlexecutor.h"
#include "tests/core/exec/awaited.h"
#include "tests/support/stricttest.h"

#include <QTemporaryDir>

using namespace Loopscope;
using namespace Loopscope::Exec;
using Testing::Awaited;
using Testing::keepTask;
using Testing::runLoopUntil;

namespace {

const char *const inMemory = "Driver=SQLite3;Database=:memory:";

QCoro::Task<> ask(SqlExecutor *executor, QString sql, QVariant *answer)
{
    auto session = co_await Async::tracked(executor->session());
    co_await session.connect();
    co_await session.open(sql);
    co_await session.execute();
    const auto rows = co_await session.fetch();
    if (rows.size() == 1 && rows.front().size() == 1)
        *answer = rows.front().front();
}

// Holds a session until it is told to go on.
QCoro::Task<> hold(SqlExecutor *executor, Semaphore *gate, int *holding)
{
    auto session = co_await Async::tracked(executor->session());
    ++*holding;
    const auto permit = co_await gate->acquire();
    co_await session.connect();
}

} // namespace

class TstSqlExecutor : public Testing::StrictTest
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void answerComesBack();
    void everyThreadHasOneConnection();
    void waitingSessionsAreTheQueue();
    void connectionStaysInItsThread();
    void connectionsAreGoneAfterClose();
    void connectionsAreGoneWithoutClose();
    void wrongDriverIsNamed();
    void passwordIsNotShown();
    void badStatementIsNamed();
    void stepsOutOfOrderFail();
    void threadIsFreeAfterAFailure();
    void cancelEndsWaitingAndRunningSessions();
    void rowsComeInOrderAndAreBounded();
    void driversAreFoundInTheirFiles();
};

void TstSqlExecutor::initTestCase()
{
    QVERIFY2(hasQtOdbc() && isOdbcDriverRegistered(QStringLiteral("SQLite3")),
             "not installed; Debian's packages: libqt6sql6-odbc, unixodbc, libsqliteodbc");
}

void TstSqlExecutor::answerComesBack()
{
    SqlExecutor executor(QStringLiteral("test"), QLatin1String(inMemory), 1);
    Awaited<bool> out;
    QVariant answer;
    const auto task = keepTask(&out, ask(&executor, QStringLiteral("SELECT 42"), &answer));
    QVERIFY(!out.finished);
    QTRY_VERIFY(out.finished);
    QVERIFY2(out.value, qPrintable(out.text));
    QCOMPARE(answer.toInt(), 42);
    QCOMPARE(executor.stats().completed, 1);
}

void TstSqlExecutor::everyThreadHasOneConnection()
{
    constexpr int count = 200;
    SqlExecutor executor(QStringLiteral("test"), QLatin1String(inMemory), 4);
    std::vector<Awaited<bool>> all(count);
    std::vector<QVariant> answers(count);
    std::vector<QCoro::Task<>> tasks;
    for (int i = 0; i < count; ++i)
        tasks.push_back(keepTask(&all[i], ask(&executor, QStringLiteral("SELECT %1").arg(i), &answers[i])));
    QVERIFY(runLoopUntil([&] { return allFinished(all); }));
    for (int i = 0; i < count; ++i)
        QCOMPARE(answers[i].toInt(), i);
    QCOMPARE(executor.openedConnections(), 4);
    QCOMPARE(QSqlDatabase::connectionNames().size(), 4);
}

void TstSqlExecutor::waitingSessionsAreTheQueue()
{
    SqlExecutor executor(QStringLiteral("test"), QLatin1String(inMemory), 2);
    Semaphore gate(5);
    Awaited<Semaphore::Permit> closed;
    const auto lock = Testing::keep(&closed, [&gate] { return gate.acquire(5); });
    std::vector<Awaited<bool>> all(5);
    std::vector<QCoro::Task<>> tasks;
    int holding = 0;
    for (auto &each : all)
        tasks.push_back(keepTask(&each, hold(&executor, &gate, &holding)));
    QCOMPARE(holding, 2);
    QCOMPARE(executor.stats().maxQueueDepth, 3);
    closed.value.reset();
    QTRY_VERIFY(allFinished(all));
    QCOMPARE(holding, 5);
    QCOMPARE(executor.stats().completed, 5);
}

void TstSqlExecutor::connectionStaysInItsThread()
{
    SqlThread thread(QStringLiteral("test"), QLatin1String(inMemory), 1);
    static const JobName name(QStringLiteral("step"));
    Awaited<bool> connected;
    const auto connect = Testing::keep(&connected, [&] { return thread.connect(name); });
    QTRY_VERIFY(connected.finished);
    Awaited<QThread *> first;
    Awaited<QThread *> second;
    const auto where = [](SqlConnection &) { return QThread::currentThread(); };
    const auto one = Testing::keep(&first, [&] { return thread.run(name, where); });
    const auto two = Testing::keep(&second, [&] { return thread.run(name, where); });
    QTRY_VERIFY(first.finished && second.finished);
    QCOMPARE(*first.value, *second.value);
    QVERIFY(*first.value != QThread::currentThread());
    // Qt itself refuses the connection to every other thread.
    const QStringList names = QSqlDatabase::connectionNames();
    QCOMPARE(names.size(), 1);
    QTest::ignoreMessage(QtWarningMsg,
                         QRegularExpression(QStringLiteral("does not belong to the calling thread")));
    QVERIFY(!QSqlDatabase::database(names.front(), false).isValid());
}

void TstSqlExecutor::connectionsAreGoneAfterClose()
{
    SqlExecutor executor(QStringLiteral("test"), QLatin1String(inMemory), 2);
    Awaited<bool> out;
    QVariant answer;
    const auto task = keepTask(&out, ask(&executor, QStringLiteral("SELECT 1"), &answer));
    QTRY_VERIFY(out.finished);
    QCOMPARE(QSqlDatabase::connectionNames().size(), 1);
    executor.cancel();
    Awaited<bool> closed;
    const auto close = keepTask(&closed, executor.close());
    QTRY_VERIFY(closed.finished);
    QVERIFY2(closed.value, qPrintable(closed.text));
    QCOMPARE(QSqlDatabase::connectionNames(), QStringList());
}

void TstSqlExecutor::connectionsAreGoneWithoutClose()
{
    {
        SqlExecutor executor(QStringLiteral("test"), QLatin1String(inMemory), 2);
        Awaited<bool> out;
        QVariant answer;
        const auto task = keepTask(&out, ask(&executor, QStringLiteral("SELECT 1"), &answer));
        QTRY_VERIFY(out.finished);
    }
    QCOMPARE(QSqlDatabase::connectionNames(), QStringList());
}

void TstSqlExecutor::wrongDriverIsNamed()
{
    SqlExecutor executor(QStringLiteral("test"), QStringLiteral("Driver=NoSuchDriver;Database=x"), 1);
    Awaited<bool> out;
    QVariant answer;
    const auto task = keepTask(&out, ask(&executor, QStringLiteral("SELECT 1"), &answer));
    QTRY_VERIFY(out.finished);
    QCOMPARE(out.error, Error::NotConnected);
    QVERIFY2(out.text.contains(QLatin1String("NoSuchDriver")), qPrintable(out.text));
    QCOMPARE(executor.openedConnections(), 0);
    QCOMPARE(executor.stats().failed, 1);
    QCOMPARE(QSqlDatabase::connectionNames(), QStringList());
}

void TstSqlExecutor::passwordIsNotShown()
{
    SqlConnection connection(
        QStringLiteral("Driver=NoSuchDriver;UID=me;PWD=secret;password={top;secret};X=1"));
    try {
        connection.open();
        QFAIL("it was opened");
    } catch (const ExecException &exception) {
        const QByteArray text = exception.what();
        QVERIFY2(!text.contains("secret") && text.contains("UID=me") && text.contains("X=1"),
                 text.constData());
    }
}

void TstSqlExecutor::badStatementIsNamed()
{
    SqlExecutor executor(QStringLiteral("test"), QLatin1String(inMemory), 1);
    Awaited<bool> out;
    QVariant answer;
    const auto task = keepTask(&out, ask(&executor, QStringLiteral("SELECT * FROM nothing"), &answer));
    QTRY_VERIFY(out.finished);
    QCOMPARE(out.error, Error::StatementFailed);
    QVERIFY2(out.text.contains(QLatin1String("SELECT * FROM nothing")), qPrintable(out.text));
}

void TstSqlExecutor::stepsOutOfOrderFail()
{
    SqlConnection connection{QString::fromLatin1(inMemory)};
    QVERIFY_THROWS_EXCEPTION(ExecException, connection.prepare(QStringLiteral("SELECT 1")));
    QVERIFY_THROWS_EXCEPTION(ExecException, connection.execute());
    QVERIFY_THROWS_EXCEPTION(ExecException, connection.fetch());
    connection.open();
    QVERIFY_THROWS_EXCEPTION(ExecException, connection.execute());
    connection.close();
    QVERIFY(!connection.isOpen());
}

void TstSqlExecutor::threadIsFreeAfterAFailure()
{
    SqlExecutor executor(QStringLiteral("test"), QLatin1String(inMemory), 1);
    Awaited<bool> failed;
    Awaited<bool> out;
    QVariant answer;
    const auto bad = keepTask(&failed, ask(&executor, QStringLiteral("SELECT * FROM nothing"), &answer));
    const auto good = keepTask(&out, ask(&executor, QStringLiteral("SELECT 7"), &answer));
    QTRY_VERIFY(out.finished);
    QVERIFY(failed.error && out.value);
    QCOMPARE(answer.toInt(), 7);
    QCOMPARE(executor.openedConnections(), 1);
    QCOMPARE(executor.stats().failed, 1);
    QCOMPARE(executor.stats().completed, 1);
}

void TstSqlExecutor::cancelEndsWaitingAndRunningSessions()
{
    SqlExecutor executor(QStringLiteral("test"), QLatin1String(inMemory), 2);
    std::vector<Awaited<bool>> all(20);
    std::vector<QCoro::Task<>> tasks;
    QVariant answer;
    for (auto &each : all)
        tasks.push_back(keepTask(&each, ask(&executor, QStringLiteral("SELECT 1"), &answer)));
    executor.cancel();
    QTRY_VERIFY(allFinished(all));
    for (const auto &each : all)
        QVERIFY(each.cancelled);
    QCOMPARE(executor.stats().cancelled, 20);
    Awaited<bool> later;
    const auto task = keepTask(&later, ask(&executor, QStringLiteral("SELECT 1"), &answer));
    QVERIFY(later.cancelled);
}

void TstSqlExecutor::rowsComeInOrderAndAreBounded()
{
    SqlConnection connection{QString::fromLatin1(inMemory)};
    connection.open();
    const QString sql =
        QStringLiteral("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50) "
                       "SELECT i, i * i FROM n");
    connection.prepare(sql);
    connection.execute();
    const auto all = connection.fetch();
    QCOMPARE(all.size(), std::size_t{50});
    QCOMPARE(all.back(), (QVariantList{50, 2500}));
    connection.prepare(sql);
    connection.execute();
    QCOMPARE(connection.fetch(7).size(), std::size_t{7});
}

void TstSqlExecutor::driversAreFoundInTheirFiles()
{
    const QTemporaryDir folder;
    QFile file(folder.filePath(QStringLiteral("odbcinst.ini")));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("[ODBC]\nTrace=no\n  [My Driver]  \nDriver=/nowhere.so\n");
    file.close();
    const QByteArray before = qgetenv("ODBCSYSINI");
    qputenv("ODBCSYSINI", QFile::encodeName(folder.path()));
    const bool isFound = isOdbcDriverRegistered(QStringLiteral("my driver"));
    const bool isOtherFound = isOdbcDriverRegistered(QStringLiteral("NoSuchDriver"));
    if (before.isNull())
        qunsetenv("ODBCSYSINI");
    else
        qputenv("ODBCSYSINI", before);
    QVERIFY(isFound);
    QVERIFY(!isOtherFound);
}

LOOPSCOPE_TEST_MAIN(TstSqlExecutor)

#include "tst_sqlexecutor.moc"
