#include "core/net/gibsonserver.h"
#include "core/wire/gibsonrequestparser.h"
#include "tests/core/net/gibsoncoroutines.h"
#include "tests/core/net/rawclient.h"
#include "tests/support/stricttest.h"

#include <QSignalSpy>
#include <QTcpServer>
#include <QTcpSocket>
#include <QtEndian>

#include <sys/socket.h>

using namespace Loopscope;
using Net::GibsonServer;
using Testing::RawClient;

namespace {

// The protocol as GIBSON.md has it, written down once more: nothing of our encoder is used.
QByteArray u32(quint32 value)
{
    QByteArray bytes(4, '\0');
    qToLittleEndian(value, bytes.data());
    return bytes;
}

QByteArray request(quint16 opcode, const QByteArray &payload = {})
{
    QByteArray bytes(2, '\0');
    qToLittleEndian(opcode, bytes.data());
    return u32(static_cast<quint32>(2 + payload.size())) + bytes + payload;
}

QByteArray reply(quint16 code, const QByteArray &data = QByteArray(1, '\0'), char encoding = 0)
{
    QByteArray bytes(2, '\0');
    qToLittleEndian(code, bytes.data());
    return bytes + encoding + u32(static_cast<quint32>(data.size())) + data;
}

QByteArray number(qint64 value)
{
    QByteArray bytes(8, '\0');
    qToLittleEndian(value, bytes.data());
    return reply(6, bytes, 2);
}

QByteArray pairs(const QList<std::pair<QByteArray, QByteArray>> &list)
{
    QByteArray data = u32(static_cast<quint32>(list.size()));
    for (const auto &[key, value] : list)
        data += u32(static_cast<quint32>(key.size())) + key + '\0' + u32(static_cast<quint32>(value.size())) +
                value;
    return reply(7, data);
}

struct Exchange
{
    const char *name;
    QByteArray request;
    QByteArray reply;
};

const QByteArray err = reply(0);
const QByteArray notFound = reply(1);
const QByteArray nan = reply(2);
const QByteArray locked = reply(4);
const QByteArray ok = reply(5);
const QByteArray pingRequest = request(19);

// Every opcode but STATS, whose figures are of the moment, and END; it leaves the store as empty as it was.
QList<Exchange> session()
{
    return {{"SET", request(1, "0 foo bar baz"), reply(6, "bar baz")},
            {"SET, no value", request(1, "0 foo "), err},
            {"SET, ttl is text", request(1, "soon foo v"), nan},
            {"GET", request(3, "foo"), reply(6, "bar baz")},
            {"GET of nothing", request(3, "none"), notFound},
            {"GET without a key", request(3), err},
            {"TTL", request(2, "foo 60"), ok},
            {"TTL of nothing", request(2, "none 60"), notFound},
            {"TTL, not a number", request(2, "foo +1"), nan},
            {"META size", request(20, "foo size"), number(7)},
            {"META ttl", request(20, "foo ttl"), number(60)},
            {"META of no field", request(20, "foo colour"), err},
            {"LOCK", request(7, "foo 60"), ok},
            {"LOCK of a locked one", request(7, "foo 60"), locked},
            {"SET of a locked one", request(1, "0 foo v"), locked},
            {"DEL of a locked one", request(4, "foo"), locked},
            {"GET of a locked one", request(3, "foo"), reply(6, "bar baz")},
            {"UNLOCK", request(8, "foo"), ok},
            {"UNLOCK of nothing", request(8, "none"), notFound},
            {"INC creates 1", request(5, "m:n"), number(1)},
            {"INC", request(5, "m:n"), number(2)},
            {"DEC", request(6, "m:n"), number(1)},
            {"DEC creates 1", request(6, "m:o"), number(1)},
            {"INC of text", request(5, "foo"), nan},
            {"MINC", request(13, "m:"), number(2)},
            {"MDEC", request(14, "m:"), number(2)},
            {"MTTL", request(10, "m: 60"), number(2)},
            {"MLOCK", request(15, "m: 60"), number(2)},
            {"MSET of locked ones", request(9, "m: v"), notFound},
            {"MUNLOCK", request(16, "m:"), number(2)},
            {"MSET", request(9, "m: v w"), number(2)},
            {"MGET", request(11, "m:"), pairs({{"m:n", "v w"}, {"m:o", "v w"}})},
            {"MGET, at most one", request(11, "m: 1"), pairs({{"m:n", "v w"}})},
            {"MGET of nothing", request(11, "none"), notFound},
            {"KEYS", request(21, "m:"), pairs({{"0", "m:n"}, {"1", "m:o"}})},
            {"COUNT", request(17, "m:"), number(2)},
            {"COUNT of nothing", request(17, "none"), number(0)},
            {"MDEL", request(12, "m:"), number(2)},
            {"MDEL of nothing", request(12, "m:"), notFound},
            {"DEL", request(4, "foo"), ok},
            {"DEL of nothing", request(4, "foo"), notFound},
            {"PING", pingRequest, ok},
            {"PING with a payload", request(19, "what ever"), ok}};
}

} // namespace

/// The server's and the client's side of the protocol byte by byte, on real sockets.
class TstGibsonConformance : public Testing::StrictTest
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { m_server.reset(); }
    void everyOpcodeIsAnsweredAsWritten();
    void sessionCutAnywhereMeansTheSame();
    void statsAreOfTheRightNumber();
    void noOtherOpcodeIsKnown();
    void halfClosedClientGetsEveryReply();
    void halfClosedServerEndsTheClient();

private:
    // Comes back when the server has read everything that was sent before.
    void waitUntilRead()
    {
        RawClient other(m_server->port());
        QVERIFY(other.send(pingRequest));
        QCOMPARE(other.read(ok.size()), ok);
    }

    std::unique_ptr<GibsonServer> m_server;
};

void TstGibsonConformance::init()
{
    StrictTest::init();
    m_server = std::make_unique<GibsonServer>();
    QSignalSpy ready(m_server.get(), &GibsonServer::ready);
    m_server->start();
    QVERIFY(ready.wait());
}

void TstGibsonConformance::everyOpcodeIsAnsweredAsWritten()
{
    RawClient client(m_server->port());
    for (const Exchange &exchange : session()) {
        QVERIFY(client.send(exchange.request));
        const QByteArray answer = client.read(exchange.reply.size());
        QVERIFY2(answer == exchange.reply,
                 qPrintable(QLatin1String(exchange.name) + u' ' + QString::fromLatin1(answer.toHex(' '))));
    }
}

void TstGibsonConformance::sessionCutAnywhereMeansTheSame()
{
    QByteArray requests;
    QByteArray replies;
    for (const Exchange &exchange : session()) {
        requests += exchange.request;
        replies += exchange.reply;
    }
    RawClient client(m_server->port());
    for (qsizetype cut = 1; cut < requests.size(); ++cut) {
        QVERIFY(client.send(requests.first(cut)));
        waitUntilRead();
        QVERIFY(client.send(requests.sliced(cut)));
        QVERIFY2(client.read(replies.size()) == replies, qPrintable(QString::number(cut)));
    }
}

void TstGibsonConformance::statsAreOfTheRightNumber()
{
    RawClient client(m_server->port());
    QVERIFY(client.send(request(18)));
    const QByteArray head = client.read(7 + 4);
    QCOMPARE(head.first(3), QByteArray("\x07\0\0", 3));
    QCOMPARE(head.last(4), u32(27));
    const auto size = qFromLittleEndian<quint32>(head.constData() + 3);
    QCOMPARE(client.read(size - 4).size(), static_cast<qsizetype>(size) - 4);
}

void TstGibsonConformance::noOtherOpcodeIsKnown()
{
    for (int opcode = 0; opcode <= 0xffff; ++opcode) {
        Wire::GibsonRequestParser parser;
        parser.feed(request(static_cast<quint16>(opcode), "k 1 v"));
        Wire::Request parsed;
        const bool isKnown = parser.next(&parsed) == Wire::ParseResult::Complete;
        QVERIFY2(isKnown == ((opcode >= 1 && opcode <= 21) || opcode == 255),
                 qPrintable(QString::number(opcode)));
    }
}

void TstGibsonConformance::halfClosedClientGetsEveryReply()
{
    constexpr int count = 1000;
    RawClient client(m_server->port());
    QVERIFY(client.send(pingRequest.repeated(count)));
    client.endWriting();
    QCOMPARE(client.read(count * ok.size()), ok.repeated(count));
    QVERIFY(client.isAtEnd());
    QTRY_COMPARE(m_server->activeConnections(), 0);
    // In the middle of a request there is nothing to answer.
    RawClient other(m_server->port());
    QVERIFY(other.send(pingRequest + pingRequest.first(3)));
    other.endWriting();
    QCOMPARE(other.read(ok.size()), ok);
    QVERIFY(other.isAtEnd());
    QTRY_COMPARE(m_server->activeConnections(), 0);
}

// The server has said that it sends no more, and would read for ever.
void TstGibsonConformance::halfClosedServerEndsTheClient()
{
    QTcpServer server;
    QVERIFY(server.listen(QHostAddress::LocalHost));
    QTcpSocket *peer = nullptr;
    connect(&server, &QTcpServer::newConnection, this, [&] {
        peer = server.nextPendingConnection();
        connect(peer, &QTcpSocket::readyRead, peer, [peer] {
            peer->readAll();
            peer->write(ok);
            peer->flush();
            ::shutdown(static_cast<int>(peer->socketDescriptor()), SHUT_WR);
        });
    });
    Net::GibsonClient client;
    auto error = Net::ClientError::Cancelled;
    const auto task = Testing::connectClient(&client, server.serverPort(), &error);
    QTRY_VERIFY(task.isReady());
    QCOMPARE(error, Net::ClientError::None);
    Testing::Outcome outcome;
    for (int i = 0; i < 5; ++i)
        Testing::pingOnce(&client, &outcome);
    QTRY_COMPARE(outcome.errors.size(), std::size_t{5});
    QCOMPARE(outcome.right, 1);
    QCOMPARE(outcome.count(Net::ClientError::PeerClosed), 4);
    QVERIFY(!client.isConnected());
    QTRY_VERIFY(peer->state() == QAbstractSocket::UnconnectedState);
}

LOOPSCOPE_TEST_MAIN(TstGibsonConformance)
#include "tst_gibsonconformance.moc"
