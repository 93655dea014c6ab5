#include "core/net/blockingclient.h"
#include "core/net/gibsonserver.h"
#include "tests/core/net/scriptedpeer.h"
#include "tests/support/stricttest.h"

#include <QSignalSpy>

using namespace Loopscope;
using namespace std::chrono_literals;
using Net::BlockingGibsonClient;
using Net::ClientError;

namespace {

const QString loopback = QStringLiteral("127.0.0.1");

} // namespace

class TestBlockingGibsonClient : public Testing::StrictTest
{
    Q_OBJECT

private Q_SLOTS:
    void setsAndGets();
    void badKeyIsRefusedAndTheConnectionStays();
    void refusedAndWrongHostsAreNamed();
    void askingWithoutConnectionIsNamed();
    void closedServerIsNamed();
    void silentPeerTimesOut();
    void malformedReplyIsNamed_data();
    void malformedReplyIsNamed();
};

void TestBlockingGibsonClient::setsAndGets()
{
    Net::GibsonServer server;
    QSignalSpy ready(&server, &Net::GibsonServer::ready);
    server.start();
    QVERIFY(ready.wait());
    BlockingGibsonClient client;
    QCOMPARE(client.connectTo(QStringLiteral("localhost"), server.port()), ClientError::None);
    const QByteArray large(65'536, 'x');
    QVERIFY(client.set("large", large).value() == large);
    QCOMPARE(client.set("k", "v").value(), QByteArrayView("v"));
    QCOMPARE(client.get("k").value(), QByteArrayView("v"));
    QVERIFY(client.get("large").value() == large);
    const Net::GibsonReply missing = client.get("none");
    QCOMPARE(missing.error(), ClientError::None);
    QCOMPARE(missing.code(), Wire::ReplyCode::NotFound);
    QVERIFY(!missing.isOk());
}

void TestBlockingGibsonClient::badKeyIsRefusedAndTheConnectionStays()
{
    Testing::ScriptedPeer peer(QByteArray::fromHex("06000001000000") + 'v', 6);
    BlockingGibsonClient client;
    QCOMPARE(client.connectTo(loopback, peer.port()), ClientError::None);
    const Net::GibsonReply refused = client.get("a b");
    QCOMPARE(refused.error(), ClientError::InvalidRequest);
    QCOMPARE(refused.wireError(), Wire::WireError::KeyHasSpace);
    QVERIFY(client.isConnected());
}

void TestBlockingGibsonClient::refusedAndWrongHostsAreNamed()
{
    BlockingGibsonClient client;
    QCOMPARE(client.connectTo(loopback, Testing::unusedPort()), ClientError::Refused);
    QCOMPARE(client.connectTo(QStringLiteral("example.org"), 1), ClientError::InvalidHost);
    QVERIFY(!client.isConnected());
}

void TestBlockingGibsonClient::askingWithoutConnectionIsNamed()
{
    BlockingGibsonClient client;
    QCOMPARE(client.get("k").error(), ClientError::NotConnected);
}

void TestBlockingGibsonClient::closedServerIsNamed()
{
    Testing::ScriptedPeer peer({}, 7, Testing::ScriptedPeer::Then::Close);
    BlockingGibsonClient client;
    QCOMPARE(client.connectTo(loopback, peer.port()), ClientError::None);
    QCOMPARE(client.get("k").error(), ClientError::PeerClosed);
    QVERIFY(!client.isConnected());
    QCOMPARE(client.get("k").error(), ClientError::NotConnected);
}

void TestBlockingGibsonClient::silentPeerTimesOut()
{
    Testing::ScriptedPeer peer({}, 7);
    BlockingGibsonClient client;
    QCOMPARE(client.connectTo(loopback, peer.port(), 50ms), ClientError::None);
    QCOMPARE(client.get("k").error(), ClientError::TimedOut);
    QVERIFY(!client.isConnected());
}

void TestBlockingGibsonClient::malformedReplyIsNamed_data()
{
    QTest::addColumn<QByteArray>("reply");
    QTest::addColumn<Wire::WireError>("error");
    QTest::newRow("unknown code") << QByteArray::fromHex("6300000100000000")
                                  << Wire::WireError::ReplyCodeUnknown;
    QTest::newRow("size 0xFFFFFFFF") << QByteArray::fromHex("060000ffffffff")
                                     << Wire::WireError::ReplyTooLarge;
    QTest::newRow("extra reply") << QByteArray::fromHex("0500000100000000").repeated(2)
                                 << Wire::WireError::ReplyUnrequested;
}

void TestBlockingGibsonClient::malformedReplyIsNamed()
{
    QFETCH(QByteArray, reply);
    QFETCH(Wire::WireError, error);
    Testing::ScriptedPeer peer(reply, 7);
    BlockingGibsonClient client;
    QCOMPARE(client.connectTo(loopback, peer.port()), ClientError::None);
    const Net::GibsonReply answer = client.get("k");
    QCOMPARE(answer.error(), ClientError::ProtocolError);
    QCOMPARE(answer.wireError(), error);
    QVERIFY(!client.isConnected());
}

LOOPSCOPE_TEST_MAIN(TestBlockingGibsonClient)
#include "tst_blockinggibsonclient.moc"
