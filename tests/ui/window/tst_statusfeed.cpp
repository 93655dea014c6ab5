#include "tests/support/stricttest.h"
#include "tests/ui/panels/panelfixture.h"
#include "ui/charts/frameclock.h"
#include "ui/livefeed.h"
#include "ui/panels/heartbeat.h"
#include "ui/statusfeed.h"

#include <QLabel>

using namespace Loopscope;
using namespace std::chrono_literals;
using Kind = Panels::LoopStatus::Kind;

namespace {

/// Hands out what a test gives it.
class HandSource final : public Trace::EventSource
{
public:
    void addSink(std::shared_ptr<Trace::EventSink> sink) override { m_sinks.push_back(std::move(sink)); }
    void removeSink(const std::shared_ptr<Trace::EventSink> &sink) override { std::erase(m_sinks, sink); }
    void give(const Trace::Batch &batch)
    {
        for (const std::shared_ptr<Trace::EventSink> &sink : m_sinks)
            sink->consume(std::make_shared<const Trace::Batch>(batch));
    }
    bool hasSink() const { return !m_sinks.empty(); }

private:
    std::vector<std::shared_ptr<Trace::EventSink>> m_sinks;
};

} // namespace

class TstStatusFeed : public Testing::StrictTest
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void nothingRanYet();
    void openStallFreezesTheLoop();
    void missedBeatsFreezeTheLoop();
    void endedStallIsHeldForAMoment();
    void heldStallGivesWayToTheNewest();
    void stallOfTheEndIsTold();
    void correctedDurationIsTold();
    void stallIsHeldFromItsOwnEnd();
    void busyLoopIsTold();
    void beatsMoveTheHeartbeat();
    void dispatchesAreCountedPerSecond();
    void lateLookIsNoted();
    void windowIsHeardOfWhateverIsShown();
    void feedLeavesItsSource();

private:
    void give(const Trace::Batch &batch);
    Trace::Batch beatAt(Base::SteadyTime at) const;
    Trace::Batch totalsAt(Base::SteadyTime at, quint64 dispatches, Base::Duration busy) const;

    Theme::Theme m_theme;
    Base::SteadyTime m_start;
    HandSource m_source;
    std::unique_ptr<Models::RunModel> m_run;
    std::unique_ptr<Charts::FrameClock> m_clock;
    std::unique_ptr<Ui::LiveFeed> m_feed;
    std::unique_ptr<Panels::StatusPanel> m_panel;
    std::unique_ptr<Ui::StatusFeed> m_status;
};

void TstStatusFeed::init()
{
    StrictTest::init();
    m_start = Base::now();
    m_run = std::make_unique<Models::RunModel>();
    m_clock = std::make_unique<Charts::FrameClock>();
    m_feed = std::make_unique<Ui::LiveFeed>(&m_source, m_run.get());
    m_panel = std::make_unique<Panels::StatusPanel>(&m_theme);
    m_status = std::make_unique<Ui::StatusFeed>(
        Ui::StatusFeed::Parts{m_run.get(), m_feed.get(), &m_source, m_clock.get(), m_panel.get()});
}

void TstStatusFeed::cleanup()
{
    m_status.reset();
    m_panel.reset();
    m_feed.reset();
    m_clock.reset();
    m_run.reset();
}

void TstStatusFeed::give(const Trace::Batch &batch)
{
    m_source.give(batch);
    m_feed->drain();
}

Trace::Batch TstStatusFeed::beatAt(Base::SteadyTime at) const
{
    Trace::Batch batch;
    batch.beats = {{1, at}};
    return batch;
}

Trace::Batch TstStatusFeed::totalsAt(Base::SteadyTime at, quint64 dispatches, Base::Duration busy) const
{
    Trace::LoopTotals totals;
    totals.track = 1;
    totals.at = at;
    totals.dispatches = dispatches;
    totals.busy = busy;
    Trace::Batch batch;
    batch.totals = {totals};
    return batch;
}

void TstStatusFeed::nothingRanYet()
{
    QCOMPARE(m_status->loopStatus(m_start).kind, Kind::None);
    Testing::fillRun(m_run.get(), m_start, {});
    QCOMPARE(m_status->loopStatus(m_start).kind, Kind::Idle);
}

void TstStatusFeed::openStallFreezesTheLoop()
{
    Testing::fillRun(m_run.get(), m_start, {Testing::makeStall(1, m_start, 20ms, true)});
    QCOMPARE(m_status->loopStatus(m_start).kind, Kind::Frozen);
    QVERIFY(m_status->loopStatus(m_start).frozenFor > 0ms);
}

void TstStatusFeed::missedBeatsFreezeTheLoop()
{
    Testing::fillRun(m_run.get(), m_start, {});
    give(beatAt(m_start));
    QCOMPARE(m_status->loopStatus(m_start + 50ms).kind, Kind::Idle);
    QCOMPARE(m_status->loopStatus(m_start + 400ms).kind, Kind::Frozen);
    QCOMPARE(m_status->loopStatus(m_start + 400ms).frozenFor, Base::Duration(400ms));
}

void TstStatusFeed::endedStallIsHeldForAMoment()
{
    Testing::fillRun(m_run.get(), m_start, {Testing::makeStall(1, m_start, 100ms)});
    const Base::SteadyTime now = Base::now();
    QCOMPARE(m_status->loopStatus(now).kind, Kind::WasFrozen);
    QCOMPARE(m_status->loopStatus(now).frozenFor, Base::Duration(100ms));
    QCOMPARE(m_status->loopStatus(now + 900ms).kind, Kind::Idle);
}

// As the chart's number does; what came after it does not lengthen the time to read it.
void TstStatusFeed::stallIsHeldFromItsOwnEnd()
{
    Base::SteadyTime now = m_start + 300ms;
    m_run->setClock([&now] { return now; });
    Testing::fillRun(m_run.get(), m_start, {Testing::makeStall(1, m_start, 300ms)});
    QCOMPARE(m_status->loopStatus(now).frozenFor, Base::Duration(300ms));
    now = m_start + 700ms;
    Trace::Batch batch;
    batch.stalls = {Testing::makeStall(2, now - 20ms, 20ms)};
    m_run->apply(batch);
    QCOMPARE(m_status->loopStatus(now).frozenFor, Base::Duration(20ms));
    QCOMPARE(m_status->loopStatus(now + 790ms).kind, Kind::WasFrozen);
    QCOMPARE(m_status->loopStatus(now + 810ms).kind, Kind::Idle);
}

// One every half second: what is told is never older than the time to read it.
void TstStatusFeed::heldStallGivesWayToTheNewest()
{
    Base::SteadyTime now = m_start;
    m_run->setClock([&now] { return now; });
    Testing::fillRun(m_run.get(), m_start, {});
    Base::Duration duration = 102ms;
    for (Trace::StallId id = 1; id <= 3; ++id) {
        const Base::SteadyTime start = m_start + static_cast<int>(id) * 500ms;
        now = start + duration;
        Trace::Batch batch;
        batch.stalls = {Testing::makeStall(id, start, duration)};
        m_run->apply(batch);
        duration -= 1ms;
    }
    QCOMPARE(m_status->loopStatus(now).frozenFor, Base::Duration(100ms));
}

void TstStatusFeed::stallOfTheEndIsTold()
{
    Testing::fillRun(m_run.get(), m_start, {});
    Trace::Batch batch;
    batch.phases = {{Trace::Phase::TearDown, m_start + 1s}};
    batch.stalls = {Testing::makeStall(1, m_start + 900ms, 100ms)};
    m_run->apply(batch);
    QCOMPARE(m_status->loopStatus(m_start + 1100ms).kind, Kind::WasFrozen);
    QCOMPARE(m_status->loopStatus(m_start + 1900ms).kind, Kind::Idle);
}

void TstStatusFeed::correctedDurationIsTold()
{
    Testing::fillRun(m_run.get(), m_start, {Testing::makeStall(1, m_start, 102ms)});
    Trace::Batch batch;
    batch.stalls = {Testing::makeStall(1, m_start, 100ms)};
    batch.stalls.front().revision = 2;
    give(batch);
    QCOMPARE(m_status->loopStatus(m_start).frozenFor, Base::Duration(100ms));
}

void TstStatusFeed::busyLoopIsTold()
{
    Testing::fillRun(m_run.get(), m_start, {});
    give(totalsAt(m_start, 0, 0ms));
    give(totalsAt(m_start + 500ms, 100, 100ms));
    QCOMPARE(m_status->loopStatus(m_start).kind, Kind::Busy);
    QVERIFY(qAbs(m_status->loopStatus(m_start).busy - 0.2) < 0.01);
}

void TstStatusFeed::beatsMoveTheHeartbeat()
{
    Testing::fillRun(m_run.get(), m_start, {});
    give(beatAt(m_start));
    m_status->refresh();
    const double before = m_panel->heartbeat()->position();
    m_status->refresh();
    QCOMPARE(m_panel->heartbeat()->position(), before);
    give(beatAt(m_start + 20ms));
    m_status->refresh();
    QVERIFY(m_panel->heartbeat()->position() != before);
}

void TstStatusFeed::dispatchesAreCountedPerSecond()
{
    Testing::fillRun(m_run.get(), m_start, {});
    give(totalsAt(m_start, 1000, 0ms));
    give(totalsAt(m_start + 1s, 5000, 0ms));
    QCOMPARE(m_feed->dispatchesPerSecond(), 4000.0);
}

void TstStatusFeed::lateLookIsNoted()
{
    Testing::fillRun(m_run.get(), m_start, {});
    Trace::Batch batch = totalsAt(m_start + 1ms, 1, 0ms);
    batch.until = m_start + 1ms;
    give(batch);
    batch.until = m_start + 81ms;
    give(batch);
    QCOMPARE(m_run->unwatched().size(), std::size_t(1));
}

void TstStatusFeed::windowIsHeardOfWhateverIsShown()
{
    constexpr Trace::TrackId window = 77;
    Trace::Batch batch;
    batch.tracks = {
        {window, Trace::TrackKind::Loop, Trace::LoopRole::Window, QStringLiteral("Window"), 1, 1}};
    batch.latencies = {{window, m_start, 30ms, 5ms, true}, {window, m_start + 1ms, 200us, 5ms, true}};
    m_feed->setPaused(true); // a trace or a program is shown
    m_source.give(batch);
    m_status->refresh();
    const auto texts = [this] {
        QStringList all;
        for (const QLabel *label : m_panel->findChildren<QLabel *>())
            all << label->text();
        return all;
    };
    QVERIFY2(texts().contains(QStringLiteral("30\u00a0ms")), qPrintable(texts().join(u'|')));
    QVERIFY(texts().contains(QStringLiteral("–"))); // its probe is not ours
    // Of the last second alone.
    Trace::Batch later;
    later.latencies = {{window, m_start + 1100ms, 400us, 5ms, true}};
    m_source.give(later);
    QTRY_VERIFY((m_status->refresh(), !texts().contains(QStringLiteral("30\u00a0ms"))));
}

void TstStatusFeed::feedLeavesItsSource()
{
    QVERIFY(m_source.hasSink());
    m_status.reset();
    m_feed.reset();
    QVERIFY(!m_source.hasSink());
}

LOOPSCOPE_WIDGET_TEST_MAIN(TstStatusFeed)
#include "tst_statusfeed.moc"
