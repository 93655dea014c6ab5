#include "core/trace/statistics.h"
#include "tests/support/stricttest.h"

using namespace Loopscope;
using namespace std::chrono_literals;
using Trace::Batch;
using Trace::Phase;
using Trace::Stall;
using Trace::Statistics;

namespace {

constexpr Trace::TrackId loop = 1;

Base::SteadyTime at(std::chrono::milliseconds time)
{
    return Base::fromNanoseconds(1'000'000'000'000) + time;
}

Stall stall(Trace::StallId id, std::chrono::milliseconds start, std::chrono::milliseconds duration,
            bool open = false, quint32 revision = 1)
{
    Stall result;
    result.id = id;
    result.revision = revision;
    result.track = loop;
    result.startedAt = at(start);
    result.duration = duration;
    result.open = open;
    return result;
}

} // namespace

class TstStatistics : public Testing::StrictTest
{
    Q_OBJECT

private:
    static void send(Statistics &statistics, const std::function<void(Batch &)> &fill)
    {
        auto batch = std::make_shared<Batch>();
        fill(*batch);
        statistics.consume(batch);
    }

    static void sendTrack(Statistics &statistics)
    {
        send(statistics, [](Batch &batch) {
            batch.tracks = {
                {loop, Trace::TrackKind::Loop, Trace::LoopRole::Subject, QStringLiteral("Loop"), 1, 2},
                {9, Trace::TrackKind::WorkerThread, Trace::LoopRole::None, QStringLiteral("Worker"), 1, 3}};
        });
    }

    static void sendPhase(Statistics &statistics, Phase phase, std::chrono::milliseconds time)
    {
        send(statistics, [&](Batch &batch) { batch.phases = {{phase, at(time)}}; });
    }

private Q_SLOTS:
    void onlyLoopsHaveFigures()
    {
        Statistics statistics;
        sendTrack(statistics);
        const Trace::Figures figures = statistics.figures();
        QCOMPARE(figures.loops.size(), 1U);
        QVERIFY(figures.subject());
        QCOMPARE(figures.subject()->track.name, QStringLiteral("Loop"));
        QCOMPARE(figures.workDuration(), 0ns);
        QCOMPARE(figures.subject()->busyFraction(0ns), 0.0);
    }

    void onlyTheWorkCounts()
    {
        Statistics statistics;
        sendTrack(statistics);
        const auto ping = [&](std::chrono::milliseconds time, std::chrono::milliseconds waited,
                              bool delivered) {
            send(statistics, [&](Batch &batch) {
                batch.latencies = {{loop, at(time), waited, 5ms, delivered}};
            });
        };
        ping(50ms, 40ms, true); // before the work
        sendPhase(statistics, Phase::Prepare, 0ms);
        sendPhase(statistics, Phase::Work, 100ms);
        ping(150ms, 9ms, false); // still waits: shown, not counted
        ping(153ms, 12ms, true); // 12, 7, 2
        sendPhase(statistics, Phase::TearDown, 200ms);
        ping(230ms, 31ms, true); // sent in the work: 31, 26, 21, 16, 11, 6, 1
        ping(240ms, 1ms, true);  // after it
        const Trace::Figures figures = statistics.figures();
        QCOMPARE(figures.workDuration(), Base::Duration(100ms));
        QCOMPARE(figures.subject()->latency.count(), 10U);
        QCOMPARE(figures.subject()->latency.max(), Base::Duration(31ms));
        QCOMPARE(figures.subject()->latency.min(), Base::Duration(1ms));
    }

    void pingThatWaitsThroughTheWholeWorkCounts()
    {
        Statistics statistics;
        sendTrack(statistics);
        sendPhase(statistics, Phase::Prepare, 0ms);
        sendPhase(statistics, Phase::Work, 100ms);
        sendPhase(statistics, Phase::TearDown, 200ms);
        // Sent before the work and delivered after it: an event of its first moment waited 110 ms.
        send(statistics, [](Batch &batch) { batch.latencies = {{loop, at(210ms), 112ms, 5ms, true}}; });
        QCOMPARE(statistics.figures().subject()->latency.max(), Base::Duration(110ms));
    }

    void pingsThatWereLeftOutCount()
    {
        Statistics statistics;
        sendTrack(statistics);
        sendPhase(statistics, Phase::Work, 0ms);
        send(statistics, [](Batch &batch) {
            batch.latencies = {{loop, at(300ms), 2ms, 50ms, true, 4}, {loop, at(320ms), 9ms, 50ms, false}};
        });
        const Base::Histogram latency = statistics.figures().loops.at(loop).latency;
        QCOMPARE(latency.count(), 5U);
        QCOMPARE(latency.max(), Base::Duration(2ms));
        QCOMPARE(latency.min(), Base::Duration(2ms));
    }

    void usesInAWrongThreadAreThoseOfTheWork()
    {
        Statistics statistics;
        sendPhase(statistics, Phase::Prepare, 0ms);
        sendPhase(statistics, Phase::Work, 100ms);
        const auto use = [&](quint64 id, std::chrono::milliseconds first, std::chrono::milliseconds last,
                             quint64 count) {
            Trace::WrongThreadUse use;
            use.id = id;
            use.firstAt = at(first);
            use.lastAt = at(last);
            use.count = count;
            send(statistics, [&](Batch &batch) { batch.wrongThreadUses = {use}; });
        };
        use(1, 50ms, 50ms, 1); // before
        use(2, 110ms, 110ms, 1);
        use(2, 110ms, 150ms, 7);
        sendPhase(statistics, Phase::TearDown, 200ms);
        use(3, 250ms, 250ms, 1); // after
        const auto uses = statistics.figures().wrongThreadUses;
        QCOMPARE(uses.size(), std::size_t{1});
        QCOMPARE(uses.at(2).count, 7U);
    }

    void busyIsWhatTheWorkAdded()
    {
        Statistics statistics;
        sendTrack(statistics);
        const auto totals = [](std::chrono::milliseconds time, quint64 dispatches,
                               std::chrono::milliseconds busy) {
            return Trace::LoopTotals{loop, at(time), dispatches / 2, dispatches, busy, 0};
        };
        send(statistics, [&](Batch &batch) { batch.totals = {totals(50ms, 10, 30ms)}; });
        // One batch: totals from before the work, of its very begin, and from in it.
        send(statistics, [&](Batch &batch) {
            batch.totals = {totals(90ms, 12, 40ms), totals(100ms, 14, 45ms), totals(110ms, 20, 50ms)};
            batch.phases = {{Phase::Work, at(100ms)}};
        });
        QCOMPARE(statistics.figures().subject()->busy, Base::Duration(5ms));
        send(statistics, [&](Batch &batch) {
            batch.totals = {totals(190ms, 90, 85ms), totals(300ms, 100, 95ms), totals(310ms, 110, 99ms)};
            batch.phases = {{Phase::TearDown, at(300ms)}};
        });
        send(statistics, [&](Batch &batch) { batch.totals = {totals(350ms, 120, 140ms)}; });
        const Trace::Figures figures = statistics.figures();
        QCOMPARE(figures.subject()->busy, Base::Duration(50ms));
        QCOMPARE(figures.subject()->busyFraction(figures.workDuration()), 0.25);
        QCOMPARE(figures.subject()->dispatches, 120U); // from the start
        QCOMPARE(figures.subject()->iterations, 60U);
    }

    void otherLoopsUseTheirLastTotals()
    {
        Statistics statistics;
        send(statistics, [](Batch &batch) {
            batch.tracks = {
                {5, Trace::TrackKind::Loop, Trace::LoopRole::Server, QStringLiteral("Server"), 1, 2}};
            batch.totals = {{5, at(90ms), 1, 1, 10ms, 0}};
        });
        sendPhase(statistics, Phase::Work, 100ms);
        send(statistics, [](Batch &batch) { batch.totals = {{5, at(190ms), 2, 2, 60ms, 0}}; });
        sendPhase(statistics, Phase::TearDown, 200ms);
        QCOMPARE(statistics.figures().loops.at(5).busy, Base::Duration(50ms));
        QVERIFY(!statistics.figures().subject());
    }

    void stallThatOnlyTouchesTheWorkIsNotOfIt()
    {
        Stall touches = stall(1, 200ms, 12ms);
        touches.startedAt -= 22us;
        QVERIFY(!Trace::isOfWork(touches, at(100ms), at(200ms)));
        QVERIFY(Trace::isOfWork(touches, at(200ms) - 30us, at(200ms))); // which was no longer
        touches.duration = 40us;
        QVERIFY(Trace::isOfWork(touches, at(100ms), at(200ms))); // nor the stall
        QVERIFY(!Trace::isOfWork(touches, std::nullopt, std::nullopt));
        QVERIFY(Trace::isOfWork(stall(1, 199ms, 12ms), at(100ms), at(200ms)));
    }

    void stallsOfTheWorkCount_data()
    {
        QTest::addColumn<int>("start");
        QTest::addColumn<int>("duration");
        QTest::addColumn<bool>("counts");
        QTest::newRow("before") << 50 << 50 << false;
        QTest::newRow("into the work") << 50 << 60 << true;
        QTest::newRow("in it") << 120 << 20 << true;
        QTest::newRow("out of it") << 190 << 50 << true;
        QTest::newRow("after") << 200 << 50 << false;
    }

    void stallsOfTheWorkCount()
    {
        QFETCH(int, start);
        QFETCH(int, duration);
        QFETCH(bool, counts);
        Statistics statistics;
        sendPhase(statistics, Phase::Work, 100ms);
        sendPhase(statistics, Phase::TearDown, 200ms);
        send(statistics, [&](Batch &batch) {
            batch.stalls = {stall(1, std::chrono::milliseconds(start), std::chrono::milliseconds(duration))};
        });
        QCOMPARE(statistics.figures().stallsTotal, counts ? 1U : 0U);
        QCOMPARE(statistics.figures().stalls.size(), counts ? 1U : 0U);
    }

    void stallThatGrowsIntoTheWorkCountsOnceAndIsKeptNew()
    {
        Statistics statistics;
        send(statistics, [](Batch &batch) { batch.stalls = {stall(1, 80ms, 10ms, true, 1)}; });
        sendPhase(statistics, Phase::Work, 100ms);
        QCOMPARE(statistics.figures().stallsTotal, 0U);
        send(statistics, [](Batch &batch) { batch.stalls = {stall(1, 80ms, 30ms, true, 2)}; });
        send(statistics, [](Batch &batch) { batch.stalls = {stall(1, 80ms, 70ms, false, 4)}; });
        send(statistics, [](Batch &batch) { batch.stalls = {stall(1, 80ms, 60ms, true, 3)}; }); // late
        const Trace::Figures figures = statistics.figures();
        QCOMPARE(figures.stallsTotal, 1U);
        QCOMPARE(figures.stalls.at(1).duration, Base::Duration(70ms));
        QVERIFY(!figures.stalls.at(1).open);
    }

    void theLongestStallsAreKept()
    {
        constexpr int count = static_cast<int>(Statistics::stallLimit) + 500;
        Statistics statistics;
        sendPhase(statistics, Phase::Work, 0ms);
        for (int i = 0; i < count; ++i) {
            const auto duration = std::chrono::milliseconds((i * 7919) % count + 1); // every length once
            send(statistics, [&](Batch &batch) {
                batch.stalls = {stall(static_cast<quint64>(i) + 1, i * 10ms, duration)};
            });
        }
        send(statistics,
             [&](Batch &batch) { batch.stalls = {stall(1, 0ms, 1ms, false, 9)}; }); // forgotten: stays so
        const Trace::Figures figures = statistics.figures();
        QCOMPARE(figures.stallsTotal, static_cast<quint64>(count));
        QCOMPARE(figures.stalls.size(), Statistics::stallLimit);
        for (const auto &[id, kept] : figures.stalls)
            QVERIFY(kept.duration > 500ms);
        const auto sorted = figures.stallsOf(loop);
        QCOMPARE(sorted.size(), Statistics::stallLimit);
        QVERIFY(std::ranges::is_sorted(sorted, {}, [](const Stall *entry) { return entry->startedAt; }));
        QVERIFY(figures.stallsOf(loop + 1).empty());
    }

    void openStallIsNotForgottenForBeingShort()
    {
        Statistics statistics;
        sendPhase(statistics, Phase::Work, 0ms);
        send(statistics, [](Batch &batch) { batch.stalls = {stall(1, 0ms, 1ms, true)}; });
        for (int i = 0; i < static_cast<int>(Statistics::stallLimit) + 10; ++i)
            send(statistics,
                 [&](Batch &batch) { batch.stalls = {stall(static_cast<quint64>(i) + 2, i * 10ms, 5ms)}; });
        QVERIFY(statistics.figures().stalls.contains(1));
    }

    void countersKeepTheirMaximumAndLossesAdd()
    {
        Statistics statistics;
        send(statistics, [](Batch &batch) {
            batch.counters = {{3, Trace::CounterKind::JobsWaiting, QStringLiteral("pool"), 4}};
            batch.samples = {{3, at(1ms), 5}, {3, at(2ms), 9}, {3, at(3ms), 2}};
            batch.dropped = 7;
        });
        send(statistics, [](Batch &batch) { batch.dropped = 0; }); // of a source that does not say it again
        const Trace::Figures figures = statistics.figures();
        QCOMPARE(figures.counterMax.at(3), 9.0);
        QCOMPARE(figures.counters.at(3).limit, 4.0);
        QCOMPARE(figures.dropped, 7U);
    }
};

LOOPSCOPE_TEST_MAIN(TstStatistics)
#include "tst_statistics.moc"
