#include "core/record/stallentry.h"
#include "tests/core/record/tracesample.h"
#include "tests/support/stricttest.h"

#include <random>

using namespace Loopscope;
using namespace Loopscope::Testing;
using Record::ReadError;
using Record::SkipReason;

namespace {

void compareStacks(const Trace::Stack &read, const Trace::Stack &written)
{
    QCOMPARE(read.takenAt, written.takenAt);
    QCOMPARE(read.approximate, written.approximate);
    QCOMPARE(read.systemCall, written.systemCall);
    QCOMPARE(read.frames.size(), written.frames.size());
    for (std::size_t i = 0; i < read.frames.size(); ++i) {
        const Trace::Frame &is = read.frames[i];
        const Trace::Frame &was = written.frames[i];
        QCOMPARE(is.function, was.function);
        QCOMPARE(is.file, was.file);
        QCOMPARE(is.line, was.line);
        QCOMPARE(is.module, was.module);
        QCOMPARE(is.address, was.address);
        QCOMPARE(is.origin, was.origin);
        QCOMPARE(is.inlined, was.inlined);
    }
}

bool hasSkipped(const ReadBack &read, SkipReason reason)
{
    return std::ranges::count(read.contents.skipped, reason, &Record::SkippedPart::reason) > 0;
}

} // namespace

/// What PerfettoCodec writes, TraceReader reads; and whatever the bytes are, it ends in order.
class TstTraceReader : public StrictTest
{
    Q_OBJECT

private Q_SLOTS:
    void descriptionIsReadBack()
    {
        const ReadBack read = readBack(sampleTrace());
        QCOMPARE(read.contents.error, ReadError::None);
        QVERIFY(read.contents.skipped.empty());
        const Record::TraceDescription &description = read.contents.description;
        QCOMPARE(description.format, Record::TraceDescription::Format::Loopscope);
        QCOMPARE(description.run.program, sampleRun().program);
        QCOMPARE(description.run.pid, sampleRun().pid);
        QCOMPARE(description.run.scenario, sampleRun().scenario);
        QCOMPARE(description.run.variant, sampleRun().variant);
        QVERIFY(description.run.parameters == sampleRun().parameters);
        QVERIFY(description.anchor);
        QCOMPARE(description.anchor->monotonic, sampleTime(-1ms));
        QCOMPARE(description.anchor->sinceUnixEpoch, std::chrono::nanoseconds(1'700'000'000s));
        QCOMPARE(description.leftOutDispatches, 21U);
        QCOMPARE(description.leftOutSamples, 22U);
    }

    void summaryIsReadBack()
    {
        const Record::RunSummary written = sampleSummary();
        const auto read = readBack(sampleTrace()).contents.description.summary;
        QVERIFY(read && read->requests && read->self);
        QCOMPARE(read->verdict, written.verdict);
        QCOMPARE(read->failure, written.failure);
        QCOMPARE(read->stopped, true);
        QCOMPARE(read->rounds, 3);
        QCOMPARE(read->workUnits, 44);
        QCOMPARE(read->requests->completed, 1000);
        QCOMPARE(read->requests->failed, 2);
        QCOMPARE(read->requests->wrongAnswers, 3);
        QCOMPARE(read->requests->maxInFlight, 64);
        QCOMPARE(read->requests->connectionsAccepted, 5);
        const Base::Histogram &latency = read->requests->latency;
        QCOMPARE(latency.count(), written.requests->latency.count());
        QCOMPARE(latency.min(), written.requests->latency.min());
        QCOMPARE(latency.max(), written.requests->latency.max());
        for (const double share : {0.01, 0.5, 0.9, 0.99, 0.999})
            QCOMPARE(latency.quantile(share), written.requests->latency.quantile(share));
        QCOMPARE(read->executors.size(), 1U);
        QCOMPARE(read->executors[0].name, QStringLiteral("pool"));
        QCOMPARE(read->executors[0].kind, QStringLiteral("thread"));
        QCOMPARE(read->executors[0].workers, 4);
        QCOMPARE(read->executors[0].submitted, 10);
        QCOMPARE(read->executors[0].completed, 8);
        QCOMPARE(read->executors[0].failed, 1);
        QCOMPARE(read->executors[0].cancelled, 1);
        QCOMPARE(read->executors[0].maxQueueDepth, 7);
        QCOMPARE(read->self->probeNsPerDispatch, 41.5);
        QCOMPARE(read->self->watchdogCoreFraction, 0.001);
        QCOMPARE(read->self->recorderCoreFraction, 0.25);
        QCOMPARE(read->self->samplingSlowdown, 4U);
    }

    void tracksAndCountersAreReadBack()
    {
        const Trace::Batch read = readBack(sampleTrace()).all;
        const Trace::Batch written = sampleBatches()[0];
        QCOMPARE(read.tracks.size(), written.tracks.size());
        for (std::size_t i = 0; i < read.tracks.size(); ++i) {
            QCOMPARE(read.tracks[i].id, written.tracks[i].id);
            QCOMPARE(read.tracks[i].kind, written.tracks[i].kind);
            QCOMPARE(read.tracks[i].role, written.tracks[i].role);
            QCOMPARE(read.tracks[i].name, written.tracks[i].name);
            QCOMPARE(read.tracks[i].pid, written.tracks[i].pid);
            QCOMPARE(read.tracks[i].tid, written.tracks[i].tid);
        }
        QCOMPARE(read.counters.size(), written.counters.size());
        for (std::size_t i = 0; i < read.counters.size(); ++i) {
            QCOMPARE(read.counters[i].id, written.counters[i].id);
            QCOMPARE(read.counters[i].kind, written.counters[i].kind);
            QCOMPARE(read.counters[i].name, written.counters[i].name);
            QCOMPARE(read.counters[i].limit, written.counters[i].limit);
        }
    }

    void eventsAreReadBackBatchByBatch()
    {
        const ReadBack read = readBack(sampleTrace());
        const auto written = sampleBatches();
        QVERIFY(read.batches.size() >= written.size());
        for (std::size_t i = 0; i + 1 < written.size(); ++i)
            QCOMPARE(read.batches[i]->until, written[i].until);
        QCOMPARE(read.all.slices.size(), 4U);
        const std::vector<Trace::Slice> expected{written[1].slices[0], written[1].slices[1],
                                                 written[1].slices[2], written[2].slices[0]};
        for (std::size_t i = 0; i < expected.size(); ++i) {
            const Trace::Slice &slice = read.all.slices[i];
            QCOMPARE(slice.track, expected[i].track);
            QCOMPARE(nameIn(read.all, slice.name), nameIn(written[0], expected[i].name));
            QCOMPARE(slice.start, expected[i].start);
            QCOMPARE(slice.duration, expected[i].duration);
            QCOMPARE(slice.task, expected[i].task);
            QCOMPARE(slice.depth, expected[i].depth);
            QCOMPARE(slice.counts, expected[i].counts);
            QCOMPARE(slice.failed, expected[i].failed);
        }
        QCOMPARE(read.all.summaries.size(), 1U);
        QCOMPARE(nameIn(read.all, read.all.summaries[0].name), QStringLiteral("step()"));
        QCOMPARE(read.all.summaries[0].at, sampleTime(40ms));
        QCOMPARE(read.all.summaries[0].count, 100U);
        QCOMPARE(read.all.summaries[0].total, Base::Duration(900us));
        QCOMPARE(read.all.summaries[0].longest, Base::Duration(40us));
        QCOMPARE(read.all.latencies.size(), 2U);
        for (std::size_t i = 0; i < 2; ++i) {
            QCOMPARE(read.all.latencies[i].at, written[1].latencies[i].at);
            QCOMPARE(read.all.latencies[i].waited, written[1].latencies[i].waited);
            QCOMPARE(read.all.latencies[i].interval, written[1].latencies[i].interval);
            QCOMPARE(read.all.latencies[i].delivered, written[1].latencies[i].delivered);
            QCOMPARE(read.all.latencies[i].skipped, written[1].latencies[i].skipped);
        }
        QCOMPARE(read.all.samples.size(), 2U);
        QCOMPARE(read.all.samples[0].counter, 3U);
        QCOMPARE(read.all.samples[0].value, 12.0);
        QCOMPARE(read.all.samples[1].at, sampleTime(7ms));
        QCOMPARE(read.all.samples[1].value, 0.125);
        QCOMPARE(read.all.beats.size(), 1U);
        QCOMPARE(read.all.beats[0].at, sampleTime(5ms));
        QCOMPARE(read.all.dropped, 4U);
    }

    void phasesStandWithTheirTotals()
    {
        const ReadBack read = readBack(sampleTrace());
        const std::vector<std::pair<Trace::Phase, Base::SteadyTime>> expected{
            {Trace::Phase::Prepare, sampleTime(0us)},
            {Trace::Phase::Work, sampleTime(2ms)},
            {Trace::Phase::TearDown, sampleTime(300ms)},
            {Trace::Phase::Done, sampleTime(350ms)}};
        QCOMPARE(read.all.phases.size(), expected.size());
        for (std::size_t i = 0; i < expected.size(); ++i) {
            QCOMPARE(read.all.phases[i].phase, expected[i].first);
            QCOMPARE(read.all.phases[i].at, expected[i].second);
            QCOMPARE(read.all.phases[i].track, 1U);
        }
        const Trace::BatchPtr work = read.batches[1];
        QCOMPARE(work->phases.size(), 1U);
        QCOMPARE(work->totals.size(), 1U);
        QCOMPARE(work->totals[0].at, sampleTime(2ms));
        QCOMPARE(work->totals[0].iterations, 10U);
        QCOMPARE(work->totals[0].dispatches, 20U);
        QCOMPARE(work->totals[0].busy, Base::Duration(30us));
        QCOMPARE(work->totals[0].dropped, 1U);
    }

    void stallIsReadBackToTheLastFrame()
    {
        const Trace::Batch read = readBack(sampleTrace()).all;
        QCOMPARE(read.stalls.size(), 1U);
        const Trace::Stall &stall = read.stalls[0];
        const Trace::Stall written = sampleStall();
        QCOMPARE(stall.id, written.id);
        QCOMPARE(stall.track, written.track);
        QCOMPARE(stall.kind, written.kind);
        QCOMPARE(stall.startedAt, written.startedAt);
        QCOMPARE(stall.duration, written.duration);
        QCOMPARE(stall.open, false);
        QCOMPARE(stall.eventName, written.eventName);
        QCOMPARE(stall.task, written.task);
        QCOMPARE(stall.taskName, written.taskName);
        QCOMPARE(stall.taskDone, written.taskDone);
        QCOMPARE(stall.taskFunction.function, written.taskFunction.function);
        QVERIFY(stall.createdAt == written.createdAt);
        QCOMPARE(stall.spawnedBy.size(), written.spawnedBy.size());
        for (std::size_t i = 0; i < written.spawnedBy.size(); ++i) {
            QCOMPARE(stall.spawnedBy[i].name, written.spawnedBy[i].name);
            QVERIFY(stall.spawnedBy[i].createdAt == written.spawnedBy[i].createdAt);
        }
        QCOMPARE(stall.cause, written.cause);
        QCOMPARE(stall.evidence, written.evidence);
        QCOMPARE(stall.onCpu, written.onCpu);
        QCOMPARE(stall.waitingForCpu, written.waitingForCpu);
        QCOMPARE(stall.stacks->size(), written.stacks->size());
        for (std::size_t i = 0; i < stall.stacks->size(); ++i)
            compareStacks((*stall.stacks)[i], (*written.stacks)[i]);
        QCOMPARE(Trace::slowCallbackLine(stall), Trace::slowCallbackLine(written));
    }

    // A viewer shows the guilty line's stack; a reader has all of them in the order they were taken in.
    void stackThatIsShownIsTheCulprits()
    {
        std::vector<Trace::Batch> batches = sampleBatches();
        Trace::Stall &stall = batches[2].stalls[0];
        auto stacks = *stall.stacks;
        for (Trace::Stack &stack : stacks) {
            stack.frames = stacks.front().frames;
            stack.frames.back().line = &stack == &stacks.front() ? 31 : 35;
        }
        stall.stacks = std::make_shared<const std::vector<Trace::Stack>>(stacks);
        QCOMPARE(stall.culprit()->line, 35);
        const auto annotations = Record::StallEntry::of(stall).annotations;
        const auto shown =
            std::ranges::find(annotations, std::string_view("stack"), &Record::Annotation::name);
        QVERIFY(std::get<std::vector<std::string>>(shown->value).back().ends_with(":35"));
        const Trace::Batch read = readBack(traceOf(batches)).all;
        QCOMPARE(read.stalls.at(0).stacks->size(), stacks.size());
        for (std::size_t i = 0; i < stacks.size(); ++i)
            compareStacks((*read.stalls[0].stacks)[i], stacks[i]);
        QCOMPARE(read.stalls[0].culprit()->line, 35);
    }

    void partOfAStallIsNotLongerThanTheWhole()
    {
        std::vector<Trace::Batch> batches = sampleBatches();
        Trace::Stall &stall = batches[2].stalls[0];
        stall.onCpu = 90ms;
        stall.waitingForCpu = 1h;
        const Trace::Batch read = readBack(traceOf(batches)).all;
        QCOMPARE(read.stalls.size(), 1U);
        QCOMPARE(read.stalls[0].duration, Base::Duration(100ms));
        QCOMPARE(read.stalls[0].onCpu, std::optional<Base::Duration>(90ms));
        QCOMPARE(read.stalls[0].waitingForCpu, std::optional<Base::Duration>(10ms));
    }

    void useInAWrongThreadIsReadBack()
    {
        const Trace::Batch read = readBack(sampleTrace()).all;
        QCOMPARE(read.wrongThreadUses.size(), 1U);
        const Trace::WrongThreadUse &use = read.wrongThreadUses[0];
        const Trace::WrongThreadUse written = sampleUse();
        QCOMPARE(use.id, written.id);
        QCOMPARE(use.kind, written.kind);
        QCOMPARE(use.firstAt, written.firstAt);
        QCOMPARE(use.lastAt, written.lastAt);
        QCOMPARE(use.count, written.count);
        QCOMPARE(use.track, written.track);
        QCOMPARE(use.object, written.object);
        QCOMPARE(use.ownThread, written.ownThread);
        QCOMPARE(use.actualThread, written.actualThread);
        QVERIFY(use.place == written.place);
        compareStacks(*use.stack, *written.stack);
        QCOMPARE(use.toString(), written.toString());
    }

    void traceCutAnywhereIsReadUpToThere()
    {
        const std::string whole = sampleTrace();
        const ReadBack all = readBack(whole);
        std::size_t slices = 0;
        for (std::size_t size = 1; size < whole.size(); ++size) {
            const ReadBack read = readBack(std::string_view(whole).substr(0, size));
            // What was read of a shorter file is read of a longer one too.
            QVERIFY2(read.all.slices.size() >= slices, qPrintable(QString::number(size)));
            QVERIFY(read.all.slices.size() <= all.all.slices.size());
            slices = read.all.slices.size();
            for (const Trace::Slice &slice : read.all.slices)
                QVERIFY(slice.duration <= Base::Duration(100ms));
            for (const Record::SkippedPart &part : read.contents.skipped) {
                QVERIFY2(part.reason == SkipReason::CutShort || part.reason == SkipReason::NeverEnded,
                         qPrintable(part.toString()));
                QVERIFY(part.offset < static_cast<qint64>(size));
            }
        }
    }

    void damageCostsNoMoreThanItsPackets()
    {
        std::string bytes = sampleTrace();
        const std::size_t at = bytes.size() / 2;
        const std::string garbage(50, '\xff');
        bytes.replace(at, garbage.size(), garbage);
        const ReadBack read = readBack(bytes);
        QCOMPARE(read.contents.error, ReadError::None);
        QVERIFY(hasSkipped(read, SkipReason::Garbage) || hasSkipped(read, SkipReason::BadPacket));
        QVERIFY(read.contents.description.summary.has_value());
        QCOMPARE(read.all.tracks.size(), 3U);
    }

    void randomDamageIsSurvived()
    {
        const std::string whole = sampleTrace();
        std::mt19937 random(20261123);
        for (int round = 0; round < 10'000; ++round) {
            std::string bytes = whole;
            const int changes = 1 + static_cast<int>(random() % 8);
            for (int i = 0; i < changes && !bytes.empty(); ++i) {
                const std::size_t at = random() % bytes.size();
                const auto letter = static_cast<char>(random());
                switch (random() % 4) {
                case 0:
                    bytes[at] = letter;
                    break;
                case 1:
                    bytes[at] = static_cast<char>(bytes[at] ^ (1 << (random() % 8)));
                    break;
                case 2:
                    bytes.insert(at, random() % 20, letter);
                    break;
                default:
                    bytes.erase(at, random() % 20);
                }
            }
            const ReadBack read = readBack(bytes);
            Trace::Statistics statistics; // must survive whatever comes
            for (const Trace::BatchPtr &batch : read.batches)
                statistics.consume(batch);
            QVERIFY(read.all.slices.size() < 100);
        }
    }

    void pureNoiseIsNoTrace()
    {
        std::mt19937 random(7);
        for (int round = 0; round < 200; ++round) {
            std::string bytes(1 + random() % 5000, '\0');
            for (char &byte : bytes)
                byte = static_cast<char>(random());
            bytes[0] = round % 2 ? '\x0a' : bytes[0];
            const ReadBack read = readBack(bytes);
            QVERIFY(read.contents.error != ReadError::None || !read.contents.skipped.empty());
        }
    }

    void readingIsCancelledAndTellsItsProgress()
    {
        std::string bytes = sampleTrace();
        Record::PerfettoCodec codec(sampleRun());
        while (bytes.size() < 3'000'000)
            codec.encode(sampleBatches()[1], bytes);
        int calls = 0;
        const ReadBack whole = readBack(bytes, [&](qint64 done, qint64 total) {
            ++calls;
            return done <= total;
        });
        QCOMPARE(whole.contents.error, ReadError::None);
        QVERIFY(calls >= 3);
        const ReadBack cancelled = readBack(bytes, [](qint64, qint64) { return false; });
        QCOMPARE(cancelled.contents.error, ReadError::Cancelled);
    }
};

LOOPSCOPE_TEST_MAIN(TstTraceReader)

#include "tst_tracereader.moc"
