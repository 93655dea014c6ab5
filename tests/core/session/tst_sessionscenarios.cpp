#include "tests/core/session/sessionfixture.h"
#include "tests/support/stricttest.h"

#include <atomic>

using namespace Loopscope;
using namespace Loopscope::Testing;
using namespace std::chrono_literals;

namespace {

/// The last value of the counters of a kind.
class CounterSink final : public Trace::EventSink
{
public:
    explicit CounterSink(Trace::CounterKind kind)
        : m_kind(kind)
    {}
    double last() const { return m_last; }
    void consume(const Trace::BatchPtr &batch) override
    {
        for (const Trace::Counter &counter : batch->counters) {
            if (counter.kind == m_kind)
                m_counter = counter.id;
        }
        for (const Trace::CounterSample &sample : batch->samples) {
            if (m_counter != 0 && sample.counter == m_counter)
                m_last = sample.value;
        }
    }

private:
    const Trace::CounterKind m_kind;
    Trace::CounterId m_counter = 0; // the source's thread alone
    std::atomic<double> m_last{0};
};

} // namespace

/// What each scenario must make visible, measured in real runs.
class TstSessionScenarios : public CleanTest
{
    Q_OBJECT

private Q_SLOTS:
    void pipelinedAnswersReachTheirCallers();
    void lifoGivesAnswersToTheWrongCallers();
    void lifoAtDepthOneIsRight();
    void requestAndReplyIsOneAtATime_data();
    void requestAndReplyIsOneAtATime();
    void blockingRequestsAreOneLongStall();
    void computingOnTheLoopBlocksIt();
    void computingInThreadsKeepsTheQueue();
    void roundsRepeatUntilTheTimeIsOver();
};

void TstSessionScenarios::pipelinedAnswersReachTheirCallers()
{
    Session::Session session;
    const auto report = runToEnd(&session, plan("pipelining", "pipelined", {{"requests", "5000"}}));
    QVERIFY(report && !report->failed);
    QCOMPARE(report->run.requests.completed, 5000);
    QCOMPARE(report->run.requests.wrongAnswers, 0);
    QCOMPARE(report->run.requests.failed, 0);
    QCOMPARE(report->run.requests.maxInFlight, 64);
    QCOMPARE(report->run.requests.connectionsAccepted, 1);
    QCOMPARE(report->run.requests.latency.count(), quint64{5000});
}

void TstSessionScenarios::lifoGivesAnswersToTheWrongCallers()
{
    Session::Session session;
    const auto told = std::make_shared<CounterSink>(Trace::CounterKind::WrongAnswers);
    Monitor::Monitor::instance().source()->addSink(told);
    const auto report = runToEnd(&session, plan("pipelining", "pipelined-lifo", {{"requests", "5000"}}));
    QVERIFY(report && !report->failed);
    QCOMPARE(report->run.requests.completed, 5000);
    QVERIFY(report->run.requests.wrongAnswers > 0);
    // Who looks on sees it, too.
    QTRY_COMPARE(told->last(), static_cast<double>(report->run.requests.wrongAnswers));
    Monitor::Monitor::instance().source()->removeSink(told);
    QVERIFY2(report->verdict.contains(QLatin1String("wrong")), qPrintable(report->verdict));
}

void TstSessionScenarios::lifoAtDepthOneIsRight()
{
    Session::Session session;
    const auto report =
        runToEnd(&session, plan("pipelining", "pipelined-lifo", {{"requests", "1000"}, {"depth", "1"}}));
    QVERIFY(report && !report->failed);
    QCOMPARE(report->run.requests.wrongAnswers, 0);
}

void TstSessionScenarios::requestAndReplyIsOneAtATime_data()
{
    QTest::addColumn<QString>("scenarioId");
    QTest::addColumn<QString>("variantId");
    QTest::newRow("by hand") << "request-reply"
                             << "request-reply";
    QTest::newRow("the client with one caller") << "pipelining"
                                                << "request-reply";
}

void TstSessionScenarios::requestAndReplyIsOneAtATime()
{
    QFETCH(QString, scenarioId);
    QFETCH(QString, variantId);
    Session::Session session;
    const auto report =
        runToEnd(&session, plan(scenarioId, variantId, {{"requests", "500"}, {"payload", "300"}}));
    QVERIFY(report && !report->failed);
    QCOMPARE(report->run.requests.completed, 500);
    QCOMPARE(report->run.requests.wrongAnswers, 0);
    QCOMPARE(report->run.requests.maxInFlight, 1);
}

void TstSessionScenarios::blockingRequestsAreOneLongStall()
{
    Session::Session session;
    const auto report = runToEnd(&session, plan("request-reply", "blocking", {{"requests", "20000"}}));
    QVERIFY(report && !report->failed);
    QCOMPARE(report->run.requests.completed, 20000);
    QVERIFY(report->run.stalls >= 1);
    QVERIFY(report->run.longestStall > report->run.duration / 2);
}

void TstSessionScenarios::computingOnTheLoopBlocksIt()
{
    Session::Session session;
    const auto report = runToEnd(&session, plan("cpu-bound", "on-loop", {{"numbers", "6"}}));
    QVERIFY(report && !report->failed);
    QCOMPARE(report->run.workUnits, 6);
    QVERIFY(report->run.longestStall > report->run.duration / 2);
    const auto stalls = report->figures.stallsOf(report->figures.subject()->track.id);
    const auto longest =
        std::ranges::max_element(stalls, {}, [](const auto *stall) { return stall->duration; });
    QVERIFY((*longest)->culprit());
    QVERIFY2((*longest)->culprit()->file.contains(QLatin1String("primality")),
             qPrintable((*longest)->culprit()->file));
}

void TstSessionScenarios::computingInThreadsKeepsTheQueue()
{
    Session::Session session;
    const auto report =
        runToEnd(&session, plan("cpu-bound", "thread-pool", {{"numbers", "12"}, {"workers", "2"}}));
    QVERIFY(report && !report->failed);
    QCOMPARE(report->run.executors.size(), std::size_t{1});
    const Scenario::ExecutorFigures &pool = report->run.executors.front();
    QCOMPARE(pool.submitted, 12);
    QCOMPARE(pool.completed, 12);
    QCOMPARE(pool.maxQueueDepth, 10);
    QCOMPARE(pool.workers, 2);
}

void TstSessionScenarios::roundsRepeatUntilTheTimeIsOver()
{
    Session::Session session;
    const auto report = runToEnd(&session, plan("pipelining", "pipelined", {{"requests", "100"}}, 0.3));
    QVERIFY(report && !report->failed);
    QVERIFY(report->run.rounds > 1);
    QCOMPARE(report->run.requests.completed, 100 * report->run.rounds);
    QVERIFY(report->run.duration >= 300ms);
}

LOOPSCOPE_TEST_MAIN(TstSessionScenarios)

#include "tst_sessionscenarios.moc"
