#include "core/monitor/currenttask.h"
#include "core/monitor/registry.h"
#include "tests/core/net/gibsoncoroutines.h"
#include "tests/core/net/scriptedpeer.h"
#include "tests/support/stricttest.h"

#include <QSignalSpy>

using namespace Loopscope;
using Net::ClientError;
using Net::ClientOptions;
using Net::GibsonClient;
using Net::GibsonReply;
using Testing::Outcome;

namespace {

constexpr int keys = 256;

/// A coroutine that can be destroyed while it is suspended.
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

Breakable breakableGet(GibsonClient *client, QByteArray key, bool *wentOn)
{
    const GibsonReply reply = co_await client->get(key);
    *wentOn = reply.isOk();
}

QCoro::Task<> everyCommand(GibsonClient *client, QStringList *seen)
{
    const auto note = [seen](const GibsonReply &reply) {
        seen->append(QStringLiteral("%1 %2 %3")
                         .arg(static_cast<int>(reply.code()))
                         .arg(QString::fromLatin1(reply.value()))
                         .arg(reply.number()));
    };
    note(co_await client->ping());
    note(co_await client->get("none"));
    note(co_await client->set("k", "some text", 60));
    note(co_await client->get("k"));
    note(co_await client->inc("k"));
    note(co_await client->inc("n"));
    note(co_await client->inc("n"));
    note(co_await client->dec("n"));
    note(co_await client->del("n"));
    note(co_await client->get("n"));
    note(co_await client->end());
}

QCoro::Task<> roundTrip(GibsonClient *client, qsizetype bytes, bool *isSame)
{
    QByteArray value(bytes, '\0');
    for (qsizetype i = 0; i < bytes; ++i)
        value[i] = static_cast<char>(i * 31);
    const GibsonReply echo = co_await client->set("blob", value);
    const GibsonReply reply = co_await client->get("blob");
    *isSame = echo.value() == value && reply.value() == value;
}

QCoro::Task<> badRequests(GibsonClient *client, std::vector<Wire::WireError> *details, bool *stillWorks)
{
    const QByteArray longKey(600, 'k');
    const GibsonReply space = co_await client->get("a b");
    const GibsonReply empty = co_await client->del("");
    const GibsonReply tooLong = co_await client->inc(longKey);
    const GibsonReply noValue = co_await client->set("k", "");
    for (const GibsonReply *reply : {&space, &empty, &tooLong, &noValue}) {
        if (reply->error() == ClientError::InvalidRequest)
            details->push_back(reply->wireError());
    }
    const GibsonReply ping = co_await client->ping();
    *stillWorks = ping.isOk();
}

QCoro::Task<> pingAsTask(GibsonClient *client, Trace::TaskId task, bool *isTask)
{
    Monitor::setCurrentTask(task);
    const GibsonReply reply = co_await client->ping();
    *isTask = reply.isOk() && Monitor::currentTask() == task;
}

QCoro::Task<> destroyAfterPing(std::unique_ptr<GibsonClient> *client)
{
    co_await (*client)->ping();
    client->reset();
}

} // namespace

class TestGibsonClient : public Testing::StrictTest
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void everyCommandIsAnswered();
    void manyInFlightAreAnsweredInOrder_data();
    void manyInFlightAreAnsweredInOrder();
    void lastInFirstOutConfusesCallers_data();
    void lastInFirstOutConfusesCallers();
    void valuesOfAnySizeTravel_data();
    void valuesOfAnySizeTravel();
    void manyLargeSetsAreQueuedInBoundedMemory();
    void badRequestsAreRefusedAndTheConnectionStays();
    void requestsOfOneTurnLeaveTogether();
    void resumesWithTheTaskThatAwaited();
    void destroyedCoroutineDropsItsReply();
    void gaugesShowWhatHappened();
    void destroyedClientHasNothingInFlight();
    void unobservedClientHasNoGauges();
    void connectingAgainEndsTheFormerConnection();
    void clientOnAnotherThreadWorks();

private:
    std::unique_ptr<GibsonClient> connected(ClientOptions options = {});
    void fillKeys();

    Net::GibsonServer m_server;
    std::unique_ptr<GibsonClient> m_client;
};

void TestGibsonClient::initTestCase()
{
    QSignalSpy ready(&m_server, &Net::GibsonServer::ready);
    m_server.start();
    QVERIFY(ready.wait());
    fillKeys();
}

void TestGibsonClient::init()
{
    StrictTest::init();
    m_client = connected();
}

void TestGibsonClient::cleanup()
{
    m_client.reset();
    QTRY_COMPARE(m_server.activeConnections(), 0);
}

std::unique_ptr<GibsonClient> TestGibsonClient::connected(ClientOptions options)
{
    auto client = std::make_unique<GibsonClient>(std::move(options));
    auto error = ClientError::Cancelled;
    const auto task = Testing::connectClient(client.get(), m_server.port(), &error);
    [&] { QTRY_VERIFY(task.isReady()); }();
    [&] { QCOMPARE(error, ClientError::None); }();
    return client;
}

void TestGibsonClient::fillKeys()
{
    const auto client = connected();
    Outcome outcome;
    for (int key = 0; key < keys; ++key)
        Testing::fill(client.get(), key, 16, &outcome);
    QVERIFY(Testing::runUntil([&] { return outcome.right == keys; }));
    QCOMPARE(client->maxInFlight(), keys);
}

void TestGibsonClient::everyCommandIsAnswered()
{
    QStringList seen;
    QSignalSpy ended(m_client.get(), &GibsonClient::connectionEnded);
    const auto task = everyCommand(m_client.get(), &seen);
    QTRY_VERIFY(task.isReady());
    const QStringList expected{
        QStringLiteral("5  0"),          QStringLiteral("1  0"), QStringLiteral("6 some text 0"),
        QStringLiteral("6 some text 0"), QStringLiteral("2  0"), QStringLiteral("6  1"),
        QStringLiteral("6  2"),          QStringLiteral("6  1"), QStringLiteral("5  0"),
        QStringLiteral("1  0"),          QStringLiteral("5  0")};
    QCOMPARE(seen, expected);
    QTRY_COMPARE(ended.size(), 1); // END closes
    QVERIFY(!m_client->isConnected());
    QCOMPARE(m_client->completed(), expected.size());
}

void TestGibsonClient::manyInFlightAreAnsweredInOrder_data()
{
    QTest::addColumn<int>("depth");
    for (const int depth : {1, 2, 64, 1'000})
        QTest::addRow("depth %d", depth) << depth;
}

void TestGibsonClient::manyInFlightAreAnsweredInOrder()
{
    QFETCH(int, depth);
    constexpr int requests = 5'000;
    Outcome outcome;
    for (int first = 0; first < depth; ++first)
        Testing::askFrom(m_client.get(), first, depth, requests, keys, &outcome);
    QVERIFY(Testing::runUntil([&] { return outcome.right + outcome.wrong == requests; }));
    QCOMPARE(outcome.wrong, 0);
    QCOMPARE(m_client->maxInFlight(), depth);
    QCOMPARE(m_client->inFlight(), 0);
    QCOMPARE(m_client->completed(), requests);
}

void TestGibsonClient::lastInFirstOutConfusesCallers_data()
{
    QTest::addColumn<int>("depth");
    QTest::addColumn<bool>("confuses");
    QTest::newRow("depth 1") << 1 << false;
    QTest::newRow("depth 64") << 64 << true;
}

void TestGibsonClient::lastInFirstOutConfusesCallers()
{
    QFETCH(int, depth);
    QFETCH(bool, confuses);
    constexpr int requests = 5'000;
    ClientOptions options;
    options.order = Wire::PipelineOrder::LastInFirstOut;
    m_client = connected(options);
    Outcome outcome;
    for (int first = 0; first < depth; ++first)
        Testing::askFrom(m_client.get(), first, depth, requests, keys, &outcome);
    QVERIFY(Testing::runUntil([&] { return outcome.right + outcome.wrong == requests; }));
    QCOMPARE(outcome.wrong > 0, confuses);
    QCOMPARE(outcome.count(ClientError::None), requests);
}

void TestGibsonClient::valuesOfAnySizeTravel_data()
{
    QTest::addColumn<qsizetype>("bytes");
    for (const qsizetype bytes : {1, 47, 48, 49, 4'096, 65'536, 2'096'127})
        QTest::addRow("%lld bytes", static_cast<long long>(bytes)) << bytes;
}

void TestGibsonClient::valuesOfAnySizeTravel()
{
    QFETCH(qsizetype, bytes);
    bool isSame = false;
    const auto task = roundTrip(m_client.get(), bytes, &isSame);
    QVERIFY(Testing::runUntil([&] { return task.isReady(); }));
    QVERIFY(isSame);
}

void TestGibsonClient::manyLargeSetsAreQueuedInBoundedMemory()
{
    ClientOptions options;
    options.outputBytes = 64 * 1024;
    m_client = connected(options);
    constexpr int sets = 400;
    Outcome outcome;
    for (int i = 0; i < sets; ++i)
        Testing::fill(m_client.get(), 10'000 + i, 65'536, &outcome);
    QCOMPARE(m_client->inFlight(), sets);
    QVERIFY(Testing::runUntil([&] { return outcome.right + outcome.wrong == sets; }));
    QCOMPARE(outcome.wrong, 0);
}

void TestGibsonClient::badRequestsAreRefusedAndTheConnectionStays()
{
    std::vector<Wire::WireError> details;
    bool stillWorks = false;
    const auto task = badRequests(m_client.get(), &details, &stillWorks);
    QTRY_VERIFY(task.isReady());
    using enum Wire::WireError;
    QVERIFY((details == std::vector{KeyHasSpace, KeyEmpty, KeyTooLong, ValueEmpty}));
    QVERIFY(stillWorks);
}

void TestGibsonClient::requestsOfOneTurnLeaveTogether()
{
    constexpr int requests = 100;
    constexpr qint64 pingBytes = 6;
    Testing::ScriptedPeer peer({}, requests * pingBytes);
    auto error = ClientError::Cancelled;
    const auto task = Testing::connectClient(m_client.get(), peer.port(), &error);
    QTRY_VERIFY(task.isReady());
    Outcome outcome;
    for (int i = 0; i < requests; ++i)
        Testing::pingOnce(m_client.get(), &outcome);
    QCOMPARE(peer.received(), 0);
    QTRY_COMPARE(peer.received(), requests * pingBytes);
    QCOMPARE(peer.firstBytes(), requests * pingBytes);
    m_client->abort();
    QCOMPARE(outcome.count(ClientError::Cancelled), requests);
}

void TestGibsonClient::resumesWithTheTaskThatAwaited()
{
    bool first = false;
    bool second = false;
    const auto one = pingAsTask(m_client.get(), 1001, &first);
    const auto two = pingAsTask(m_client.get(), 1002, &second);
    Monitor::setCurrentTask(0);
    QTRY_VERIFY(one.isReady() && two.isReady());
    QVERIFY(first && second);
    QCOMPARE(Monitor::currentTask(), Trace::TaskId{0});
}

void TestGibsonClient::destroyedCoroutineDropsItsReply()
{
    bool unsent = false;
    bool sent = false;
    const Breakable early = breakableGet(m_client.get(), Testing::keyOf(1), &unsent);
    const Breakable late = breakableGet(m_client.get(), Testing::keyOf(2), &sent);
    early.handle.destroy();
    Outcome outcome;
    QCoreApplication::sendPostedEvents(); // the requests leave here, and no answer is read yet
    late.handle.destroy();
    Testing::askFrom(m_client.get(), 3, keys, keys, keys, &outcome);
    QTRY_COMPARE(outcome.right, 1);
    QVERIFY(!unsent && !sent);
    QCOMPARE(m_client->inFlight(), 0);
}

void TestGibsonClient::gaugesShowWhatHappened()
{
    Monitor::takeAnnouncements();
    ClientOptions options;
    options.name = QStringLiteral("shown");
    options.depth = 8;
    m_client = connected(options);
    std::vector<std::shared_ptr<Monitor::Gauge::State>> gauges;
    std::shared_ptr<Monitor::TrackWriter::State> track;
    for (const auto &announcement : Monitor::takeAnnouncements()) {
        if (const auto *gauge = std::get_if<std::shared_ptr<Monitor::Gauge::State>>(&announcement))
            gauges.push_back(*gauge);
        else if (const auto *state = std::get_if<std::shared_ptr<Monitor::TrackWriter::State>>(&announcement))
            track = *state;
    }
    QCOMPARE(gauges.size(), std::size_t{2});
    QVERIFY(track);
    Outcome outcome;
    for (int first = 0; first < options.depth; ++first)
        Testing::askFrom(m_client.get(), first, options.depth, 800, keys, &outcome);
    QVERIFY(Testing::runUntil([&] { return outcome.right == 800; }));
    for (const auto &gauge : gauges) {
        QCOMPARE(gauge->counter.name, options.name);
        const bool isInFlight = gauge->counter.kind == Trace::CounterKind::RequestsInFlight;
        QTRY_COMPARE(gauge->value.load(), isInFlight ? 0 : 800);
        if (isInFlight) {
            QCOMPARE(gauge->max.load(), options.depth);
            QCOMPARE(gauge->counter.limit, options.depth);
        }
    }
    m_client.reset();
    QVERIFY(track->slices.front());
    QVERIFY(track->closed);
}

// By whom it resumes, as in the middle of a run that is stopped.
void TestGibsonClient::destroyedClientHasNothingInFlight()
{
    constexpr int requests = 100;
    Monitor::takeAnnouncements();
    auto client = connected();
    const auto announced = Monitor::takeAnnouncements();
    const auto found = std::ranges::find_if(announced, [](const auto &announcement) {
        const auto *gauge = std::get_if<std::shared_ptr<Monitor::Gauge::State>>(&announcement);
        return gauge && (*gauge)->counter.kind == Trace::CounterKind::RequestsInFlight;
    });
    QVERIFY(found != announced.end());
    const auto inFlight = std::get<std::shared_ptr<Monitor::Gauge::State>>(*found);
    Outcome outcome;
    destroyAfterPing(&client);
    for (int i = 0; i < requests; ++i)
        Testing::pingOnce(client.get(), &outcome);
    QVERIFY(inFlight->value > 0);
    client->abort();
    QVERIFY(!client);
    QCOMPARE(outcome.count(ClientError::Cancelled), requests);
    QCOMPARE(inFlight->value.load(), 0);
}

void TestGibsonClient::unobservedClientHasNoGauges()
{
    Monitor::takeAnnouncements();
    ClientOptions options;
    options.observed = false;
    m_client = connected(options);
    QVERIFY(Monitor::takeAnnouncements().empty());
    Outcome outcome;
    Testing::pingOnce(m_client.get(), &outcome);
    QTRY_COMPARE(outcome.right, 1);
}

void TestGibsonClient::connectingAgainEndsTheFormerConnection()
{
    Outcome outcome;
    Testing::pingOnce(m_client.get(), &outcome);
    auto error = ClientError::Cancelled;
    const auto task = Testing::connectClient(m_client.get(), m_server.port(), &error);
    QCOMPARE(outcome.count(ClientError::Cancelled), 1);
    QTRY_VERIFY(task.isReady());
    QCOMPARE(error, ClientError::None);
    Testing::pingOnce(m_client.get(), &outcome);
    QTRY_COMPARE(outcome.right, 1);
}

void TestGibsonClient::clientOnAnotherThreadWorks()
{
    std::atomic<qint64> right{0};
    std::unique_ptr<QThread> thread(QThread::create([this, &right] {
        QEventLoop loop;
        GibsonClient client;
        Outcome outcome;
        auto error = ClientError::Cancelled;
        const auto task = Testing::connectClient(&client, m_server.port(), &error);
        while (!task.isReady())
            loop.processEvents(QEventLoop::WaitForMoreEvents);
        for (int first = 0; first < 16; ++first)
            Testing::askFrom(&client, first, 16, 1'000, keys, &outcome);
        while (outcome.right + outcome.wrong < 1'000)
            loop.processEvents(QEventLoop::WaitForMoreEvents);
        right = outcome.right;
    }));
    thread->start();
    QTRY_VERIFY(thread->isFinished());
    QCOMPARE(right.load(), 1'000);
}

LOOPSCOPE_TEST_MAIN(TestGibsonClient)
#include "tst_gibsonclient.moc"
