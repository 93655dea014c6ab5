#include "core/net/httporigin.h"
#include "tests/core/session/sessionfixture.h"
#include "tests/support/stricttest.h"

#include <QScopeGuard>
#include <QTcpServer>

using namespace Loopscope;
using namespace Loopscope::Testing;
using namespace std::chrono_literals;

namespace {

const char *const httpVariants[] = {"on-loop-blocking", "thread-pool", "async-session"};

bool start(Net::HttpOrigin *origin)
{
    origin->start();
    return QTest::qWaitFor([origin] { return origin->port() != 0; }, 20000);
}

} // namespace

/// The slides http and connection-pool, end to end.
class TstSessionHttp : public CleanTest
{
    Q_OBJECT

private Q_SLOTS:
    void blockingOnTheLoopIsOneLongStall();
    void lastRequestHasWaitedForAllBeforeIt();
    void poolQueuesWhatItsThreadsCannotTake();
    void sessionWaitsForAllAtOnce();
    void anotherServerIsAskedByItsAddress_data();
    void anotherServerIsAskedByItsAddress();
    void troubleFailsTheRunByName_data();
    void troubleFailsTheRunByName();
    void unknownHostFailsTheRunByName();
    void stopEndsRequestsThatWait_data();
    void stopEndsRequestsThatWait();
    void roundsKeepTheirConnections();
    void poolKeepsItsConnections_data();
    void poolKeepsItsConnections();
    void connectPerRequestMakesOneForEach_data();
    void connectPerRequestMakesOneForEach();
    void withoutOpensslTlsSaysWhy();
};

void TstSessionHttp::blockingOnTheLoopIsOneLongStall()
{
    Session::Session session;
    const auto report =
        runToEnd(&session, plan("http", "on-loop-blocking", {{"requests", "20"}, {"delay_ms", "10"}}));
    QVERIFY(report && !report->failed);
    QCOMPARE(report->run.requests.completed, 20);
    QCOMPARE(report->run.requests.wrongAnswers, 0);
    QCOMPARE(report->run.requests.maxInFlight, 1);
    QCOMPARE(report->run.requests.connectionsAccepted, 1);
    QVERIFY(report->run.duration >= 200ms);
    QVERIFY(report->run.longestStall > report->run.duration / 2);
    QVERIFY2(report->verdict.contains(QLatin1String("blocked")), qPrintable(report->verdict));
    const auto stalls = report->figures.stallsOf(report->figures.subject()->track.id);
    const auto longest =
        std::ranges::max_element(stalls, {}, [](const auto *stall) { return stall->duration; });
    QVERIFY((*longest)->culprit());
    QVERIFY2((*longest)->culprit()->file.contains(QLatin1String("blockinghttpclient")),
             qPrintable((*longest)->culprit()->file));
}

// All are wanted when the round begins, also by a variant that has sent only one of them.
void TstSessionHttp::lastRequestHasWaitedForAllBeforeIt()
{
    Session::Session session;
    const auto report =
        runToEnd(&session, plan("http", "on-loop-blocking", {{"requests", "20"}, {"delay_ms", "10"}}));
    QVERIFY(report && !report->failed);
    const Base::Histogram &latency = report->run.requests.latency;
    QVERIFY(latency.max() >= 199ms);
    QVERIFY(latency.quantile(0.5) >= 99ms);
    QVERIFY(latency.min() < latency.max() / 2);
}

void TstSessionHttp::poolQueuesWhatItsThreadsCannotTake()
{
    Session::Session session;
    const auto report = runToEnd(
        &session, plan("http", "thread-pool", {{"requests", "30"}, {"delay_ms", "50"}, {"workers", "3"}}));
    QVERIFY(report && !report->failed);
    QCOMPARE(report->run.requests.completed, 30);
    QCOMPARE(report->run.requests.wrongAnswers, 0);
    QCOMPARE(report->run.requests.maxInFlight, 3);
    QCOMPARE(report->run.requests.connectionsAccepted, 3);
    QVERIFY(report->run.duration >= 500ms);
    QVERIFY(report->run.longestStall < report->run.duration / 2);
    QCOMPARE(report->run.executors.size(), std::size_t{1});
    const Scenario::ExecutorFigures &pool = report->run.executors.front();
    QCOMPARE(pool.workers, 3);
    QCOMPARE(pool.submitted, 30);
    QCOMPARE(pool.completed, 30);
    QCOMPARE(pool.maxQueueDepth, 27);
}

void TstSessionHttp::sessionWaitsForAllAtOnce()
{
    Session::Session session;
    const auto report =
        runToEnd(&session, plan("http", "async-session",
                                {{"requests", "60"}, {"delay_ms", "100"}, {"connections", "20"}}));
    QVERIFY(report && !report->failed);
    QCOMPARE(report->run.requests.completed, 60);
    QCOMPARE(report->run.requests.wrongAnswers, 0);
    QCOMPARE(report->run.requests.maxInFlight, 20);
    QCOMPARE(report->run.requests.connectionsAccepted, 20);
    QVERIFY(report->run.executors.empty());
    QVERIFY(report->run.duration >= 300ms);
    QVERIFY(report->run.duration < 3s); // one after the other it would be 6 s
}

void TstSessionHttp::anotherServerIsAskedByItsAddress_data()
{
    QTest::addColumn<QString>("variantId");
    for (const char *variant : httpVariants)
        QTest::addRow("%s", variant) << variant;
}

void TstSessionHttp::anotherServerIsAskedByItsAddress()
{
    QFETCH(QString, variantId);
    Net::HttpOrigin origin;
    QVERIFY(start(&origin));
    const QByteArray url = origin.url(QStringLiteral("/redirect/1")).toEncoded();
    Session::Session session;
    const auto report =
        runToEnd(&session, plan("http", variantId, {{"requests", "10"}, {"url", url.constData()}}));
    QVERIFY(report && !report->failed);
    QCOMPARE(report->run.requests.completed, 10);
    QCOMPARE(report->run.requests.wrongAnswers, 0);
    // Each twice, for the redirect; Qt may repeat one whose connection it closed.
    QVERIFY(origin.requestsAnswered() >= 20);
}

void TstSessionHttp::troubleFailsTheRunByName_data()
{
    QTest::addColumn<QString>("variantId");
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("words");
    for (const char *variant : httpVariants) {
        QTest::addRow("%s, server error", variant) << variant << "/status/500"
                                                   << "status 500";
        QTest::addRow("%s, too many redirects", variant) << variant << "/redirect/50"
                                                         << "redirected too often";
        QTest::addRow("%s, refused", variant) << variant << ""
                                              << "No server listens";
        QTest::addRow("%s, no address", variant) << variant << "-"
                                                 << "url must be an address";
    }
}

void TstSessionHttp::troubleFailsTheRunByName()
{
    QFETCH(QString, variantId);
    QFETCH(QString, path);
    QFETCH(QString, words);
    Net::HttpOrigin origin;
    QVERIFY(start(&origin));
    QTcpServer unused;
    QVERIFY(unused.listen(QHostAddress::LocalHost));
    QByteArray url = origin.url(path).toEncoded();
    if (path.isEmpty())
        url = "http://127.0.0.1:" + QByteArray::number(unused.serverPort()) + '/';
    else if (path == QLatin1String("-"))
        url = "localhost:8080";
    unused.close();
    Session::Session session;
    const auto report =
        runToEnd(&session, plan("http", variantId, {{"requests", "50"}, {"url", url.constData()}}));
    QVERIFY(report && report->failed);
    QVERIFY2(report->failure.contains(words) && report->failure.contains(QLatin1String(url)),
             qPrintable(report->failure));
    QVERIFY2(report->failure.count(u'\n') == 0 && report->failure.endsWith(u'.'),
             qPrintable(report->failure));
}

void TstSessionHttp::unknownHostFailsTheRunByName()
{
    Session::Session session;
    // A label of more than 63 letters is no name, which is known without asking anybody.
    const QByteArray host(64, 'x');
    const QByteArray url = "http://" + host + ".invalid/";
    const auto report = runToEnd(&session, plan("http", "async-session", {{"url", url.constData()}}));
    QVERIFY(report && report->failed);
    QVERIFY2(report->failure.contains(QLatin1String("has no address")) ||
                 report->failure.contains(QLatin1String("url must be an address")),
             qPrintable(report->failure));
    QCOMPARE(report->run.requests.failed, 0);
}

void TstSessionHttp::stopEndsRequestsThatWait_data()
{
    anotherServerIsAskedByItsAddress_data();
}

void TstSessionHttp::stopEndsRequestsThatWait()
{
    QFETCH(QString, variantId);
    Session::Session session;
    QVERIFY(runToEnd(&session, plan("http", variantId, {{"requests", "1"}, {"delay_ms", "0"}})));
    const QStringList before = threadNames();
    session.start(plan("http", variantId, {{"requests", "300"}, {"delay_ms", "10000"}}));
    QTRY_COMPARE(session.state(), Session::RunState::Working);
    QTest::qWait(20); // somewhere in the middle of the wait
    const Base::SteadyTime stoppedAt = Base::now();
    session.stop();
    QTRY_VERIFY_WITH_TIMEOUT(hasEnded(session), 9000);
    QVERIFY(Base::now() - stoppedAt < 9s);
    QVERIFY(session.report()->stopped);
    QCOMPARE(session.report()->run.requests.completed, 0);
    QCOMPARE(session.report()->run.requests.failed, 0);
    QTRY_COMPARE(threadNames(), before);
}

void TstSessionHttp::roundsKeepTheirConnections()
{
    Session::Session session;
    const auto report =
        runToEnd(&session, plan("http", "async-session",
                                {{"requests", "10"}, {"delay_ms", "1"}, {"connections", "3"}}, 0.2));
    QVERIFY(report && !report->failed);
    QVERIFY(report->run.rounds > 1);
    QCOMPARE(report->run.requests.completed, 10 * report->run.rounds);
    QVERIFY(report->run.requests.connectionsAccepted <= 3);
}

void TstSessionHttp::poolKeepsItsConnections_data()
{
    QTest::addColumn<QString>("tls");
    QTest::newRow("plain") << "off";
    QTest::newRow("TLS") << "on";
}

void TstSessionHttp::poolKeepsItsConnections()
{
    QFETCH(QString, tls);
    Session::Session session;
    const auto report = runToEnd(
        &session, plan("connection-pool", "pooled", {{"requests", "200"}, {"tls", qPrintable(tls)}}));
    QVERIFY(report && !report->failed);
    QCOMPARE(report->run.requests.completed, 200);
    QCOMPARE(report->run.requests.wrongAnswers, 0);
    QVERIFY(report->run.requests.connectionsAccepted <= 4);
    QVERIFY(report->run.requests.connectionsAccepted > 0);
    QVERIFY2(report->verdict.contains(QLatin1String("each served")), qPrintable(report->verdict));
}

void TstSessionHttp::connectPerRequestMakesOneForEach_data()
{
    poolKeepsItsConnections_data();
}

void TstSessionHttp::connectPerRequestMakesOneForEach()
{
    QFETCH(QString, tls);
    Session::Session session;
    const auto report = runToEnd(&session, plan("connection-pool", "connect-per-request",
                                                {{"requests", "100"}, {"tls", qPrintable(tls)}}));
    QVERIFY(report && !report->failed);
    QCOMPARE(report->run.requests.completed, 100);
    QCOMPARE(report->run.requests.wrongAnswers, 0);
    QVERIFY(report->run.requests.connectionsAccepted >= 100);
    QVERIFY(report->run.requests.maxInFlight <= 4);
    QVERIFY2(report->verdict.contains(QLatin1String("one of its own")), qPrintable(report->verdict));
}

void TstSessionHttp::withoutOpensslTlsSaysWhy()
{
    const QByteArray path = qgetenv("PATH");
    const auto restore = qScopeGuard([&] { qputenv("PATH", path); });
    qputenv("PATH", "/nonexistent");
    Session::Session session;
    const auto report = runToEnd(&session, plan("connection-pool", "pooled", {{"tls", "on"}}));
    QVERIFY(report && report->failed);
    QVERIFY2(report->failure.contains(QLatin1String("package openssl")), qPrintable(report->failure));
    const auto plain = runToEnd(&session, plan("connection-pool", "pooled", {{"requests", "5"}}));
    QVERIFY(plain && !plain->failed);
}

LOOPSCOPE_TEST_MAIN(TstSessionHttp)

#include "tst_sessionhttp.moc"
