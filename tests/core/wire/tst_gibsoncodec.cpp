#include "core/wire/gibson.h"
#include "tests/support/stricttest.h"

using namespace Loopscope::Wire;

namespace {

QByteArray bytesOf(const ByteQueue &queue)
{
    return queue.view().toByteArray();
}

QByteArray encoded(const Command &command)
{
    ByteQueue output;
    append(output, command);
    return bytesOf(output);
}

} // namespace

class TestGibsonCodec : public Loopscope::Testing::StrictTest
{
    Q_OBJECT

private Q_SLOTS:
    void requestsHaveGoldenBytes_data();
    void requestsHaveGoldenBytes();
    void repliesHaveGoldenBytes();
    void commandsThatServersMisreadAreRefused_data();
    void commandsThatServersMisreadAreRefused();
    void numbersAreReadLikeTheOriginal_data();
    void numbersAreReadLikeTheOriginal();
    void everyErrorIsDescribed();
    void queueKeepsItsBytesWhileItGrowsAndMoves();
};

void TestGibsonCodec::requestsHaveGoldenBytes_data()
{
    QTest::addColumn<int>("opcode");
    QTest::addColumn<int>("ttl");
    QTest::addColumn<QByteArray>("key");
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<QByteArray>("wire");
    const auto row = [](const char *name, Opcode opcode, int ttl, const QByteArray &key,
                        const QByteArray &value, const QByteArray &hex) {
        QTest::newRow(name) << int(opcode) << ttl << key << value << QByteArray::fromHex(hex);
    };
    row("SET with ttl", Opcode::Set, 3600, "foo", "3.14",
        "0f0000000100"
        "3336303020666f6f20332e3134");
    row("SET for ever", Opcode::Set, 0, "k", "a b",
        "090000000100"
        "30206b20612062");
    row("GET", Opcode::Get, 0, "foo", "",
        "050000000300"
        "666f6f");
    row("DEL", Opcode::Del, 0, "foo", "",
        "050000000400"
        "666f6f");
    row("INC", Opcode::Inc, 0, "n", "",
        "030000000500"
        "6e");
    row("DEC", Opcode::Dec, 0, "n", "",
        "030000000600"
        "6e");
    row("PING ignores the key", Opcode::Ping, 0, "foo", "", "020000001300");
    row("END", Opcode::End, 0, "", "", "02000000ff00");
    row("STATS", Opcode::Stats, 0, "", "", "020000001200");
    row("TTL", Opcode::Ttl, 60, "k", "", "060000000200" + QByteArray("k 60").toHex());
    row("TTL for ever", Opcode::Ttl, 0, "k", "", "050000000200" + QByteArray("k 0").toHex());
    row("LOCK", Opcode::Lock, 5, "k", "", "050000000700" + QByteArray("k 5").toHex());
    row("LOCK for ever", Opcode::Lock, -1, "k", "", "060000000700" + QByteArray("k -1").toHex());
    row("UNLOCK", Opcode::Unlock, 0, "k", "", "030000000800" + QByteArray("k").toHex());
    row("MSET", Opcode::MultiSet, 0, "p", "a b", "070000000900" + QByteArray("p a b").toHex());
    row("MTTL", Opcode::MultiTtl, 9, "p", "", "050000000a00" + QByteArray("p 9").toHex());
    row("MGET", Opcode::MultiGet, 0, "p", "", "030000000b00" + QByteArray("p").toHex());
    row("MGET with limit", Opcode::MultiGet, 10, "p", "", "060000000b00" + QByteArray("p 10").toHex());
    row("MDEL", Opcode::MultiDel, 0, "p", "", "030000000c00" + QByteArray("p").toHex());
    row("MINC", Opcode::MultiInc, 0, "p", "", "030000000d00" + QByteArray("p").toHex());
    row("MDEC", Opcode::MultiDec, 0, "p", "", "030000000e00" + QByteArray("p").toHex());
    row("MLOCK", Opcode::MultiLock, 32767, "p", "", "090000000f00" + QByteArray("p 32767").toHex());
    row("MUNLOCK", Opcode::MultiUnlock, 0, "p", "", "030000001000" + QByteArray("p").toHex());
    row("COUNT", Opcode::Count, 0, "p", "", "030000001100" + QByteArray("p").toHex());
    row("META", Opcode::Meta, 0, "k", "size", "080000001400" + QByteArray("k size").toHex());
    row("KEYS", Opcode::Keys, 0, "p", "", "030000001500" + QByteArray("p").toHex());
}

void TestGibsonCodec::requestsHaveGoldenBytes()
{
    QFETCH(int, opcode);
    QFETCH(int, ttl);
    QFETCH(QByteArray, key);
    QFETCH(QByteArray, value);
    QFETCH(QByteArray, wire);
    const Command command{static_cast<Opcode>(opcode), ttl, key, value};
    QCOMPARE(check(command, {}), WireError::None);
    QCOMPARE(encoded(command).toHex(' '), wire.toHex(' '));
}

void TestGibsonCodec::repliesHaveGoldenBytes()
{
    ByteQueue output;
    appendStatus(output, ReplyCode::NotFound);
    appendValue(output, "ab");
    appendNumber(output, -2);
    QCOMPARE(bytesOf(output).toHex(), QByteArray("0100"
                                                 "00"
                                                 "01000000"
                                                 "00"
                                                 "0600"
                                                 "00"
                                                 "02000000"
                                                 "6162"
                                                 "0600"
                                                 "02"
                                                 "08000000"
                                                 "feffffffffffffff"));
}

void TestGibsonCodec::commandsThatServersMisreadAreRefused_data()
{
    QTest::addColumn<int>("opcode");
    QTest::addColumn<int>("ttl");
    QTest::addColumn<QByteArray>("key");
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<WireError>("error");
    const auto row = [](const char *name, Opcode opcode, int ttl, const QByteArray &key,
                        const QByteArray &value, WireError error) {
        QTest::newRow(name) << int(opcode) << ttl << key << value << error;
    };
    const Limits limits;
    const QByteArray longest(limits.keyBytes, 'k');
    const QByteArray longestOfSet(limits.keyBytes - 3, 'k'); // "0 " before and " " behind
    const QByteArray largest(limits.valueBytes, 'v');
    row("empty key", Opcode::Get, 0, "", "", WireError::KeyEmpty);
    row("space in key", Opcode::Del, 0, "a b", "", WireError::KeyHasSpace);
    row("longest key", Opcode::Get, 0, longest, "", WireError::None);
    row("key one byte too long", Opcode::Inc, 0, longest + 'k', "", WireError::KeyTooLong);
    row("longest key of SET", Opcode::Set, 0, longestOfSet, "v", WireError::None);
    row("key of SET one byte too long", Opcode::Set, 0, longestOfSet + 'k', "v", WireError::KeyTooLong);
    row("ttl takes from the key", Opcode::Set, 10, longestOfSet, "v", WireError::KeyTooLong);
    row("empty value", Opcode::Set, 0, "k", "", WireError::ValueEmpty);
    row("largest value", Opcode::Set, 0, "k", largest, WireError::None);
    row("value one byte too long", Opcode::Set, 0, "k", largest + 'v', WireError::ValueTooLong);
    row("negative ttl", Opcode::Set, -1, "k", "v", WireError::TtlOutOfRange);
    row("longest ttl", Opcode::Set, 32767, "k", "v", WireError::None);
    row("ttl over 16 bits", Opcode::Set, 32768, "k", "v", WireError::TtlOutOfRange);
    row("TTL over 16 bits", Opcode::Ttl, 32768, "k", "", WireError::TtlOutOfRange);
    row("MTTL below 0", Opcode::MultiTtl, -1, "k", "", WireError::TtlOutOfRange);
    row("LOCK of 0 locks nothing", Opcode::Lock, 0, "k", "", WireError::LockOutOfRange);
    row("LOCK for ever", Opcode::Lock, -1, "k", "", WireError::None);
    row("LOCK below for ever", Opcode::MultiLock, -2, "k", "", WireError::LockOutOfRange);
    row("LOCK over 16 bits", Opcode::Lock, 32768, "k", "", WireError::LockOutOfRange);
    row("negative limit", Opcode::MultiGet, -1, "k", "", WireError::NumberNegative);
    row("MSET without value", Opcode::MultiSet, 0, "k", "", WireError::ValueEmpty);
    row("META without field", Opcode::Meta, 0, "k", "", WireError::ValueEmpty);
    row("longest prefix of MSET", Opcode::MultiSet, 0, longest, "v", WireError::None);
    row("space in prefix", Opcode::Count, 0, "a b", "", WireError::KeyHasSpace);
    row("STATS takes no key", Opcode::Stats, 0, "", "", WireError::None);
    row("any bytes in a value", Opcode::Set, 0, "k", QByteArray("\0 \xff", 3), WireError::None);
}

void TestGibsonCodec::commandsThatServersMisreadAreRefused()
{
    QFETCH(int, opcode);
    QFETCH(int, ttl);
    QFETCH(QByteArray, key);
    QFETCH(QByteArray, value);
    QFETCH(WireError, error);
    QCOMPARE(check({static_cast<Opcode>(opcode), ttl, key, value}, {}), error);
}

void TestGibsonCodec::numbersAreReadLikeTheOriginal_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<bool>("isNumber");
    QTest::addColumn<qint64>("number");
    QTest::newRow("digits") << QByteArray("42") << true << qint64(42);
    QTest::newRow("negative") << QByteArray("-7") << true << qint64(-7);
    QTest::newRow("leading zero is zero") << QByteArray("012x") << true << qint64(0);
    QTest::newRow("lone minus is zero") << QByteArray("-") << true << qint64(0);
    QTest::newRow("smallest") << QByteArray("-9223372036854775808") << true
                              << std::numeric_limits<qint64>::min();
    QTest::newRow("plus") << QByteArray("+1") << false << qint64(0);
    QTest::newRow("empty") << QByteArray("") << false << qint64(0);
    QTest::newRow("text behind") << QByteArray("1x") << false << qint64(0);
    QTest::newRow("too large") << QByteArray("9223372036854775808") << false << qint64(0);
}

void TestGibsonCodec::numbersAreReadLikeTheOriginal()
{
    QFETCH(QByteArray, text);
    QFETCH(bool, isNumber);
    QFETCH(qint64, number);
    const auto parsed = parseNumber(text);
    QCOMPARE(parsed.has_value(), isNumber);
    QCOMPARE(parsed.value_or(0), number);
}

void TestGibsonCodec::everyErrorIsDescribed()
{
    QSet<QString> clauses;
    const int last = static_cast<int>(WireError::OpcodeUnknown);
    for (int error = 0; error <= last; ++error)
        clauses.insert(describe(static_cast<WireError>(error)));
    QCOMPARE(clauses.size(), last + 1);
}

void TestGibsonCodec::queueKeepsItsBytesWhileItGrowsAndMoves()
{
    ByteQueue queue;
    QByteArray expected;
    quint32 state = 1;
    for (int step = 0; step < 5000; ++step) {
        state = state * 1664525 + 1013904223;
        const QByteArray piece(static_cast<qsizetype>(state >> 24), static_cast<char>(state >> 16));
        queue.append(piece);
        expected += piece;
        const std::size_t gone = (state >> 8) % (queue.size() + 1);
        queue.consume(gone);
        expected.remove(0, static_cast<qsizetype>(gone));
        QCOMPARE(queue.size(), static_cast<std::size_t>(expected.size()));
        if (step % 100 == 0)
            QCOMPARE(bytesOf(queue), expected);
    }
    QCOMPARE(bytesOf(queue), expected);
}

LOOPSCOPE_TEST_MAIN(TestGibsonCodec)
#include "tst_gibsoncodec.moc"
