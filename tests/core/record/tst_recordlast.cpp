#include "core/record/perfettowriter.h"
#include "tests/core/record/tracesample.h"
#include "tests/core/record/tracetext.h"
#include "tests/support/stricttest.h"

#include <QFile>
#include <QTemporaryDir>

#ifdef LOOPSCOPE_SANITIZE_ADDRESS
extern "C" std::size_t __sanitizer_get_current_allocated_bytes(); // of the run-time library, without a header
#else
#include <malloc.h>
#endif

using namespace Loopscope;
using namespace Loopscope::Testing;
using Record::PerfettoCodec;
using Record::PerfettoWriter;

namespace {

// Ten milliseconds of a loop: ten slices, two latencies, a counter, totals.
Trace::BatchPtr batchAt(int index)
{
    auto batch = std::make_shared<Trace::Batch>();
    const Base::SteadyTime from = sampleTime(index * 10ms);
    batch->until = from + 10ms;
    if (index == 0) {
        batch->tracks = {
            {1, Trace::TrackKind::Loop, Trace::LoopRole::Subject, QStringLiteral("Loop"), 4000, 4711}};
        batch->counters = {{1, Trace::CounterKind::JobsWaiting, QStringLiteral("pool"), 3}};
        batch->names = {{1, QStringLiteral("QTimer timeout")}, {2, QStringLiteral("step()")}};
        batch->phases = {{Trace::Phase::Prepare, from, 1}, {Trace::Phase::Work, from + 1ms, 1}};
    }
    for (int i = 0; i < 10; ++i)
        batch->slices.push_back(
            {1, static_cast<Trace::NameId>(1 + i % 2), from + i * 1ms, 400us, 0, 0, true, false});
    batch->latencies = {{1, from + 5ms, 50us, 5ms, true}, {1, from + 10ms, 60us, 5ms, true}};
    batch->samples = {{1, from, static_cast<double>(index)}};
    const auto passed = static_cast<quint64>(index);
    batch->totals = {{1, from + 10ms, passed * 10, passed * 10, 4ms * index, 0}};
    return batch;
}

// A trace that goes on: its stall has lasted 50 ms so far.
std::string traceWithOpenStall(PerfettoCodec *codec)
{
    std::string out;
    codec->writeHeader(out, {sampleTime(-1ms), 1'700'000'000s});
    codec->encode(*batchAt(0), out);
    Trace::Batch open;
    open.until = sampleTime(60ms);
    open.stalls = {sampleStall()};
    open.stalls[0].open = true;
    open.stalls[0].duration = 50ms;
    open.stalls[0].revision = 2;
    codec->encode(open, out);
    return out;
}

// What was asked for and not given back, whatever an allocator or a sanitizer keeps beyond that.
qint64 allocatedBytes()
{
#ifdef LOOPSCOPE_SANITIZE_ADDRESS
    return static_cast<qint64>(__sanitizer_get_current_allocated_bytes());
#else
    return static_cast<qint64>(::mallinfo2().uordblks);
#endif
}

} // namespace

/// Recordings that go on for long, or end early.
class TstRecordLast : public StrictTest
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;

private Q_SLOTS:
    void ringKeepsTheLastPartAlone()
    {
        const QString path = m_folder.filePath(QStringLiteral("ring.perfetto-trace"));
        PerfettoWriter::Limits limits;
        limits.keepLast = 2s;
        constexpr int batches = 6000; // a minute
        qint64 largest = 0;
        {
            PerfettoWriter writer(sampleRun(), limits);
            QCOMPARE(writer.open(path), Record::RecordError::None);
            for (int i = 0; i < batches; ++i) {
                const Base::Duration before = writer.cpuTime();
                writer.consume(batchAt(i));
                // So that the thread keeps up: a minute passes in a moment here.
                if (i % 200 == 0)
                    QTRY_VERIFY(writer.cpuTime() != before);
                largest = std::max(largest, writer.bytesWritten());
            }
            writer.finish(Record::RunSummary(QStringLiteral("Well.")));
            QTRY_VERIFY(writer.isFinished());
            QCOMPARE(writer.error(), Record::RecordError::None);
            QCOMPARE(writer.leftOut(), 0U);
        }
        QVERIFY(!QFile::exists(path + QStringLiteral(".part")));
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY2(largest < 200'000, qPrintable(QString::number(largest))); // the minute would be 2 MB
        const ReadBack read = readBack(file.readAll().toStdString());
        QVERIFY(read.contents.skipped.empty());
        QVERIFY(read.contents.description.summary);
        QCOMPARE(read.contents.description.run.scenario, QStringLiteral("slow-callback"));
        QCOMPARE(read.all.tracks.size(), 1U);
        QCOMPARE(read.all.tracks[0].role, Trace::LoopRole::Subject);
        QCOMPARE(read.all.counters.size(), 1U);
        // The newest slices, each once, to the last one.
        QVERIFY(read.all.slices.size() >= 2000U && read.all.slices.size() <= 2600U);
        const auto count = static_cast<int>(read.all.slices.size());
        for (int i = 0; i < count; ++i) {
            const Trace::Slice &slice = read.all.slices[static_cast<std::size_t>(i)];
            QCOMPARE(slice.start, sampleTime((batches * 10 - count + i) * 1ms));
            QCOMPARE(nameIn(read.all, slice.name),
                     i % 2 == count % 2 ? QStringLiteral("QTimer timeout") : QStringLiteral("step()"));
        }
    }

    void ringThatWasKilledIsReadable()
    {
        const QString path = m_folder.filePath(QStringLiteral("killed.perfetto-trace"));
        PerfettoWriter::Limits limits;
        limits.keepLast = 1s;
        PerfettoWriter writer(sampleRun(), limits);
        QCOMPARE(writer.open(path), Record::RecordError::None);
        for (int i = 0; i < 1000; ++i)
            writer.consume(batchAt(i));
        // What stands on the disk at any moment is one trace.
        for (int look = 0; look < 20; ++look) {
            QFile file(path);
            QVERIFY(file.open(QIODevice::ReadOnly));
            const ReadBack read = readBack(file.readAll().toStdString());
            QCOMPARE(read.contents.error, Record::ReadError::None);
            QTest::qWait(3);
        }
        writer.finish();
        QTRY_VERIFY(writer.isFinished());
    }

    void withoutALimitEverythingIsKept()
    {
        const QString path = m_folder.filePath(QStringLiteral("all.perfetto-trace"));
        {
            PerfettoWriter writer(sampleRun());
            QCOMPARE(writer.open(path), Record::RecordError::None);
            for (int i = 0; i < 1000; ++i)
                writer.consume(batchAt(i));
        }
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(readBack(file.readAll().toStdString()).all.slices.size(), 10'000U);
    }

    void restartedPacketsStandForThemselves()
    {
        PerfettoCodec codec(sampleRun());
        std::string before;
        codec.writeHeader(before, {sampleTime(-1ms), 1'700'000'000s});
        for (int i = 0; i < 10; ++i)
            codec.encode(*batchAt(i), before);
        std::string after;
        codec.restart(after, {sampleTime(100ms), 1'700'000'000s});
        for (int i = 10; i < 20; ++i)
            codec.encode(*batchAt(i), after);
        codec.writeEnd(after, {});
        const ReadBack alone = readBack(after);
        QVERIFY(alone.contents.skipped.empty());
        QCOMPARE(alone.all.slices.size(), 100U);
        QCOMPARE(alone.all.latencies.size(), 20U);
        QCOMPARE(alone.all.samples.size(), 10U);
        QVERIFY(!alone.all.totals.empty());
        QVERIFY(alone.all.totals.front().at <= sampleTime(100ms));
        const ReadBack both = readBack(before + after);
        QVERIFY(both.contents.skipped.empty());
        QCOMPARE(both.all.slices.size(), 200U);
        QCOMPARE(both.all.tracks.size(), 1U);
        QCOMPARE(both.all.counters.size(), 1U);
    }

    void whatIsReadIsRecordedAgainAsItWas()
    {
        const ReadBack first = readBack(sampleTrace());
        std::string again;
        PerfettoCodec codec(first.contents.description.run);
        codec.writeHeader(again, *first.contents.description.anchor);
        for (const Trace::BatchPtr &batch : first.batches)
            codec.encode(*batch, again);
        codec.writeEnd(again, *first.contents.description.summary);
        const ReadBack second = readBack(again);
        QVERIFY(second.contents.skipped.empty());
        QCOMPARE(TraceText::of(second.all), TraceText::of(first.all));
        QVERIFY(!first.all.stalls.empty() && !first.all.slices.empty() && !first.all.latencies.empty());
    }

    void stallThatWasOpenWhenTheProgramDiedIsRead()
    {
        PerfettoCodec codec(sampleRun());
        std::string out = traceWithOpenStall(&codec);
        Trace::Batch waiting;
        waiting.until = sampleTime(90ms);
        waiting.latencies = {{1, sampleTime(90ms), 75ms, 5ms, false}};
        codec.encode(waiting, out);
        // Here it was killed.
        const ReadBack read = readBack(out);
        QCOMPARE(read.all.stalls.size(), 1U);
        const Trace::Stall &stall = read.all.stalls[0];
        QVERIFY(stall.open);
        QCOMPARE(stall.startedAt, sampleTime(10ms));
        QCOMPARE(stall.duration, Base::Duration(80ms)); // to the last that is known
        QVERIFY(stall.culprit());
        QCOMPARE(stall.culprit()->line, 31);
        QVERIFY(stall.evidence.endsWith(QStringLiteral("The recording ended before the stall did.")));
    }

    void stallThatEndedIsReadOnce()
    {
        PerfettoCodec codec(sampleRun());
        std::string out = traceWithOpenStall(&codec);
        Trace::Batch closed;
        closed.until = sampleTime(120ms);
        closed.stalls = {sampleStall()};
        codec.encode(closed, out);
        const std::string before = out;
        codec.writeEnd(out, {});
        for (const std::string &bytes : {before, out}) {
            const ReadBack read = readBack(bytes);
            QCOMPARE(read.all.stalls.size(), 1U);
            QVERIFY(!read.all.stalls[0].open);
            QCOMPARE(read.all.stalls[0].duration, Base::Duration(100ms));
            QVERIFY(!read.all.stalls[0].evidence.contains(QStringLiteral("before the stall did")));
        }
    }

    void hoursNeedNoMoreMemoryThanMinutes()
    {
        PerfettoCodec codec(sampleRun());
        std::string out;
        codec.writeHeader(out, {sampleTime(-1ms), 1'700'000'000s});
        qint64 early = 0;
        constexpr int hours = 4 * 3600 * 20; // of a batch each 50 ms
        for (int i = 0; i < hours; ++i) {
            Trace::Batch batch = *batchAt(i == 0 ? 0 : i * 5);
            if (i > 0)
                batch.tracks.clear();
            if (i % 20 == 0) {
                batch.stalls = {sampleStall()};
                batch.stalls[0].id = static_cast<Trace::StallId>(i + 1);
                batch.stalls[0].startedAt = batch.until - 100ms;
            }
            codec.encode(batch, out);
            out.clear();
            if (i == hours / 10)
                early = allocatedBytes();
        }
        const qint64 grown = allocatedBytes() - early;
        QVERIFY2(grown < 4'000'000, qPrintable(QString::number(grown)));
    }
};

LOOPSCOPE_TEST_MAIN(TstRecordLast)
#include "tst_recordlast.moc"
