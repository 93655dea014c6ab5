#include "tests/support/stricttest.h"
#include "tests/ui/models/testrun.h"
#include "ui/models/runmodel.h"

#include <QSignalSpy>

using namespace Loopscope;
using namespace Loopscope::Testing;
using Models::RunModel;
using Models::RunStage;

class TstRunModel : public StrictTest
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void runGoesThroughItsStages();
    void newRunForgetsTheOldOne();
    void failureBeforeWorkLeavesNothing();
    void onlyTheWorkIsShown();
    void pingThatWaitsClimbsWithTheClock();
    void silenceEndsTheClimb();
    void lineFallsAtOnceWhenThePingIsDelivered();
    void pingThatOutlivesTheWorkIsShownUpToItsEnd();
    void percentilesCountWhatOthersWouldHaveSeen();
    void stallIsReplacedByItsNewerRevisionOnly();
    void stallsOfOtherLoopsStayOut();
    void longStallListIsBoundedButCounted();
    void lanesStandInOrder();
    void mainExecutorIsTheFirstOfTheRun();
    void countersOfAFormerRunDoNotCount();
    void gaugesEndAsTheWorkEnded();
    void workShorterThanALookHasItsRate();
    void droppedEventsAreCountedPerRunAndLocated();
    void busyFractionIsOfTheLastSecond();
    void windowLatencyIsKeptApart();
    void beatsOfTheSubjectCount();
    void changedIsEmittedOncePerDrain();
    void frameHasOneTime();
    void lateNewsOfADeliveredPingIsLeftOut();
    void lineFallsFromALongWaitBetweenRarePings();
    void lanesAreThoseOfConnectionsThatCarriedSomething();
    void lateLookLeavesAGap();
    void rarerPingsAreTold();

private:
    std::unique_ptr<RunModel> m_run;
    Base::SteadyTime m_now;
};

void TstRunModel::init()
{
    StrictTest::init();
    m_now = at(1);
    m_run = std::make_unique<RunModel>(nullptr, [this] { return m_now; });
}

void TstRunModel::runGoesThroughItsStages()
{
    QSignalSpy stages(m_run.get(), &RunModel::stageChanged);
    QCOMPARE(m_run->stage(), RunStage::None);
    m_run->apply(TestRun().phase(Trace::Phase::Prepare, -1).batch());
    QCOMPARE(m_run->stage(), RunStage::Preparing);
    m_run->apply(TestRun().phase(Trace::Phase::Work, 0).batch());
    QCOMPARE(m_run->stage(), RunStage::Working);
    QCOMPARE(m_run->runTime(), Base::Duration(1s));
    m_run->apply(TestRun().phase(Trace::Phase::TearDown, 2).phase(Trace::Phase::Done, 2.5).batch());
    QCOMPARE(m_run->stage(), RunStage::Ended);
    m_now = at(10);
    QCOMPARE(m_run->now(), at(2));
    QCOMPARE(m_run->runTime(), Base::Duration(2s));
    QCOMPARE(stages.count(), 3);
}

void TstRunModel::newRunForgetsTheOldOne()
{
    m_run->apply(TestRun().begin().idle(0, 0.5).stall(1, 0.1, 0.1).slice(poolTrack, 0, 0.1).batch());
    QSignalSpy cleared(m_run.get(), &RunModel::cleared);
    m_run->apply(TestRun().phase(Trace::Phase::Prepare, 3).batch());
    QCOMPARE(cleared.count(), 1);
    QVERIFY(m_run->latency().isEmpty());
    QCOMPARE(m_run->stalls().total(), quint64(0));
    QVERIFY(m_run->lanes().empty());
    QCOMPARE(m_run->latencyFigures().samples, quint64(0));
    // The loop of the session is announced once, and is known in the next run, too.
    m_run->apply(TestRun().phase(Trace::Phase::Work, 4).ping(4.1, 0.001).batch());
    QCOMPARE(m_run->latency().size(), std::size_t(1));
    QCOMPARE(m_run->lanes().size(), std::size_t(1));
}

void TstRunModel::failureBeforeWorkLeavesNothing()
{
    m_run->apply(TestRun().phase(Trace::Phase::Prepare, -1).phase(Trace::Phase::Done, 0).batch());
    QCOMPARE(m_run->stage(), RunStage::None);
}

void TstRunModel::onlyTheWorkIsShown()
{
    m_run->apply(TestRun()
                     .begin()
                     .phase(Trace::Phase::TearDown, 1)
                     .ping(-0.05, 0.001)
                     .ping(0.5, 0.001)
                     .ping(1.5, 0.001)
                     .stall(1, -0.3, 0.1)
                     .stall(2, -0.05, 0.1)
                     .stall(3, 1.2, 0.1)
                     .slice(poolTrack, -0.2, 0.1)
                     .slice(poolTrack, -0.05, 0.1)
                     .slice(poolTrack, 1.5, 0.1)
                     .batch());
    QCOMPARE(m_run->latency().size(), std::size_t(1));
    QCOMPARE(m_run->stalls().size(), std::size_t(1));
    QVERIFY(m_run->stalls().find(2));
    QCOMPARE(m_run->lanes()[1]->size(), std::size_t(1));
}

void TstRunModel::pingThatWaitsClimbsWithTheClock()
{
    m_run->apply(TestRun().begin().idle(0, 0.9).blocked(1, 0.9, 2, 1).batch());
    m_now = at(1.010);
    QVERIFY(m_run->isClimbing());
    QCOMPARE(m_run->currentLatency(), Base::Duration(110ms));
    QVERIFY(m_run->openStall());
    QCOMPARE(Models::stallDuration(*m_run->openStall(), m_run->now()), Base::Duration(110ms));
    m_run->apply(TestRun().ping(1.012, 0.112).stall(1, 0.9, 0.112, false, 2).batch());
    QVERIFY(!m_run->isClimbing());
    QVERIFY(!m_run->openStall());
    QCOMPARE(m_run->currentLatency(), Base::Duration(112ms));
}

void TstRunModel::silenceEndsTheClimb()
{
    m_run->apply(TestRun().begin().ping(0.5, 0.1, false).batch());
    m_now = at(0.6);
    QVERIFY(m_run->isClimbing());
    m_now = at(5);
    QVERIFY(!m_run->isClimbing());
    QCOMPARE(m_run->currentLatency(), Base::Duration(100ms));
}

void TstRunModel::lineFallsAtOnceWhenThePingIsDelivered()
{
    m_run->apply(TestRun().begin().ping(0.3, 0.001).blocked(1, 0.4, 0.5, 1).batch());
    const auto before = m_run->latency().lastAtOrBefore(at(0.4));
    QCOMPARE(before->at, at(0.4));
    QCOMPARE(before->value, 1.0);
    QCOMPARE(m_run->latency().last()->at, at(0.5));
    QCOMPARE(m_run->latency().last()->value, 0.0);
    QCOMPARE(m_run->latency().rangeIn(at(0), at(1)).max, 100.0);
}

void TstRunModel::pingThatOutlivesTheWorkIsShownUpToItsEnd()
{
    m_run->apply(TestRun().begin().phase(Trace::Phase::TearDown, 1).ping(1.1, 0.3).batch());
    QCOMPARE(m_run->latency().last()->at, at(1));
    QCOMPARE(m_run->latency().last()->value, 200.0);
    QCOMPARE(m_run->latencyFigures().max, Base::Duration(300ms));
}

void TstRunModel::percentilesCountWhatOthersWouldHaveSeen()
{
    // 100, 95 … 5 ms: what events that came every 5 ms would have waited. What still waits does not count.
    m_run->apply(
        TestRun().begin().ping(0.45, 0.05, false).ping(0.5, 0.1).phase(Trace::Phase::TearDown, 1).batch());
    QCOMPARE(m_run->latencyFigures().samples, quint64(20));
    QCOMPARE(m_run->latencyFigures().max, Base::Duration(100ms));
    QVERIFY(std::abs(Base::toMilliseconds(m_run->latencyFigures().p50) - 50) < 1);
}

void TstRunModel::stallIsReplacedByItsNewerRevisionOnly()
{
    QSignalSpy changes(m_run.get(), &RunModel::stallChanged);
    m_run->apply(TestRun().begin().stall(7, 0.5, 0.02, true, 1).batch());
    m_run->apply(TestRun().stall(7, 0.5, 0.1, false, 3).batch());
    m_run->apply(TestRun().stall(7, 0.5, 0.05, true, 2).batch());
    QCOMPARE(changes.count(), 2);
    QCOMPARE(m_run->stalls().total(), quint64(1));
    QCOMPARE(m_run->stalls().find(7)->duration, Base::Duration(100ms));
    QCOMPARE(m_run->stalls().longest(), Base::Duration(100ms));
}

void TstRunModel::stallsOfOtherLoopsStayOut()
{
    TestRun other;
    other.begin().stall(1, 0.5, 0.1);
    other.batch().stalls.front().track = windowTrack;
    m_run->apply(other.batch());
    QCOMPARE(m_run->stalls().total(), quint64(0));
}

void TstRunModel::longStallListIsBoundedButCounted()
{
    Models::StallStore store(10);
    for (Trace::StallId id = 1; id <= 30; ++id) {
        Trace::Stall stall;
        stall.id = id;
        store.put(stall);
    }
    QCOMPARE(store.size(), std::size_t(10));
    QCOMPARE(store.total(), quint64(30));
    QVERIFY(!store.knows(20));
    Trace::Stall late;
    late.id = 5;
    QVERIFY(!store.put(late));
    QCOMPARE(store.total(), quint64(30));
}

void TstRunModel::lanesStandInOrder()
{
    TestRun made;
    made.track(40, Trace::TrackKind::Connection, QStringLiteral("C"));
    made.track(41, Trace::TrackKind::WorkerProcess, QStringLiteral("P"));
    made.track(42, Trace::TrackKind::WorkerThread, QStringLiteral("Pool 10"));
    made.track(47, Trace::TrackKind::WorkerThread, QStringLiteral("Pool 2"));
    made.track(43, Trace::TrackKind::Loop, QStringLiteral("S"), Trace::LoopRole::Server);
    made.track(44, Trace::TrackKind::Loop, QStringLiteral("W"), Trace::LoopRole::Window);
    made.track(45, Trace::TrackKind::Run, QStringLiteral("R"));
    made.track(46, Trace::TrackKind::Loop, QStringLiteral("L"), Trace::LoopRole::Subject);
    made.phase(Trace::Phase::Prepare, -1).phase(Trace::Phase::Work, 0);
    m_run->apply(made.batch());
    QStringList names;
    for (const Models::Lane *lane : m_run->lanes())
        names.append(lane->track().name);
    QCOMPARE(names, (QStringList{QStringLiteral("L"), QStringLiteral("S"), QStringLiteral("Pool 2"),
                                 QStringLiteral("Pool 10"), QStringLiteral("P"), QStringLiteral("C")}));
}

void TstRunModel::mainExecutorIsTheFirstOfTheRun()
{
    TestRun made;
    made.begin(0, false);
    made.counter(20, Trace::CounterKind::JobsWaiting, QStringLiteral("main"), 3);
    made.counter(21, Trace::CounterKind::JobsRunning, QStringLiteral("main"), 3);
    made.counter(22, Trace::CounterKind::JobsWaiting, QStringLiteral("bystanders"), 4);
    made.counter(23, Trace::CounterKind::JobsRunning, QStringLiteral("bystanders"), 4);
    m_run->apply(made.sample(20, 0.1, 5).sample(22, 0.1, 9).batch());
    QCOMPARE(m_run->jobsRunning()->counter.name, QStringLiteral("main"));
    QCOMPARE(m_run->jobsWaiting()->values.last()->value, 5.0);
    QVERIFY(!m_run->requestRate());
    QVERIFY(!m_run->requestsInFlight());
}

void TstRunModel::countersOfAFormerRunDoNotCount()
{
    m_run->apply(TestRun().begin().sample(runningCounter, 0.5, 2).batch());
    QVERIFY(m_run->jobsRunning());
    m_run->apply(TestRun().phase(Trace::Phase::Prepare, 3).phase(Trace::Phase::Work, 3.5).batch());
    QVERIFY(!m_run->jobsRunning());
    m_run->apply(TestRun().sample(runningCounter, 4, 1).batch());
    QVERIFY(m_run->jobsRunning());
    QCOMPARE(m_run->jobsRunning()->values.size(), std::size_t(1));
}

void TstRunModel::gaugesEndAsTheWorkEnded()
{
    m_run->apply(TestRun().begin().sample(flightCounter, 0.5, 4).sample(rateCounter, 0.5, 100).batch());
    m_run->apply(TestRun().phase(Trace::Phase::TearDown, 1).batch());
    // Seen right after the end: nothing was in flight at the end. A rate only falls then.
    m_run->apply(TestRun().sample(flightCounter, 1.003, 0).sample(rateCounter, 1.003, 50).batch());
    // Much later it says nothing about the work.
    m_run->apply(TestRun().sample(flightCounter, 3, 7).batch());
    QCOMPARE(m_run->requestsInFlight()->values.last()->value, 0.0);
    QCOMPARE(m_run->requestsInFlight()->values.last()->at, at(1));
    QCOMPARE(m_run->requestRate()->values.last()->value, 100.0);
}

void TstRunModel::workShorterThanALookHasItsRate()
{
    m_run->apply(TestRun().begin().sample(rateCounter, 0, 0).phase(Trace::Phase::TearDown, 0.002).batch());
    m_run->apply(TestRun().sample(rateCounter, 0.004, 5000).sample(rateCounter, 0.02, 800).batch());
    QCOMPARE(m_run->requestRate()->values.last()->value, 5000.0);
    QCOMPARE(m_run->requestRate()->values.last()->at, at(0.002));
}

void TstRunModel::droppedEventsAreCountedPerRunAndLocated()
{
    m_run->apply(TestRun().until(-0.5).dropped(7).batch());
    m_run->apply(TestRun().begin().until(0.5).dropped(7).batch());
    QCOMPARE(m_run->dropped(), quint64(0));
    m_run->apply(TestRun().until(0.6).dropped(1211).batch());
    QCOMPARE(m_run->dropped(), quint64(1204));
    QCOMPARE(m_run->gaps().size(), std::size_t(1));
    QCOMPARE(m_run->gaps().front().from, at(0.5));
    QCOMPARE(m_run->gaps().front().to, at(0.6));
}

void TstRunModel::busyFractionIsOfTheLastSecond()
{
    TestRun made;
    made.begin();
    for (int tick = 0; tick <= 30; ++tick) {
        const double busy = tick <= 20 ? 0 : (tick - 20) * 0.02;
        made.batch().totals.push_back({loopTrack, at(tick * 0.1), 0, 0, span(busy), 0});
    }
    QCOMPARE(m_run->busyFraction(), 0.0);
    m_run->apply(made.batch());
    QVERIFY(qAbs(m_run->busyFraction() - 0.2) < 1e-6);
}

void TstRunModel::windowLatencyIsKeptApart()
{
    m_run->apply(
        TestRun()
            .begin()
            .track(windowTrack, Trace::TrackKind::Loop, QStringLiteral("Window"), Trace::LoopRole::Window)
            .batch());
    m_run->apply(TestRun().ping(0.1, 0.03, true, windowTrack).ping(0.2, 0.0004, true, windowTrack).batch());
    QVERIFY(m_run->latency().isEmpty());
}

void TstRunModel::beatsOfTheSubjectCount()
{
    TestRun made;
    made.begin().batch().beats = {{loopTrack, at(0.2)}, {windowTrack, at(0.4)}, {loopTrack, at(0.3)}};
    m_run->apply(made.batch());
    QCOMPARE(m_run->beats(), quint64(2));
    QCOMPARE(*m_run->lastBeatAt(), at(0.3));
}

void TstRunModel::changedIsEmittedOncePerDrain()
{
    QSignalSpy changed(m_run.get(), &RunModel::changed);
    m_run->drainInbox();
    QCOMPARE(changed.count(), 0);
    m_run->inbox()->consume(TestRun().begin().idle(0, 0.5).take());
    m_run->inbox()->consume(TestRun().idle(0.5, 0.9).take());
    m_run->drainInbox();
    QCOMPARE(changed.count(), 1);
    QCOMPARE(m_run->latency().size(), std::size_t(180));
    m_run->inbox()->consume(TestRun().phase(Trace::Phase::TearDown, 1).take());
    m_run->drainInbox();
    m_run->drainInbox();
    QCOMPARE(changed.count(), 2);
}

void TstRunModel::frameHasOneTime()
{
    m_run->apply(TestRun().begin().blocked(1, 0.9, 2, 1).batch());
    m_now = at(1.05);
    m_run->holdNow();
    m_now = at(1.07);
    QCOMPARE(Models::stallDuration(*m_run->openStall(), m_run->now()), Base::Duration(150ms));
    QCOMPARE(m_run->currentLatency(), Base::Duration(150ms));
    m_run->holdNow();
    QCOMPARE(m_run->now(), at(1.07));
    m_run->setClock([] { return at(1.5); });
    QCOMPARE(m_run->now(), at(1.5));
    m_run->apply(TestRun().phase(Trace::Phase::TearDown, 1.6).batch());
    m_run->holdNow();
    QCOMPARE(m_run->now(), at(1.6));
}

void TstRunModel::lateNewsOfADeliveredPingIsLeftOut()
{
    m_run->apply(TestRun().begin().blocked(1, 0.4, 0.5, 1).batch());
    m_run->apply(TestRun().ping(0.499, 0.099, false).batch());
    QCOMPARE(m_run->latency().last()->value, 0.0);
    QVERIFY(!m_run->isClimbing());
    m_run->apply(TestRun().ping(0.51, 0.008, false).batch()); // the next one
    QCOMPARE(m_run->latency().last()->value, 8.0);
}

void TstRunModel::lineFallsFromALongWaitBetweenRarePings()
{
    TestRun made;
    made.begin().ping(0.5, 0.03);
    made.batch().latencies.back().interval = 40ms;
    m_run->apply(made.batch());
    QCOMPARE(m_run->latency().last()->value, 0.0);
    QCOMPARE(m_run->latency().rangeIn(at(0), at(1)).max, 30.0);
}

void TstRunModel::lanesAreThoseOfConnectionsThatCarriedSomething()
{
    TestRun made;
    made.begin(2).track(connectionTrack + 1, Trace::TrackKind::Connection, QStringLiteral("Connection 2"));
    m_run->apply(made.batch());
    QCOMPARE(m_run->lanes().size(), std::size_t(5)); // not known yet which are needed
    m_run->apply(TestRun().slice(connectionTrack + 1, 0.1, 0.1).batch());
    QCOMPARE(m_run->lanes().size(), std::size_t(4)); // the workers stay, whatever they did
    QCOMPARE(m_run->lanes().back()->track().name, QStringLiteral("Connection 2"));
}

void TstRunModel::lateLookLeavesAGap()
{
    m_run->noteLook(at(0.1));
    m_run->noteLook(at(0.105));
    QVERIFY(m_run->unwatched().empty());
    m_run->noteLook(at(0.2));
    QCOMPARE(m_run->unwatched().size(), std::size_t(1));
    QCOMPARE(m_run->unwatched().front().from, at(0.105));
    QCOMPARE(m_run->unwatched().front().to, at(0.2));
}

void TstRunModel::rarerPingsAreTold()
{
    TestRun made;
    made.begin().ping(0.5, 0.001);
    made.batch().latencies.back().interval = 40ms;
    made.batch().selfCost = Trace::SelfCost{at(0.5), 0.02, 0.01, 8, 8};
    m_run->apply(made.batch());
    QCOMPARE(m_run->rarerPings(), 25.0);
    TestRun enough;
    enough.batch().selfCost = Trace::SelfCost{at(1.5), 0.001, 0.01, 8, 1};
    m_run->apply(enough.batch());
    QCOMPARE(m_run->rarerPings(), 0.0);
}

LOOPSCOPE_TEST_MAIN(TstRunModel)
#include "tst_runmodel.moc"
