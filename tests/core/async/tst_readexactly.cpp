#include "core/async/readexactly.h"
#include "core/async/spawn.h"
#include "tests/support/stricttest.h"

#include <QTcpServer>
#include <QTcpSocket>

using namespace Loopscope;
using namespace std::chrono_literals;

namespace {

struct Outcome
{
    Async::ReadResult result;
    bool done = false;
};

QCoro::Task<> read(QIODevice *device, qint64 size, std::optional<std::chrono::milliseconds> timeout,
                   Async::StopToken stop, Outcome *outcome)
{
    outcome->result = co_await Async::tracked(Async::readExactly(device, size, timeout, stop));
    outcome->done = true;
}

} // namespace

/// A real connection on loopback: `m_near` reads, `m_far` is the peer.
class TstReadExactly : public Testing::StrictTest
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void bytesInPiecesAreOneResult();
    void whatIsThereNeedsNoWaiting();
    void closedPeerIsNoticedAtOnce();
    void timeIsLimited();
    void stopCancels();
    void hugeSizeAsksForNoMemory();
    void deviceMayBeDestroyedMeanwhile();

private:
    void start(qint64 size, std::optional<std::chrono::milliseconds> timeout = std::nullopt,
               Async::StopToken stop = {});

    QTcpServer m_server;
    QTcpSocket *m_near = nullptr;
    QTcpSocket *m_far = nullptr;
    Outcome m_outcome;
    bool m_ended = false;
};

void TstReadExactly::init()
{
    StrictTest::init();
    m_outcome = {};
    m_ended = false;
    QVERIFY(m_server.isListening() || m_server.listen(QHostAddress::LocalHost));
    m_near = new QTcpSocket;
    m_near->connectToHost(QHostAddress::LocalHost, m_server.serverPort());
    QTRY_VERIFY(m_server.hasPendingConnections());
    m_far = m_server.nextPendingConnection();
    QTRY_COMPARE(m_near->state(), QAbstractSocket::ConnectedState);
}

void TstReadExactly::cleanup()
{
    delete m_near;
    delete m_far;
    QTRY_VERIFY(m_ended);
}

void TstReadExactly::start(qint64 size, std::optional<std::chrono::milliseconds> timeout,
                           Async::StopToken stop)
{
    Async::spawn([=, this] { return read(m_near, size, timeout, stop, &m_outcome); }, QStringLiteral("read"),
                 {}, [this] { m_ended = true; });
}

void TstReadExactly::bytesInPiecesAreOneResult()
{
    start(7);
    m_far->write("123");
    QTRY_COMPARE(m_far->bytesToWrite(), 0);
    QVERIFY(!m_outcome.done);
    m_far->write("4567rest");
    QTRY_VERIFY(m_outcome.done);
    QCOMPARE(m_outcome.result.data, QByteArray("1234567"));
    QCOMPARE(m_outcome.result.end, Async::ReadEnd::Complete);
    QTRY_COMPARE(m_near->bytesAvailable(), 4);
}

void TstReadExactly::whatIsThereNeedsNoWaiting()
{
    m_far->write("abcdef");
    QTRY_COMPARE(m_near->bytesAvailable(), 6);
    start(6);
    QVERIFY(m_outcome.done);
}

void TstReadExactly::closedPeerIsNoticedAtOnce()
{
    start(7, 1h);
    m_far->write("12");
    m_far->disconnectFromHost();
    QTRY_VERIFY(m_outcome.done);
    QCOMPARE(m_outcome.result.end, Async::ReadEnd::Closed);
    QCOMPARE(m_outcome.result.data, QByteArray("12"));
}

void TstReadExactly::timeIsLimited()
{
    start(7, 20ms);
    m_far->write("12");
    QTRY_VERIFY(m_outcome.done);
    QCOMPARE(m_outcome.result.end, Async::ReadEnd::TimedOut);
}

void TstReadExactly::stopCancels()
{
    std::stop_source source;
    start(7, std::nullopt, source.get_token());
    source.request_stop();
    QTRY_VERIFY(m_ended);
    QVERIFY(!m_outcome.done);
}

void TstReadExactly::hugeSizeAsksForNoMemory()
{
    start(std::numeric_limits<qint64>::max());
    m_far->write("12");
    m_far->disconnectFromHost();
    QTRY_VERIFY(m_outcome.done);
    QCOMPARE(m_outcome.result.data, QByteArray("12"));
}

void TstReadExactly::deviceMayBeDestroyedMeanwhile()
{
    start(7);
    delete std::exchange(m_near, nullptr);
    QTRY_VERIFY(m_outcome.done);
    QCOMPARE(m_outcome.result.end, Async::ReadEnd::Closed);
}

LOOPSCOPE_TEST_MAIN(TstReadExactly)

#include "tst_readexactly.moc"
