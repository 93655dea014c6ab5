#include "tests/core/session/sessionfixture.h"
#include "tests/support/stricttest.h"

using namespace Loopscope;
using namespace Loopscope::Testing;
using Trace::CounterKind;

/// The counter of finished work, from which Compare draws its race.
class TstSessionProgress : public StrictTest
{
    Q_OBJECT

private Q_SLOTS:
    void workIsCountedWhileItIsDone_data();
    void workIsCountedWhileItIsDone();
};

void TstSessionProgress::workIsCountedWhileItIsDone_data()
{
    QTest::addColumn<Session::RunPlan>("plan");
    QTest::newRow("requests, on the loop") << plan("request-reply", "blocking", {{"requests", "900"}});
    QTest::newRow("requests, awaited") << plan("pipelining", "pipelined", {{"requests", "900"}});
    QTest::newRow("http") << plan("http", "async-session", {{"requests", "20"}, {"delay_ms", "5"}});
    QTest::newRow("primes, on the loop") << plan("cpu-bound", "on-loop", {{"numbers", "3"}});
    QTest::newRow("primes, in threads") << plan("cpu-bound", "thread-pool", {{"numbers", "3"}});
    QTest::newRow("bytes") << plan("files", "on-loop", {{"size_mib", "2"}});
    QTest::newRow("hops") << plan("right-loop", "carried", {{"hops", "50"}});
}

void TstSessionProgress::workIsCountedWhileItIsDone()
{
    QFETCH(Session::RunPlan, plan);
    Session::Session session;
    const auto report = runToEnd(&session, plan);
    QVERIFY(report && !report->failed);
    QVERIFY(report->run.completed() > 0);
    double counted = 0;
    for (const auto &[id, counter] : report->figures.counters) {
        const auto max = report->figures.counterMax.find(id);
        if (counter.kind == CounterKind::Completed && max != report->figures.counterMax.end())
            counted = max->second;
    }
    QCOMPARE(counted, static_cast<double>(report->run.completed()));
}

LOOPSCOPE_TEST_MAIN(TstSessionProgress)
#include "tst_sessionprogress.moc"
