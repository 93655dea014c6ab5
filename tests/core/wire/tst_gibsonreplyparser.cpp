#include "core/wire/gibsonreplyparser.h"
#include "tests/support/stricttest.h"

using namespace Loopscope::Wire;

namespace {

// One of each kind, as a server writes them.
QByteArray everyReply()
{
    ByteQueue output;
    appendStatus(output, ReplyCode::Ok);
    appendValue(output, "value with spaces");
    appendNumber(output, -5);
    appendStatus(output, ReplyCode::NotFound);
    output.append(QByteArray::fromHex("0600"
                                      "02"
                                      "04000000"
                                      "ffffffff")); // of a 32-bit server
    output.append(QByteArray::fromHex("0700"
                                      "00"
                                      "04000000"
                                      "00000000"));
    return output.view().toByteArray();
}

struct Taken
{
    ReplyCode code;
    QByteArray value;
    qint64 number;
    friend bool operator==(const Taken &, const Taken &) = default;
};

const std::vector<Taken> everyReplyTaken{
    {ReplyCode::Ok, "", 0},     {ReplyCode::Value, "value with spaces", 0},
    {ReplyCode::Value, "", -5}, {ReplyCode::NotFound, "", 0},
    {ReplyCode::Value, "", -1}, {ReplyCode::KeyValues, QByteArray(4, '\0'), 0},
};

ParseResult takeAll(GibsonReplyParser *parser, std::vector<Taken> *taken)
{
    Reply reply;
    for (;;) {
        const ParseResult result = parser->next(&reply);
        if (result != ParseResult::Complete)
            return result;
        taken->push_back({reply.code, reply.value.toByteArray(), reply.number});
    }
}

QByteArray header(quint16 code, quint8 encoding, quint32 size)
{
    QByteArray bytes(7, '\0');
    qToLittleEndian(code, bytes.data());
    bytes[2] = static_cast<char>(encoding);
    qToLittleEndian(size, bytes.data() + 3);
    return bytes;
}

} // namespace

class TestGibsonReplyParser : public Loopscope::Testing::StrictTest
{
    Q_OBJECT

private Q_SLOTS:
    void repliesComeOutOfEverySplit();
    void repliesComeOutByteByByte();
    void malformedRepliesFail_data();
    void malformedRepliesFail();
    void repliesBeforeAFaultComeOut();
    void shortHeaderIsIncomplete();
    void aDeclaredSizeAsksForNoMemory();
    void largeReplyArrivesInPieces();
    void resetForgetsBytesAndFault();
    void anyBytesAreSurvived();
};

void TestGibsonReplyParser::repliesComeOutOfEverySplit()
{
    const QByteArray stream = everyReply();
    for (qsizetype split = 0; split <= stream.size(); ++split) {
        GibsonReplyParser parser;
        std::vector<Taken> taken;
        parser.feed(stream.first(split));
        QCOMPARE(takeAll(&parser, &taken), ParseResult::Incomplete);
        parser.feed(stream.sliced(split));
        QCOMPARE(takeAll(&parser, &taken), ParseResult::Incomplete);
        QVERIFY2(taken == everyReplyTaken, qPrintable(QStringLiteral("split at %1").arg(split)));
        QCOMPARE(parser.buffered(), std::size_t{0});
    }
}

void TestGibsonReplyParser::repliesComeOutByteByByte()
{
    GibsonReplyParser parser;
    std::vector<Taken> taken;
    for (const char byte : everyReply()) {
        const auto space = parser.space(1);
        space[0] = byte;
        parser.commit(1);
        QCOMPARE(takeAll(&parser, &taken), ParseResult::Incomplete);
    }
    QVERIFY(taken == everyReplyTaken);
}

void TestGibsonReplyParser::malformedRepliesFail_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<WireError>("error");
    QTest::newRow("unknown code") << header(8, 0, 1) << WireError::ReplyCodeUnknown;
    QTest::newRow("garbage") << QByteArray("HTTP/1.1 400 Bad Request\r\n") << WireError::ReplyCodeUnknown;
    QTest::newRow("compressed value") << header(6, 1, 5) << WireError::EncodingUnknown;
    QTest::newRow("unknown encoding") << header(6, 5, 5) << WireError::EncodingUnknown;
    QTest::newRow("set of numbers") << header(7, 2, 8) << WireError::EncodingUnknown;
    QTest::newRow("size 0") << header(6, 0, 0) << WireError::ReplyEmpty;
    QTest::newRow("size 0xFFFFFFFF") << header(6, 0, 0xFFFFFFFF) << WireError::ReplyTooLarge;
    QTest::newRow("one byte over the limit")
        << header(6, 0, Limits().replyBytes + 1) << WireError::ReplyTooLarge;
    QTest::newRow("status with a value") << header(5, 0, 2) << WireError::StatusMalformed;
    QTest::newRow("status as a number") << header(1, 2, 8) << WireError::StatusMalformed;
    QTest::newRow("short number") << header(6, 2, 7) << WireError::NumberMalformed;
    QTest::newRow("long number") << header(6, 2, 9) << WireError::NumberMalformed;
}

void TestGibsonReplyParser::malformedRepliesFail()
{
    QFETCH(QByteArray, bytes);
    QFETCH(WireError, error);
    GibsonReplyParser parser;
    parser.feed(bytes);
    Reply reply;
    QCOMPARE(parser.next(&reply), ParseResult::Failed);
    QCOMPARE(parser.error(), error);
    parser.feed(everyReply());
    QCOMPARE(parser.next(&reply), ParseResult::Failed);
}

void TestGibsonReplyParser::repliesBeforeAFaultComeOut()
{
    GibsonReplyParser parser;
    parser.feed(everyReply() + header(99, 0, 1));
    std::vector<Taken> taken;
    QCOMPARE(takeAll(&parser, &taken), ParseResult::Failed);
    QVERIFY(taken == everyReplyTaken);
}

void TestGibsonReplyParser::shortHeaderIsIncomplete()
{
    GibsonReplyParser parser;
    parser.feed(header(6, 0, 3).first(6));
    Reply reply;
    QCOMPARE(parser.next(&reply), ParseResult::Incomplete);
    QCOMPARE(parser.buffered(), std::size_t{6});
}

void TestGibsonReplyParser::aDeclaredSizeAsksForNoMemory()
{
    GibsonReplyParser parser;
    parser.feed(header(6, 0, Limits().replyBytes));
    Reply reply;
    QCOMPARE(parser.next(&reply), ParseResult::Incomplete);
    QVERIFY(parser.space(1).size() < 4096);
}

void TestGibsonReplyParser::largeReplyArrivesInPieces()
{
    QByteArray value(3'000'000, '\0');
    for (qsizetype i = 0; i < value.size(); ++i)
        value[i] = static_cast<char>(i * 7);
    ByteQueue output;
    appendValue(output, value);
    GibsonReplyParser parser;
    std::vector<Taken> taken;
    const QByteArray stream = output.view().toByteArray();
    for (qsizetype at = 0; at < stream.size(); at += 65'536) {
        parser.feed(stream.sliced(at, std::min<qsizetype>(65'536, stream.size() - at)));
        QCOMPARE(takeAll(&parser, &taken), ParseResult::Incomplete);
    }
    QCOMPARE(taken.size(), std::size_t{1});
    QVERIFY(taken.front().value == value);
}

void TestGibsonReplyParser::resetForgetsBytesAndFault()
{
    GibsonReplyParser parser;
    parser.feed(header(99, 0, 1));
    Reply reply;
    QCOMPARE(parser.next(&reply), ParseResult::Failed);
    parser.reset();
    parser.feed(everyReply());
    QCOMPARE(parser.next(&reply), ParseResult::Complete);
}

void TestGibsonReplyParser::anyBytesAreSurvived()
{
    quint32 state = 20'240'601;
    for (int round = 0; round < 2'000; ++round) {
        QByteArray stream = everyReply();
        for (int flips = 0; flips < 3; ++flips) {
            state = state * 1664525 + 1013904223;
            stream[static_cast<qsizetype>((state >> 8) % stream.size())] = static_cast<char>(state >> 24);
        }
        GibsonReplyParser parser;
        std::vector<Taken> taken;
        parser.feed(stream);
        const ParseResult result = takeAll(&parser, &taken);
        QCOMPARE(result == ParseResult::Failed, parser.error() != WireError::None);
    }
}

LOOPSCOPE_TEST_MAIN(TestGibsonReplyParser)
#include "tst_gibsonreplyparser.moc"
