#include "core/net/respclient.h"
#include "tests/core/net/gibsoncoroutines.h"
#include "tests/core/net/scriptedpeer.h"
#include "tests/support/redisserver.h"
#include "tests/support/stricttest.h"

using namespace Loopscope;
using Net::ClientError;
using Net::ClientOptions;
using Net::GibsonClient;
using Net::WireEvent;
using Net::WireFilm;
using Net::WireTap;
using Testing::Outcome;

namespace {

constexpr int depth = 8;
constexpr int requests = 60;

QCoro::Task<> setAndGet(Net::RespClient *client, quint16 port, QByteArray *value)
{
    const QString host = QStringLiteral("127.0.0.1");
    co_await client->connectTo(host, port);
    const QByteArray key = "tap";
    const QByteArray text(4000, 'v');
    co_await client->set(key, text);
    const Net::RespReply reply = co_await client->get(key);
    *value = reply.value().toByteArray();
}

} // namespace

/// Films of real clients at real servers.
class TstWireTap : public Testing::StrictTest
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void nothingIsTakenWhileTapsAreOff();
    void firstInFirstOutAnswersInOrder();
    void lastInFirstOutMixesThemUp();
    void bytesAreThoseOfTheCodec();
    void replyInPiecesIsPutTogether();
    void redisRepliesAreTakenWhole();
    void filmsWaitUntilTheLastWasFetched();
    void connectionThatEndsLeavesItsFilm();
    void filmLastsFromItsFirstEventToItsLast();

private:
    std::optional<WireFilm> filmOf(Wire::PipelineOrder order, bool observed = true);

    Net::GibsonServer m_server;
};

void TstWireTap::init()
{
    StrictTest::init();
    WireTap::fetch();
    WireTap::setEnabled(true);
    if (!m_server.isRunning())
        m_server.start();
    QVERIFY(Testing::runUntil([this] { return m_server.port() != 0; }));
}

void TstWireTap::cleanup()
{
    WireTap::setEnabled(false);
}

std::optional<WireFilm> TstWireTap::filmOf(Wire::PipelineOrder order, bool observed)
{
    ClientOptions options;
    options.order = order;
    options.observed = observed;
    Outcome outcome;
    ClientError error = ClientError::TimedOut;
    {
        GibsonClient client(options);
        Testing::connectClient(&client, m_server.port(), &error);
        Testing::runUntil([&] { return client.isConnected(); });
        for (int first = 0; first < depth; ++first)
            Testing::askFrom(&client, first, depth, requests, requests, &outcome);
        Testing::runUntil([&] { return client.completed() == requests; });
    }
    return WireTap::fetch();
}

void TstWireTap::nothingIsTakenWhileTapsAreOff()
{
    WireTap::setEnabled(false);
    QVERIFY(!filmOf(Wire::PipelineOrder::FirstInFirstOut));
    WireTap::setEnabled(true);
    QVERIFY(!filmOf(Wire::PipelineOrder::FirstInFirstOut, false)); // stores keys, say
}

void TstWireTap::firstInFirstOutAnswersInOrder()
{
    const auto film = filmOf(Wire::PipelineOrder::FirstInFirstOut);
    QVERIFY(film);
    QVERIFY(film->inFlight.empty());
    quint32 replies = 0;
    quint32 queued = 0;
    for (const WireEvent &event : film->events) {
        if (event.kind == WireEvent::Kind::Queued)
            QCOMPARE(event.request, queued++);
        if (event.kind != WireEvent::Kind::Answered)
            continue;
        QCOMPARE(event.reply, replies++);
        QCOMPARE(event.request, event.reply);
    }
    QVERIFY(replies > 30);
}

void TstWireTap::lastInFirstOutMixesThemUp()
{
    const auto film = filmOf(Wire::PipelineOrder::LastInFirstOut);
    QVERIFY(film);
    // Eight go out at once, and the first reply reaches the caller of the eighth.
    const auto first = std::ranges::find(film->events, WireEvent::Kind::Answered, &WireEvent::kind);
    QVERIFY(first != film->events.end());
    QCOMPARE(first->reply, 0U);
    QCOMPARE(first->request, quint32(depth - 1));
    QCOMPARE(film->exchange.number, 0U);
    QCOMPARE(film->exchange.givenTo, std::optional(quint32(depth - 1)));
}

void TstWireTap::bytesAreThoseOfTheCodec()
{
    const auto film = filmOf(Wire::PipelineOrder::FirstInFirstOut);
    QVERIFY(film && film->exchange.isComplete);
    Wire::ByteQueue request;
    Wire::append(request, {Wire::Opcode::Get, 0, Testing::keyOf(0), {}});
    QCOMPARE(film->exchange.request, request.view().toByteArray());
    Wire::ByteQueue reply;
    Wire::appendStatus(reply, Wire::ReplyCode::NotFound); // nobody has stored it
    QCOMPARE(film->exchange.reply, reply.view().toByteArray());
    QCOMPARE(film->exchange.replySize, 8);
}

void TstWireTap::replyInPiecesIsPutTogether()
{
    // The first reply ends in the second read: the peer sends the rest later.
    Wire::ByteQueue reply;
    Wire::appendValue(reply, QByteArray(200'000, 'x'));
    Testing::ScriptedPeer peer(reply.view().toByteArray(), 1);
    Outcome outcome;
    {
        GibsonClient client;
        ClientError error = ClientError::TimedOut;
        Testing::connectClient(&client, peer.port(), &error);
        QVERIFY(Testing::runUntil([&] { return client.isConnected(); }));
        Testing::askFrom(&client, 0, 1, 1, 1, &outcome);
        QVERIFY(Testing::runUntil([&] { return client.completed() == 1; }));
    }
    const auto film = WireTap::fetch();
    QVERIFY(film);
    QCOMPARE(film->exchange.replySize, qsizetype(reply.size()));
    QCOMPARE(film->exchange.reply, reply.view().first(WireTap::longestBytes).toByteArray());
}

void TstWireTap::redisRepliesAreTakenWhole()
{
    Testing::RedisServer redis;
    const QString problem = redis.start();
    QVERIFY2(problem.isEmpty(), qPrintable(problem));
    QByteArray value;
    {
        Net::RespClient client;
        setAndGet(&client, redis.port(), &value);
        QVERIFY(Testing::runUntil([&] { return !value.isEmpty(); }));
    }
    const auto film = WireTap::fetch();
    QVERIFY(film);
    QCOMPARE(film->protocol, Wire::Protocol::Resp);
    QCOMPARE(film->exchange.reply, QByteArray("+OK\r\n"));
    QVERIFY(film->exchange.request.startsWith("*3\r\n$3\r\nSET\r\n$3\r\ntap\r\n$4000\r\nvvvv"));
    QCOMPARE(film->exchange.request.size(), WireTap::longestBytes);
    QVERIFY(film->exchange.requestSize > 4000);
}

void TstWireTap::filmsWaitUntilTheLastWasFetched()
{
    const auto now = Base::now();
    WireTap tap(QStringLiteral("tap"), Wire::Protocol::Gibson);
    QVERIFY(tap.turn(now));
    tap.answered(tap.queued("request"));
    QVERIFY(!tap.turn(now + WireTap::longestFilm));
    QVERIFY(!tap.turn(now + std::chrono::seconds(10))); // nobody has looked at the first one
    const auto film = WireTap::fetch();
    QVERIFY(film);
    QCOMPARE(film->events.size(), 2U);
    QVERIFY(!tap.turn(now + WireTap::longestFilm)); // not at once
    QVERIFY(tap.turn(now + std::chrono::seconds(10)));
}

void TstWireTap::connectionThatEndsLeavesItsFilm()
{
    {
        WireTap tap(QStringLiteral("tap"), Wire::Protocol::Gibson);
        tap.turn(Base::now());
        tap.queued("request");
    }
    const auto film = WireTap::fetch();
    QVERIFY(film);
    QVERIFY(!film->exchange.isComplete);
    QVERIFY(!WireTap::fetch());
}

void TstWireTap::filmLastsFromItsFirstEventToItsLast()
{
    using std::chrono::milliseconds;
    const auto now = Base::now();
    {
        WireTap tap(QStringLiteral("tap"), Wire::Protocol::Gibson);
        QVERIFY(tap.turn(now));
        tap.turn(now + milliseconds(1)); // connects
        const auto request = tap.queued("request");
        tap.turn(now + milliseconds(2));
        tap.answered(request);
        tap.turn(now + milliseconds(3));
        tap.turn(now + milliseconds(9)); // waits for its end
    }
    const auto film = WireTap::fetch();
    QVERIFY(film);
    QCOMPARE(film->startedAt, now + milliseconds(1));
    QCOMPARE(film->endedAt, now + milliseconds(3));
}

LOOPSCOPE_TEST_MAIN(TstWireTap)
#include "tst_wiretap.moc"
