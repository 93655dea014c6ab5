#include "core/net/blockingclient.h"
#include "core/net/gibsonserver.h"
#include "tests/core/net/rawclient.h"
#include "tests/support/stricttest.h"

#include <QSignalSpy>
#include <QtEndian>

using namespace Loopscope;
using Net::GibsonServer;
using Net::ServerError;
using Testing::RawClient;

namespace {

const QByteArray okReply = QByteArray::fromHex("0500"
                                               "00"
                                               "01000000"
                                               "00");
const QByteArray pingRequest = QByteArray::fromHex("02000000"
                                                   "1300");
const QByteArray endRequest = QByteArray::fromHex("02000000"
                                                  "ff00");

QByteArray frame(quint16 opcode, const QByteArray &payload)
{
    QByteArray bytes(6, '\0');
    qToLittleEndian(static_cast<quint32>(2 + payload.size()), bytes.data());
    qToLittleEndian(opcode, bytes.data() + 4);
    return bytes + payload;
}

QByteArray status(int code)
{
    Wire::ByteQueue output;
    Wire::appendStatus(output, static_cast<Wire::ReplyCode>(code));
    return output.view().toByteArray();
}

QByteArray value(const QByteArray &text)
{
    Wire::ByteQueue output;
    Wire::appendValue(output, text);
    return output.view().toByteArray();
}

QByteArray number(qint64 number)
{
    Wire::ByteQueue output;
    Wire::appendNumber(output, number);
    return output.view().toByteArray();
}

} // namespace

class TestGibsonServer : public Testing::StrictTest
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void requestsAreAnsweredLikeTheOriginal_data();
    void requestsAreAnsweredLikeTheOriginal();
    void sizeFieldSplitOverReadsIsReassembled();
    void badFramesCloseWithoutReply_data();
    void badFramesCloseWithoutReply();
    void requestsBeforeABadFrameAreAnswered();
    void endIsAnsweredAndCloses();
    void manyRequestsInOneWriteAreAnsweredInOrder();
    void clientThatDoesNotReadIsBounded();
    void connectionsAreCounted();
    void closeConnectionsEndsThemAndServesOn();
    void usedPortFails();
    void stopEndsThreadAndConnections();
    void stopBeforeReadyIsQuiet();
    void destroyingARunningServerEndsIt();
    void startsAgainAfterStop();
    void everyErrorNamesThePort();

private:
    std::unique_ptr<GibsonServer> m_server;
};

void TestGibsonServer::init()
{
    StrictTest::init();
    m_server = std::make_unique<GibsonServer>();
    QSignalSpy ready(m_server.get(), &GibsonServer::ready);
    m_server->start();
    QVERIFY(ready.wait());
    QVERIFY(m_server->port() != 0);
}

void TestGibsonServer::cleanup()
{
    m_server.reset();
}

void TestGibsonServer::requestsAreAnsweredLikeTheOriginal_data()
{
    QTest::addColumn<QByteArray>("requests");
    QTest::addColumn<QByteArray>("replies");
    const QByteArray set = frame(1, "0 k text");
    QTest::newRow("PING") << pingRequest << okReply;
    QTest::newRow("SET echoes") << frame(1, "3600 k a b") << value("a b");
    QTest::newRow("GET") << set + frame(3, "k") << value("text") + value("text");
    QTest::newRow("GET ignores text after a space") << set + frame(3, "k x") << value("text") + value("text");
    QTest::newRow("GET of nothing") << frame(3, "none") << status(1);
    QTest::newRow("GET without key") << frame(3, "") << status(0);
    QTest::newRow("SET without value does not crash") << frame(1, "0 foo") << status(0);
    QTest::newRow("SET with an empty value") << frame(1, "0 k ") << status(0);
    QTest::newRow("SET with an over-long key") << frame(1, "0 " + QByteArray(1100, 'k') + " v") << status(0);
    QTest::newRow("SET whose ttl is text") << frame(1, "x k v") << status(2);
    QTest::newRow("DEL") << set + frame(4, "k") + frame(3, "k") << value("text") + okReply + status(1);
    QTest::newRow("DEL of nothing") << frame(4, "none") << status(1);
    QTest::newRow("INC creates 1") << frame(5, "n") + frame(5, "n") << number(1) + number(2);
    QTest::newRow("DEC creates 1 too") << frame(6, "n") + frame(6, "n") << number(1) + number(0);
    QTest::newRow("INC of text") << set + frame(5, "k") << value("text") + status(2);
    QTest::newRow("INC of number text")
        << frame(1, "0 n -8") + frame(5, "n") + frame(3, "n") << value("-8") + number(-7) + number(-7);
    QTest::newRow("SET over a number")
        << frame(5, "n") + frame(1, "0 n v") + frame(3, "n") << number(1) + value("v") + value("v");
    QTest::newRow("TTL without number does not crash") << set + frame(2, "k") << value("text") + status(0);
    QTest::newRow("LOCK, SET, UNLOCK") << set + frame(7, "k 60") + set + frame(8, "k") + set
                                       << value("text") + okReply + status(4) + okReply + value("text");
    QTest::newRow("COUNT") << set + frame(17, "k") + frame(17, "none")
                           << value("text") + number(1) + number(0);
    QTest::newRow("value of 2 MiB") << frame(1, "0 k " + QByteArray(2'096'127, 'v'))
                                    << value(QByteArray(2'096'127, 'v'));
}

void TestGibsonServer::requestsAreAnsweredLikeTheOriginal()
{
    QFETCH(QByteArray, requests);
    QFETCH(QByteArray, replies);
    RawClient client(m_server->port());
    QVERIFY(client.send(requests));
    const QByteArray answer = client.read(replies.size());
    QVERIFY2(answer == replies, answer.left(64).toHex(' ').constData());
}

void TestGibsonServer::sizeFieldSplitOverReadsIsReassembled()
{
    RawClient client(m_server->port());
    for (const int split : {1, 2, 3, 4, 5}) {
        QVERIFY(client.send(QByteArrayView(pingRequest).first(split)));
        // The answer on another connection says that the server has read what came before.
        RawClient other(m_server->port());
        QVERIFY(other.send(pingRequest));
        QCOMPARE(other.read(okReply.size()), okReply);
        QVERIFY(client.send(QByteArrayView(pingRequest).sliced(split)));
        QCOMPARE(client.read(okReply.size()), okReply);
    }
}

void TestGibsonServer::badFramesCloseWithoutReply_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("size 1") << QByteArray::fromHex("0100000013");
    QTest::newRow("size 0xFFFFFFFF") << QByteArray::fromHex("ffffffff13");
    QTest::newRow("opcode 0") << frame(0, "");
    QTest::newRow("opcode 22") << frame(22, "x");
    QTest::newRow("opcode 0xFFFF") << frame(0xFFFF, "");
}

void TestGibsonServer::badFramesCloseWithoutReply()
{
    QFETCH(QByteArray, bytes);
    RawClient client(m_server->port());
    QVERIFY(client.send(bytes));
    QVERIFY(client.isAtEnd());
    QTRY_COMPARE(m_server->activeConnections(), 0);
}

void TestGibsonServer::requestsBeforeABadFrameAreAnswered()
{
    RawClient client(m_server->port());
    QVERIFY(client.send(pingRequest + pingRequest + frame(22, "")));
    QCOMPARE(client.read(2 * okReply.size()), okReply + okReply);
    QVERIFY(client.isAtEnd());
}

void TestGibsonServer::endIsAnsweredAndCloses()
{
    RawClient client(m_server->port());
    QVERIFY(client.send(endRequest + pingRequest));
    QCOMPARE(client.read(okReply.size()), okReply);
    QVERIFY(client.isAtEnd());
}

void TestGibsonServer::manyRequestsInOneWriteAreAnsweredInOrder()
{
    constexpr int requests = 50'000;
    constexpr int keys = 100;
    QByteArray output;
    QByteArray expected;
    for (int i = 0; i < keys; ++i) {
        output += frame(1, "0 " + QByteArray::number(i) + " v" + QByteArray::number(i));
        expected += value('v' + QByteArray::number(i));
    }
    for (int i = 0; i < requests; ++i) {
        output += frame(3, QByteArray::number(i % keys));
        expected += value('v' + QByteArray::number(i % keys));
    }
    RawClient client(m_server->port());
    QVERIFY(client.send(output));
    QVERIFY(client.read(expected.size()) == expected);
    QCOMPARE(m_server->requestsAnswered(), requests + keys);
}

void TestGibsonServer::clientThatDoesNotReadIsBounded()
{
    constexpr int requests = 3'000;
    const QByteArray large(65'536, 'v');
    RawClient client(m_server->port());
    QVERIFY(client.send(frame(1, "0 k " + large)));
    QCOMPARE(client.read(value(large).size()), value(large));
    QVERIFY(client.send(frame(3, "k").repeated(requests)));
    QTRY_VERIFY(m_server->requestsAnswered() > 1);
    RawClient other(m_server->port());
    QVERIFY(other.send(pingRequest));
    QCOMPARE(other.read(okReply.size()), okReply);
    // Its own limit and what the kernel's buffers hold, but never all 190 MiB of them.
    QVERIFY2(m_server->requestsAnswered() < requests / 4, QByteArray::number(m_server->requestsAnswered()));
    for (int i = 0; i < requests; ++i)
        QVERIFY(client.read(value(large).size()) == value(large));
    QCOMPARE(m_server->requestsAnswered(), requests + 2);
}

void TestGibsonServer::connectionsAreCounted()
{
    {
        RawClient first(m_server->port());
        RawClient second(m_server->port());
        QTRY_COMPARE(m_server->activeConnections(), 2);
        QCOMPARE(m_server->acceptedConnections(), 2);
    }
    QTRY_COMPARE(m_server->activeConnections(), 0);
    QCOMPARE(m_server->acceptedConnections(), 2);
}

void TestGibsonServer::closeConnectionsEndsThemAndServesOn()
{
    RawClient first(m_server->port());
    RawClient second(m_server->port());
    m_server->closeConnections();
    QVERIFY(first.isAtEnd());
    QVERIFY(second.isAtEnd());
    RawClient third(m_server->port());
    QVERIFY(third.send(pingRequest));
    QCOMPARE(third.read(okReply.size()), okReply);
    QTRY_COMPARE(m_server->activeConnections(), 1);
}

void TestGibsonServer::usedPortFails()
{
    GibsonServer second;
    QSignalSpy failed(&second, &GibsonServer::failed);
    QSignalSpy stopped(&second, &GibsonServer::stopped);
    second.start(m_server->port());
    QVERIFY(failed.wait());
    QCOMPARE(failed.first().first().value<ServerError>(), ServerError::AddressInUse);
    QTRY_COMPARE(stopped.size(), 1);
    QVERIFY(!second.isRunning());
    QCOMPARE(second.port(), 0);
}

void TestGibsonServer::stopEndsThreadAndConnections()
{
    RawClient client(m_server->port());
    QVERIFY(client.send(pingRequest));
    QCOMPARE(client.read(okReply.size()), okReply);
    QSignalSpy stopped(m_server.get(), &GibsonServer::stopped);
    const quint16 port = m_server->port();
    m_server->stop();
    QVERIFY(stopped.wait());
    QVERIFY(client.isAtEnd());
    QVERIFY(!m_server->loopThread()->isRunning());
    QCOMPARE(m_server->activeConnections(), 0);
    QVERIFY(!RawClient(port).isOpen());
}

void TestGibsonServer::stopBeforeReadyIsQuiet()
{
    GibsonServer server;
    QSignalSpy ready(&server, &GibsonServer::ready);
    QSignalSpy stopped(&server, &GibsonServer::stopped);
    server.start();
    server.stop();
    QVERIFY(stopped.wait());
    QCOMPARE(ready.size(), 0);
    QVERIFY(!server.isRunning());
}

void TestGibsonServer::destroyingARunningServerEndsIt()
{
    RawClient client(m_server->port());
    m_server.reset();
    QVERIFY(client.isAtEnd());
}

void TestGibsonServer::startsAgainAfterStop()
{
    QSignalSpy stopped(m_server.get(), &GibsonServer::stopped);
    m_server->stop();
    QVERIFY(stopped.wait());
    QSignalSpy ready(m_server.get(), &GibsonServer::ready);
    m_server->start();
    QVERIFY(ready.wait());
    RawClient client(m_server->port());
    QVERIFY(client.send(pingRequest));
    QCOMPARE(client.read(okReply.size()), okReply);
}

void TestGibsonServer::everyErrorNamesThePort()
{
    for (const auto error : {ServerError::AddressInUse, ServerError::PermissionDenied, ServerError::NoSocket})
        QVERIFY(Net::describe(error, 1234).contains(QStringLiteral("1234")));
}

LOOPSCOPE_TEST_MAIN(TestGibsonServer)
#include "tst_gibsonserver.moc"
