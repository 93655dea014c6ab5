#include "tests/core/net/gibsoncoroutines.h"
#include "tests/core/net/scriptedpeer.h"
#include "tests/support/stricttest.h"

#include <QSignalSpy>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

using namespace Loopscope;
using namespace std::chrono_literals;
using Net::ClientError;
using Net::ClientOptions;
using Net::Descriptor;
using Net::GibsonClient;
using Net::GibsonReply;
using Testing::Outcome;
using Testing::ScriptedPeer;

namespace {

constexpr qsizetype pingBytes = 6;
const QByteArray okReply = QByteArray::fromHex("0500000100000000");

QCoro::Task<> connectWithin(GibsonClient *client, QString host, quint16 port,
                            std::chrono::milliseconds timeout, ClientError *error)
{
    *error = co_await client->connectTo(host, port, timeout);
}

QCoro::Task<> destroyAfterPing(std::unique_ptr<GibsonClient> *client, ClientError *error)
{
    const GibsonReply reply = co_await (*client)->ping();
    *error = reply.error();
    client->reset();
}

QCoro::Task<> destroyAfterConnecting(std::unique_ptr<GibsonClient> *client, quint16 port, ClientError *error)
{
    const QString host = QStringLiteral("127.0.0.1");
    *error = co_await (*client)->connectTo(host, port);
    client->reset();
}

QCoro::Task<> abortAfterPing(GibsonClient *client, Outcome *outcome)
{
    const GibsonReply reply = co_await client->ping();
    outcome->errors.push_back(reply.error());
    client->abort();
}

QCoro::Task<> connectAgainAfterPing(GibsonClient *client, quint16 port, Outcome *outcome)
{
    const GibsonReply reply = co_await client->ping();
    outcome->errors.push_back(reply.error());
    const QString host = QStringLiteral("127.0.0.1");
    const ClientError error = co_await client->connectTo(host, port);
    outcome->errors.push_back(error);
    const GibsonReply second = co_await client->ping();
    ++(second.isOk() ? outcome->right : outcome->wrong);
}

/// A listening socket that accepts nobody and whose queue is full, so that a further connection gets no
/// answer.
class FullListener
{
public:
    FullListener()
    {
        m_sockets.emplace_back(::socket(AF_INET, SOCK_STREAM, 0));
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof(address);
        auto *any = reinterpret_cast<sockaddr *>(&address);
        ::bind(m_sockets[0].get(), any, size);
        ::listen(m_sockets[0].get(), 0);
        ::getsockname(m_sockets[0].get(), any, &size);
        m_port = ntohs(address.sin_port);
        for (int i = 0; i < 3; ++i) {
            m_sockets.emplace_back(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0));
            ::connect(m_sockets.back().get(), any, size);
        }
    }
    quint16 port() const { return m_port; }

private:
    std::vector<Descriptor> m_sockets;
    quint16 m_port = 0;
};

} // namespace

class TestGibsonClientFailures : public Testing::StrictTest
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void connectingFailsWithTheReason_data();
    void connectingFailsWithTheReason();
    void connectingTimesOut();
    void abortEndsAnAttempt();
    void askingWithoutConnectionFailsAtOnce();
    void endedConnectionFailsEveryWaitingRequest_data();
    void endedConnectionFailsEveryWaitingRequest();
    void repliesBeforeTheEndAreDelivered();
    void serverThatClosesAllConnectionsIsNoticed();
    void malformedBytesFailEveryWaitingRequest_data();
    void malformedBytesFailEveryWaitingRequest();
    void unrequestedReplyEndsTheConnection();
    void lateAnswerIsNobodys();
    void silentPeerTimesOut();
    void peerThatNeverReadsTimesOut();
    void abortFailsEveryWaitingRequest();
    void abortInsideAReplyFailsTheRest();
    void destroyingTheClientFailsEveryWaitingRequest();
    void clientMayBeDestroyedByWhomItResumes();
    void clientMayBeDestroyedWhenItsConnectionEnds();
    void clientMayBeDestroyedWhenConnected();
    void failedCoroutineMayConnectAgain();
    void everyErrorNamesTheServer();

private:
    void connectTo(quint16 port, ClientOptions options = {});
    void ping(int count, Outcome *outcome);

    std::unique_ptr<GibsonClient> m_client;
};

void TestGibsonClientFailures::init()
{
    StrictTest::init();
    m_client = std::make_unique<GibsonClient>();
}

void TestGibsonClientFailures::connectTo(quint16 port, ClientOptions options)
{
    m_client = std::make_unique<GibsonClient>(std::move(options));
    auto error = ClientError::Cancelled;
    const auto task = Testing::connectClient(m_client.get(), port, &error);
    QTRY_VERIFY(task.isReady());
    QCOMPARE(error, ClientError::None);
}

void TestGibsonClientFailures::ping(int count, Outcome *outcome)
{
    for (int i = 0; i < count; ++i)
        Testing::pingOnce(m_client.get(), outcome);
}

void TestGibsonClientFailures::connectingFailsWithTheReason_data()
{
    QTest::addColumn<QString>("host");
    QTest::addColumn<ClientError>("expected");
    QTest::newRow("nobody listens") << QStringLiteral("127.0.0.1") << ClientError::Refused;
    QTest::newRow("nobody listens on localhost") << QStringLiteral("localhost") << ClientError::Refused;
    QTest::newRow("name") << QStringLiteral("example.org") << ClientError::InvalidHost;
    QTest::newRow("no host") << QString() << ClientError::InvalidHost;
    QTest::newRow("half an address") << QStringLiteral("127.0.0") << ClientError::InvalidHost;
    QTest::newRow("no way there") << QStringLiteral("255.255.255.255") << ClientError::Unreachable;
}

void TestGibsonClientFailures::connectingFailsWithTheReason()
{
    QFETCH(QString, host);
    QFETCH(ClientError, expected);
    auto error = ClientError::None;
    const auto task = connectWithin(m_client.get(), host, Testing::unusedPort(), 5s, &error);
    QTRY_VERIFY(task.isReady());
    QCOMPARE(error, expected);
    QVERIFY(!m_client->isConnected());
}

void TestGibsonClientFailures::connectingTimesOut()
{
    const FullListener listener;
    auto error = ClientError::None;
    const auto task =
        connectWithin(m_client.get(), QStringLiteral("127.0.0.1"), listener.port(), 50ms, &error);
    QVERIFY(!task.isReady());
    QTRY_VERIFY(task.isReady());
    QCOMPARE(error, ClientError::TimedOut);
}

void TestGibsonClientFailures::abortEndsAnAttempt()
{
    const FullListener listener;
    QSignalSpy ended(m_client.get(), &GibsonClient::connectionEnded);
    auto error = ClientError::None;
    const auto task = connectWithin(m_client.get(), QStringLiteral("127.0.0.1"), listener.port(), 5s, &error);
    m_client->abort();
    QVERIFY(task.isReady());
    QCOMPARE(error, ClientError::Cancelled);
    QCOMPARE(ended.size(), 0);
}

void TestGibsonClientFailures::askingWithoutConnectionFailsAtOnce()
{
    Outcome outcome;
    ping(1, &outcome);
    QCOMPARE(outcome.count(ClientError::NotConnected), 1);
}

void TestGibsonClientFailures::endedConnectionFailsEveryWaitingRequest_data()
{
    QTest::addColumn<ScriptedPeer::Then>("end");
    QTest::newRow("closed") << ScriptedPeer::Then::Close;
    QTest::newRow("reset") << ScriptedPeer::Then::Reset;
}

void TestGibsonClientFailures::endedConnectionFailsEveryWaitingRequest()
{
    QFETCH(ScriptedPeer::Then, end);
    ScriptedPeer peer({}, 10 * pingBytes, end);
    connectTo(peer.port());
    QSignalSpy ended(m_client.get(), &GibsonClient::connectionEnded);
    Outcome outcome;
    ping(10, &outcome);
    QTRY_COMPARE(outcome.count(ClientError::PeerClosed), 10);
    QCOMPARE(ended.size(), 1);
    QCOMPARE(ended.first().first().value<ClientError>(), ClientError::PeerClosed);
    QVERIFY(!m_client->isConnected());
    QCOMPARE(m_client->inFlight(), 0);
    ping(1, &outcome);
    QCOMPARE(outcome.count(ClientError::NotConnected), 1);
}

void TestGibsonClientFailures::repliesBeforeTheEndAreDelivered()
{
    ScriptedPeer peer(okReply + okReply + okReply.first(5), 5 * pingBytes, ScriptedPeer::Then::Close);
    connectTo(peer.port());
    Outcome outcome;
    ping(5, &outcome);
    QTRY_COMPARE(outcome.errors.size(), std::size_t{5});
    using enum ClientError;
    QVERIFY((outcome.errors == std::vector{None, None, PeerClosed, PeerClosed, PeerClosed}));
}

void TestGibsonClientFailures::serverThatClosesAllConnectionsIsNoticed()
{
    Net::GibsonServer server;
    QSignalSpy ready(&server, &Net::GibsonServer::ready);
    server.start();
    QVERIFY(ready.wait());
    connectTo(server.port());
    QSignalSpy ended(m_client.get(), &GibsonClient::connectionEnded);
    server.closeConnections();
    QTRY_COMPARE(ended.size(), 1);
}

void TestGibsonClientFailures::malformedBytesFailEveryWaitingRequest_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<Wire::WireError>("detail");
    QTest::newRow("garbage") << QByteArray("HTTP/1.1 400 Bad Request\r\n\r\n")
                             << Wire::WireError::ReplyCodeUnknown;
    QTest::newRow("size 0xFFFFFFFF") << QByteArray::fromHex("060000ffffffff")
                                     << Wire::WireError::ReplyTooLarge;
    QTest::newRow("size 0") << QByteArray::fromHex("06000000000000") << Wire::WireError::ReplyEmpty;
    QTest::newRow("short number") << QByteArray::fromHex("0600020300000000")
                                  << Wire::WireError::NumberMalformed;
    QTest::newRow("too many replies") << okReply.repeated(5) << Wire::WireError::ReplyUnrequested;
}

void TestGibsonClientFailures::malformedBytesFailEveryWaitingRequest()
{
    QFETCH(QByteArray, bytes);
    QFETCH(Wire::WireError, detail);
    ScriptedPeer peer(bytes, 4 * pingBytes);
    connectTo(peer.port());
    QSignalSpy ended(m_client.get(), &GibsonClient::connectionEnded);
    Outcome outcome;
    ping(4, &outcome);
    QTRY_COMPARE(ended.size(), 1);
    QCOMPARE(ended.first().first().value<ClientError>(), ClientError::ProtocolError);
    const bool answeredFirst = detail == Wire::WireError::ReplyUnrequested;
    QCOMPARE(outcome.count(answeredFirst ? ClientError::None : ClientError::ProtocolError), 4);
}

void TestGibsonClientFailures::unrequestedReplyEndsTheConnection()
{
    // The peer answers the ping twice, the second time as if to something that was never asked.
    ScriptedPeer peer(okReply + okReply, pingBytes);
    connectTo(peer.port());
    QSignalSpy ended(m_client.get(), &GibsonClient::connectionEnded);
    Outcome outcome;
    ping(1, &outcome);
    QTRY_COMPARE(ended.size(), 1);
    QCOMPARE(ended.first().first().value<ClientError>(), ClientError::ProtocolError);
    QCOMPARE(outcome.right, 1);
}

void TestGibsonClientFailures::lateAnswerIsNobodys()
{
    // The answer to the first request comes when its time is over, and must not be taken for the second's.
    ScriptedPeer peer(okReply, pingBytes, ScriptedPeer::Then::Stay, 300ms);
    ClientOptions options;
    options.replyTimeout = 40ms;
    connectTo(peer.port(), options);
    Outcome outcome;
    ping(1, &outcome);
    QTRY_COMPARE(outcome.count(ClientError::TimedOut), 1);
    ping(1, &outcome);
    QTRY_VERIFY(peer.hasReplied());
    QTRY_COMPARE(outcome.errors.size(), std::size_t(2));
    QCOMPARE(outcome.count(ClientError::NotConnected), 1);
    QCOMPARE(outcome.right, 0);
}

void TestGibsonClientFailures::silentPeerTimesOut()
{
    ScriptedPeer peer({}, 1000);
    ClientOptions options;
    options.replyTimeout = 40ms;
    connectTo(peer.port(), options);
    Outcome outcome;
    ping(3, &outcome);
    QTRY_COMPARE(outcome.count(ClientError::TimedOut), 3);
    QVERIFY(!m_client->isConnected());
}

void TestGibsonClientFailures::peerThatNeverReadsTimesOut()
{
    QTcpServer listener; // accepts in the kernel only
    QVERIFY(listener.listen(QHostAddress::LocalHost));
    listener.pauseAccepting();
    ClientOptions options;
    options.replyTimeout = 200ms;
    connectTo(listener.serverPort(), options);
    constexpr int sets = 40;
    Outcome outcome;
    for (int i = 0; i < sets; ++i)
        Testing::fill(m_client.get(), i, 1'000'000, &outcome);
    QTRY_COMPARE(outcome.count(ClientError::TimedOut), sets);
}

void TestGibsonClientFailures::abortFailsEveryWaitingRequest()
{
    ScriptedPeer peer({}, 1000);
    connectTo(peer.port());
    QSignalSpy ended(m_client.get(), &GibsonClient::connectionEnded);
    Outcome outcome;
    ping(3, &outcome);
    m_client->abort();
    QCOMPARE(outcome.count(ClientError::Cancelled), 3);
    QCOMPARE(ended.size(), 1);
    m_client->abort();
    QCOMPARE(ended.size(), 1);
}

void TestGibsonClientFailures::abortInsideAReplyFailsTheRest()
{
    ScriptedPeer peer(okReply.repeated(4), 4 * pingBytes);
    connectTo(peer.port());
    QSignalSpy ended(m_client.get(), &GibsonClient::connectionEnded);
    Outcome outcome;
    abortAfterPing(m_client.get(), &outcome);
    ping(3, &outcome);
    QTRY_COMPARE(outcome.errors.size(), std::size_t{4});
    QCOMPARE(outcome.errors.front(), ClientError::None);
    QCOMPARE(outcome.count(ClientError::Cancelled), 3);
    // The replies that had come already are not taken for unrequested ones.
    QCOMPARE(ended.size(), 1);
    QCOMPARE(ended.first().first().value<ClientError>(), ClientError::Cancelled);
}

void TestGibsonClientFailures::destroyingTheClientFailsEveryWaitingRequest()
{
    ScriptedPeer peer({}, 1000);
    connectTo(peer.port());
    Outcome outcome;
    ping(3, &outcome);
    m_client.reset();
    QCOMPARE(outcome.count(ClientError::Cancelled), 3);
}

void TestGibsonClientFailures::clientMayBeDestroyedByWhomItResumes()
{
    ScriptedPeer peer(okReply.repeated(3), 3 * pingBytes);
    connectTo(peer.port());
    Outcome outcome;
    auto error = ClientError::Cancelled;
    destroyAfterPing(&m_client, &error);
    ping(2, &outcome);
    QTRY_VERIFY(!m_client);
    QCOMPARE(error, ClientError::None);
    QCOMPARE(outcome.count(ClientError::Cancelled), 2);
}

void TestGibsonClientFailures::clientMayBeDestroyedWhenItsConnectionEnds()
{
    ScriptedPeer peer({}, 3 * pingBytes, ScriptedPeer::Then::Close);
    connectTo(peer.port());
    Outcome outcome;
    auto error = ClientError::None;
    ping(1, &outcome);
    destroyAfterPing(&m_client, &error);
    ping(1, &outcome);
    QTRY_VERIFY(!m_client);
    QCOMPARE(error, ClientError::PeerClosed);
    QCOMPARE(outcome.errors.size(), std::size_t{2});
}

void TestGibsonClientFailures::clientMayBeDestroyedWhenConnected()
{
    ScriptedPeer peer({}, 1000);
    auto error = ClientError::Cancelled;
    destroyAfterConnecting(&m_client, peer.port(), &error);
    QTRY_VERIFY(!m_client);
    QCOMPARE(error, ClientError::None);
}

void TestGibsonClientFailures::failedCoroutineMayConnectAgain()
{
    Net::GibsonServer server;
    QSignalSpy ready(&server, &Net::GibsonServer::ready);
    server.start();
    QVERIFY(ready.wait());
    ScriptedPeer peer({}, 3 * pingBytes, ScriptedPeer::Then::Close);
    connectTo(peer.port());
    Outcome outcome;
    const auto task = connectAgainAfterPing(m_client.get(), server.port(), &outcome);
    ping(2, &outcome);
    QTRY_VERIFY(task.isReady());
    QCOMPARE(outcome.right, 1);
    QCOMPARE(outcome.count(ClientError::PeerClosed), 3);
    QCOMPARE(outcome.count(ClientError::None), 1);
}

void TestGibsonClientFailures::everyErrorNamesTheServer()
{
    const QString server = QStringLiteral("127.0.0.1:10128");
    QSet<QString> sentences;
    const int last = static_cast<int>(ClientError::NoSocket);
    for (int error = 0; error <= last; ++error) {
        const QString sentence = Net::describe(static_cast<ClientError>(error), server);
        QVERIFY2(sentence.contains(server) && sentence.endsWith(u'.'), qPrintable(sentence));
        sentences.insert(sentence);
    }
    QCOMPARE(sentences.size(), last + 1);
    QVERIFY(Net::describe(ClientError::ProtocolError, server, Wire::WireError::ReplyTooLarge)
                .contains(Wire::describe(Wire::WireError::ReplyTooLarge)));
}

LOOPSCOPE_TEST_MAIN(TestGibsonClientFailures)
#include "tst_gibsonclientfailures.moc"
