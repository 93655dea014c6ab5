#include "core/scenario/parameterset.h"
#include "tests/core/session/madereports.h"
#include "tests/support/stricttest.h"

using namespace Loopscope;
using namespace Loopscope::Testing;
using namespace std::chrono_literals;
using Session::ComparisonFindings;

/// What the sentences say follows from the figures alone.
class TstVariantComparison : public StrictTest
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void fasterIsSaidWithBothTimes();
    void withinATenthThereIsNoDifference();
    void worseMayBeFaster();
    void timeIsThatOfARound();
    void stallsAreComparedToo();
    void stallIsNotLongerThanTheWork();
    void stallsOfTheMachineDecideNothing();
    void peakThatNoStallExplainsIsNamed();
    void withoutAmountTheLoopIsWhatCounts();
    void wrongAnswersAreAnAlarm_data();
    void wrongAnswersAreAnAlarm();
    void wrongThreadIsAnAlarm();
    void whatIsWrongIsNotPraisedFirst();
    void threadsAreComparedWithProcesses();
    void longerRequestsAreExplained();
    void headlineSpeaksOfTheReallyBest();
    void stallThatGoesIsSaidBeforeLessSpeed();
    void commaOfANameBreaksNoSentence();
    void failedAndStoppedRunsAreLeftOut();
    void ordersVariantsAsTheScenarioDoes();

private:
    ComparisonFindings compare() const
    {
        return Session::compareVariants(m_scenario, Session::measuredVariants(m_scenario, {m_slow, m_quick}));
    }

    Scenario::Scenario m_scenario;
    std::shared_ptr<Session::RunReport> m_slow;
    std::shared_ptr<Session::RunReport> m_quick;
};

void TstVariantComparison::init()
{
    StrictTest::init();
    m_scenario = madeScenario({"slow=Request and reply", "quick=Pipelined"});
    m_slow = madeReport(QStringLiteral("slow"), 1.12);
    m_quick = madeReport(QStringLiteral("quick"), 0.105);
}

void TstVariantComparison::fasterIsSaidWithBothTimes()
{
    QCOMPARE(compare().headline,
             QStringLiteral(
                 "Pipelined is 10.7 times as fast as request and reply: 105\u00a0ms against 1.12\u00a0s."));
    QVERIFY(compare().remarks.empty());
    m_slow->run.duration = 400ms;
    m_quick->run.duration = 200ms;
    QCOMPARE(compare().headline,
             QStringLiteral(
                 "Pipelined is 2.0 times as fast as request and reply: 200\u00a0ms against 400\u00a0ms."));
    m_slow->run.duration = 10s;
    m_quick->run.duration = 10us;
    QVERIFY(compare().headline.contains(QStringLiteral("1\u00a0000\u00a0000 times")));
}

void TstVariantComparison::withinATenthThereIsNoDifference()
{
    m_slow->run.duration = 109ms;
    m_quick->run.duration = 100ms;
    QCOMPARE(compare().headline,
             QStringLiteral("Pipelined is as fast as request and reply: 100\u00a0ms against 109\u00a0ms."));
    m_quick->run.duration = 118ms;
    QCOMPARE(compare().headline,
             QStringLiteral("Pipelined is as fast as request and reply: 118\u00a0ms against 109\u00a0ms."));
    m_slow->run.duration = 111ms;
    m_quick->run.duration = 100ms;
    QVERIFY(compare().headline.contains(QStringLiteral("1.1 times as fast")));
}

void TstVariantComparison::worseMayBeFaster()
{
    m_quick->run.duration = 2240ms;
    QCOMPARE(compare().headline,
             QStringLiteral(
                 "Request and reply is 2.0 times as fast as pipelined: 1.12\u00a0s against 2.24\u00a0s."));
}

void TstVariantComparison::timeIsThatOfARound()
{
    m_slow->run.rounds = 2;
    m_slow->run.duration = 2s;
    m_quick->run.rounds = 20;
    m_quick->run.duration = 2s;
    QCOMPARE(compare().headline, QStringLiteral("Pipelined is 10.0 times as fast as request and reply: "
                                                "100\u00a0ms against 1.00\u00a0s a round."));
}

void TstVariantComparison::stallsAreComparedToo()
{
    m_slow->run.stalls = 3;
    m_slow->run.longestStall = 290'400us;
    QCOMPARE(compare().sentences().last(),
             QStringLiteral("Pipelined has no stall, Request and reply has 3 of up to 290.4\u00a0ms."));
    QVERIFY(!compare().remarks.front().isAlarm);
    m_quick->run.stalls = 1;
    const Base::Duration before = std::exchange(m_quick->run.duration, 1200ms);
    m_quick->run.longestStall = 1200ms;
    QCOMPARE(compare().sentences().last(),
             QStringLiteral("The longest stall rises from 290.4\u00a0ms to 1.20\u00a0s."));
    m_slow->run.longestStall = before;
    m_quick->run.duration = before;
    m_quick->run.longestStall = before;
    QVERIFY(compare().remarks.empty());
}

// It may have begun before the work.
void TstVariantComparison::stallIsNotLongerThanTheWork()
{
    m_slow->run.stalls = 1;
    m_slow->run.longestStall = m_slow->run.duration + 1ms;
    QCOMPARE(Session::ownStalls(*m_slow).longest, m_slow->run.duration);
}

// On a busy machine the good variant may have the longest stall of all.
void TstVariantComparison::stallsOfTheMachineDecideNothing()
{
    m_scenario.hasAmount = false;
    m_slow->run.stalls = 10;
    m_slow->run.longestStall = 100'500us;
    m_quick->run.stalls = m_quick->run.stallsOfMachine = 2;
    m_quick->run.longestStall = 179'300us;
    QCOMPARE(
        compare().sentences(),
        QStringList(
            {QStringLiteral("Pipelined has no stall, Request and reply has 10 of up to 100.5\u00a0ms."),
             QStringLiteral("The machine, not the code, delayed the loop: Pipelined 2 times, the longest for "
                            "179.3\u00a0ms.")}));
    // Where both have some, each stall tells of itself.
    Trace::LoopFigures loop;
    loop.track = {7, Trace::TrackKind::Loop, Trace::LoopRole::Subject, QStringLiteral("Loop"), 1, 1};
    m_slow->figures.subjectTrack = 7;
    m_slow->figures.loops = {{7, loop}};
    Trace::Stall code;
    code.id = 1;
    code.track = 7;
    code.duration = 100'500us;
    code.cause = Trace::StallCause::Sleep;
    Trace::Stall machine = code;
    machine.id = 2;
    machine.duration = 250ms;
    machine.cause = Trace::StallCause::Descheduled;
    m_slow->figures.stalls = {{1, code}, {2, machine}};
    m_slow->run.stallsOfMachine = 1;
    m_slow->run.longestStall = 250ms;
    QCOMPARE(compare().headline,
             QStringLiteral("Pipelined has no stall, Request and reply has 9 of up to 100.5\u00a0ms."));
    QCOMPARE(compare().sentences().at(1),
             QStringLiteral("The machine, not the code, delayed the loop: Request and reply once, for "
                            "250.0\u00a0ms; Pipelined 2 times, the longest for 179.3\u00a0ms."));
}

void TstVariantComparison::peakThatNoStallExplainsIsNamed()
{
    m_slow->parameters = m_quick->parameters = Scenario::Parameters({Scenario::thresholdParameter()});
    m_slow->run.stalls = 1;
    m_slow->run.longestStall = 100ms;
    m_slow->run.latencyMax = 109ms;
    m_quick->run.latencyMax = 9ms;
    const QString peak =
        QStringLiteral("Pipelined: an event waited 90.0\u00a0ms, for several callbacks or for the machine.");
    QVERIFY(!compare().sentences().join(u' ').contains(QStringLiteral("an event waited")));
    m_quick->run.latencyMax = 90ms;
    QCOMPARE(compare().sentences().last(), peak);
    // The table's maximum is the longest stall then.
    m_quick->run.stalls = m_quick->run.stallsOfMachine = 1;
    m_quick->run.longestStall = 88ms;
    QVERIFY(!compare().sentences().contains(peak));
    m_scenario.hasAmount = false;
    m_quick->run.longestStall = 40ms;
    QCOMPARE(compare().sentences().last(), peak);
}

void TstVariantComparison::withoutAmountTheLoopIsWhatCounts()
{
    m_scenario.hasAmount = false;
    m_slow->run.stalls = 9;
    m_slow->run.longestStall = 100'300us;
    QCOMPARE(compare().sentences(),
             QStringList{
                 QStringLiteral("Pipelined has no stall, Request and reply has 9 of up to 100.3\u00a0ms.")});
    m_quick->run.stalls = 9;
    m_quick->run.longestStall = 100'300us;
    QCOMPARE(compare().headline,
             QStringLiteral(
                 "Pipelined blocks as long as request and reply: the longest stall is 100.3\u00a0ms against "
                 "100.3\u00a0ms."));
    m_slow->run.stalls = m_quick->run.stalls = 0;
    m_slow->parameters = m_quick->parameters = Scenario::Parameters({Scenario::thresholdParameter()});
    QCOMPARE(compare().headline, QStringLiteral("No stall over 10\u00a0ms."));
    m_slow->run.latencyP99 = m_slow->run.latencyMax = 2ms;
    m_quick->run.latencyP99 = m_quick->run.latencyMax = 1ms;
    QCOMPARE(compare().headline,
             QStringLiteral("No stall over 10\u00a0ms: loop latency p99 1.00\u00a0ms against 2.00\u00a0ms."));
}

void TstVariantComparison::wrongAnswersAreAnAlarm_data()
{
    QTest::addColumn<int>("milliseconds");
    QTest::addColumn<QString>("pace");
    QTest::newRow("same") << 108 << QStringLiteral("just as fast and wrong");
    QTest::newRow("faster") << 50 << QStringLiteral("faster and wrong");
    QTest::newRow("slower") << 1000 << QStringLiteral("slower and wrong");
}

void TstVariantComparison::wrongAnswersAreAnAlarm()
{
    QFETCH(int, milliseconds);
    QFETCH(QString, pace);
    m_slow->run.duration = std::chrono::milliseconds(milliseconds);
    m_slow->run.usesRequests = true;
    m_slow->run.requests.completed = 20'000;
    m_slow->run.requests.wrongAnswers = 19'936;
    const auto found = compare();
    const QString said =
        QStringLiteral(
            "Request and reply is %1: 19\u00a0936 of 20\u00a0000 answers reached the wrong caller.")
            .arg(pace);
    QCOMPARE(found.remarks.size(), std::size_t(1));
    QVERIFY(found.sentences().contains(said));
    QCOMPARE(found.remarks.front().isAlarm, found.headline != said);
}

void TstVariantComparison::wrongThreadIsAnAlarm()
{
    m_slow->run.foreignResumptions = 1000;
    m_slow->verdict = QStringLiteral("Of 1000 hops 1000 went on in a thread that is not the coroutine's.");
    QVERIFY(compare().remarks.front().isAlarm);
    QCOMPARE(compare().remarks.front().text,
             QStringLiteral(
                 "Request and reply: of 1000 hops 1000 went on in a thread that is not the coroutine's."));
}

// Whoever reads the first sentence alone must not take what is wrong for the better one.
void TstVariantComparison::whatIsWrongIsNotPraisedFirst()
{
    m_slow->run.foreignResumptions = 10;
    m_slow->verdict = QStringLiteral("All 10 hops went on in a thread that is not the coroutine's.");
    m_slow->run.duration = m_quick->run.duration / 2;
    const auto found = compare();
    QCOMPARE(
        found.headline,
        QStringLiteral("Request and reply: all 10 hops went on in a thread that is not the coroutine's."));
    QVERIFY(found.remarks.front().text.startsWith(QStringLiteral("Request and reply is 2.0 times as fast")));
    QVERIFY(!found.remarks.front().isAlarm);
    QVERIFY(!found.best || found.best->id != m_slow->variantId);
}

void TstVariantComparison::threadsAreComparedWithProcesses()
{
    m_slow->run.executors = {{QStringLiteral("pool"), QStringLiteral("thread")}};
    m_quick->run.executors = {{QStringLiteral("pool"), QStringLiteral("process")}};
    m_slow->run.duration = m_quick->run.duration = 150ms;
    const QString same =
        QStringLiteral("In C++ threads are as fast as processes here: there is no interpreter lock.");
    QVERIFY(compare().sentences().contains(same));
    m_slow->run.duration = 300ms;
    QVERIFY(!compare().sentences().contains(same));
    QCOMPARE(compare().sentences().last(),
             QStringLiteral(
                 "Pipelined is 2.0 times as fast as request and reply: 150\u00a0ms against 300\u00a0ms."));
}

void TstVariantComparison::longerRequestsAreExplained()
{
    QVERIFY(compare().footnote.isEmpty());
    m_slow->run.usesRequests = m_quick->run.usesRequests = true;
    m_slow->run.requests.latency.record(50us);
    m_slow->run.requests.maxInFlight = 1;
    m_quick->run.requests.latency.record(300us);
    m_quick->run.requests.maxInFlight = 64;
    QCOMPARE(compare().footnote,
             QStringLiteral("A request takes longer when 63 others are in flight with it."));
    m_scenario.request = QStringLiteral("query");
    QVERIFY(compare().footnote.startsWith(QStringLiteral("A query takes longer")));
    // By p99, which the table shows, and not by p50, which it may leave out.
    m_slow->run.requests.latency.record(900us);
    QVERIFY(compare().footnote.isEmpty());
    m_scenario.wantsAllAtOnce = true;
    QCOMPARE(
        compare().footnote,
        QStringLiteral("The latency of a query counts from the start of its round: all are wanted then."));
}

void TstVariantComparison::headlineSpeaksOfTheReallyBest()
{
    m_scenario = madeScenario({"slow=On the loop", "middle=Thread pool", "quick=Process pool"});
    const auto middle = madeReport(QStringLiteral("middle"), 0.05);
    m_slow->run.duration = 150ms;
    m_slow->run.stalls = 1;
    m_slow->run.longestStall = 149'700us;
    m_quick->run.duration = 225ms;
    const auto all = [&] {
        return Session::compareVariants(m_scenario,
                                        Session::measuredVariants(m_scenario, {m_slow, middle, m_quick}));
    };
    QCOMPARE(all().headline, QStringLiteral("Thread pool is 4.5 times as fast as process pool: 50.0\u00a0ms "
                                            "against 225\u00a0ms."));
    QCOMPARE(all().best->id, QStringLiteral("middle"));
    QCOMPARE(all().sentences().at(1),
             QStringLiteral("Thread pool has no stall, On the loop has one of 149.7\u00a0ms."));
    // Wrong answers are no merit, however fast.
    middle->run.requests.wrongAnswers = 1;
    QVERIFY(all().sentences().at(1).startsWith(
        QStringLiteral("On the loop is 1.5 times as fast as process pool")));
    // What falls there is not the stall of the variant that is faster.
    QCOMPARE(all().headline,
             QStringLiteral("Process pool has no stall, On the loop has one of 149.7\u00a0ms."));
    QCOMPARE(all().best->id, QStringLiteral("quick"));
}

void TstVariantComparison::stallThatGoesIsSaidBeforeLessSpeed()
{
    m_slow->run.duration = 90ms;
    m_quick->run.duration = 125ms;
    QCOMPARE(compare().best->id, QStringLiteral("slow"));
    m_slow->run.stalls = 1;
    m_slow->run.longestStall = 89'500us;
    const QString stalls =
        QStringLiteral("Pipelined has no stall, Request and reply has one of 89.5\u00a0ms.");
    QCOMPARE(
        compare().sentences(),
        (QStringList{
            stalls,
            QStringLiteral(
                "Request and reply is 1.4 times as fast as pipelined: 90.0\u00a0ms against 125\u00a0ms.")}));
    QCOMPARE(compare().best->id, QStringLiteral("quick"));
    m_quick->run.duration = 92ms;
    QCOMPARE(compare().headline, stalls);
    QCOMPARE(compare().sentences().at(1),
             QStringLiteral("Pipelined is as fast as request and reply: 92.0\u00a0ms against 90.0\u00a0ms."));
    // A faster one that unblocks the loop as well is praised for its speed.
    m_quick->run.duration = 30ms;
    QVERIFY(compare().headline.startsWith(QStringLiteral("Pipelined is 3.0 times as fast")));
    // Nor is a stall that only grows longer a reason.
    m_slow->run.stalls = 0;
    m_quick->run.duration = 125ms;
    m_quick->run.stalls = 1;
    m_quick->run.longestStall = 12ms;
    QVERIFY(compare().headline.startsWith(QStringLiteral("Request and reply is 1.4 times as fast")));
}

void TstVariantComparison::commaOfANameBreaksNoSentence()
{
    m_scenario = madeScenario({"slow=Blocking, on the loop", "quick=Pipelined, last in first out"});
    QVERIFY(compare().headline.startsWith(QStringLiteral(
        "Pipelined, last in first out, is 10.7 times as fast as blocking on the loop: 105\u00a0ms")));
    m_quick->run.usesRequests = true;
    m_quick->run.requests.completed = m_quick->run.requests.wrongAnswers = 2;
    QVERIFY(compare().sentences().join(u' ').contains(QStringLiteral("Pipelined, last in first out, is ")));
}

void TstVariantComparison::failedAndStoppedRunsAreLeftOut()
{
    m_slow->stopped = true;
    QVERIFY(compare().headline.isEmpty());
    m_slow->stopped = false;
    m_quick->failed = true;
    QVERIFY(compare().sentences().isEmpty());
    m_quick->failed = false;
    m_quick->run.duration = 0ns;
    QVERIFY(compare().sentences().isEmpty());
}

void TstVariantComparison::ordersVariantsAsTheScenarioDoes()
{
    auto other = madeReport(QStringLiteral("slow"), 1);
    other->scenarioId = QStringLiteral("another");
    const auto measured = Session::measuredVariants(m_scenario, {other, m_quick, nullptr, m_slow});
    QCOMPARE(measured.size(), std::size_t(2));
    QCOMPARE(measured[0].report, m_slow);
    QCOMPARE(measured[1].variant->id, QStringLiteral("quick"));
}

LOOPSCOPE_TEST_MAIN(TstVariantComparison)
#include "tst_variantcomparison.moc"
