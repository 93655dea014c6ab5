#include "core/jobs/jobs.h"
#include "tests/support/stricttest.h"

using namespace Loopscope::Jobs;

class JobsTest : public Loopscope::Testing::StrictTest
{
    Q_OBJECT

private Q_SLOTS:
    void testsPrimesByName();
    void refusesBadInput_data();
    void refusesBadInput();
    void unknownNameIsSaid();
    void sleepEndsWhenStopped();
    void numbersTakeEightBytesLittleEndian();
};

void JobsTest::testsPrimesByName()
{
    const JobResult prime = runJob("is-prime", encodeNumber(112272535095293), {});
    QCOMPARE(prime.status, JobStatus::Done);
    QCOMPARE(prime.output, QByteArray(1, '\1'));
    QCOMPARE(runJob("is-prime", encodeNumber(15), {}).output, QByteArray(1, '\0'));
    QCOMPARE(runJob("echo", "abc", {}).output, "abc");
    QCOMPARE(runJob("fail", "no luck", {}).status, JobStatus::Failed);
}

void JobsTest::refusesBadInput_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("input");
    QTest::newRow("no number") << QByteArray("is-prime") << QByteArray();
    QTest::newRow("short number") << QByteArray("is-prime") << QByteArray(7, '\1');
    QTest::newRow("long number") << QByteArray("is-prime") << QByteArray(9, '\1');
    QTest::newRow("sleep without a time") << QByteArray("sleep-ms") << QByteArray("100");
    QTest::newRow("sleep for ever") << QByteArray("sleep-ms") << encodeNumber(~quint64(0));
}

void JobsTest::refusesBadInput()
{
    QFETCH(QByteArray, name);
    QFETCH(QByteArray, input);
    const JobResult result = runJob(name, input, {});
    QCOMPARE(result.status, JobStatus::Failed);
    QVERIFY(result.output.startsWith(name));
}

void JobsTest::unknownNameIsSaid()
{
    QCOMPARE(runJob("bake-cake", {}, {}).status, JobStatus::UnknownName);
    QCOMPARE(runJob({}, {}, {}).status, JobStatus::UnknownName);
}

void JobsTest::sleepEndsWhenStopped()
{
    int asked = 0;
    const StopCheck stop = [&asked] { return ++asked == 2; };
    QCOMPARE(runJob("sleep-ms", encodeNumber(3'600'000), stop).status, JobStatus::Stopped);
    QCOMPARE(asked, 2);
}

void JobsTest::numbersTakeEightBytesLittleEndian()
{
    QCOMPARE(encodeNumber(0x0102).toHex(), "0201000000000000");
    QCOMPARE(decodeNumber(encodeNumber(~quint64(1))), ~quint64(1));
    QVERIFY(!decodeNumber("1234567"));
}

LOOPSCOPE_TEST_MAIN(JobsTest)
#include "tst_jobs.moc"
