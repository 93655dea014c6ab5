#include "tests/core/net/scriptedpeer.h"
#include "tests/core/session/sessionfixture.h"
#include "tests/support/redisserver.h"
#include "tests/support/stricttest.h"

using namespace Loopscope;
using namespace Loopscope::Testing;
using namespace std::chrono_literals;

/// The protocol scenarios against a real Redis.
class TstSessionRedis : public CleanTest
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanup();
    void everyVariantIsRight_data();
    void everyVariantIsRight();
    void lifoGivesAnswersToTheWrongCallers();
    void keysExpireAndForeignOnesStay();
    void stoppedRunRemovesItsKeys();
    void noServerIsOneClearSentence_data();
    void noServerIsOneClearSentence();
    void killedServerEndsTheRun_data();
    void killedServerEndsTheRun();
    void passwordEndsTheRun_data();
    void passwordEndsTheRun();
    void garbageEndsTheRun_data();
    void garbageEndsTheRun();

private:
    static Session::RunPlan redisPlan(const QString &scenario, const QString &variant,
                                      const QByteArray &address, const char *requests);
    static void addVariants();
    QByteArray testKeys() const
    {
        return m_redis.cli({QStringLiteral("keys"), QStringLiteral("loopscope:*")});
    }

    RedisServer m_redis;
};

Session::RunPlan TstSessionRedis::redisPlan(const QString &scenario, const QString &variant,
                                            const QByteArray &address, const char *requests)
{
    return plan(scenario, variant,
                {{"protocol", "resp"}, {"server", address.constData()}, {"requests", requests}});
}

void TstSessionRedis::addVariants()
{
    QTest::addColumn<QString>("scenario");
    QTest::addColumn<QString>("variant");
    const auto row = [](const char *scenario, const char *variant) {
        QTest::addRow("%s/%s", scenario, variant)
            << QString::fromLatin1(scenario) << QString::fromLatin1(variant);
    };
    row("pipelining", "request-reply");
    row("pipelining", "pipelined");
    row("request-reply", "blocking");
    row("request-reply", "request-reply");
}

void TstSessionRedis::initTestCase()
{
    const QString problem = m_redis.start();
    QVERIFY2(problem.isEmpty(), qPrintable(problem));
    m_redis.cli({QStringLiteral("set"), QStringLiteral("foreign"), QStringLiteral("1")});
    m_redis.cli({QStringLiteral("set"), QStringLiteral("loopscope:foreign"), QStringLiteral("2")});
}

void TstSessionRedis::cleanup()
{
    CleanTest::cleanup();
    QCOMPARE(testKeys(), "loopscope:foreign");
    QCOMPARE(m_redis.cli({QStringLiteral("dbsize")}), "2");
}

void TstSessionRedis::everyVariantIsRight_data()
{
    addVariants();
}

void TstSessionRedis::everyVariantIsRight()
{
    QFETCH(QString, scenario);
    QFETCH(QString, variant);
    Session::Session session;
    const auto report = runToEnd(&session, redisPlan(scenario, variant, m_redis.address(), "3000"));
    QVERIFY(report);
    QVERIFY2(!report->failed, qPrintable(report->failure));
    QCOMPARE(report->run.requests.completed, 3000);
    QCOMPARE(report->run.requests.wrongAnswers, 0);
    QCOMPARE(report->run.requests.maxInFlight, variant == QLatin1String("pipelined") ? 64 : 1);
}

void TstSessionRedis::lifoGivesAnswersToTheWrongCallers()
{
    Session::Session session;
    const auto report =
        runToEnd(&session, redisPlan(QStringLiteral("pipelining"), QStringLiteral("pipelined-lifo"),
                                     m_redis.address(), "3000"));
    QVERIFY(report && !report->failed);
    QVERIFY(report->run.requests.wrongAnswers > 0);
}

void TstSessionRedis::keysExpireAndForeignOnesStay()
{
    Session::Session session;
    auto endless = redisPlan(QStringLiteral("pipelining"), QStringLiteral("request-reply"), m_redis.address(),
                             "1000000");
    session.start(std::move(endless));
    QTRY_COMPARE_WITH_TIMEOUT(m_redis.cli({QStringLiteral("dbsize")}), "4098", 20000);
    const int left = m_redis.cli({QStringLiteral("ttl"), QStringLiteral("loopscope:4095")}).toInt();
    QVERIFY2(left > 500 && left <= 600, qPrintable(QString::number(left)));
    QCOMPARE(m_redis.cli({QStringLiteral("ttl"), QStringLiteral("loopscope:foreign")}), "-1");
    session.stop();
    QTRY_VERIFY_WITH_TIMEOUT(hasEnded(session), 20000);
    QCOMPARE(m_redis.cli({QStringLiteral("get"), QStringLiteral("foreign")}), "1");
    QCOMPARE(m_redis.cli({QStringLiteral("get"), QStringLiteral("loopscope:foreign")}), "2");
}

void TstSessionRedis::stoppedRunRemovesItsKeys()
{
    for (const char *variant : {"pipelined", "pipelined-lifo"}) {
        Session::Session session;
        session.start(redisPlan(QStringLiteral("pipelining"), QString::fromLatin1(variant), m_redis.address(),
                                "10000000"));
        QTRY_VERIFY_WITH_TIMEOUT(session.state() == Session::RunState::Working, 20000);
        session.stop();
        QTRY_VERIFY_WITH_TIMEOUT(hasEnded(session), 20000);
    }
}

void TstSessionRedis::noServerIsOneClearSentence_data()
{
    addVariants();
}

void TstSessionRedis::noServerIsOneClearSentence()
{
    QFETCH(QString, scenario);
    QFETCH(QString, variant);
    const QByteArray address = "127.0.0.1:" + QByteArray::number(unusedPort());
    Session::Session session;
    const auto report = runToEnd(&session, redisPlan(scenario, variant, address, "10"));
    QVERIFY(report && report->failed);
    QVERIFY2(report->failure.contains(QString::fromLatin1(address)), qPrintable(report->failure));
    QVERIFY2(report->failure.contains(QLatin1String("redis-server --port")), qPrintable(report->failure));
}

void TstSessionRedis::killedServerEndsTheRun_data()
{
    addVariants();
}

void TstSessionRedis::killedServerEndsTheRun()
{
    QFETCH(QString, scenario);
    QFETCH(QString, variant);
    RedisServer redis;
    QCOMPARE(redis.start(), QString());
    Session::Session session;
    session.start(redisPlan(scenario, variant, redis.address(), "10000000"));
    QTRY_VERIFY_WITH_TIMEOUT(redis.cli({QStringLiteral("dbsize")}) == "4096", 20000);
    redis.kill();
    QTRY_VERIFY_WITH_TIMEOUT(hasEnded(session), 20000);
    const auto report = session.report();
    QVERIFY(report && report->failed);
    QVERIFY2(report->failure.contains(QString::fromLatin1(redis.address())), qPrintable(report->failure));
}

void TstSessionRedis::passwordEndsTheRun_data()
{
    addVariants();
}

void TstSessionRedis::passwordEndsTheRun()
{
    QFETCH(QString, scenario);
    QFETCH(QString, variant);
    RedisServer locked;
    QCOMPARE(locked.start({QStringLiteral("--requirepass"), QStringLiteral("secret")}), QString());
    Session::Session session;
    const auto report = runToEnd(&session, redisPlan(scenario, variant, locked.address(), "10"));
    QVERIFY(report && report->failed);
    QVERIFY2(report->failure.contains(QLatin1String("NOAUTH")), qPrintable(report->failure));
}

void TstSessionRedis::garbageEndsTheRun_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("a web server") << QByteArray("HTTP/1.0 400 Bad Request\r\n\r\n");
    QTest::newRow("a huge size") << QByteArray("$99999999999\r\n");
    QTest::newRow("loading") << QByteArray("-LOADING Redis is loading the dataset in memory\r\n");
}

void TstSessionRedis::garbageEndsTheRun()
{
    QFETCH(QByteArray, bytes);
    const ScriptedPeer peer(bytes, 1, ScriptedPeer::Then::Close);
    const QByteArray address = "127.0.0.1:" + QByteArray::number(peer.port());
    Session::Session session;
    const auto report = runToEnd(
        &session, redisPlan(QStringLiteral("pipelining"), QStringLiteral("pipelined"), address, "10"));
    QVERIFY(report && report->failed);
    QVERIFY2(report->failure.contains(QString::fromLatin1(address)), qPrintable(report->failure));
    if (bytes.startsWith('-'))
        QVERIFY2(report->failure.contains(QLatin1String("LOADING")), qPrintable(report->failure));
}

LOOPSCOPE_TEST_MAIN(TstSessionRedis)

#include "tst_sessionredis.moc"
