#include "core/net/blockinghttpclient.h"
#include "core/net/selfsignedidentity.h"
#include "tests/core/net/httpfixture.h"
#include "tests/core/net/rawclient.h"
#include "tests/support/stricttest.h"

#include <QScopeGuard>

using namespace Loopscope;
using namespace Loopscope::Testing;
using namespace std::chrono_literals;
using Net::HttpOrigin;
using Net::OriginError;

namespace {

const QByteArray getRoot = "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
const QByteArray getRootAndClose = "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n";

QCoro::Task<> waitReady(HttpOrigin *origin, std::optional<OriginError> *error)
{
    *error = co_await origin->untilReady();
}

QCoro::Task<> waitStopped(HttpOrigin *origin, bool *stopped)
{
    co_await origin->untilStopped();
    *stopped = true;
}

Net::HttpOriginOptions withDelay(std::chrono::milliseconds delay)
{
    Net::HttpOriginOptions options;
    options.delay = delay;
    return options;
}

} // namespace

class TestHttpOrigin : public StrictTest
{
    Q_OBJECT

private Q_SLOTS:
    void documentsDiffer();
    void answersComeAfterTheDelay();
    void connectionStaysUnlessToldToClose();
    void clientThatLeavesEarlyHarmsNobody();
    void stopEndsConnectionsWithPendingAnswers();
    void stoppedBeforeItIsReady();
    void waitingForWhatHasHappenedGoesOnAtOnce();
    void withoutOpensslThereIsNoTls();
};

void TestHttpOrigin::documentsDiffer()
{
    HttpOrigin origin;
    QVERIFY(isReady(&origin));
    Net::BlockingHttpClient client;
    QCOMPARE(client.get(origin.url(QStringLiteral("/item/0"))).body, HttpOrigin::itemBody(0));
    QCOMPARE(client.get(origin.url(QStringLiteral("/item/4095"))).body, HttpOrigin::itemBody(4095));
    QVERIFY(HttpOrigin::itemBody(0) != HttpOrigin::itemBody(4095));
    QCOMPARE(HttpOrigin::itemBody(0).size(), HttpOrigin::itemBody(4095).size());
    QCOMPARE(client.get(origin.url(QStringLiteral("/item/x"))).status, 404);
    QCOMPARE(client.get(origin.url(QStringLiteral("/item/-1"))).status, 404);
}

void TestHttpOrigin::answersComeAfterTheDelay()
{
    HttpOrigin origin(withDelay(80ms));
    QVERIFY(isReady(&origin));
    Net::BlockingHttpClient client;
    const Base::SteadyTime start = Base::now();
    QVERIFY(client.get(origin.url()).isOk());
    QVERIFY(Base::now() - start >= 80ms);
    QCOMPARE(origin.peakInFlight(), 1);
}

void TestHttpOrigin::connectionStaysUnlessToldToClose()
{
    HttpOrigin origin;
    QVERIFY(isReady(&origin));
    RawClient client(origin.port());
    QVERIFY(client.send(getRoot));
    QVERIFY(client.read(15).startsWith("HTTP/1.1 200 OK"));
    QVERIFY(client.send(getRootAndClose));
    QVERIFY(client.read(100'000).contains("Connection: close")); // until the end
    QVERIFY(client.isAtEnd());
    QCOMPARE(origin.acceptedConnections(), 1);
    QCOMPARE(origin.requestsAnswered(), 2);
}

void TestHttpOrigin::clientThatLeavesEarlyHarmsNobody()
{
    HttpOrigin origin(withDelay(50ms));
    QVERIFY(isReady(&origin));
    for (int i = 0; i < 20; ++i) {
        RawClient leaving(origin.port());
        QVERIFY(leaving.send(getRoot));
    }
    Net::BlockingHttpClient client;
    QVERIFY(client.get(origin.url()).isOk());
    QVERIFY(client.get(origin.url()).isOk());
    QCOMPARE(origin.acceptedConnections(), 21);
}

void TestHttpOrigin::stopEndsConnectionsWithPendingAnswers()
{
    HttpOrigin origin(withDelay(60s));
    QVERIFY(isReady(&origin));
    RawClient client(origin.port());
    QVERIFY(client.send(getRoot));
    QVERIFY(runUntil([&] { return origin.peakInFlight() == 1; }));
    bool stopped = false;
    origin.stop();
    waitStopped(&origin, &stopped);
    QVERIFY(!stopped);
    QVERIFY(runUntil([&] { return stopped; }));
    QVERIFY(client.isAtEnd());
    QVERIFY(!RawClient(origin.port()).isOpen());
}

void TestHttpOrigin::stoppedBeforeItIsReady()
{
    HttpOrigin origin;
    origin.start();
    std::optional<OriginError> error;
    waitReady(&origin, &error);
    QVERIFY(!error);
    origin.stop();
    QVERIFY(runUntil([&] { return error.has_value(); }));
    QCOMPARE(*error, OriginError::Stopped);
    bool stopped = false;
    waitStopped(&origin, &stopped);
    QVERIFY(runUntil([&] { return stopped; }));
}

void TestHttpOrigin::waitingForWhatHasHappenedGoesOnAtOnce()
{
    HttpOrigin origin;
    std::optional<OriginError> error;
    waitReady(&origin, &error);
    QCOMPARE(error.value_or(OriginError::None), OriginError::Stopped); // never started
    QVERIFY(isReady(&origin));
    waitReady(&origin, &error);
    QCOMPARE(*error, OriginError::None);
}

void TestHttpOrigin::withoutOpensslThereIsNoTls()
{
    const QByteArray path = qgetenv("PATH");
    const auto restore = qScopeGuard([&] { qputenv("PATH", path); });
    QCOMPARE(Net::tlsUnavailableReason(), QString());
    qputenv("PATH", "/nonexistent");
    QVERIFY(Net::tlsUnavailableReason().contains(QLatin1String("package openssl")));
    Net::HttpOriginOptions options;
    options.tls = true;
    HttpOrigin origin(options);
    QVERIFY(!isReady(&origin));
    std::optional<OriginError> error;
    waitReady(&origin, &error);
    QCOMPARE(*error, OriginError::NoCertificate);
    QVERIFY(Net::describe(*error).contains(QLatin1String("package openssl")));
    bool stopped = false;
    waitStopped(&origin, &stopped);
    QVERIFY(runUntil([&] { return stopped; }));
}

LOOPSCOPE_TEST_MAIN(TestHttpOrigin)
#include "tst_httporigin.moc"
