#include "core/record/perfettocodec.h"
#include "tests/core/record/tracechecker.h"
#include "tests/support/stricttest.h"

using namespace Loopscope;
using namespace std::chrono_literals;
using Record::PerfettoCodec;
using Testing::CheckedEvent;
using Testing::TraceChecker;

namespace {

constexpr qint64 startNs = 5'000'000'000'000;

Base::SteadyTime at(std::chrono::microseconds time)
{
    return Base::fromNanoseconds(startNs) + time;
}

qint64 ns(std::chrono::microseconds time)
{
    return Base::toNanoseconds(at(time));
}

Trace::Batch firstBatch()
{
    Trace::Batch batch;
    batch.until = at(0us);
    Trace::Track loop{
        1, Trace::TrackKind::Loop, Trace::LoopRole::Subject, QStringLiteral("Loop under test"), 0, 4711};
    Trace::Track worker{
        2, Trace::TrackKind::WorkerProcess, Trace::LoopRole::None, QStringLiteral("Worker 1"), 999, 0};
    batch.tracks = {loop, worker};
    batch.counters = {{1, Trace::CounterKind::JobsWaiting, QStringLiteral("pool"), 3}};
    batch.names = {{1, QStringLiteral("QTimer timeout")}, {2, QStringLiteral("Worker::step()")}};
    return batch;
}

Trace::Slice slice(Trace::TrackId track, Trace::NameId name, std::chrono::microseconds start,
                   std::chrono::microseconds duration)
{
    Trace::Slice result;
    result.track = track;
    result.name = name;
    result.start = at(start);
    result.duration = duration;
    return result;
}

Trace::Stall closedStall()
{
    Trace::Stall stall;
    stall.id = 1;
    stall.revision = 3;
    stall.track = 1;
    stall.startedAt = at(10ms);
    stall.duration = 100ms;
    stall.eventName = QStringLiteral("QTimer timeout");
    stall.task = 9;
    stall.taskName = QStringLiteral("sleeper");
    stall.createdAt = {QStringLiteral("main"), QStringLiteral("core/a.cpp"), 18};
    stall.cause = Trace::StallCause::Sleep;
    stall.evidence = QStringLiteral("in clock_nanosleep all the time");
    Trace::Frame sleep{QStringLiteral("clock_nanosleep"), {},   0, QStringLiteral("libc.so.6"), 1,
                       Trace::FrameOrigin::System,        false};
    Trace::Frame own{
        QStringLiteral("sleeper"), QStringLiteral("core/a.cpp"), 31, {}, 2, Trace::FrameOrigin::Own, false};
    Trace::Stack stack{at(20ms), {sleep, own}, true, QStringLiteral("clock_nanosleep")};
    stall.stacks = std::make_shared<const std::vector<Trace::Stack>>(std::vector{stack});
    return stall;
}

} // namespace

class TstPerfettoCodec : public Testing::StrictTest
{
    Q_OBJECT

private:
    std::string m_out;

    // A trace with its header and the tracks.
    PerfettoCodec startedCodec()
    {
        Record::RunDescription run;
        run.pid = 4000;
        run.scenario = QStringLiteral("slow-callback");
        run.variant = QStringLiteral("blocking");
        run.parameters = {{QStringLiteral("sleep_ms"), QStringLiteral("100")},
                          {QStringLiteral("threshold_ms"), QStringLiteral("10")}};
        PerfettoCodec codec(run);
        m_out.clear();
        codec.writeHeader(m_out, {at(-1ms), 1'700'000'000s});
        codec.encode(firstBatch(), m_out);
        return codec;
    }

private Q_SLOTS:
    void headerTellsClocksProcessAndRun()
    {
        startedCodec();
        TraceChecker trace(m_out);
        QCOMPARE(trace.errors, QStringList());
        QCOMPARE(trace.anchor[3], ns(-1ms));
        QCOMPARE(trace.anchor[1], qint64(1'700'000'000) * 1'000'000'000);
        QVERIFY(trace.anchor[6] > 0);
        const quint64 process = trace.track(QStringLiteral("loopscope"));
        QCOMPARE(trace.tracks[process].pid, 4000);
        const quint64 run = trace.track(QStringLiteral("Run"), QStringLiteral("loopscope"));
        const CheckedEvent start = trace.eventsOf(run, 3).at(0);
        QCOMPARE(start.name, QStringLiteral("run"));
        QCOMPARE(start.annotations[QStringLiteral("scenario")].toString(), QStringLiteral("slow-callback"));
        QCOMPARE(start.annotations[QStringLiteral("variant")].toString(), QStringLiteral("blocking"));
        QCOMPARE(start.annotations[QStringLiteral("parameters.sleep_ms")].toString(), QStringLiteral("100"));
        QCOMPARE(start.annotations[QStringLiteral("parameters.threshold_ms")].toString(),
                 QStringLiteral("10"));
    }

    void tracksHaveParentsKindsAndRoles()
    {
        startedCodec();
        TraceChecker trace(m_out);
        const quint64 loop = trace.track(QStringLiteral("Loop under test"), QStringLiteral("loopscope"));
        QCOMPARE(trace.tracks[loop].tid, 4711);
        QVERIFY(trace.track(QStringLiteral("Worker 1"), QStringLiteral("Worker 1")));
        QVERIFY(trace.tracks[trace.track(QStringLiteral("pool: jobs waiting"))].isCounter);
        QMap<QString, CheckedEvent> declared;
        for (const CheckedEvent &event : trace.eventsOf(trace.track(QStringLiteral("Run")), 3))
            declared[event.annotations[QStringLiteral("name")].toString()] = event;
        QCOMPARE(declared[QStringLiteral("Loop under test")].annotations[QStringLiteral("role")].toString(),
                 QStringLiteral("subject"));
        QCOMPARE(
            declared[QStringLiteral("Loop under test")].annotations[QStringLiteral("uuid")].toULongLong(),
            loop);
        QCOMPARE(declared[QStringLiteral("Worker 1")].annotations[QStringLiteral("kind")].toString(),
                 QStringLiteral("worker process"));
        QCOMPARE(declared[QStringLiteral("pool")].annotations[QStringLiteral("limit")].toDouble(), 3.0);
        QCOMPARE(trace.errors, QStringList());
    }

    void secondTrackOfAThreadIsPlain()
    {
        PerfettoCodec codec = startedCodec();
        Trace::Batch batch;
        batch.tracks = {
            {7, Trace::TrackKind::Connection, Trace::LoopRole::None, QStringLiteral("Connection"), 0, 4711}};
        codec.encode(batch, m_out);
        codec.encode(batch, m_out); // a source may say it twice
        TraceChecker trace(m_out);
        QCOMPARE(trace.tracks[trace.track(QStringLiteral("Connection"))].tid, 0);
        QCOMPARE(trace.errors, QStringList());
    }

    void slicesNestAcrossBatches()
    {
        PerfettoCodec codec = startedCodec();
        Trace::Batch batch;
        batch.until = at(5ms);
        batch.slices = {slice(1, 1, 1ms, 1ms), slice(1, 2, 3ms, 1ms), slice(2, 2, 0ms, 5ms)};
        batch.slices[1].task = 12;
        batch.slices[1].failed = true;
        codec.encode(batch, m_out);
        Trace::Batch later;
        later.until = at(30ms);
        later.slices = {slice(1, 1, 500us, 20ms), slice(1, 2, 21ms, 1ms), slice(1, 99, 21500us, 1ms)};
        later.slices[1].counts = false;
        codec.encode(later, m_out);
        TraceChecker trace(m_out);
        trace.checkAllTracks();
        const auto slices = trace.slices(trace.track(QStringLiteral("Loop under test")));
        QCOMPARE(slices.size(), 4U);
        QCOMPARE(slices[0].start, ns(500us));
        QCOMPARE(slices[0].end, ns(20500us));
        QCOMPARE(slices[1].depth, 1);
        QCOMPARE(slices[1].name, QStringLiteral("QTimer timeout"));
        QCOMPARE(slices[2].end, ns(4ms));
        QCOMPARE(slices[2].begin.annotations[QStringLiteral("task")].toInt(), 12);
        QCOMPARE(slices[2].begin.annotations[QStringLiteral("failed")].toBool(), true);
        QCOMPARE(slices[3].begin.annotations[QStringLiteral("continued")].toBool(), true);
        // What overlaps in part has a lane of its own; a name that was never told is no reason to lose it.
        const auto overlapping = trace.slices(trace.track(QStringLiteral("Loop under test (overlapping)")));
        QCOMPARE(overlapping.size(), 1U);
        QCOMPARE(overlapping[0].name, QStringLiteral("??"));
        QCOMPARE(trace.slices(trace.track(QStringLiteral("Worker 1"), QStringLiteral("Worker 1"))).size(),
                 1U);
        QCOMPARE(trace.errors, QStringList());
    }

    void stallHasLineAndAnnotations()
    {
        PerfettoCodec codec = startedCodec();
        Trace::Batch batch;
        batch.until = at(120ms);
        batch.stalls = {closedStall()};
        codec.encode(batch, m_out);
        Trace::Batch later; // no further stack came
        later.until = at(221ms);
        codec.encode(later, m_out);
        TraceChecker trace(m_out);
        const auto slices =
            trace.slices(trace.track(QStringLiteral("Stalls"), QStringLiteral("Loop under test")));
        QCOMPARE(trace.errors, QStringList());
        QCOMPARE(slices.size(), 1U);
        QCOMPARE(slices[0].start, ns(10ms));
        QCOMPARE(slices[0].end, ns(110ms));
        const CheckedEvent &stall = slices[0].begin;
        QCOMPARE(stall.name, QStringLiteral("sleeper()"));
        QCOMPARE(stall.file, QStringLiteral("core/a.cpp"));
        QCOMPARE(stall.function, QStringLiteral("sleeper"));
        QCOMPARE(stall.line, 31);
        QCOMPARE(stall.annotations[QStringLiteral("cause")].toString(), QStringLiteral("sleep"));
        QCOMPARE(stall.annotations[QStringLiteral("evidence")].toString(),
                 QStringLiteral("in clock_nanosleep all the time"));
        QCOMPARE(stall.annotations[QStringLiteral("stack")].toStringList(),
                 (QStringList{QStringLiteral("clock_nanosleep [libc.so.6]"),
                              QStringLiteral("sleeper core/a.cpp:31")}));
        QCOMPARE(stall.annotations[QStringLiteral("created_at")].toString(), QStringLiteral("core/a.cpp:18"));
        QCOMPARE(stall.annotations[QStringLiteral("approximate")].toBool(), true);
        QVERIFY(!stall.annotations.contains(QStringLiteral("open")));
    }

    void stallIsWrittenOnceAndWaitsForItsStack()
    {
        PerfettoCodec codec = startedCodec();
        const Trace::Stall full = closedStall();
        Trace::Stall stall = full;
        stall.stacks.reset();
        const auto send = [&](Base::SteadyTime until) {
            Trace::Batch batch;
            batch.until = until;
            batch.stalls = {stall};
            codec.encode(batch, m_out);
            return TraceChecker(m_out).tracks.size();
        };
        stall.open = true;
        stall.revision = 1;
        const std::size_t before = send(at(50ms)); // with the loop's details, which tell that it goes on
        stall.open = false;
        stall.revision = 2;
        QCOMPARE(send(at(110ms)), before);
        stall = full;
        QCOMPARE(send(at(200ms)), before); // its further stacks may follow
        QCOMPARE(send(at(300ms)), before + 1);
        stall.revision = 4;
        send(at(400ms));
        codec.writeEnd(m_out, {});
        TraceChecker trace(m_out);
        const auto slices = trace.slices(trace.track(QStringLiteral("Stalls")));
        QCOMPARE(slices.size(), 1U);
        QVERIFY(slices[0].begin.annotations.contains(QStringLiteral("stack")));
    }

    void stallWithoutAStackIsNotWaitedForForEver()
    {
        PerfettoCodec codec = startedCodec();
        Trace::Batch batch;
        batch.until = at(120ms);
        batch.stalls = {closedStall()};
        batch.stalls[0].stacks.reset();
        codec.encode(batch, m_out);
        Trace::Batch later;
        later.until = at(6s);
        codec.encode(later, m_out);
        TraceChecker trace(m_out);
        const auto slices = trace.slices(trace.track(QStringLiteral("Stalls")));
        QCOMPARE(trace.errors, QStringList());
        QCOMPARE(slices.size(), 1U);
        QCOMPARE(slices[0].name, QStringLiteral("QTimer timeout"));
        QCOMPARE(slices[0].begin.line, 0);
    }

    void openStallIsMarkedAtTheEnd()
    {
        PerfettoCodec codec = startedCodec();
        Trace::Batch batch;
        batch.until = at(120ms);
        batch.stalls = {closedStall()};
        batch.stalls[0].open = true;
        batch.stalls[0].duration = 70ms;
        codec.encode(batch, m_out);
        codec.writeEnd(m_out, {});
        TraceChecker trace(m_out);
        const auto slices = trace.slices(trace.track(QStringLiteral("Stalls")));
        QCOMPARE(trace.errors, QStringList());
        QCOMPARE(slices.size(), 1U);
        QCOMPARE(slices[0].end - slices[0].start, 70'000'000);
        QCOMPARE(slices[0].begin.annotations[QStringLiteral("open")].toBool(), true);
    }

    void phasesAreSlicesWithExactTimes()
    {
        PerfettoCodec codec = startedCodec();
        Trace::Batch batch;
        batch.until = at(50ms);
        batch.phases = {{Trace::Phase::Prepare, at(1ms)}, {Trace::Phase::Work, at(20ms), 1}};
        batch.tracks = {
            {8, Trace::TrackKind::WorkerThread, Trace::LoopRole::None, QStringLiteral("T"), 0, 0}};
        codec.encode(batch, m_out);
        Trace::Batch end;
        end.until = at(99ms);
        end.phases = {{Trace::Phase::TearDown, at(90ms)}};
        codec.encode(end, m_out);
        codec.writeEnd(m_out, QStringLiteral("The loop stood still."));
        TraceChecker trace(m_out);
        const quint64 run = trace.track(QStringLiteral("Run"));
        const auto slices = trace.slices(run);
        QCOMPARE(trace.errors, QStringList());
        QCOMPARE(slices.size(), 3U);
        QCOMPARE(slices[0].name, QStringLiteral("prepare"));
        QCOMPARE(slices[1].name, QStringLiteral("work"));
        QCOMPARE(slices[1].begin.annotations[QStringLiteral("loop_uuid")].toULongLong(),
                 trace.track(QStringLiteral("Loop under test")));
        QVERIFY(!slices[0].begin.annotations.contains(QStringLiteral("loop_uuid")));
        QCOMPARE(slices[1].start, ns(20ms));
        QCOMPARE(slices[1].end, ns(90ms));
        QCOMPARE(slices[2].name, QStringLiteral("tear down"));
        QCOMPARE(slices[2].end, ns(99ms));
        const CheckedEvent last = trace.eventsOf(run, 3).back();
        QCOMPARE(last.name, QStringLiteral("run finished"));
        QCOMPARE(last.annotations[QStringLiteral("verdict")].toString(),
                 QStringLiteral("The loop stood still."));
    }

    void detailsKeepSummariesTotalsAndBeats()
    {
        PerfettoCodec codec = startedCodec();
        Trace::Batch batch;
        batch.until = at(200ms);
        batch.beats = {{1, at(10ms)}};
        batch.summaries = {{1, 2, at(100ms), 500, 9ms, 40us}};
        batch.totals = {{1, at(100ms), 11, 22, 33ms, 44}, {1, at(150ms), 12, 23, 34ms, 44}};
        codec.encode(batch, m_out);
        codec.writeEnd(m_out, {});
        TraceChecker trace(m_out);
        const auto details =
            trace.eventsOf(trace.track(QStringLiteral("Details"), QStringLiteral("Loop under test")), 3);
        QCOMPARE(trace.errors, QStringList());
        QCOMPARE(details.size(), 4U); // the totals at 150 ms come at the end
        QCOMPARE(details[0].name, QStringLiteral("beat"));
        QCOMPARE(details[1].name, QStringLiteral("Worker::step()"));
        QCOMPARE(details[1].annotations[QStringLiteral("count")].toInt(), 500);
        QCOMPARE(details[1].annotations[QStringLiteral("total_ns")].toInt(), 9'000'000);
        QCOMPARE(details[1].annotations[QStringLiteral("longest_ns")].toInt(), 40'000);
        QCOMPARE(details[2].annotations[QStringLiteral("dispatches")].toInt(), 22);
        QCOMPARE(details[2].annotations[QStringLiteral("dropped")].toInt(), 44);
        QCOMPARE(details[3].annotations[QStringLiteral("iterations")].toInt(), 12);
        QCOMPARE(details[3].annotations[QStringLiteral("busy_ns")].toInt(), 34'000'000);
    }

    void countersKeepLatencyGaugesAndLosses()
    {
        PerfettoCodec codec = startedCodec();
        Trace::Batch batch;
        batch.until = at(20ms);
        batch.latencies = {{1, at(5ms), 4ms, 5ms, false}, {1, at(10ms), 9ms, 5ms, true}};
        batch.samples = {{1, at(7ms), 12}, {77, at(8ms), 0.5}};
        batch.dropped = 3;
        codec.setLeftOut({10, 20});
        codec.encode(batch, m_out);
        codec.encode(batch, m_out);
        TraceChecker trace(m_out);
        const auto latency = trace.eventsOf(trace.track(QStringLiteral("Loop under test: latency")), 4);
        QCOMPARE(latency.size(), 4U);
        QCOMPARE(latency[0].value, 4e6);
        QVERIFY(!latency[0].annotations.contains(QStringLiteral("delivered")));
        QCOMPARE(latency[1].annotations[QStringLiteral("delivered")].toBool(), true);
        QCOMPARE(latency[1].annotations[QStringLiteral("interval_ns")].toInt(), 5'000'000);
        QCOMPARE(trace.eventsOf(trace.track(QStringLiteral("pool: jobs waiting")), 4).at(0).value, 12.0);
        QCOMPARE(trace.eventsOf(trace.track(QStringLiteral("Counter 77: jobs waiting")), 4).at(0).value, 0.5);
        const auto dropped = trace.eventsOf(trace.track(QStringLiteral("Dropped events")), 4);
        QCOMPARE(dropped.size(), 1U);
        QCOMPARE(dropped[0].value, 3.0);
        QCOMPARE(
            trace.eventsOf(trace.track(QStringLiteral("Dispatches left out by the recorder")), 4).at(0).value,
            10.0);
        QCOMPARE(
            trace.eventsOf(trace.track(QStringLiteral("Samples left out by the recorder")), 4).at(0).value,
            20.0);
        QCOMPARE(trace.errors, QStringList());
    }

    void nothingIsLostOfATrackThatWasNeverDeclared()
    {
        PerfettoCodec codec = startedCodec();
        Trace::Batch batch;
        batch.until = at(20ms);
        batch.slices = {slice(55, 1, 1ms, 1ms)};
        codec.encode(batch, m_out);
        TraceChecker trace(m_out);
        QCOMPARE(trace.slices(trace.track(QStringLiteral("Track 55"))).size(), 1U);
        QCOMPARE(trace.errors, QStringList());
    }
};

LOOPSCOPE_TEST_MAIN(TstPerfettoCodec)
#include "tst_perfettocodec.moc"
