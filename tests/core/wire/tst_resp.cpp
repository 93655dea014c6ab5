#include "core/wire/respcommand.h"
#include "core/wire/respreplyparser.h"
#include "tests/support/stricttest.h"

using namespace Loopscope::Wire;

namespace {

QByteArray textOf(const RespReply &reply)
{
    switch (reply.type) {
    case RespType::Nil:
        return "nil";
    case RespType::Status:
        return '+' + reply.text.toByteArray();
    case RespType::Error:
        return '-' + reply.text.toByteArray();
    case RespType::Integer:
        return ':' + QByteArray::number(reply.number);
    case RespType::String:
        return '$' + reply.text.toByteArray();
    case RespType::Array:
        break;
    }
    QByteArray text = '*' + QByteArray::number(reply.number);
    for (const RespReply &element : reply.elements)
        text += ' ' + textOf(element);
    return text;
}

ParseResult takeAll(RespReplyParser *parser, QByteArrayList *taken)
{
    RespReply reply;
    for (;;) {
        const ParseResult result = parser->next(&reply);
        if (result != ParseResult::Complete)
            return result;
        taken->append(textOf(reply));
    }
}

const QByteArray everyReply("+OK\r\n-ERR no\r\n:-12\r\n$5\r\na\r\nbc\r\n$0\r\n\r\n$-1\r\n*-1\r\n*0\r\n"
                            "*3\r\n:1\r\n*2\r\n$1\r\nx\r\n$-1\r\n+z\r\n");
const QByteArrayList everyReplyTaken{"+OK", "-ERR no", ":-12", "$a\r\nbc",          "$",
                                     "nil", "nil",     "*0",   "*3 :1 *2 $x nil +z"};

} // namespace

class TestResp : public Loopscope::Testing::StrictTest
{
    Q_OBJECT

private Q_SLOTS:
    void commandsHaveGoldenBytes_data();
    void commandsHaveGoldenBytes();
    void commandsThatCannotBeSentAreRefused();
    void repliesComeOutOfEverySplit();
    void repliesComeOutByteByByte();
    void longRepliesComeOutOfManyPieces();
    void manyRepliesOfOneReadComeOut();
    void malformedRepliesFail_data();
    void malformedRepliesFail();
    void nestingIsBounded();
    void declaredSizesAreBoundedBeforeTheyCome();
    void sumOfAnArrayIsBounded();
    void resetForgetsEverything();
};

void TestResp::commandsHaveGoldenBytes_data()
{
    QTest::addColumn<RespCommand>("command");
    QTest::addColumn<QByteArray>("bytes");
    const auto row = [](const char *name, const RespCommand &command, const QByteArray &bytes) {
        QTest::newRow(name) << command << bytes;
    };
    row("GET", {RespVerb::Get, 0, "foo", {}}, "*2\r\n$3\r\nGET\r\n$3\r\nfoo\r\n");
    row("GET with a space", {RespVerb::Get, 0, "a b", {}}, "*2\r\n$3\r\nGET\r\n$3\r\na b\r\n");
    row("SET", {RespVerb::Set, 0, "k", "v"}, "*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$1\r\nv\r\n");
    row("SET with expiry", {RespVerb::Set, 600, "k", "v"},
        "*5\r\n$3\r\nSET\r\n$1\r\nk\r\n$1\r\nv\r\n$2\r\nEX\r\n$3\r\n600\r\n");
    row("SET of nothing", {RespVerb::Set, 0, "k", {}}, "*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$0\r\n\r\n");
    row("DEL", {RespVerb::Del, 0, "k", {}}, "*2\r\n$3\r\nDEL\r\n$1\r\nk\r\n");
    row("INCR", {RespVerb::Incr, 0, "k", {}}, "*2\r\n$4\r\nINCR\r\n$1\r\nk\r\n");
    row("EXPIRE", {RespVerb::Expire, 7, "k", {}}, "*3\r\n$6\r\nEXPIRE\r\n$1\r\nk\r\n$1\r\n7\r\n");
    row("TTL", {RespVerb::Ttl, 0, "k", {}}, "*2\r\n$3\r\nTTL\r\n$1\r\nk\r\n");
    row("PING", {RespVerb::Ping, 0, {}, {}}, "*1\r\n$4\r\nPING\r\n");
}

void TestResp::commandsHaveGoldenBytes()
{
    QFETCH(RespCommand, command);
    QFETCH(QByteArray, bytes);
    QCOMPARE(check(command, {}), WireError::None);
    ByteQueue output;
    QCOMPARE(append(output, command), static_cast<std::size_t>(bytes.size()));
    QCOMPARE(output.view(), bytes);
}

void TestResp::commandsThatCannotBeSentAreRefused()
{
    Limits limits;
    limits.requestBytes = 10;
    QCOMPARE(check({RespVerb::Get, 0, "12345678901", {}}, limits), WireError::KeyTooLong);
    QCOMPARE(check({RespVerb::Set, 0, "12345", "123456"}, limits), WireError::ValueTooLong);
    QCOMPARE(check({RespVerb::Set, -1, "k", "v"}, limits), WireError::TtlOutOfRange);
    QCOMPARE(check({RespVerb::Expire, -1, "k", {}}, limits), WireError::TtlOutOfRange);
}

void TestResp::repliesComeOutOfEverySplit()
{
    for (qsizetype split = 0; split <= everyReply.size(); ++split) {
        RespReplyParser parser;
        QByteArrayList taken;
        parser.feed(QByteArrayView(everyReply).first(split));
        QCOMPARE(takeAll(&parser, &taken), ParseResult::Incomplete);
        parser.feed(QByteArrayView(everyReply).sliced(split));
        QCOMPARE(takeAll(&parser, &taken), ParseResult::Incomplete);
        QCOMPARE(taken, everyReplyTaken);
        QCOMPARE(parser.buffered(), std::size_t{0});
    }
}

void TestResp::repliesComeOutByteByByte()
{
    RespReplyParser parser;
    QByteArrayList taken;
    for (const char byte : everyReply) {
        parser.feed({&byte, 1});
        QCOMPARE(takeAll(&parser, &taken), ParseResult::Incomplete);
    }
    QCOMPARE(taken, everyReplyTaken);
}

void TestResp::longRepliesComeOutOfManyPieces()
{
    QByteArray value(3'000'000, '\0');
    for (qsizetype i = 0; i < value.size(); ++i)
        value[i] = static_cast<char>(i * 31);
    const QByteArray bytes = '$' + QByteArray::number(value.size()) + "\r\n" + value + "\r\n+next\r\n";
    RespReplyParser parser;
    QByteArrayList taken;
    constexpr qsizetype piece = 65'521;
    for (qsizetype at = 0; at < bytes.size(); at += piece) {
        parser.feed(QByteArrayView(bytes).sliced(at, std::min(piece, bytes.size() - at)));
        QCOMPARE(takeAll(&parser, &taken), ParseResult::Incomplete);
    }
    QVERIFY((taken == QByteArrayList{'$' + value, "+next"}));
}

void TestResp::manyRepliesOfOneReadComeOut()
{
    QByteArray bytes;
    QByteArrayList expected;
    for (int i = 0; i < 20'000; ++i) {
        const QByteArray value = QByteArray::number(i).rightJustified(16, '.');
        bytes += "$16\r\n" + value + "\r\n";
        expected += '$' + value;
    }
    RespReplyParser parser;
    parser.feed(bytes);
    QByteArrayList taken;
    QCOMPARE(takeAll(&parser, &taken), ParseResult::Incomplete);
    QVERIFY(taken == expected);
}

void TestResp::malformedRepliesFail_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<WireError>("error");
    using enum WireError;
    QTest::newRow("no type") << QByteArray("hello\r\n") << ReplyTypeUnknown;
    QTest::newRow("a web server") << QByteArray("HTTP/1.1 400 Bad Request\r\n") << ReplyTypeUnknown;
    QTest::newRow("size of text") << QByteArray("$x\r\n") << ReplyMalformed;
    QTest::newRow("size below -1") << QByteArray("$-2\r\n") << ReplyMalformed;
    QTest::newRow("size without end") << '$' + QByteArray(40, '1') << ReplyMalformed;
    QTest::newRow("size over 64 bits") << QByteArray("$99999999999999999999\r\n") << ReplyMalformed;
    QTest::newRow("largest size") << QByteArray("$9223372036854775807\r\n") << ReplyTooLarge;
    QTest::newRow("size over the limit") << QByteArray("$1001\r\n") << ReplyTooLarge;
    QTest::newRow("no line end behind a value") << QByteArray("$3\r\nabcXY") << ReplyMalformed;
    QTest::newRow("number of text") << QByteArray(":x\r\n") << ReplyMalformed;
    QTest::newRow("elements of text") << QByteArray("*x\r\n") << ReplyMalformed;
    QTest::newRow("too many elements") << QByteArray("*65537\r\n") << ReplyTooLarge;
    QTest::newRow("most elements") << QByteArray("*9223372036854775807\r\n") << ReplyMalformed;
    QTest::newRow("line without end") << '+' + QByteArray(70'000, 'x') << ReplyTooLarge;
    QTest::newRow("bad type inside") << QByteArray("*1\r\n?\r\n") << ReplyTypeUnknown;
}

void TestResp::malformedRepliesFail()
{
    QFETCH(QByteArray, bytes);
    QFETCH(WireError, error);
    RespReplyParser parser(1000);
    parser.feed("+OK\r\n" + bytes);
    QByteArrayList taken;
    QCOMPARE(takeAll(&parser, &taken), ParseResult::Failed);
    QCOMPARE(taken, QByteArrayList{"+OK"});
    QCOMPARE(parser.error(), error);
    parser.feed("+OK\r\n");
    QCOMPARE(takeAll(&parser, &taken), ParseResult::Failed); // for good
}

void TestResp::nestingIsBounded()
{
    const auto nested = [](int depth) { return QByteArray("*1\r\n").repeated(depth) + ":1\r\n"; };
    RespReplyParser fine;
    fine.feed(nested(RespReplyParser::maxNesting));
    QByteArrayList taken;
    QCOMPARE(takeAll(&fine, &taken), ParseResult::Incomplete);
    QCOMPARE(taken.size(), 1);
    for (const int depth : {RespReplyParser::maxNesting + 1, 1000}) {
        RespReplyParser parser;
        parser.feed(nested(depth));
        QCOMPARE(takeAll(&parser, &taken), ParseResult::Failed);
        QCOMPARE(parser.error(), WireError::ReplyTooDeep);
    }
}

void TestResp::declaredSizesAreBoundedBeforeTheyCome()
{
    RespReplyParser parser;
    parser.feed("*2\r\n+a\r\n$2000000000\r\n");
    RespReply reply;
    QCOMPARE(parser.next(&reply), ParseResult::Failed);
    QCOMPARE(parser.error(), WireError::ReplyTooLarge);
}

void TestResp::sumOfAnArrayIsBounded()
{
    RespReplyParser parser(1000);
    const QByteArray element = "$600\r\n" + QByteArray(600, 'x') + "\r\n";
    parser.feed("*2\r\n" + element + element);
    RespReply reply;
    QCOMPARE(parser.next(&reply), ParseResult::Failed);
    QCOMPARE(parser.error(), WireError::ReplyTooLarge);
    RespReplyParser arrays;
    arrays.feed("*2\r\n*65536\r\n" + QByteArray(":1\r\n").repeated(65'536) + ":1\r\n");
    QCOMPARE(arrays.next(&reply), ParseResult::Failed);
    QCOMPARE(arrays.error(), WireError::ReplyTooLarge);
}

void TestResp::resetForgetsEverything()
{
    RespReplyParser parser;
    parser.feed("?");
    QByteArrayList taken;
    QCOMPARE(takeAll(&parser, &taken), ParseResult::Failed);
    parser.reset();
    parser.feed("*2\r\n:1\r\n");
    QCOMPARE(takeAll(&parser, &taken), ParseResult::Incomplete);
    parser.reset();
    QCOMPARE(parser.buffered(), std::size_t{0});
    parser.feed("+OK\r\n");
    QCOMPARE(takeAll(&parser, &taken), ParseResult::Incomplete);
    QCOMPARE(taken, QByteArrayList{"+OK"});
}

LOOPSCOPE_TEST_MAIN(TestResp)
#include "tst_resp.moc"
