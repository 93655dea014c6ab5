#include "core/wire/gibsonkeyvalues.h"
#include "core/wire/gibsonreplyparser.h"
#include "tests/support/stricttest.h"

using namespace Loopscope::Wire;

namespace {

QByteArray replyOf(const std::function<void(KeyValuesWriter *)> &write)
{
    ByteQueue output;
    KeyValuesWriter writer(&output);
    write(&writer);
    writer.finish();
    return output.view().toByteArray();
}

QByteArray twoPairs()
{
    return replyOf([](KeyValuesWriter *writer) {
        writer->append("a", QByteArrayView("x y"));
        writer->append("n", -2);
    });
}

} // namespace

class TestGibsonKeyValues : public Loopscope::Testing::StrictTest
{
    Q_OBJECT

private Q_SLOTS:
    void pairsHaveGoldenBytes();
    void pairsComeBack();
    void numbersOf32BitServersAreRead();
    void everyTruncationIsRefused();
    void malformedPairsAreRefused_data();
    void malformedPairsAreRefused();
};

void TestGibsonKeyValues::pairsHaveGoldenBytes()
{
    QCOMPARE(twoPairs().toHex(), QByteArray("0700"
                                            "00"
                                            "23000000"
                                            "02000000"
                                            "01000000"
                                            "61"
                                            "00"
                                            "03000000"
                                            "782079"
                                            "01000000"
                                            "6e"
                                            "02"
                                            "08000000"
                                            "feffffffffffffff"));
}

void TestGibsonKeyValues::pairsComeBack()
{
    GibsonReplyParser parser;
    parser.feed(twoPairs());
    Reply reply;
    QCOMPARE(parser.next(&reply), ParseResult::Complete);
    QCOMPARE(reply.code, ReplyCode::KeyValues);
    const auto pairs = parseKeyValues(reply.value);
    QVERIFY(pairs);
    QCOMPARE(pairs->size(), std::size_t{2});
    QCOMPARE(pairs->at(0).key, QByteArrayView("a"));
    QCOMPARE(pairs->at(0).value, QByteArrayView("x y"));
    QCOMPARE(pairs->at(1).encoding, Encoding::Number);
    QCOMPARE(pairs->at(1).number, -2);
}

void TestGibsonKeyValues::numbersOf32BitServersAreRead()
{
    const auto pairs = parseKeyValues(QByteArray::fromHex("01000000"
                                                          "01000000"
                                                          "6e"
                                                          "02"
                                                          "04000000"
                                                          "feffffff"));
    QVERIFY(pairs);
    QCOMPARE(pairs->front().number, -2);
}

void TestGibsonKeyValues::everyTruncationIsRefused()
{
    const QByteArray data = twoPairs().sliced(replyHeaderBytes);
    for (qsizetype size = 0; size < data.size(); ++size)
        QVERIFY(!parseKeyValues(QByteArrayView(data).first(size)));
    QVERIFY(parseKeyValues(data));
}

void TestGibsonKeyValues::malformedPairsAreRefused_data()
{
    QTest::addColumn<QByteArray>("hex");
    QTest::newRow("more pairs than bytes") << QByteArray("ffffffff");
    QTest::newRow("key longer than the data") << QByteArray("01000000"
                                                            "ffffff7f"
                                                            "61000100000062");
    QTest::newRow("unknown encoding") << QByteArray("01000000"
                                                    "0100000061"
                                                    "01"
                                                    "0100000062");
    QTest::newRow("number of 3 bytes") << QByteArray("01000000"
                                                     "0100000061"
                                                     "02"
                                                     "03000000"
                                                     "010203");
    QTest::newRow("bytes behind") << QByteArray("00000000"
                                                "00");
}

void TestGibsonKeyValues::malformedPairsAreRefused()
{
    QFETCH(QByteArray, hex);
    QVERIFY(!parseKeyValues(QByteArray::fromHex(hex)));
}

LOOPSCOPE_TEST_MAIN(TestGibsonKeyValues)
#include "tst_gibsonkeyvalues.moc"
