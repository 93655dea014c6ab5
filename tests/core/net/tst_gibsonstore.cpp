#include "core/net/gibsonserver.h"
#include "core/net/gibsonstore.h"
#include "core/wire/gibsonkeyvalues.h"
#include "core/wire/gibsonreplyparser.h"
#include "tests/support/stricttest.h"

using namespace Loopscope;
using namespace std::chrono_literals;
using enum Wire::Opcode;

namespace {

QString keyValuesText(QByteArrayView data)
{
    const auto pairs = Wire::parseKeyValues(data);
    if (!pairs)
        return QStringLiteral("malformed pairs");
    QStringList texts;
    for (const Wire::KeyValue &pair : *pairs) {
        const bool isNumber = pair.encoding == Wire::Encoding::Number;
        texts += QString::fromLatin1(pair.key) + u'=' +
                 (isNumber ? QStringLiteral("#%1").arg(pair.number) : QString::fromLatin1(pair.value));
    }
    return texts.join(u' ');
}

QString textOf(const Wire::Reply &reply)
{
    static const QStringList statuses{QStringLiteral("ERR"),    QStringLiteral("NOT_FOUND"),
                                      QStringLiteral("NAN"),    QStringLiteral("MEM"),
                                      QStringLiteral("LOCKED"), QStringLiteral("OK")};
    if (reply.code <= Wire::ReplyCode::Ok)
        return statuses[static_cast<int>(reply.code)];
    if (reply.code == Wire::ReplyCode::KeyValues)
        return keyValuesText(reply.value);
    return reply.encoding == Wire::Encoding::Number ? QStringLiteral("#%1").arg(reply.number)
                                                    : QString::fromLatin1(reply.value);
}

/// A store behind the request parser, with a clock that the test moves.
class Bench
{
public:
    explicit Bench(std::size_t maxBytes = Net::GibsonStore::defaultMaxBytes,
                   const Net::ServerCounters *counters = nullptr)
        : m_store(maxBytes, counters)
    {}

    QString ask(Wire::Opcode opcode, const QByteArray &payload = {})
    {
        QByteArray frame(6, '\0');
        qToLittleEndian(static_cast<quint32>(2 + payload.size()), frame.data());
        qToLittleEndian(static_cast<quint16>(opcode), frame.data() + 4);
        Wire::GibsonRequestParser requests;
        requests.feed(frame + payload);
        Wire::Request request;
        if (requests.next(&request) != Wire::ParseResult::Complete)
            return QStringLiteral("no request");
        Wire::ByteQueue output;
        m_store.execute(request, m_now, &output);
        Wire::GibsonReplyParser replies;
        replies.feed(output.view());
        Wire::Reply reply;
        const auto result = replies.next(&reply);
        return result == Wire::ParseResult::Complete && replies.buffered() == 0
                   ? textOf(reply)
                   : QStringLiteral("not one reply");
    }
    /// Stores each word, for ever.
    void fill(const QByteArrayList &keys)
    {
        for (const QByteArray &key : keys)
            ask(Set, "0 " + key + " text");
    }
    void pass(std::chrono::milliseconds time) { m_now += time; }
    std::size_t itemCount() const { return m_store.itemCount(); }

private:
    Net::GibsonStore m_store;
    Base::SteadyTime m_now = Base::now();
};

} // namespace

class TestGibsonStore : public Testing::StrictTest
{
    Q_OBJECT

private Q_SLOTS:
    void argumentsAreChecked_data();
    void argumentsAreChecked();
    void ttlEndsAnItem();
    void ttlIsRestartedAndLifted();
    void expiredItemsAreNotFound();
    void lockedItemsAreNotChanged();
    void locksEnd();
    void prefixesSetAndGet();
    void prefixesOfNothingAreNotFound();
    void prefixesSkipLockedItems();
    void prefixesCountNumbersOnly();
    void prefixesSetTtlAndLocks();
    void limitsCutSortedResults();
    void resultsOverTheLimitAreAnError();
    void metaTellsOfAnItem();
    void metaTakesAbbreviations();
    void statsHaveEveryFigure();
    void fullStoreAnswersOutOfMemory();
    void expiredItemsMakeRoom();
};

void TestGibsonStore::argumentsAreChecked_data()
{
    QTest::addColumn<Wire::Opcode>("opcode");
    QTest::addColumn<QByteArray>("payload");
    QTest::addColumn<QString>("answer");
    const auto row = [](const char *name, Wire::Opcode opcode, const char *payload, const char *answer) {
        QTest::newRow(name) << opcode << QByteArray(payload) << QString::fromLatin1(answer);
    };
    row("SET with ttl over 16 bits", Set, "40000 a v", "ERR");
    row("SET with longest ttl", Set, "32767 a v", "v");
    row("SET with negative ttl", Set, "-5 a v", "v");
    row("SET with plus", Set, "+1 a v", "NAN");
    row("SET with leading zero", Set, "012x a v", "v");
    row("TTL without number", Ttl, "k", "ERR");
    row("TTL with empty number", Ttl, "k ", "ERR");
    row("TTL of text", Ttl, "k x", "NAN");
    row("TTL of text for nothing", Ttl, "none x", "NOT_FOUND");
    row("TTL for nothing", Ttl, "none 5", "NOT_FOUND");
    row("TTL over 16 bits", Ttl, "k 65537", "ERR");
    row("TTL without key", Ttl, "", "ERR");
    row("LOCK without time", Lock, "k", "ERR");
    row("LOCK of text", Lock, "k x", "NAN");
    row("LOCK for nothing", Lock, "none x", "NOT_FOUND");
    row("LOCK over 16 bits", Lock, "k 32768", "ERR");
    row("LOCK below for ever", Lock, "k -2", "ERR");
    row("UNLOCK for nothing", Unlock, "none", "NOT_FOUND");
    row("UNLOCK of an unlocked item", Unlock, "k", "OK");
    row("MSET without value", MultiSet, "k", "ERR");
    row("MTTL of text", MultiTtl, "none x", "NAN");
    row("MTTL without number", MultiTtl, "k", "ERR");
    row("MGET with a bad limit", MultiGet, "k x", "NAN");
    row("MGET with an empty limit", MultiGet, "k ", "ERR");
    row("MGET without prefix", MultiGet, "", "ERR");
    row("MDEL without prefix", MultiDel, "", "ERR");
    row("MLOCK of text", MultiLock, "k x", "NAN");
    row("COUNT without prefix", Count, "", "ERR");
    row("COUNT of nothing is a value", Count, "none", "#0");
    row("KEYS without prefix", Keys, "", "ERR");
    row("META without field", Meta, "k", "ERR");
    row("META of an unknown field", Meta, "k color", "ERR");
    row("META for nothing", Meta, "none size", "NOT_FOUND");
    row("PING with payload", Ping, "what ever", "OK");
}

void TestGibsonStore::argumentsAreChecked()
{
    QFETCH(Wire::Opcode, opcode);
    QFETCH(QByteArray, payload);
    Bench bench;
    bench.fill({"k"});
    QTEST(bench.ask(opcode, payload), "answer");
}

void TestGibsonStore::ttlEndsAnItem()
{
    Bench bench;
    bench.ask(Set, "2 k v");
    bench.pass(1999ms);
    QCOMPARE(bench.ask(Get, "k"), QStringLiteral("v"));
    bench.pass(1ms);
    QCOMPARE(bench.ask(Get, "k"), QStringLiteral("NOT_FOUND"));
    QCOMPARE(bench.itemCount(), std::size_t{0});
}

void TestGibsonStore::ttlIsRestartedAndLifted()
{
    Bench bench;
    bench.ask(Set, "2 k v");
    bench.pass(1500ms);
    QCOMPARE(bench.ask(Ttl, "k 2"), QStringLiteral("OK"));
    bench.pass(1500ms);
    QCOMPARE(bench.ask(Ttl, "k 0"), QStringLiteral("OK"));
    bench.pass(24h);
    QCOMPARE(bench.ask(Get, "k"), QStringLiteral("v"));
    QCOMPARE(bench.ask(Meta, "k ttl"), QStringLiteral("#-1"));
}

void TestGibsonStore::expiredItemsAreNotFound()
{
    for (const auto opcode : {Del, Inc, Dec, Unlock, MultiDel, MultiInc, MultiGet, Keys, MultiUnlock}) {
        Bench bench;
        bench.ask(Set, "1 k 5");
        bench.pass(1s);
        QCOMPARE(bench.ask(opcode, "k"), QStringLiteral("NOT_FOUND"));
        QCOMPARE(bench.itemCount(), std::size_t{0});
    }
}

void TestGibsonStore::lockedItemsAreNotChanged()
{
    Bench bench;
    bench.ask(Set, "0 k 5");
    QCOMPARE(bench.ask(Lock, "k -1"), QStringLiteral("OK"));
    QCOMPARE(bench.ask(Set, "0 k 6"), QStringLiteral("LOCKED"));
    for (const auto opcode : {Del, Inc, Dec})
        QCOMPARE(bench.ask(opcode, "k"), QStringLiteral("LOCKED"));
    QCOMPARE(bench.ask(Lock, "k 5"), QStringLiteral("LOCKED"));
    bench.pass(24h);
    QCOMPARE(bench.ask(Get, "k"), QStringLiteral("5"));
    QCOMPARE(bench.ask(Ttl, "k 60"), QStringLiteral("OK")); // ignores locks
    QCOMPARE(bench.ask(Unlock, "k"), QStringLiteral("OK"));
    QCOMPARE(bench.ask(Inc, "k"), QStringLiteral("#6"));
}

void TestGibsonStore::locksEnd()
{
    Bench bench;
    bench.fill({"k"});
    bench.ask(Lock, "k 3");
    QCOMPARE(bench.ask(Meta, "k lock"), QStringLiteral("#3"));
    bench.pass(2999ms);
    QCOMPARE(bench.ask(Del, "k"), QStringLiteral("LOCKED"));
    bench.pass(1ms);
    QCOMPARE(bench.ask(Meta, "k lock"), QStringLiteral("#0"));
    QCOMPARE(bench.ask(Del, "k"), QStringLiteral("OK"));
}

void TestGibsonStore::prefixesSetAndGet()
{
    Bench bench;
    bench.fill({"m:2", "m:10", "m:1", "n:1"});
    QCOMPARE(bench.ask(Count, "m:"), QStringLiteral("#3"));
    QCOMPARE(bench.ask(MultiSet, "m: a b"), QStringLiteral("#3"));
    QCOMPARE(bench.ask(MultiGet, "m:"), QStringLiteral("m:1=a b m:10=a b m:2=a b"));
    QCOMPARE(bench.ask(Keys, "m:"), QStringLiteral("0=m:1 1=m:10 2=m:2"));
    QCOMPARE(bench.ask(MultiDel, "m:1"), QStringLiteral("#2"));
    QCOMPARE(bench.ask(Keys, "m"), QStringLiteral("0=m:2"));
    QCOMPARE(bench.ask(Get, "n:1"), QStringLiteral("text"));
}

void TestGibsonStore::prefixesOfNothingAreNotFound()
{
    Bench bench;
    bench.fill({"k"});
    for (const auto opcode : {MultiGet, MultiDel, MultiInc, MultiDec, MultiUnlock, Keys})
        QCOMPARE(bench.ask(opcode, "none"), QStringLiteral("NOT_FOUND"));
    QCOMPARE(bench.ask(MultiSet, "none v"), QStringLiteral("NOT_FOUND"));
    QCOMPARE(bench.ask(MultiTtl, "none 5"), QStringLiteral("NOT_FOUND"));
    QCOMPARE(bench.ask(MultiLock, "none 5"), QStringLiteral("NOT_FOUND"));
}

void TestGibsonStore::prefixesSkipLockedItems()
{
    Bench bench;
    for (const QByteArray key : {"p1", "p2"})
        bench.ask(Set, "0 " + key + " 5");
    bench.ask(Lock, "p2 60");
    QCOMPARE(bench.ask(MultiSet, "p 7"), QStringLiteral("#1"));
    QCOMPARE(bench.ask(MultiInc, "p"), QStringLiteral("#1"));
    QCOMPARE(bench.ask(MultiGet, "p"), QStringLiteral("p1=#8 p2=5"));
    QCOMPARE(bench.ask(MultiLock, "p 60"), QStringLiteral("#1"));
    QCOMPARE(bench.ask(MultiDel, "p"), QStringLiteral("NOT_FOUND"));
    QCOMPARE(bench.ask(MultiUnlock, "p"), QStringLiteral("#2"));
    QCOMPARE(bench.ask(MultiDel, "p"), QStringLiteral("#2"));
}

void TestGibsonStore::prefixesCountNumbersOnly()
{
    Bench bench;
    bench.ask(Set, "0 n1 5");
    bench.ask(Set, "0 n2 text");
    bench.ask(Inc, "n3");
    QCOMPARE(bench.ask(MultiDec, "n"), QStringLiteral("#2"));
    QCOMPARE(bench.ask(MultiGet, "n"), QStringLiteral("n1=#4 n2=text n3=#0"));
}

void TestGibsonStore::prefixesSetTtlAndLocks()
{
    Bench bench;
    bench.fill({"p1", "p2"});
    QCOMPARE(bench.ask(MultiLock, "p 1"), QStringLiteral("#2"));
    QCOMPARE(bench.ask(MultiTtl, "p 5"), QStringLiteral("#2")); // ignores locks
    bench.pass(4s);
    QCOMPARE(bench.ask(Meta, "p1 left"), QStringLiteral("#1"));
    QCOMPARE(bench.ask(Count, "p"), QStringLiteral("#2"));
    bench.pass(1s);
    QCOMPARE(bench.ask(Count, "p"), QStringLiteral("#0"));
}

void TestGibsonStore::limitsCutSortedResults()
{
    Bench bench;
    bench.fill({"b", "ba", "a", "bc"});
    QCOMPARE(bench.ask(MultiGet, "b 2"), QStringLiteral("b=text ba=text"));
    QCOMPARE(bench.ask(MultiGet, "b 100"), QStringLiteral("b=text ba=text bc=text"));
    QCOMPARE(bench.ask(MultiGet, "b 0"), QStringLiteral("b=text ba=text bc=text"));
    QCOMPARE(bench.ask(MultiGet, "b -1"), QStringLiteral("b=text ba=text bc=text"));
}

void TestGibsonStore::resultsOverTheLimitAreAnError()
{
    Bench bench;
    const QByteArray large(2'000'000, 'v');
    for (int i = 0; i < 8; ++i)
        bench.ask(Set, "0 p" + QByteArray::number(i) + ' ' + large);
    QCOMPARE(bench.ask(MultiGet, "p"), QStringLiteral("ERR"));
    QVERIFY(bench.ask(MultiGet, "p 7").startsWith(QLatin1String("p0=vvv")));
}

void TestGibsonStore::metaTellsOfAnItem()
{
    Bench bench;
    const qint64 now = QDateTime::currentSecsSinceEpoch();
    bench.ask(Set, "100 k text");
    bench.pass(30s);
    QCOMPARE(bench.ask(Meta, "k size"), QStringLiteral("#4"));
    QCOMPARE(bench.ask(Meta, "k encoding"), QStringLiteral("#0"));
    QCOMPARE(bench.ask(Meta, "k ttl"), QStringLiteral("#100"));
    QCOMPARE(bench.ask(Meta, "k left"), QStringLiteral("#70"));
    const qint64 created = bench.ask(Meta, "k created").mid(1).toLongLong();
    QVERIFY(std::abs(created - now) < 30);
    QCOMPARE(bench.ask(Meta, "k access"), QStringLiteral("#%1").arg(created + 30));
    bench.ask(Inc, "n");
    QCOMPARE(bench.ask(Meta, "n encoding"), QStringLiteral("#2"));
    QCOMPARE(bench.ask(Meta, "n size"), QStringLiteral("#8"));
    QCOMPARE(bench.ask(Meta, "n left"), QStringLiteral("#-1"));
}

void TestGibsonStore::metaTakesAbbreviations()
{
    Bench bench;
    bench.ask(Set, "100 k text");
    bench.ask(Lock, "k 7");
    QCOMPARE(bench.ask(Meta, "k s"), QStringLiteral("#4"));
    QCOMPARE(bench.ask(Meta, "k sizeXX"), QStringLiteral("#4"));
    QCOMPARE(bench.ask(Meta, "k l"), QStringLiteral("#100")); // left
    QCOMPARE(bench.ask(Meta, "k lo"), QStringLiteral("#7"));
    QCOMPARE(bench.ask(Meta, "k sise"), QStringLiteral("ERR"));
}

void TestGibsonStore::statsHaveEveryFigure()
{
    Net::ServerCounters counters;
    counters.accepted = 4;
    counters.active = 3;
    counters.requests = 10;
    Bench bench(1000, &counters);
    bench.fill({"a", "bb"});
    const QStringList figures = bench.ask(Stats).split(u' ');
    QCOMPARE(figures.size(), 27);
    for (const char *figure : {"total_items=#2", "total_clients=#3", "total_connections=#4",
                               "total_requests=#10", "reqs_per_client_avg=2.500000", "memory_usable=#1000",
                               "memory_used=#11", "memory_peak=#11", "item_size_avg=#5", "server_arch=64"})
        QVERIFY2(figures.contains(QLatin1String(figure)), figure);
}

void TestGibsonStore::fullStoreAnswersOutOfMemory()
{
    Bench bench(10);
    QCOMPARE(bench.ask(Set, "0 k 12345678"), QStringLiteral("12345678"));
    QCOMPARE(bench.ask(Set, "0 l 12345678"), QStringLiteral("MEM"));
    QCOMPARE(bench.ask(MultiSet, "k 12345678"), QStringLiteral("MEM"));
    QCOMPARE(bench.ask(Get, "k"), QStringLiteral("12345678"));
    QCOMPARE(bench.ask(Del, "k"), QStringLiteral("OK"));
    QCOMPARE(bench.ask(Set, "0 l 12345678"), QStringLiteral("12345678"));
}

void TestGibsonStore::expiredItemsMakeRoom()
{
    Bench bench(10);
    bench.ask(Set, "1 k 12345678");
    bench.pass(1s);
    QCOMPARE(bench.ask(Set, "0 l 12345678"), QStringLiteral("12345678"));
    QCOMPARE(bench.itemCount(), std::size_t{1});
}

LOOPSCOPE_TEST_MAIN(TestGibsonStore)
#include "tst_gibsonstore.moc"
