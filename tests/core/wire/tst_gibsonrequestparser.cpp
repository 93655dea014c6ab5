#include "core/wire/gibsonrequestparser.h"
#include "tests/support/stricttest.h"

using namespace Loopscope::Wire;

namespace {

QByteArray frame(quint16 opcode, const QByteArray &payload)
{
    QByteArray bytes(6, '\0');
    qToLittleEndian(static_cast<quint32>(2 + payload.size()), bytes.data());
    qToLittleEndian(opcode, bytes.data() + 4);
    return bytes + payload;
}

QByteArray everyRequest()
{
    ByteQueue output;
    append(output, {Opcode::Set, 3600, "foo", "3.14 and more"});
    append(output, {Opcode::Get, 0, "foo", {}});
    append(output, {Opcode::Inc, 0, "n", {}});
    append(output, {Opcode::Ping, 0, {}, {}});
    append(output, {Opcode::End, 0, {}, {}});
    return output.view().toByteArray();
}

QByteArray summary(const Request &request)
{
    return QByteArray::number(static_cast<int>(request.opcode)) + '/' +
           QByteArray::number(static_cast<int>(request.fault)) + '/' + QByteArray::number(request.number) +
           '/' + request.key.toByteArray() + '/' + request.value.toByteArray();
}

const QList<QByteArray> everyRequestTaken{"1/0/3600/foo/3.14 and more", "3/0/0/foo/", "5/0/0/n/", "19/0/0//",
                                          "255/0/0//"};

ParseResult takeAll(GibsonRequestParser *parser, QList<QByteArray> *taken)
{
    Request request;
    for (;;) {
        const ParseResult result = parser->next(&request);
        if (result != ParseResult::Complete)
            return result;
        taken->append(summary(request));
    }
}

} // namespace

class TestGibsonRequestParser : public Loopscope::Testing::StrictTest
{
    Q_OBJECT

private Q_SLOTS:
    void requestsComeOutOfEverySplit();
    void argumentsAreReadLikeTheOriginal_data();
    void argumentsAreReadLikeTheOriginal();
    void badFramesFail_data();
    void badFramesFail();
    void largestRequestIsTaken();
};

void TestGibsonRequestParser::requestsComeOutOfEverySplit()
{
    const QByteArray stream = everyRequest();
    for (qsizetype split = 0; split <= stream.size(); ++split) {
        GibsonRequestParser parser;
        QList<QByteArray> taken;
        parser.feed(stream.first(split));
        QCOMPARE(takeAll(&parser, &taken), ParseResult::Incomplete);
        parser.feed(stream.sliced(split));
        QCOMPARE(takeAll(&parser, &taken), ParseResult::Incomplete);
        QCOMPARE(taken, everyRequestTaken);
    }
}

void TestGibsonRequestParser::argumentsAreReadLikeTheOriginal_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArray>("expected");
    QTest::newRow("GET ignores text after a space") << frame(3, "foo bar") << QByteArray("3/0/0/foo/");
    QTest::newRow("GET without a key") << frame(3, "") << QByteArray("3/1/0//");
    QTest::newRow("GET of a space") << frame(3, " x") << QByteArray("3/1/0//");
    QTest::newRow("GET of an over-long key")
        << frame(3, QByteArray(513, 'k')) << QByteArray("3/1/0/") + QByteArray(513, 'k') + '/';
    QTest::newRow("SET without value or space") << frame(1, "0 foo") << QByteArray("1/1/0/foo/");
    QTest::newRow("SET without value") << frame(1, "0 foo ") << QByteArray("1/1/0/foo/");
    QTest::newRow("SET without key") << frame(1, "0  v") << QByteArray("1/1/0//v");
    QTest::newRow("SET without anything") << frame(1, "") << QByteArray("1/1/0//");
    QTest::newRow("SET whose ttl is text") << frame(1, "x k v") << QByteArray("1/2/0/k/v");
    QTest::newRow("SET whose ttl has a plus") << frame(1, "+1 k v") << QByteArray("1/2/0/k/v");
    QTest::newRow("SET with a negative ttl") << frame(1, "-1 k v") << QByteArray("1/0/-1/k/v");
    QTest::newRow("PING ignores its payload") << frame(19, "what ever") << QByteArray("19/0/0//");
}

void TestGibsonRequestParser::argumentsAreReadLikeTheOriginal()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QByteArray, expected);
    GibsonRequestParser parser;
    parser.feed(bytes);
    Request request;
    QCOMPARE(parser.next(&request), ParseResult::Complete);
    QCOMPARE(summary(request), expected);
}

void TestGibsonRequestParser::badFramesFail_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<WireError>("error");
    QTest::newRow("size 0") << QByteArray::fromHex("00000000") << WireError::RequestTooSmall;
    QTest::newRow("size 1") << QByteArray::fromHex("01000000") << WireError::RequestTooSmall;
    QTest::newRow("size 0xFFFFFFFF") << QByteArray::fromHex("ffffffff") << WireError::RequestTooLarge;
    QTest::newRow("one byte over the limit") << QByteArray::fromHex("01002000") << WireError::RequestTooLarge;
    QTest::newRow("opcode 0") << frame(0, "") << WireError::OpcodeUnknown;
    QTest::newRow("opcode 22") << frame(22, "") << WireError::OpcodeUnknown;
    QTest::newRow("opcode 0x103") << frame(0x103, "foo") << WireError::OpcodeUnknown;
    QTest::newRow("opcode 0xFFFF") << frame(0xFFFF, "") << WireError::OpcodeUnknown;
}

void TestGibsonRequestParser::badFramesFail()
{
    QFETCH(QByteArray, bytes);
    QFETCH(WireError, error);
    GibsonRequestParser parser;
    parser.feed(everyRequest() + bytes);
    QList<QByteArray> taken;
    QCOMPARE(takeAll(&parser, &taken), ParseResult::Failed);
    QCOMPARE(parser.error(), error);
    QCOMPARE(taken, everyRequestTaken);
}

void TestGibsonRequestParser::largestRequestIsTaken()
{
    const Limits limits;
    GibsonRequestParser parser;
    const QByteArray payload(limits.requestBytes - 2, 'x');
    parser.feed(frame(19, payload));
    Request request;
    QCOMPARE(parser.next(&request), ParseResult::Complete);
    QCOMPARE(request.opcode, Opcode::Ping);
}

LOOPSCOPE_TEST_MAIN(TestGibsonRequestParser)
#include "tst_gibsonrequestparser.moc"
