#include "core/scenario/keyserver.h"
#include "core/scenario/scenarioerror.h"
#include "tests/core/net/gibsoncoroutines.h"
#include "tests/support/redisserver.h"
#include "tests/support/stricttest.h"

using namespace Loopscope;
using namespace std::chrono_literals;
using Scenario::KeyServer;
using Scenario::TestKeys;

namespace {

/// A run without a session.
class BareRun final : public Scenario::RunContext
{
public:
    BareRun(const QString &protocol, const QString &server)
        : m_parameters(KeyServer::parameters())
    {
        m_parameters.set(QStringLiteral("protocol"), protocol);
        m_parameters.set(QStringLiteral("server"), server);
    }

    const Scenario::Parameters &parameters() const override { return m_parameters; }
    QThread *loopThread() const override { return QThread::currentThread(); }
    Async::StopToken stopToken() const override { return stop.get_token(); }
    bool isStopped() const override { return stop.stop_requested(); }
    Exec::ThreadExecutor &defaultExecutor() override { qFatal("no executor here"); }
    Async::TaskGroup &tasks() override { return m_tasks; }

    std::stop_source stop;

private:
    Scenario::Parameters m_parameters;
    Async::TaskGroup m_tasks;
};

QCoro::Task<> prepareServer(KeyServer *server, const TestKeys *keys, QString *failure)
{
    try {
        co_await server->prepare(keys);
    } catch (const std::exception &error) {
        *failure = QString::fromUtf8(error.what());
    }
}

} // namespace

class TstKeyServer : public Testing::StrictTest
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void keysAreRenewedWhileTheRunLasts();
    void keysOfAnyServerAreRemoved();
    void badAddressesAreRefused_data();
    void badAddressesAreRefused();

private:
    QByteArray cli(const char *command) const
    {
        return m_redis.cli(QString::fromLatin1(command).split(u' '));
    }
    static QString prepare(KeyServer *server, const TestKeys *keys);
    static void tearDown(KeyServer *server, const TestKeys *keys);

    const TestKeys m_keys{16};
    Testing::RedisServer m_redis;
};

void TstKeyServer::initTestCase()
{
    const QString problem = m_redis.start();
    QVERIFY2(problem.isEmpty(), qPrintable(problem));
}

QString TstKeyServer::prepare(KeyServer *server, const TestKeys *keys)
{
    QString failure;
    const auto task = prepareServer(server, keys, &failure);
    return Testing::runUntil([&] { return task.isReady(); }) ? failure : QStringLiteral("hangs");
}

void TstKeyServer::tearDown(KeyServer *server, const TestKeys *keys)
{
    const auto task = server->tearDown(keys);
    QVERIFY(Testing::runUntil([&] { return task.isReady(); }));
}

void TstKeyServer::keysAreRenewedWhileTheRunLasts()
{
    BareRun run(QStringLiteral("resp"), QString::fromLatin1(m_redis.address()));
    KeyServer server(&run, 20ms);
    QCOMPARE(prepare(&server, &m_keys), QString());
    QCOMPARE(cli("dbsize"), "4096");
    cli("del loopscope:7");
    cli("expire loopscope:8 100000");
    QVERIFY(Testing::runUntil(
        [this] { return cli("dbsize") == "4096" && cli("ttl loopscope:8").toInt() <= 600; }));
    tearDown(&server, &m_keys);
    QCOMPARE(cli("dbsize"), "0");
}

void TstKeyServer::keysOfAnyServerAreRemoved()
{
    Net::GibsonServer gibson;
    gibson.start();
    QVERIFY(Testing::runUntil([&] { return gibson.port() != 0; }));
    BareRun run(QStringLiteral("gibson"), QStringLiteral("127.0.0.1:%1").arg(gibson.port()));
    KeyServer server(&run);
    QCOMPARE(prepare(&server, &m_keys), QString());
    const qint64 stored = gibson.requestsAnswered();
    QCOMPARE(stored, TestKeys::count);
    tearDown(&server, &m_keys);
    QCOMPARE(gibson.requestsAnswered(), stored + TestKeys::count);
}

void TstKeyServer::badAddressesAreRefused_data()
{
    QTest::addColumn<QString>("address");
    for (const char *address : {"127.0.0.1", ":6379", "host:0", "host:65536", "host:x", "6379"})
        QTest::newRow(address) << QString::fromLatin1(address);
}

void TstKeyServer::badAddressesAreRefused()
{
    QFETCH(QString, address);
    BareRun run(QStringLiteral("resp"), address);
    KeyServer server(&run);
    const QString failure = prepare(&server, &m_keys);
    QVERIFY2(failure.contains(QLatin1String("must be host:port")), qPrintable(failure));
    tearDown(&server, &m_keys);
}

LOOPSCOPE_TEST_MAIN(TstKeyServer)

#include "tst_keyserver.moc"
