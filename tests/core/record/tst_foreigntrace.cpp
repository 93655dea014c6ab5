#include "tests/core/record/tracesample.h"
#include "tests/support/stricttest.h"

#include <protozero/pbf_writer.hpp>

using namespace Loopscope;
using namespace Loopscope::Testing;
using protozero::pbf_writer;
using Record::ReadError;
using Record::SkipReason;

namespace {

/// Packets as Perfetto's own SDK writes them: boot-clock times or a clock of the sequence in microseconds,
/// names interned or in place, tracks named in each event.
class ForeignWriter
{
public:
    void thread(quint64 uuid, int pid, int tid, const std::string &name)
    {
        packet([&](pbf_writer &packet) {
            pbf_writer track(packet, 60);
            track.add_uint64(1, uuid);
            pbf_writer thread(track, 4);
            thread.add_int32(1, pid);
            thread.add_int32(2, tid);
            thread.add_string(5, name);
        });
    }
    void counterTrack(quint64 uuid, const std::string &name)
    {
        packet([&](pbf_writer &packet) {
            pbf_writer track(packet, 60);
            track.add_uint64(1, uuid);
            track.add_string(2, name);
            pbf_writer(track, 8).add_int32(3, 2);
        });
    }
    // Boot clock 1 s ahead of the monotonic one.
    void clocks(quint64 boot)
    {
        packet([&](pbf_writer &packet) {
            packet.add_uint32(13, 1);
            pbf_writer snapshot(packet, 6);
            const auto clock = [&](std::uint32_t id, quint64 time, quint64 unit = 0) {
                pbf_writer clock(snapshot, 1);
                clock.add_uint32(1, id);
                clock.add_uint64(2, time);
                if (unit)
                    clock.add_uint64(4, unit);
            };
            clock(6, boot);
            clock(3, boot - 1'000'000'000);
            clock(64, 500, 1000); // absolute, microseconds
        });
    }
    void event(quint64 time, int type, quint64 track, const std::string &name = {}, std::uint32_t clock = 0,
               double value = 0)
    {
        packet([&](pbf_writer &packet) {
            packet.add_uint64(8, time);
            if (clock)
                packet.add_uint32(58, clock);
            pbf_writer event(packet, 11);
            event.add_enum(9, type);
            event.add_uint64(11, track);
            if (!name.empty())
                event.add_string(23, name);
            if (type == 4)
                event.add_double(44, value);
        });
    }
    void internedBegin(quint64 time, quint64 track, quint64 iid, const std::string &name)
    {
        packet([&](pbf_writer &packet) {
            packet.add_uint64(8, time);
            packet.add_uint32(13, 2);
            if (!name.empty()) {
                pbf_writer interned(packet, 12);
                pbf_writer entry(interned, 2);
                entry.add_uint64(1, iid);
                entry.add_string(2, name);
            }
            pbf_writer event(packet, 11);
            event.add_enum(9, 1);
            event.add_uint64(11, track);
            event.add_uint64(10, iid);
        });
    }
    void otherKind()
    {
        packet([](pbf_writer &packet) { pbf_writer(packet, 1).add_uint32(1, 5); });
    }

    std::string bytes;

private:
    template <typename Body>
    void packet(const Body &body)
    {
        std::string message;
        {
            pbf_writer packet(message);
            packet.add_uint32(10, 3);
            body(packet);
        }
        pbf_writer(bytes).add_message(1, message);
    }
};

std::string foreignTrace()
{
    ForeignWriter trace;
    constexpr quint64 boot = 10'000'000'000;
    trace.clocks(boot);
    trace.otherKind();
    trace.thread(100, 50, 50, "main");
    trace.thread(101, 50, 51, "helper");
    trace.counterTrack(102, "queue");
    trace.internedBegin(boot + 1000, 100, 900, "outer");
    trace.event(1500, 1, 100, "inner", 64); // 1 000 us after the snapshot
    trace.event(boot + 1'500'000, 2, 100);
    trace.event(boot + 2'000'000, 2, 100);
    trace.event(boot + 3'000'000, 2, 100); // ends nothing
    trace.internedBegin(boot + 2'000'000, 101, 900, {});
    trace.event(boot + 2'500'000, 4, 102, {}, 0, 7.5);
    trace.event(boot + 5'000'000, 3, 100, "an instant");
    trace.event(boot + 9'000'000, 4, 102, {}, 0, 2);
    return trace.bytes;
}

QByteArray chromeEvents()
{
    return R"([
{"ph":"M","name":"process_name","pid":50,"tid":0,"args":{"name":"browser"}},
{"ph":"B","name":"outer \"quoted\"","cat":"c","pid":50,"tid":50,"ts":1000},
{"ph":"X","name":"inner","pid":50,"tid":50,"ts":1000.5,"dur":2.25,"args":{"deep":{"deeper":[1,{"x":2}]},"n":4}},
{"ph":"E","pid":50,"tid":50,"ts":2000},
{"ph":"b","name":"one","cat":"net","id":"0x1","pid":50,"tid":50,"ts":100},
{"ph":"b","name":"two","cat":"net","id":"0x2","pid":50,"tid":50,"ts":200},
{"ph":"e","name":"one","cat":"net","id":"0x1","pid":50,"tid":50,"ts":300},
{"ph":"e","name":"two","cat":"net","id":"0x2","pid":50,"tid":50,"ts":400},
{"ph":"C","name":"memory","pid":50,"ts":1500,"args":{"value":3}},
{"ph":"i","name":"instant","pid":50,"tid":50,"ts":1600,"s":"t"},
{"ph":"E","pid":50,"tid":77,"ts":1700},
{"ph":"M","name":"thread_name","pid":50,"tid":50,"args":{"name":"Main thread"}})";
}

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
        const ReadBack read = readBack(
            R"([{"ph":"X","name":"a","pid":1,"tid":1,"ts":1e300,"dur":1},
                {"ph":"X","name":"b","pid":1,"tid":1,"ts":-5,"dur":1},
                {"ph":"X","name":"c","pid":1,"tid":1,"ts":99999999999999999999999,"dur":1},
                {"ph":"X","name":"d","pid":"x","tid":null,"ts":1,"dur":-7},
                {"ph":"X","name":"e","pid":1,"tid":1,"ts":5,"dur":7}, 3, "text", null, [1,2], {"a":{}}])");
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
