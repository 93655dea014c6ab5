#include "core/wire/gibsonkeyvalues.h"
#include "tests/core/net/gibsoncoroutines.h"
#include "tests/support/stricttest.h"

#include <QSignalSpy>

using namespace Loopscope;
using Net::GibsonClient;
using Net::GibsonReply;

namespace {

QString textOf(const GibsonReply &reply)
{
    if (reply.error() != Net::ClientError::None)
        return reply.describe(QStringLiteral("S"));
    if (reply.code() == Wire::ReplyCode::KeyValues) {
        QStringList pairs;
        const auto parsed = Wire::parseKeyValues(reply.value());
        for (const Wire::KeyValue &pair : parsed.value_or(std::vector<Wire::KeyValue>()))
            pairs += QString::fromLatin1(pair.key) + u'=' + QString::fromLatin1(pair.value);
        return pairs.join(u' ');
    }
    if (reply.code() == Wire::ReplyCode::Value)
        return reply.encoding() == Wire::Encoding::Number ? QString::number(reply.number())
                                                          : QString::fromLatin1(reply.value());
    return QStringLiteral("code %1").arg(static_cast<int>(reply.code()));
}

QCoro::Task<> singleKeys(GibsonClient *client, QStringList *seen)
{
    const auto note = [seen](const GibsonReply &reply) { seen->append(textOf(reply)); };
    note(co_await client->set("k", "a b"));
    note(co_await client->ttl("k", 60));
    note(co_await client->meta("k", "ttl"));
    note(co_await client->lock("k", 60));
    note(co_await client->set("k", "c"));
    note(co_await client->unlock("k"));
    note(co_await client->del("k"));
    note(co_await client->unlock("k"));
}

QCoro::Task<> prefixes(GibsonClient *client, QStringList *seen)
{
    const auto note = [seen](const GibsonReply &reply) { seen->append(textOf(reply)); };
    note(co_await client->inc("p1"));
    note(co_await client->inc("p2"));
    note(co_await client->mset("p", "5"));
    note(co_await client->mget("p"));
    note(co_await client->mget("p", 1));
    note(co_await client->minc("p"));
    note(co_await client->mdec("p"));
    note(co_await client->get("p1"));
    note(co_await client->mttl("p", 60));
    note(co_await client->mlock("p", Wire::lockForEver));
    note(co_await client->mdel("p"));
    note(co_await client->munlock("p"));
    note(co_await client->keys("p"));
    note(co_await client->mdel("p"));
    note(co_await client->count("p"));
}

QCoro::Task<> stats(GibsonClient *client, std::size_t *figures)
{
    const GibsonReply reply = co_await client->stats();
    const auto pairs = Wire::parseKeyValues(reply.value());
    *figures = pairs ? pairs->size() : 0;
}

QCoro::Task<> refused(GibsonClient *client, std::vector<Wire::WireError> *faults)
{
    const auto note = [faults](const GibsonReply &reply) { faults->push_back(reply.wireError()); };
    note(co_await client->ttl("k", 40'000));
    note(co_await client->lock("k", 0));
    note(co_await client->mget("a b"));
    note(co_await client->mget("k", -1));
    note(co_await client->meta("k", ""));
    note(co_await client->count(""));
}

} // namespace

/// What a caller sees of every command, over a real connection.
class TestGibsonCommands : public Testing::StrictTest
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void singleKeysAreHandled();
    void prefixesAreHandled();
    void statsAreTold();
    void badArgumentsAreNotSent();

private:
    Net::GibsonServer m_server;
    GibsonClient m_client;
};

void TestGibsonCommands::initTestCase()
{
    QSignalSpy ready(&m_server, &Net::GibsonServer::ready);
    m_server.start();
    QVERIFY(ready.wait());
    auto error = Net::ClientError::Cancelled;
    const auto task = Testing::connectClient(&m_client, m_server.port(), &error);
    QVERIFY(Testing::runUntil([&] { return task.isReady(); }));
    QCOMPARE(error, Net::ClientError::None);
}

void TestGibsonCommands::singleKeysAreHandled()
{
    QStringList seen;
    const auto task = singleKeys(&m_client, &seen);
    QVERIFY(Testing::runUntil([&] { return task.isReady(); }));
    QCOMPARE(seen.join(u'|'), QStringLiteral("a b|code 5|60|code 5|code 4|code 5|code 5|code 1"));
}

void TestGibsonCommands::prefixesAreHandled()
{
    QStringList seen;
    const auto task = prefixes(&m_client, &seen);
    QVERIFY(Testing::runUntil([&] { return task.isReady(); }));
    QCOMPARE(seen.join(u'|'), QStringLiteral("1|1|2|p1=5 p2=5|p1=5|2|2|5|2|2|code 1|2|0=p1 1=p2|2|0"));
}

void TestGibsonCommands::statsAreTold()
{
    std::size_t figures = 0;
    const auto task = stats(&m_client, &figures);
    QVERIFY(Testing::runUntil([&] { return task.isReady(); }));
    QCOMPARE(figures, std::size_t{27});
}

void TestGibsonCommands::badArgumentsAreNotSent()
{
    std::vector<Wire::WireError> faults;
    const qint64 before = m_client.completed();
    const auto task = refused(&m_client, &faults);
    QVERIFY(task.isReady());
    using enum Wire::WireError;
    QVERIFY((faults ==
             std::vector{TtlOutOfRange, LockOutOfRange, KeyHasSpace, NumberNegative, ValueEmpty, KeyEmpty}));
    QCOMPARE(m_client.completed(), before);
    QVERIFY(m_client.isConnected());
}

LOOPSCOPE_TEST_MAIN(TestGibsonCommands)
#include "tst_gibsoncommands.moc"
