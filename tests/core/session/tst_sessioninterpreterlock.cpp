#include "tests/core/session/sessionfixture.h"
#include "tests/support/stricttest.h"

#include <algorithm>

using namespace Loopscope;
using namespace Loopscope::Testing;
using namespace std::chrono_literals;

namespace {

auto smallPlan(const char *variantId)
{
    return plan("interpreter-lock", QLatin1String(variantId), {{"calls", "8"}, {"block_ms", "60"}});
}

} // namespace

/// The slide `interpreter-lock`, with a real Python.
class TstSessionInterpreterLock : public CleanTest
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void holdingRunsOneAtATimeAndStallsTheLoop();
    void releasingRunsSideBySide();
    void stallIsFoundAtTheLineThatTakesTheLock();
    void variantsMayFollowEachOther();
    void moreThreadsThanCalls();
    void stopInTheMiddleLeavesNothing_data();
    void stopInTheMiddleLeavesNothing();
};

void TstSessionInterpreterLock::initTestCase()
{
    const auto *const scenario = Scenario::scenario(QStringLiteral("interpreter-lock"));
    QVERIFY(scenario);
    const QString reason = scenario->reasonUnavailable(Scenario::Parameters(scenario->parameters));
    if (reason.isEmpty())
        return;
    QVERIFY2(reason.contains(QLatin1String("libpython3-dev")), qPrintable(reason));
    QSKIP("this build has no Python");
}

void TstSessionInterpreterLock::holdingRunsOneAtATimeAndStallsTheLoop()
{
    Session::Session session;
    const auto report = runToEnd(&session, smallPlan("holding"));
    QVERIFY2(report && !report->failed, qPrintable(report ? report->failure : QString()));
    QCOMPARE(report->run.workUnits, 8);
    QVERIFY(report->run.duration >= 8 * 60ms); // no two of them at a time
    QVERIFY(report->run.longestStall >= 40ms);
    QVERIFY(report->run.stalls >= 1);
    const Scenario::ExecutorFigures &pool = report->run.executors.front();
    QCOMPARE(pool.workers, 4);
    QCOMPARE(pool.completed, 8);
    QCOMPARE(pool.maxQueueDepth, 4);
}

void TstSessionInterpreterLock::releasingRunsSideBySide()
{
    Session::Session session;
    // Long enough for a difference that no load of the machine hides.
    const auto report =
        runToEnd(&session, plan("interpreter-lock", "releasing", {{"calls", "8"}, {"block_ms", "400"}}));
    QVERIFY2(report && !report->failed, qPrintable(report ? report->failure : QString()));
    QCOMPARE(report->run.workUnits, 8);
    QVERIFY(report->run.duration >= 800ms);
    QVERIFY2(report->run.duration < 8 * 400ms * 3 / 4, qPrintable(report->verdict));
    QVERIFY2(report->run.longestStall < 400ms, qPrintable(report->verdict));
}

void TstSessionInterpreterLock::stallIsFoundAtTheLineThatTakesTheLock()
{
    Session::Session session;
    const auto report = runToEnd(&session, smallPlan("holding"));
    QVERIFY(report && !report->failed);
    const auto stalls = report->figures.stallsOf(report->figures.subject()->track.id);
    QVERIFY(!stalls.empty());
    const auto longest =
        std::ranges::max_element(stalls, {}, [](const auto *stall) { return stall->duration; });
    QVERIFY((*longest)->culprit());
    QFile source(QStringLiteral(LOOPSCOPE_SOURCE_DIR "/") + (*longest)->culprit()->file);
    QVERIFY2(source.fileName().endsWith(QLatin1String("interpreterlock_holding.cpp")),
             qPrintable(source.fileName()));
    QVERIFY(source.open(QIODevice::ReadOnly));
    const QByteArray line = source.readAll().split('\n').value((*longest)->culprit()->line - 1);
    QVERIFY2(line.contains("PyGILState_Ensure"), line.constData());
    QCOMPARE((*longest)->cause, Trace::StallCause::Lock);
}

void TstSessionInterpreterLock::variantsMayFollowEachOther()
{
    Session::Session session;
    for (const char *variantId : {"releasing", "holding", "releasing"}) {
        const auto report = runToEnd(&session, plan("interpreter-lock", QLatin1String(variantId),
                                                    {{"calls", "4"}, {"block_ms", "5"}}, 0.1));
        QVERIFY2(report && !report->failed, qPrintable(report ? report->failure : QString()));
        QVERIFY(report->run.rounds >= 1);
        QCOMPARE(report->run.workUnits, 4 * report->run.rounds);
    }
}

void TstSessionInterpreterLock::moreThreadsThanCalls()
{
    Session::Session session;
    const auto report = runToEnd(&session, plan("interpreter-lock", "releasing",
                                                {{"calls", "1"}, {"threads", "64"}, {"block_ms", "1"}}));
    QVERIFY(report && !report->failed);
    QCOMPARE(report->run.workUnits, 1);
}

void TstSessionInterpreterLock::stopInTheMiddleLeavesNothing_data()
{
    QTest::addColumn<QString>("variantId");
    QTest::newRow("holding") << "holding";
    QTest::newRow("releasing") << "releasing";
}

void TstSessionInterpreterLock::stopInTheMiddleLeavesNothing()
{
    QFETCH(QString, variantId);
    Session::Session session;
    // What stays for the process: the monitor's threads.
    QVERIFY(runToEnd(&session, smallPlan("releasing")));
    const QStringList before = threadNames();
    session.start(plan("interpreter-lock", variantId, {{"calls", "100000"}, {"block_ms", "20"}}));
    QTRY_COMPARE(session.state(), Session::RunState::Working);
    session.stop();
    QTRY_VERIFY_WITH_TIMEOUT(hasEnded(session), 30000);
    QCOMPARE(session.state(), Session::RunState::Done);
    QVERIFY(session.report()->stopped);
    QCOMPARE(session.report()->run.executors.front().failed, 0);
    QTRY_COMPARE(threadNames(), before);
}

LOOPSCOPE_TEST_MAIN(TstSessionInterpreterLock)

#include "tst_sessioninterpreterlock.moc"
