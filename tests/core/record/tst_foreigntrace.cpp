#include "tests/core/record/foreignsample.h"
#include "tests/core/record/tracesample.h"
#include "tests/support/stricttest.h"

using namespace Loopscope;
using namespace Loopscope::Testing;
using Record::ReadError;
using Record::SkipReason;

namespace {

const Trace::Slice *sliceNamed(const ReadBack &read, const QString &name)
{
    for (const Trace::Slice &slice : read.all.slices) {
        if (nameIn(read.all, slice.name) == name)
            return &slice;
    }
    return nullptr;
}

quint64 skipped(const ReadBack &read, SkipReason reason)
{
    for (const Record::SkippedPart &part : read.contents.skipped) {
        if (part.reason == reason)
            return part.count;
    }
    return 0;
}

} // namespace

/// Traces of other programs, as far as they have slices and counters.
class TstForeignTrace : public StrictTest
{
    Q_OBJECT

private Q_SLOTS:
    void perfettoSlicesAndCountersAreRead()
    {
        const ReadBack read = readBack(foreignTrace());
        QCOMPARE(read.contents.error, ReadError::None);
        QCOMPARE(read.contents.description.format, Record::TraceDescription::Format::Perfetto);
        const qint64 monotonic = 9'000'000'000;
        const Trace::Slice *inner = sliceNamed(read, QStringLiteral("inner"));
        QVERIFY(inner);
        QCOMPARE(Base::toNanoseconds(inner->start), monotonic + 1'000'000);
        QCOMPARE(inner->duration, Base::Duration(500us));
        QCOMPARE(inner->depth, 1);
        QCOMPARE(read.all.slices.size(), 3U);
        QCOMPARE(read.all.tracks.size(), 2U);
        QCOMPARE(read.all.tracks[0].name, QStringLiteral("main"));
        QCOMPARE(read.all.tracks[0].role, Trace::LoopRole::Subject);
        QCOMPARE(read.all.tracks[1].tid, 51);
        QCOMPARE(read.all.samples.size(), 2U);
        QCOMPARE(read.all.samples[0].value, 7.5);
        QCOMPARE(read.all.counters[0].name, QStringLiteral("queue"));
    }

    void perfettoSaysWhatWasSkipped()
    {
        const ReadBack read = readBack(foreignTrace());
        QCOMPARE(skipped(read, SkipReason::OtherPacket), 1U);
        QCOMPARE(skipped(read, SkipReason::UnmatchedEnd), 1U);
        QCOMPARE(skipped(read, SkipReason::NeverEnded), 1U); // still shown, until the end
        QCOMPARE(skipped(read, SkipReason::OtherEvent), 1U);
        for (const Record::SkippedPart &part : read.contents.skipped)
            QVERIFY2(part.toString().contains(QLatin1String("byte")), qPrintable(part.toString()));
    }

    void chromeJsonIsReadInBothForms_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::newRow("array") << chromeEvents() + "]";
        QTest::newRow("array without its end") << chromeEvents();
        QTest::newRow("array with a last comma") << chromeEvents() + ",";
        QTest::newRow("object") << "\n {\"otherData\":{\"traceEvents\":[{\"ph\":\"X\"}]},\"traceEvents\":" +
                                       chromeEvents() +
                                       "],\"displayTimeUnit\":\"ns\",\"x\":[[{\"ph\":\"B\"}]]}";
    }

    void chromeJsonIsReadInBothForms()
    {
        QFETCH(QByteArray, json);
        const ReadBack read = readBack(json.toStdString());
        QCOMPARE(read.contents.error, ReadError::None);
        QCOMPARE(read.contents.description.format, Record::TraceDescription::Format::ChromeJson);
        QCOMPARE(read.contents.description.run.program, QStringLiteral("browser"));
        QCOMPARE(read.all.slices.size(), 4U);
        const Trace::Slice *outer = sliceNamed(read, QStringLiteral("outer \"quoted\""));
        const Trace::Slice *inner = sliceNamed(read, QStringLiteral("inner"));
        const Trace::Slice *two = sliceNamed(read, QStringLiteral("two"));
        QVERIFY(outer && inner && two);
        QCOMPARE(outer->duration, Base::Duration(1ms));
        QCOMPARE(outer->depth, 0);
        QCOMPARE(Base::toNanoseconds(inner->start), 1'000'500);
        QCOMPARE(inner->duration, Base::Duration(2250));
        QCOMPARE(inner->depth, 1);
        QCOMPARE(two->duration, Base::Duration(200us));
        QVERIFY(two->track != outer->track);
        QCOMPARE(read.all.tracks.back().name, QStringLiteral("Main thread"));
        QCOMPARE(read.all.tracks.back().id, outer->track);
        QCOMPARE(read.all.samples.size(), 1U);
        QCOMPARE(read.all.samples[0].value, 3.0);
        QCOMPARE(skipped(read, SkipReason::OtherEvent), 1U);
        QCOMPARE(skipped(read, SkipReason::UnmatchedEnd), 1U);
    }

    // Nothing is known of what a stranger counts; our own export says it.
    void countersAreWhatTheyAreCalled()
    {
        const auto counter = [](const char *name) {
            return "{\"ph\":\"C\",\"pid\":1,\"ts\":5,\"name\":\"" + std::string(name) +
                   "\",\"args\":{\"value\":3}}";
        };
        const ReadBack read =
            readBack("[" + counter("pool: jobs waiting") + "," + counter("pool: jobs running") + "," +
                     counter("queue") + "," + counter("a: b") + "]");
        QCOMPARE(read.contents.error, ReadError::None);
        QCOMPARE(read.all.counters.size(), 4U);
        using Trace::CounterKind;
        QCOMPARE(read.all.counters[0].kind, CounterKind::JobsWaiting);
        QCOMPARE(read.all.counters[0].name, QStringLiteral("pool"));
        QCOMPARE(read.all.counters[1].kind, CounterKind::JobsRunning);
        QCOMPARE(read.all.counters[2].kind, CounterKind::Other);
        QCOMPARE(read.all.counters[3].kind, CounterKind::Other);
        QCOMPARE(read.all.counters[3].name, QStringLiteral("a: b"));
    }

    // Of our own export; an interval that is too short would make millions of one wait.
    void impossibleWaitsAreSkipped()
    {
        const auto wait = [](const char *category, const char *milliseconds) {
            return "{\"ph\":\"C\",\"pid\":1,\"tid\":2,\"ts\":5000,\"name\":\"Loop: latency "
                   "(ms)\",\"cat\":\"" +
                   std::string(category) + "\",\"args\":{\"value\":" + milliseconds + "}}";
        };
        const ReadBack read =
            readBack("[" + wait("latency,5000000,0", "3") + "," + wait("latency,1,0", "3") + "," +
                     wait("latency,5000000,0", "6") + "," + wait("latency,-5,0", "3") + "," +
                     wait("latency", "-1") + "," + wait("latency", "2") + "]");
        QCOMPARE(skipped(read, SkipReason::ImpossibleValue), 4U);
        QCOMPARE(read.all.latencies.size(), 2U);
        QVERIFY(read.all.latencies[0].delivered && !read.all.latencies[1].delivered);
    }

    void chromeJsonCutAnywhereIsSurvived()
    {
        const std::string whole = "{\"traceEvents\":" + chromeEvents().toStdString() + "]}";
        for (std::size_t size = 1; size <= whole.size(); ++size)
            QVERIFY(readBack(std::string_view(whole).substr(0, size)).all.slices.size() <= 5);
    }

    void deepJsonIsRefusedWithoutHarm()
    {
        const ReadBack read = readBack("[{\"args\":" + std::string(5'000'000, '[') + "}]");
        QCOMPARE(skipped(read, SkipReason::TooDeep), 1U);
    }

    void hostileValuesAreSkipped()
    {
        const ReadBack read = readBack(hostileEvents());
        QCOMPARE(read.contents.error, ReadError::None);
        QCOMPARE(read.all.slices.size(), 1U);
    }

    void otherContentIsNamed_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<int>("error");
        QTest::newRow("empty") << QByteArray() << int(ReadError::Empty);
        QTest::newRow("text") << QByteArray("Hello, this is a letter.") << int(ReadError::UnknownFormat);
        QTest::newRow("gzip") << QByteArray("\x1f\x8b\x08\x00\x00", 5) << int(ReadError::Compressed);
        QTest::newRow("other JSON") << QByteArray("{\"a\":[1,2,3]}") << int(ReadError::NothingRead);
        QTest::newRow("a line feed and text") << QByteArray("\nHello") << int(ReadError::UnknownFormat);
    }

    void otherContentIsNamed()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(int, error);
        const ReadBack read = readBack(bytes.toStdString());
        QCOMPARE(int(read.contents.error), error);
        QVERIFY(!Record::describe(read.contents.error, QStringLiteral("x")).isEmpty());
    }
};

LOOPSCOPE_TEST_MAIN(TstForeignTrace)

#include "tst_foreigntrace.moc"
