#include "core/wire/gibson.h"
#include "core/wire/respcommand.h"
#include "core/wire/wirefields.h"
#include "tests/support/stricttest.h"

using namespace Loopscope;
using Wire::Field;
using Wire::FieldKind;
using Wire::Protocol;

namespace {

QByteArray bytesOf(const Wire::ByteQueue &queue)
{
    return queue.view().toByteArray();
}

QString told(const std::vector<Field> &fields)
{
    QStringList all;
    for (const Field &field : fields)
        all << QStringLiteral("%1:%2:%3").arg(int(field.kind)).arg(field.size).arg(field.meaning);
    return all.join(u' ');
}

QString expected(const std::vector<std::tuple<FieldKind, int, const char *>> &fields)
{
    QStringList all;
    for (const auto &[kind, size, meaning] : fields)
        all << QStringLiteral("%1:%2:%3").arg(int(kind)).arg(size).arg(QLatin1String(meaning));
    return all.join(u' ');
}

} // namespace

/// Messages as the codecs write them, taken apart.
class TstWireFields : public Testing::StrictTest
{
    Q_OBJECT

private Q_SLOTS:
    void gibsonRequestHasThreeFields();
    void gibsonReplyHasAHeaderOfSevenBytes();
    void gibsonNumbersAndStatusesAreRead();
    void respRequestIsAnArrayOfTexts();
    void respReplyHasTypeLengthAndLineEnds();
    void fieldsCoverCutAndBrokenBytes_data();
    void fieldsCoverCutAndBrokenBytes();
};

void TstWireFields::gibsonRequestHasThreeFields()
{
    Wire::ByteQueue request;
    Wire::append(request, {Wire::Opcode::Get, 0, "foo", {}});
    QCOMPARE(told(Wire::requestFields(Protocol::Gibson, bytesOf(request))),
             expected({{FieldKind::RequestSize, 4, "5"},
                       {FieldKind::Opcode, 2, "GET"},
                       {FieldKind::Arguments, 3, "foo"}}));
    request.clear();
    Wire::append(request, {Wire::Opcode::End, 0, {}, {}});
    QCOMPARE(told(Wire::requestFields(Protocol::Gibson, bytesOf(request))),
             expected({{FieldKind::RequestSize, 4, "2"}, {FieldKind::Opcode, 2, "END"}}));
}

void TstWireFields::gibsonReplyHasAHeaderOfSevenBytes()
{
    Wire::ByteQueue reply;
    Wire::appendValue(reply, "a value");
    const auto fields = Wire::replyFields(Protocol::Gibson, bytesOf(reply));
    QCOMPARE(told(fields), expected({{FieldKind::ReplyCode, 2, "VAL"},
                                     {FieldKind::Encoding, 1, "plain"},
                                     {FieldKind::ReplySize, 4, "7"},
                                     {FieldKind::Value, 7, "a value"}}));
    QCOMPARE(fields.back().offset, qsizetype(Wire::replyHeaderBytes));
}

void TstWireFields::gibsonNumbersAndStatusesAreRead()
{
    Wire::ByteQueue reply;
    Wire::appendNumber(reply, -42);
    QCOMPARE(Wire::replyFields(Protocol::Gibson, bytesOf(reply)).back().meaning, QStringLiteral("-42"));
    reply.clear();
    Wire::appendStatus(reply, Wire::ReplyCode::NotFound);
    const auto fields = Wire::replyFields(Protocol::Gibson, bytesOf(reply));
    QCOMPARE(fields.front().meaning, QStringLiteral("NOT_FOUND"));
    QCOMPARE(fields.back().meaning, QStringLiteral("."));
}

void TstWireFields::respRequestIsAnArrayOfTexts()
{
    Wire::ByteQueue request;
    Wire::append(request, {Wire::RespVerb::Get, 0, "foo", {}});
    QCOMPARE(told(Wire::requestFields(Protocol::Resp, bytesOf(request))),
             expected({{FieldKind::ArraySize, 4, "2"},
                       {FieldKind::TextSize, 4, "3"},
                       {FieldKind::Verb, 5, "GET"},
                       {FieldKind::TextSize, 4, "3"},
                       {FieldKind::Key, 5, "foo"}}));
}

void TstWireFields::respReplyHasTypeLengthAndLineEnds()
{
    QCOMPARE(told(Wire::replyFields(Protocol::Resp, "$5\r\nhello\r\n")),
             expected({{FieldKind::ReplyType, 1, "$"},
                       {FieldKind::Length, 1, "5"},
                       {FieldKind::LineEnd, 2, "CRLF"},
                       {FieldKind::Value, 5, "hello"},
                       {FieldKind::LineEnd, 2, "CRLF"}}));
    QCOMPARE(told(Wire::replyFields(Protocol::Resp, "+OK\r\n")), expected({{FieldKind::ReplyType, 1, "+"},
                                                                           {FieldKind::Value, 2, "OK"},
                                                                           {FieldKind::LineEnd, 2, "CRLF"}}));
    QCOMPARE(told(Wire::replyFields(Protocol::Resp, "$-1\r\n")), expected({{FieldKind::ReplyType, 1, "$"},
                                                                           {FieldKind::Length, 2, "-1"},
                                                                           {FieldKind::LineEnd, 2, "CRLF"}}));
}

void TstWireFields::fieldsCoverCutAndBrokenBytes_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("one byte") << QByteArray("$");
    QTest::newRow("no line end") << QByteArray("$12345678");
    QTest::newRow("huge length") << QByteArray("$99999999999999999999\r\nab");
    QTest::newRow("length beyond the bytes") << QByteArray("$500\r\nab");
    QTest::newRow("array of nothing") << QByteArray("*3\r\n$3\r\nGE");
    QTest::newRow("many") << QByteArray("*999999999\r\n$1\r\na\r\n");
    QTest::newRow("zeros") << QByteArray(40, '\0');
    QTest::newRow("ones") << QByteArray(40, '\xff');
}

// Whatever the bytes are: fields stand one behind the other, and nothing is read that is not there.
void TstWireFields::fieldsCoverCutAndBrokenBytes()
{
    QFETCH(QByteArray, bytes);
    for (const Protocol protocol : {Protocol::Gibson, Protocol::Resp}) {
        for (const auto &fields :
             {Wire::requestFields(protocol, bytes), Wire::replyFields(protocol, bytes)}) {
            qsizetype at = 0;
            for (const Field &field : fields) {
                QCOMPARE(field.offset, at);
                QVERIFY(field.size > 0);
                at += field.size;
            }
            QVERIFY(fields.size() <= 16);
        }
    }
}

LOOPSCOPE_TEST_MAIN(TstWireFields)
#include "tst_wirefields.moc"
