#include "core/net/blockinghttpclient.h"
#include "tests/core/net/httpfixture.h"
#include "tests/support/stricttest.h"

using namespace Loopscope;
using namespace Loopscope::Testing;
using namespace std::chrono_literals;
using Net::BlockingHttpClient;
using Net::HttpError;
using Net::HttpReply;

class TestBlockingHttpClient : public StrictTest
{
    Q_OBJECT

private Q_SLOTS:
    void getsAndKeepsItsConnection();
    void answersAreToldApart_data() { addAddresses(); }
    void answersAreToldApart();
    void brokenReplyIsNamed_data() { addBrokenReplies(); }
    void brokenReplyIsNamed();
    void whatIsNotHttpIsNamed();
    void badUrlIsRefused_data() { addBadUrls(); }
    void badUrlIsRefused();
    void refusedConnectionIsNamed();
    void goesOnAfterAnError();
    void stopFlagEndsTheWait();
    void sentencesNameAddressAndStatusButNoPassword();
};

void TestBlockingHttpClient::getsAndKeepsItsConnection()
{
    Net::HttpOrigin origin;
    QVERIFY(isReady(&origin));
    BlockingHttpClient client;
    for (int i = 0; i < 20; ++i) {
        const HttpReply reply = client.get(origin.url(QStringLiteral("/item/%1").arg(i)));
        QCOMPARE(reply.error, HttpError::None);
        QCOMPARE(reply.body, Net::HttpOrigin::itemBody(i));
    }
    QCOMPARE(origin.acceptedConnections(), 1);
    QCOMPARE(origin.requestsAnswered(), 20);
}

void TestBlockingHttpClient::answersAreToldApart()
{
    QFETCH(QString, path);
    QFETCH(HttpError, error);
    QFETCH(int, status);
    Net::HttpOrigin origin;
    QVERIFY(isReady(&origin));
    BlockingHttpClient client;
    const HttpReply reply = client.get(origin.url(path));
    QCOMPARE(reply.error, error);
    QCOMPARE(reply.status, status);
}

void TestBlockingHttpClient::brokenReplyIsNamed()
{
    QFETCH(QByteArray, bytes);
    QFETCH(bool, closes);
    QFETCH(HttpError, error);
    BrokenServer peer(bytes, closes);
    BlockingHttpClient client(tightLimits());
    QCOMPARE(client.get(urlOf(peer.port())).error, error);
}

void TestBlockingHttpClient::whatIsNotHttpIsNamed()
{
    BrokenServer peer("SSH-2.0-OpenSSH_9.2\r\nabc\r\n\r\n", false);
    BlockingHttpClient client(tightLimits());
    QCOMPARE(client.get(urlOf(peer.port())).error, HttpError::BadReply);
}

void TestBlockingHttpClient::badUrlIsRefused()
{
    QFETCH(QString, text);
    BlockingHttpClient client;
    const HttpReply reply = client.get(QUrl(text));
    QCOMPARE(reply.error, HttpError::InvalidUrl);
    QVERIFY(Net::describe(reply, QUrl(text)).contains(QLatin1String("http://127.0.0.1")));
}

void TestBlockingHttpClient::refusedConnectionIsNamed()
{
    BlockingHttpClient client;
    const QUrl url = urlOf(unusedPort());
    const HttpReply reply = client.get(url);
    QCOMPARE(reply.error, HttpError::Refused);
    QVERIFY(Net::describe(reply, url).contains(QString::number(url.port())));
}

void TestBlockingHttpClient::goesOnAfterAnError()
{
    Net::HttpOrigin origin;
    QVERIFY(isReady(&origin));
    BlockingHttpClient client;
    QCOMPARE(client.get(urlOf(unusedPort())).error, HttpError::Refused);
    QCOMPARE(client.get(origin.url(QStringLiteral("/status/503"))).status, 503);
    const HttpReply reply = client.get(origin.url(QStringLiteral("/item/7")));
    QCOMPARE(reply.error, HttpError::None);
    QCOMPARE(reply.body, Net::HttpOrigin::itemBody(7));
}

void TestBlockingHttpClient::stopFlagEndsTheWait()
{
    ScriptedPeer silent({}, 1000);
    BlockingHttpClient client; // would wait 10 s
    std::atomic<int> asked{0};
    const auto stopped = [&] { return ++asked > 3; };
    QCOMPARE(client.get(urlOf(silent.port()), stopped).error, HttpError::Cancelled);
    const auto stoppedBefore = [] { return true; };
    QCOMPARE(client.get(urlOf(silent.port()), stoppedBefore).error, HttpError::Cancelled);
}

void TestBlockingHttpClient::sentencesNameAddressAndStatusButNoPassword()
{
    const QUrl url(QStringLiteral("http://me:secret@127.0.0.1:8080/x"));
    const QString text = Net::describe({HttpError::Status, 503, {}}, url);
    QVERIFY2(text.contains(QLatin1String("127.0.0.1:8080/x")) && text.contains(QLatin1String("503")),
             qPrintable(text));
    QVERIFY(!text.contains(QLatin1String("secret")));
}

LOOPSCOPE_TEST_MAIN(TestBlockingHttpClient)
#include "tst_blockinghttpclient.moc"
