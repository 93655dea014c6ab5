#include "core/record/traceexport.h"
#include "tests/core/record/tracesample.h"
#include "tests/support/stricttest.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

using namespace Loopscope;
using namespace Loopscope::Testing;
using Record::ExportFormat;

namespace {

QByteArray exported(ExportFormat format, const std::vector<Trace::Batch> &batches)
{
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    const Record::ExportFrame frame{sampleTime(0us),
                                    Base::TimeAnchor{sampleTime(0us), 1'700'000'000s},
                                    sampleTime(0us),
                                    std::nullopt,
                                    QStringLiteral("a \"program\""),
                                    1};
    const auto exporter = Record::TraceExport::make(format, &buffer, frame);
    for (const Trace::Batch &batch : batches)
        exporter->take(batch);
    exporter->finish();
    return buffer.data();
}

/// HdrHistogram's V2 encoding read by its specification, apart from our code: counts by value.
class HdrDecoder
{
public:
    explicit HdrDecoder(const QByteArray &line)
    {
        const QByteArray payload = QByteArray::fromBase64(line.split(',').last());
        QVERIFY(payload.size() > 8);
        QCOMPARE(intAt(payload, 0), 0x1c849314U);
        QCOMPARE(intAt(payload, 4), static_cast<quint32>(payload.size() - 8));
        // qUncompress wants a length before the zlib stream; too small a one is only a hint.
        const QByteArray plain = qUncompress(QByteArray("\0\0\1\0", 4) + payload.mid(8));
        QCOMPARE(intAt(plain, 0), 0x1c849313U);
        QCOMPARE(intAt(plain, 4), static_cast<quint32>(plain.size() - 40));
        QCOMPARE(intAt(plain, 12), 3U);
        decode(plain.mid(40));
    }
    std::map<quint64, quint64> counts; // by the lowest value of the bucket

private:
    static quint32 intAt(const QByteArray &bytes, qsizetype at)
    {
        quint32 value = 0;
        for (qsizetype i = 0; i < 4; ++i)
            value = value << 8 | static_cast<quint8>(bytes[at + i]);
        return value;
    }
    void decode(const QByteArray &bytes)
    {
        quint64 index = 0;
        for (qsizetype at = 0; at < bytes.size();) {
            quint64 raw = 0;
            int shift = 0;
            quint8 byte = 0;
            do {
                byte = static_cast<quint8>(bytes[at++]);
                raw |= static_cast<quint64>(byte & 0x7f) << shift;
                shift += 7;
            } while (byte & 0x80);
            const qint64 value = static_cast<qint64>(raw >> 1) ^ -static_cast<qint64>(raw & 1);
            if (value < 0) {
                index += static_cast<quint64>(-value);
                continue;
            }
            const quint64 bucket = index < 1024 ? 0 : index / 1024 - 1;
            const quint64 step = index < 1024 ? index : index % 1024 + 1024;
            counts[step << bucket] = static_cast<quint64>(value);
            ++index;
        }
    }
};

} // namespace

/// Every export, read back by something that is not our writer.
class TstTraceExport : public StrictTest
{
    Q_OBJECT

private Q_SLOTS:
    void chromeJsonNestsOnEveryThread()
    {
        auto batches = sampleBatches();
        // Overlaps its neighbour on the connection in part.
        batches[1].slices.push_back({5, 1, sampleTime(5ms), 4ms, 0, 0, true, false});
        batches[1].slices.push_back({5, 2, sampleTime(6ms), 6ms, 0, 0, true, false});
        QJsonParseError error{};
        const auto document = QJsonDocument::fromJson(exported(ExportFormat::ChromeJson, batches), &error);
        QCOMPARE(error.error, QJsonParseError::NoError);
        std::map<std::pair<qint64, qint64>, std::vector<std::pair<double, double>>> threads;
        int asyncBegins = 0;
        int asyncEnds = 0;
        int counters = 0;
        QSet<QString> counted; // two counters of a name are one to whoever reads them
        for (const auto &entry : document[u"traceEvents"].toArray()) {
            const QJsonObject event = entry.toObject();
            const QString phase = event[u"ph"].toString();
            asyncBegins += phase == QLatin1String("b");
            asyncEnds += phase == QLatin1String("e");
            counters += phase == QLatin1String("C");
            if (phase == QLatin1String("C"))
                counted.insert(event[u"name"].toString());
            if (phase == QLatin1String("X"))
                threads[{event[u"pid"].toInteger(), event[u"tid"].toInteger()}].push_back(
                    {event[u"ts"].toDouble(), event[u"ts"].toDouble() + event[u"dur"].toDouble()});
        }
        QCOMPARE(asyncBegins, 1);
        QCOMPARE(asyncEnds, 1);
        QCOMPARE(counters, 4);
        QVERIFY(counted.contains(QStringLiteral("pool: jobs waiting")));
        QVERIFY(threads.size() >= 4); // loop, its stalls, worker, connection
        for (const auto &[thread, slices] : threads) {
            for (const auto &a : slices) {
                for (const auto &b : slices) {
                    const bool isPartial = a.first < b.first && b.first < a.second && a.second < b.second;
                    QVERIFY(!isPartial);
                }
            }
        }
    }

    void chromeJsonIsReadBackWithTheSameSlices()
    {
        const ReadBack read = readBack(exported(ExportFormat::ChromeJson, sampleBatches()).toStdString());
        QCOMPARE(read.contents.error, Record::ReadError::None);
        QCOMPARE(read.contents.description.run.program, QStringLiteral("a \"program\""));
        int found = 0;
        for (const Trace::Slice &slice : read.all.slices) {
            for (const Trace::Batch &batch : sampleBatches()) {
                for (const Trace::Slice &written : batch.slices)
                    found += slice.start == written.start && slice.duration == written.duration;
            }
        }
        QCOMPARE(found, 4);
    }

    void chromeJsonIsReadBackWithItsLoopLatency()
    {
        const ReadBack read = readBack(exported(ExportFormat::ChromeJson, sampleBatches()).toStdString());
        const auto isSubject = [](const Trace::Track &track) {
            return track.role == Trace::LoopRole::Subject;
        };
        const auto loop = std::ranges::find_if(read.all.tracks, isSubject);
        QVERIFY(loop != read.all.tracks.end());
        QCOMPARE(loop->name, QStringLiteral("Loop"));
        QCOMPARE(std::ranges::count_if(read.all.tracks, isSubject), 1);
        QCOMPARE(read.all.latencies.size(), std::size_t(2));
        for (std::size_t at = 0; at < 2; ++at) {
            const Trace::LatencySample written = sampleBatches()[1].latencies[at];
            const Trace::LatencySample &sample = read.all.latencies[at];
            QCOMPARE(sample.track, loop->id);
            QCOMPARE(sample.at, written.at);
            QCOMPARE(sample.waited, written.waited);
            QCOMPARE(sample.delivered, written.delivered);
            QCOMPARE(sample.skipped, written.skipped);
            QCOMPARE(sample.interval, written.delivered ? written.interval : Base::Duration(0));
        }
    }

    // As in the run's figures.
    void waitThatBeganBeforeTheWorkCountsFromItsBegin()
    {
        auto batches = sampleBatches();
        batches[1].latencies = {{1, sampleTime(3ms), 4ms, 5ms, true}};
        const ReadBack read = readBack(exported(ExportFormat::ChromeJson, batches).toStdString());
        QCOMPARE(read.all.latencies.size(), std::size_t(1));
        QCOMPARE(read.all.latencies[0].waited, Base::Duration(3ms));
        QVERIFY(read.all.latencies[0].delivered);
    }

    void csvHasARowPerSampleAndStall()
    {
        auto batches = sampleBatches();
        batches[0].tracks[0].name = QStringLiteral("a, \"b\"");
        const QByteArray csv = exported(ExportFormat::Csv, batches);
        const QList<QByteArray> rows = csv.split('\n');
        QCOMPARE(rows[0].trimmed(),
                 QByteArray("time_s,kind,track,value,unit,name,cause,location,created_at,evidence"));
        QCOMPARE(rows.size(), 1 + 5 + 1);
        QCOMPARE(rows[1].trimmed(), QByteArray("0.008000000,waiting,\"a, \"\"b\"\"\",4.000000,ms,,,,,"));
        QVERIFY(csv.contains("0.007000000,counter,disk,0.125,B/s,,,,,"));
        QVERIFY2(csv.contains("0.010000000,stall,\"a, \"\"b\"\"\",100.000000,ms,"
                              "\"sleeper(int, char) [clone]()\",sleep,core/a b.cpp:31,core/a b.cpp:18,"
                              "in clock_nanosleep all the time"),
                 csv.constData());
    }

    void hdrLogHoldsTheCorrectedLatency()
    {
        auto batches = sampleBatches();
        Trace::Batch later;
        later.latencies = {{1, sampleTime(1500ms), 100ms, 5ms, true},
                           {2, sampleTime(1600ms), 3ms, 5ms, true}};
        batches.push_back(later);
        const QList<QByteArray> lines = exported(ExportFormat::HdrLog, batches).trimmed().split('\n');
        QVERIFY(lines.contains("#[Histogram log format version 1.3]"));
        QVERIFY(lines.contains("#[BaseTime: 1700000000.000 (seconds since epoch)]"));
        QCOMPARE(lines.size(), 5 + 3);
        QVERIFY2(lines[5].startsWith("0.000,1.000,5.000,HISTFAAAA"), lines[5].constData());
        QVERIFY2(lines[6].startsWith("1.000,1.000,100.000,HISTFAAAA"), lines[6].constData());
        QVERIFY2(lines[7].startsWith("Tag=Worker_1,1.000,"), lines[7].constData());
        const HdrDecoder decoded(lines[6]);
        quint64 total = 0;
        for (const auto &[value, count] : decoded.counts)
            total += count;
        QCOMPARE(total, 20U); // 100, 95 … 5 ms
        const auto [highest, count] = *decoded.counts.rbegin();
        QCOMPARE(count, 1U);
        QVERIFY(highest <= 100'000'000 && highest > 99'900'000);
    }
};

LOOPSCOPE_TEST_MAIN(TstTraceExport)

#include "tst_traceexport.moc"
