#include "core/net/blockingclient.h"
#include "core/net/respclient.h"
#include "tests/core/net/gibsoncoroutines.h"
#include "tests/core/net/scriptedpeer.h"
#include "tests/support/redisserver.h"
#include "tests/support/stricttest.h"

#include <QSignalSpy>

using namespace Loopscope;
using namespace std::chrono_literals;
using Net::ClientError;
using Net::ClientOptions;
using Net::RespClient;
using Net::RespReply;
using Testing::Outcome;
using Testing::ScriptedPeer;

namespace {

constexpr int keys = 256;
const QString localHost = QStringLiteral("127.0.0.1");

QCoro::Task<> connectTo(RespClient *client, quint16 port, ClientError *error)
{
    *error = co_await client->connectTo(localHost, port);
}

QCoro::Task<> fill(RespClient *client, int number, Outcome *outcome)
{
    const RespReply reply = co_await client->set(Testing::keyOf(number), Testing::valueOf(number));
    ++(reply.isOk() && reply.value() == QByteArrayView("OK") ? outcome->right : outcome->wrong);
}

QCoro::Task<> askFrom(RespClient *client, int first, int depth, int requests, Outcome *outcome)
{
    for (int number = first; number < requests; number += depth) {
        const QByteArray key = Testing::keyOf(number % keys);
        const RespReply reply = co_await client->get(key);
        outcome->errors.push_back(reply.error());
        ++(reply.value() == Testing::valueOf(number % keys) ? outcome->right : outcome->wrong);
    }
}

QCoro::Task<> pingOnce(RespClient *client, std::vector<ClientError> *errors)
{
    const RespReply reply = co_await client->ping();
    errors->push_back(reply.error());
}

QCoro::Task<> everyCommand(RespClient *client, QStringList *seen)
{
    const auto note = [seen](const RespReply &reply) {
        seen->append(QStringLiteral("%1 %2 %3")
                         .arg(reply.isOk() ? QStringLiteral("ok") : QStringLiteral("no"))
                         .arg(QString::fromLatin1(reply.value()))
                         .arg(reply.number()));
    };
    note(co_await client->ping());
    note(co_await client->get("none"));
    note(co_await client->set("a b", "some\r\ntext", 60));
    note(co_await client->get("a b"));
    note(co_await client->ttl("a b"));
    note(co_await client->incr("n"));
    note(co_await client->incr("n"));
    note(co_await client->ttl("n"));
    note(co_await client->expire("n", 600));
    note(co_await client->del("n"));
    note(co_await client->del("n"));
    note(co_await client->incr("a b")); // an error of this request alone
    note(co_await client->set("empty", ""));
    note(co_await client->get("empty"));
}

QCoro::Task<> roundTrip(RespClient *client, qsizetype bytes, bool *isSame)
{
    const QByteArray value(bytes, 'v');
    co_await client->set("blob", value);
    const RespReply reply = co_await client->get("blob");
    *isSame = reply.value() == value;
}

QCoro::Task<> getOnce(RespClient *client, RespReply *reply)
{
    *reply = co_await client->get("k");
}

} // namespace

class TestRespClient : public Testing::StrictTest
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void everyCommandIsAnswered();
    void manyInFlightAreAnsweredInOrder_data();
    void manyInFlightAreAnsweredInOrder();
    void lastInFirstOutConfusesCallers();
    void valuesOfAnySizeTravel_data();
    void valuesOfAnySizeTravel();
    void blockingClientWaits();
    void passwordIsAskedForInWords();
    void killedServerFailsEveryWaitingRequest();
    void refusedConnectionSaysHowToStartOne();
    void garbageFailsEveryWaitingRequest_data();
    void garbageFailsEveryWaitingRequest();
    void errorTextIsShownSafely();

private:
    std::unique_ptr<RespClient> connected(quint16 port, ClientOptions options = {});

    Testing::RedisServer m_redis;
};

void TestRespClient::initTestCase()
{
    const QString problem = m_redis.start();
    QVERIFY2(problem.isEmpty(), qPrintable(problem));
    const auto client = connected(m_redis.port());
    Outcome outcome;
    for (int key = 0; key < keys; ++key)
        fill(client.get(), key, &outcome);
    QVERIFY(Testing::runUntil([&] { return outcome.right == keys; }));
}

std::unique_ptr<RespClient> TestRespClient::connected(quint16 port, ClientOptions options)
{
    auto client = std::make_unique<RespClient>(std::move(options));
    auto error = ClientError::Cancelled;
    const auto task = connectTo(client.get(), port, &error);
    [&] { QVERIFY(Testing::runUntil([&] { return task.isReady(); })); }();
    [&] { QCOMPARE(error, ClientError::None); }();
    return client;
}

void TestRespClient::everyCommandIsAnswered()
{
    const auto client = connected(m_redis.port());
    QStringList seen;
    const auto task = everyCommand(client.get(), &seen);
    QVERIFY(Testing::runUntil([&] { return task.isReady(); }));
    const QStringList expected{
        QStringLiteral("ok PONG 0"), QStringLiteral("no  0"),
        QStringLiteral("ok OK 0"),   QStringLiteral("ok some\r\ntext 0"),
        QStringLiteral("ok  60"),    QStringLiteral("ok  1"),
        QStringLiteral("ok  2"),     QStringLiteral("ok  -1"),
        QStringLiteral("ok  1"),     QStringLiteral("ok  1"),
        QStringLiteral("ok  0"),     QStringLiteral("no ERR value is not an integer or out of range 0"),
        QStringLiteral("ok OK 0"),   QStringLiteral("ok  0")};
    QCOMPARE(seen, expected);
    QVERIFY(client->isConnected());
}

void TestRespClient::manyInFlightAreAnsweredInOrder_data()
{
    QTest::addColumn<int>("depth");
    for (const int depth : {1, 2, 64, 1'000})
        QTest::addRow("depth %d", depth) << depth;
}

void TestRespClient::manyInFlightAreAnsweredInOrder()
{
    QFETCH(int, depth);
    constexpr int requests = 5'000;
    const auto client = connected(m_redis.port());
    Outcome outcome;
    for (int first = 0; first < depth; ++first)
        askFrom(client.get(), first, depth, requests, &outcome);
    QVERIFY(Testing::runUntil([&] { return outcome.right + outcome.wrong == requests; }));
    QCOMPARE(outcome.wrong, 0);
    QCOMPARE(client->maxInFlight(), depth);
    QCOMPARE(client->completed(), requests);
}

void TestRespClient::lastInFirstOutConfusesCallers()
{
    constexpr int requests = 5'000;
    ClientOptions options;
    options.order = Wire::PipelineOrder::LastInFirstOut;
    const auto client = connected(m_redis.port(), options);
    Outcome outcome;
    for (int first = 0; first < 64; ++first)
        askFrom(client.get(), first, 64, requests, &outcome);
    QVERIFY(Testing::runUntil([&] { return outcome.right + outcome.wrong == requests; }));
    QVERIFY(outcome.wrong > 0);
    QCOMPARE(outcome.count(ClientError::None), requests);
}

void TestRespClient::valuesOfAnySizeTravel_data()
{
    QTest::addColumn<qsizetype>("bytes");
    for (const qsizetype bytes : {1, 48, 49, 4'096, 65'536, 2'000'000})
        QTest::addRow("%lld bytes", static_cast<long long>(bytes)) << bytes;
}

void TestRespClient::valuesOfAnySizeTravel()
{
    QFETCH(qsizetype, bytes);
    const auto client = connected(m_redis.port());
    bool isSame = false;
    const auto task = roundTrip(client.get(), bytes, &isSame);
    QVERIFY(Testing::runUntil([&] { return task.isReady(); }));
    QVERIFY(isSame);
}

void TestRespClient::blockingClientWaits()
{
    Net::BlockingRespClient client;
    QCOMPARE(client.connectTo(localHost, m_redis.port()), ClientError::None);
    QVERIFY(client.set("blocking", "value", 60).isOk());
    QCOMPARE(client.get("blocking").value(), QByteArrayView("value"));
    QVERIFY(!client.get("none").isOk());
    const ScriptedPeer peer("+OK\r\n+behind\r\n", 1);
    QCOMPARE(client.connectTo(localHost, peer.port()), ClientError::None);
    const RespReply reply = client.get("k");
    QCOMPARE(reply.error(), ClientError::ProtocolError);
    QVERIFY(!client.isConnected());
}

void TestRespClient::passwordIsAskedForInWords()
{
    Testing::RedisServer locked;
    const QString problem = locked.start({QStringLiteral("--requirepass"), QStringLiteral("secret")});
    QVERIFY2(problem.isEmpty(), qPrintable(problem));
    const auto client = connected(locked.port());
    RespReply reply;
    const auto task = getOnce(client.get(), &reply);
    QVERIFY(Testing::runUntil([&] { return task.isReady(); }));
    QCOMPARE(reply.error(), ClientError::ServerError);
    const QString sentence = reply.describe(QStringLiteral("here:1"));
    QVERIFY2(sentence.contains(QLatin1String("NOAUTH")) && sentence.contains(QLatin1String("here:1")) &&
                 sentence.contains(QLatin1String("no password")),
             qPrintable(sentence));
}

void TestRespClient::killedServerFailsEveryWaitingRequest()
{
    Testing::RedisServer redis;
    QCOMPARE(redis.start(), QString());
    const auto client = connected(redis.port());
    redis.cli({QStringLiteral("client"), QStringLiteral("pause"), QStringLiteral("60000")});
    std::vector<ClientError> errors;
    constexpr int requests = 100;
    for (int i = 0; i < requests; ++i)
        pingOnce(client.get(), &errors);
    QCoreApplication::processEvents();
    QCOMPARE(client->inFlight(), requests);
    redis.kill();
    QVERIFY(Testing::runUntil([&] { return errors.size() == requests; }));
    QCOMPARE(std::ranges::count(errors, ClientError::PeerClosed), requests);
    QVERIFY(!client->isConnected());
}

void TestRespClient::refusedConnectionSaysHowToStartOne()
{
    RespClient client;
    auto error = ClientError::None;
    const auto task = connectTo(&client, Testing::unusedPort(), &error);
    QVERIFY(Testing::runUntil([&] { return task.isReady(); }));
    QCOMPARE(error, ClientError::Refused);
    const QString sentence =
        Net::describe(error, QStringLiteral("127.0.0.1:6380"), Wire::WireError::None, Net::ServerKind::Redis);
    QVERIFY2(sentence.contains(QLatin1String("redis-server --port 6380 --save \"\"")), qPrintable(sentence));
    QVERIFY(sentence.contains(QLatin1String("package redis-server")));
}

void TestRespClient::garbageFailsEveryWaitingRequest_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<Wire::WireError>("detail");
    using enum Wire::WireError;
    QTest::newRow("a gibson server") << QByteArray::fromHex("0500000100000000") << ReplyTypeUnknown;
    QTest::newRow("a web server") << QByteArray("HTTP/1.0 400 Bad Request\r\n\r\n") << ReplyTypeUnknown;
    QTest::newRow("a size of 1 TB") << QByteArray("$1000000000000\r\n") << ReplyTooLarge;
    QTest::newRow("a bad size") << QByteArray("$abc\r\n") << ReplyMalformed;
}

void TestRespClient::garbageFailsEveryWaitingRequest()
{
    QFETCH(QByteArray, bytes);
    const ScriptedPeer peer(bytes, 1);
    const auto client = connected(peer.port());
    QSignalSpy ended(client.get(), &RespClient::connectionEnded);
    RespReply first;
    RespReply second;
    const auto one = getOnce(client.get(), &first);
    const auto two = getOnce(client.get(), &second);
    QVERIFY(Testing::runUntil([&] { return one.isReady() && two.isReady(); }));
    QCOMPARE(first.error(), ClientError::ProtocolError);
    QCOMPARE(second.error(), ClientError::ProtocolError);
    QTEST(first.wireError(), "detail");
    QVERIFY(first.describe(QStringLiteral("x")).contains(QLatin1String("Redis server")));
    QCOMPARE(ended.size(), 1);
}

void TestRespClient::errorTextIsShownSafely()
{
    const QString sentence =
        Net::describeServerError("ERR \x1b[2J" + QByteArray(1000, 'x'), QStringLiteral("here:1"));
    QVERIFY(!sentence.contains(QChar(0x1b)));
    QVERIFY(sentence.size() < 400);
    QVERIFY(sentence.contains(QLatin1String("ERR ?[2J")));
}

LOOPSCOPE_TEST_MAIN(TestRespClient)
#include "tst_respclient.moc"
