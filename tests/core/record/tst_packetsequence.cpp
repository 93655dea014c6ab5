#include "core/record/packetsequence.h"
#include "core/record/tracedescriptor.h"
#include "tests/core/record/tracechecker.h"
#include "tests/support/stricttest.h"

using namespace Loopscope;
using Record::Annotation;
using Record::PacketSequence;
using Testing::CheckedEvent;
using Testing::TraceChecker;

namespace {

constexpr quint64 uuid = 5;

Base::SteadyTime at(qint64 nanoseconds)
{
    return Base::fromNanoseconds(nanoseconds);
}

std::string declaredTrack()
{
    std::string out;
    Record::writePlainTrack(out, uuid, 0, QStringLiteral("Loop"));
    return out;
}

} // namespace

class TstPacketSequence : public Testing::StrictTest
{
    Q_OBJECT

private Q_SLOTS:
    void eventsKeepTimeNameAndOrder()
    {
        std::string out = declaredTrack();
        PacketSequence sequence(7, uuid);
        sequence.beginSlice(out, at(1'000'000'000'000), "one");
        sequence.endSlice(out, at(1'000'000'000'100));
        sequence.beginSlice(out, at(1'000'000'000'100), "two");
        sequence.instant(out, at(1'000'000'000'150), "one");
        sequence.endSlice(out, at(1'000'000'000'200));
        TraceChecker trace(out);
        const auto slices = trace.slices(uuid);
        QCOMPARE(trace.errors, QStringList());
        QCOMPARE(slices.size(), 2U);
        QCOMPARE(slices[0].name, QStringLiteral("one"));
        QCOMPARE(slices[0].end, 1'000'000'000'100);
        QCOMPARE(slices[1].name, QStringLiteral("two"));
        QCOMPARE(slices[1].start, 1'000'000'000'100);
        QCOMPARE(trace.eventsOf(uuid, 3).at(0).name, QStringLiteral("one"));
        QCOMPARE(trace.wholeBytes, out.size());
    }

    void olderEventHasAbsoluteTimeAndLeavesTheClockAlone()
    {
        std::string out = declaredTrack();
        PacketSequence sequence(7, uuid);
        sequence.instant(out, at(5000), "late one follows");
        sequence.instant(out, at(1000), "late");
        sequence.instant(out, at(6000), "goes on");
        TraceChecker trace(out);
        QCOMPARE(trace.errors, QStringList());
        QCOMPARE(trace.events.size(), 3U);
        QCOMPARE(trace.events[0].time, 5000);
        QVERIFY(!trace.events[0].isAbsolute);
        QCOMPARE(trace.events[1].time, 1000);
        QVERIFY(trace.events[1].isAbsolute);
        QCOMPARE(trace.events[2].time, 6000);
        QVERIFY(!trace.events[2].isAbsolute);
    }

    void annotationsKeepTheirTypes()
    {
        std::string out = declaredTrack();
        PacketSequence sequence(7, uuid);
        const Annotation annotations[] = {{"yes", true},
                                          {"count", quint64{1} << 63},
                                          {"share", 0.25},
                                          {"text", std::string("\xc3\xa4 \"x\"")},
                                          {"list", std::vector<std::string>{"a", "", "c"}}};
        sequence.instant(out, at(1), "first", annotations);
        sequence.instant(out, at(2), "second", annotations);
        TraceChecker trace(out);
        QCOMPARE(trace.errors, QStringList());
        for (const CheckedEvent &event : trace.events) {
            QCOMPARE(event.annotations[QStringLiteral("yes")].toBool(), true);
            QCOMPARE(event.annotations[QStringLiteral("count")].toULongLong(), quint64{1} << 63);
            QCOMPARE(event.annotations[QStringLiteral("share")].toDouble(), 0.25);
            QCOMPARE(event.annotations[QStringLiteral("text")].toString(), QStringLiteral(u"ä \"x\""));
            QCOMPARE(event.annotations[QStringLiteral("list")].toStringList(),
                     (QStringList{QStringLiteral("a"), QString(), QStringLiteral("c")}));
        }
    }

    void sourceLineIsInternedOnce()
    {
        std::string out = declaredTrack();
        PacketSequence sequence(7, uuid);
        const Record::CodeLine line{"core/a.cpp", "sleeper", 31};
        sequence.beginSlice(out, at(1), "x", {}, &line);
        sequence.endSlice(out, at(2));
        const std::size_t first = out.size();
        sequence.beginSlice(out, at(3), "x", {}, &line);
        sequence.endSlice(out, at(4));
        QVERIFY(out.size() - first < 40);
        TraceChecker trace(out);
        const auto slices = trace.slices(uuid);
        QCOMPARE(trace.errors, QStringList());
        QCOMPARE(slices[1].begin.file, QStringLiteral("core/a.cpp"));
        QCOMPARE(slices[1].begin.function, QStringLiteral("sleeper"));
        QCOMPARE(slices[1].begin.line, 31);
    }

    void counterValuesAreExact_data()
    {
        QTest::addColumn<double>("value");
        QTest::newRow("zero") << 0.0;
        QTest::newRow("whole") << 1234567890123.0;
        QTest::newRow("negative") << -3.0;
        QTest::newRow("fraction") << 0.1;
        QTest::newRow("huge") << 1e300;
    }

    void counterValuesAreExact()
    {
        QFETCH(double, value);
        std::string out;
        Record::writeCounterTrack(out, uuid, 0, QStringLiteral("C"), Record::Fields::CounterUnit::Count);
        PacketSequence sequence(7, uuid);
        sequence.counter(out, at(1), value);
        TraceChecker trace(out);
        QCOMPARE(trace.errors, QStringList());
        QCOMPARE(trace.events.at(0).value, value);
    }

    void endlessNamesStartTheSequenceAfresh()
    {
        std::string out = declaredTrack();
        PacketSequence sequence(7, uuid);
        const std::size_t count = PacketSequence::internLimit * 2 + 10;
        for (std::size_t i = 0; i < count; ++i)
            sequence.instant(out, at(static_cast<qint64>(i)), "name " + std::to_string(i % (count - 5)));
        TraceChecker trace(out);
        QCOMPARE(trace.errors, QStringList());
        QCOMPARE(trace.events.size(), count);
        QCOMPARE(trace.events[count - 1].name, QStringLiteral("name 4"));
        QCOMPARE(trace.events[count - 1].time, static_cast<qint64>(count) - 1);
    }

    void sliceTakesFewBytes()
    {
        std::string out = declaredTrack();
        PacketSequence sequence(7, uuid);
        constexpr int count = 10'000;
        qint64 time = 1'000'000'000'000;
        for (int i = 0; i < count; ++i) {
            time += 4'000'000; // idle
            sequence.beginSlice(out, at(time), i % 2 ? "QTimer timeout" : "Worker::step()");
            time += 700'000;
            sequence.endSlice(out, at(time));
        }
        const double perSlice = static_cast<double>(out.size()) / count;
        qInfo("%.1f bytes per slice", perSlice);
        QVERIFY(perSlice <= 32.0);
    }
};

LOOPSCOPE_TEST_MAIN(TstPacketSequence)
#include "tst_packetsequence.moc"
