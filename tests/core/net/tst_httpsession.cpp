#include "core/async/spawn.h"
#include "core/async/taskgroup.h"
#include "tests/core/net/httpfixture.h"
#include "tests/support/stricttest.h"

using namespace Loopscope;
using namespace Loopscope::Testing;
using namespace std::chrono_literals;
using Net::HttpError;
using Net::HttpOrigin;
using Net::HttpReply;
using Net::HttpSession;
using Net::HttpSessionOptions;

namespace {

struct Seen
{
    int right = 0;
    std::vector<HttpReply> replies;
    bool taskKept = true;
    bool threadKept = true;

    int count(HttpError error) const
    {
        return static_cast<int>(std::ranges::count(replies, error, &HttpReply::error));
    }
    bool has(std::size_t replies_) const { return replies.size() >= replies_; }
};

QCoro::Task<> getOne(HttpSession *session, QUrl url, Seen *seen)
{
    HttpReply reply = co_await session->get(url);
    seen->replies.push_back(std::move(reply));
}

QCoro::Task<> getItem(HttpSession *session, const HttpOrigin *origin, int number, Seen *seen)
{
    const Trace::TaskId task = Monitor::currentTask();
    HttpReply reply = co_await session->get(origin->url(QStringLiteral("/item/%1").arg(number)));
    seen->taskKept &= task != 0 && Monitor::currentTask() == task;
    seen->threadKept &= QThread::currentThread() == session->thread();
    seen->right += reply.body == HttpOrigin::itemBody(number) ? 1 : 0;
    seen->replies.push_back(std::move(reply));
}

QCoro::Task<> getOneAfterTheOther(HttpSession *session, const HttpOrigin *origin, int count, Seen *seen)
{
    for (int i = 0; i < count; ++i)
        co_await Async::tracked(getItem(session, origin, i, seen));
}

QCoro::Task<> getAndDestroy(std::unique_ptr<HttpSession> *session, QUrl url, Seen *seen)
{
    HttpReply reply = co_await (*session)->get(url);
    seen->replies.push_back(std::move(reply));
    session->reset();
}

QCoro::Task<> closeSession(HttpSession *session, bool *closed)
{
    co_await session->close();
    *closed = true;
}

/// A coroutine whose frame its owner can destroy while it waits.
struct Breakable
{
    struct promise_type
    {
        Breakable get_return_object() { return {std::coroutine_handle<promise_type>::from_promise(*this)}; }
        std::suspend_never initial_suspend() noexcept { return {}; }
        std::suspend_always final_suspend() noexcept { return {}; }
        void return_void() {}
        void unhandled_exception() { std::terminate(); }
    };
    std::coroutine_handle<promise_type> handle;
};

Breakable getBreakable(HttpSession *session, QUrl url, bool *wentOn)
{
    co_await session->get(url);
    *wentOn = true;
}

HttpSessionOptions withConnections(int connections)
{
    HttpSessionOptions options;
    options.connections = connections;
    return options;
}

HttpReply getAlone(HttpSession *session, const QUrl &url)
{
    Seen seen;
    getOne(session, url, &seen);
    runUntil([&] { return seen.has(1); });
    return seen.has(1) ? seen.replies.front() : HttpReply{HttpError::TimedOut, -1, {}};
}

} // namespace

class TestHttpSession : public StrictTest
{
    Q_OBJECT

private Q_SLOTS:
    void limitHoldsExactly_data();
    void limitHoldsExactly();
    void quickAnswersKeepTheConnection();
    void withoutKeepAliveEveryRequestConnects();
    void answersAreToldApart_data() { addAddresses(); }
    void answersAreToldApart();
    void brokenReplyIsNamed_data() { addBrokenReplies(); }
    void brokenReplyIsNamed();
    void whatIsNotHttpIsAnError();
    void badUrlIsRefused_data() { addBadUrls(); }
    void badUrlIsRefused();
    void refusedConnectionsGiveTheirPlacesBack();
    void abortEndsThoseInFlightAndThoseThatWait();
    void goesOnAfterAbort();
    void destructorResumesWithCancelled();
    void closeEndsRequestsAndConnectionsForGood();
    void coroutineMayDestroyTheSession();
    void destroyedCoroutineGivesItsPlaceBack();
    void tlsNeedsTrustInTheCertificate();
};

void TestHttpSession::limitHoldsExactly_data()
{
    QTest::addColumn<int>("connections");
    QTest::addColumn<int>("delay"); // so long that all have started before the first answer
    QTest::newRow("one") << 1 << 5;
    QTest::newRow("fewer than a manager has") << 4 << 100;
    QTest::newRow("one more than a manager has") << 7 << 100;
    QTest::newRow("many managers") << 100 << 700;
}

void TestHttpSession::limitHoldsExactly()
{
    QFETCH(int, connections);
    QFETCH(int, delay);
    HttpOrigin origin({QStringLiteral("origin"), std::chrono::milliseconds(delay)});
    QVERIFY(isReady(&origin));
    HttpSession session(withConnections(connections));
    Seen seen;
    const int requests = 2 * connections + 3;
    for (int i = 0; i < requests; ++i)
        Async::spawn([&, i] { return getItem(&session, &origin, i, &seen); }, QStringLiteral("get"), {});
    QCOMPARE(session.waiting(), requests);
    QVERIFY(runUntil([&] { return seen.has(static_cast<std::size_t>(requests)); }));
    QCOMPARE(seen.right, requests);
    QVERIFY(seen.taskKept);
    QVERIFY(seen.threadKept);
    QCOMPARE(session.maxInFlight(), connections);
    QCOMPARE(session.inFlight(), 0);
    QCOMPARE(origin.peakInFlight(), connections);
    QCOMPARE(origin.acceptedConnections(), connections);
}

void TestHttpSession::quickAnswersKeepTheConnection()
{
    HttpOrigin origin;
    QVERIFY(isReady(&origin));
    HttpSession session(withConnections(1));
    Seen seen;
    constexpr int requests = 300;
    Async::spawn([&] { return getOneAfterTheOther(&session, &origin, requests, &seen); },
                 QStringLiteral("get"), {});
    QVERIFY(runUntil([&] { return seen.has(requests); }));
    QCOMPARE(seen.right, requests);
    QCOMPARE(origin.acceptedConnections(), 1);
}

void TestHttpSession::withoutKeepAliveEveryRequestConnects()
{
    HttpOrigin origin;
    QVERIFY(isReady(&origin));
    HttpSessionOptions options = withConnections(4);
    options.keepAlive = false;
    HttpSession session(options);
    Seen seen;
    constexpr int requests = 60;
    for (int i = 0; i < requests; ++i)
        Async::spawn([&, i] { return getItem(&session, &origin, i, &seen); }, QStringLiteral("get"), {});
    QVERIFY(runUntil([&] { return seen.has(requests); }));
    QCOMPARE(seen.right, requests);
    // One more when a request went out on a connection that the origin was just closing, and was repeated.
    QVERIFY(origin.acceptedConnections() >= requests);
    QVERIFY(origin.acceptedConnections() <= requests + requests / 10);
}

void TestHttpSession::answersAreToldApart()
{
    QFETCH(QString, path);
    QFETCH(HttpError, error);
    QFETCH(int, status);
    HttpOrigin origin;
    QVERIFY(isReady(&origin));
    HttpSession session(withConnections(2));
    const HttpReply reply = getAlone(&session, origin.url(path));
    QCOMPARE(reply.error, error);
    QCOMPARE(reply.status, status);
}

void TestHttpSession::brokenReplyIsNamed()
{
    QFETCH(QByteArray, bytes);
    QFETCH(bool, closes);
    QFETCH(HttpError, error);
    BrokenServer peer(bytes, closes);
    HttpSessionOptions options = withConnections(1);
    options.limits = tightLimits();
    HttpSession session(options);
    QCOMPARE(getAlone(&session, urlOf(peer.port())).error, error);
    QCOMPARE(session.inFlight(), 0);
}

// Which one depends on Qt, which asks again before it gives up.
void TestHttpSession::whatIsNotHttpIsAnError()
{
    BrokenServer peer("SSH-2.0-OpenSSH_9.2\r\nabc\r\n\r\n", false);
    HttpSessionOptions options = withConnections(1);
    options.limits = tightLimits();
    HttpSession session(options);
    const HttpError error = getAlone(&session, urlOf(peer.port())).error;
    QVERIFY(error == HttpError::BadReply || error == HttpError::ClosedEarly);
}

void TestHttpSession::badUrlIsRefused()
{
    QFETCH(QString, text);
    HttpSession session(withConnections(1));
    QCOMPARE(getAlone(&session, QUrl(text)).error, HttpError::InvalidUrl);
}

void TestHttpSession::refusedConnectionsGiveTheirPlacesBack()
{
    HttpSession session(withConnections(3));
    Seen seen;
    const QUrl url = urlOf(unusedPort());
    for (int i = 0; i < 10; ++i)
        getOne(&session, url, &seen);
    QVERIFY(runUntil([&] { return seen.has(10); }));
    QCOMPARE(seen.count(HttpError::Refused), 10);
    HttpOrigin origin;
    QVERIFY(isReady(&origin));
    QCOMPARE(getAlone(&session, origin.url()).error, HttpError::None);
}

void TestHttpSession::abortEndsThoseInFlightAndThoseThatWait()
{
    HttpOrigin origin({QStringLiteral("origin"), 60s});
    QVERIFY(isReady(&origin));
    HttpSession session(withConnections(3));
    Seen seen;
    for (int i = 0; i < 10; ++i)
        getOne(&session, origin.url(), &seen);
    QVERIFY(runUntil([&] { return origin.peakInFlight() == 3; }));
    QCOMPARE(session.waiting(), 7);
    session.abort();
    QVERIFY(seen.replies.empty()); // from the loop, not from inside the call
    QCOMPARE(session.inFlight(), 0);
    QVERIFY(runUntil([&] { return seen.has(10); }));
    QCOMPARE(seen.count(HttpError::Cancelled), 10);
}

void TestHttpSession::goesOnAfterAbort()
{
    HttpOrigin origin;
    QVERIFY(isReady(&origin));
    HttpSession session(withConnections(2));
    Seen seen;
    getOne(&session, origin.url(), &seen);
    session.abort();
    QCOMPARE(getAlone(&session, origin.url()).error, HttpError::None);
    QCOMPARE(seen.count(HttpError::Cancelled), 1);
}

void TestHttpSession::destructorResumesWithCancelled()
{
    HttpOrigin origin({QStringLiteral("origin"), 60s});
    QVERIFY(isReady(&origin));
    auto session = std::make_unique<HttpSession>(withConnections(2));
    Seen seen;
    for (int i = 0; i < 5; ++i)
        getOne(session.get(), origin.url(), &seen);
    QVERIFY(runUntil([&] { return origin.peakInFlight() == 2; }));
    session.reset();
    QCOMPARE(seen.count(HttpError::Cancelled), 5);
}

void TestHttpSession::closeEndsRequestsAndConnectionsForGood()
{
    HttpOrigin origin({QStringLiteral("origin"), 60s});
    QVERIFY(isReady(&origin));
    HttpSession session(withConnections(13));
    Seen seen;
    for (int i = 0; i < 20; ++i)
        getOne(&session, origin.url(), &seen);
    QVERIFY(runUntil([&] { return origin.peakInFlight() == 13; }));
    bool closed = false;
    closeSession(&session, &closed);
    QVERIFY(!closed);
    QVERIFY(runUntil([&] { return closed && seen.has(20); }));
    QCOMPARE(seen.count(HttpError::Cancelled), 20);
    QCOMPARE(getAlone(&session, origin.url()).error, HttpError::Cancelled);
    QCOMPARE(session.inFlight(), 0);
}

void TestHttpSession::coroutineMayDestroyTheSession()
{
    HttpOrigin origin;
    QVERIFY(isReady(&origin));
    auto session = std::make_unique<HttpSession>(withConnections(1));
    Seen seen;
    getAndDestroy(&session, origin.url(), &seen);
    getOne(session.get(), origin.url(), &seen);
    QVERIFY(runUntil([&] { return seen.has(2); }));
    QVERIFY(!session);
    QCOMPARE(seen.replies[0].error, HttpError::None);
    QCOMPARE(seen.replies[1].error, HttpError::Cancelled);
}

void TestHttpSession::destroyedCoroutineGivesItsPlaceBack()
{
    HttpOrigin origin({QStringLiteral("origin"), 20ms});
    QVERIFY(isReady(&origin));
    HttpSession session(withConnections(1));
    bool wentOn = false;
    const Breakable active = getBreakable(&session, origin.url(), &wentOn);
    const Breakable waiting = getBreakable(&session, origin.url(), &wentOn);
    QVERIFY(runUntil([&] { return session.inFlight() == 1; }));
    active.handle.destroy();
    waiting.handle.destroy();
    QCOMPARE(session.inFlight(), 0);
    QCOMPARE(session.waiting(), 0);
    QCOMPARE(getAlone(&session, origin.url()).error, HttpError::None);
    QVERIFY(!wentOn);
}

void TestHttpSession::tlsNeedsTrustInTheCertificate()
{
    Net::HttpOriginOptions originOptions;
    originOptions.tls = true;
    HttpOrigin origin(originOptions);
    QVERIFY(isReady(&origin));
    QCOMPARE(origin.url().scheme(), QStringLiteral("https"));
    HttpSessionOptions options = withConnections(1);
    HttpSession distrusting(options);
    QCOMPARE(getAlone(&distrusting, origin.url()).error, HttpError::TlsFailed);
    options.trustedCertificate = origin.certificate();
    HttpSession trusting(options);
    const HttpReply reply = getAlone(&trusting, origin.url(QStringLiteral("/item/3")));
    QCOMPARE(reply.error, HttpError::None);
    QCOMPARE(reply.body, HttpOrigin::itemBody(3));
}

LOOPSCOPE_TEST_MAIN(TestHttpSession)
#include "tst_httpsession.moc"
