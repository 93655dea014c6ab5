#include "core/scenario/figuretext.h"
#include "core/scenario/looptext.h"
#include "core/scenario/scenario.h"
#include "tests/support/stricttest.h"

using namespace Loopscope;
using namespace Loopscope::Scenario;
using namespace std::chrono_literals;

namespace {

void addScenarios(std::initializer_list<const char *> ids)
{
    QTest::addColumn<QString>("scenarioId");
    for (const char *id : ids)
        QTest::newRow(id) << QString::fromLatin1(id);
}

} // namespace

/// A verdict says nothing that the numbers beside it deny.
class TstVerdicts : public Testing::StrictTest
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void freeIsSaidOfASmallLatencyOnly_data();
    void freeIsSaidOfASmallLatencyOnly();
    void latencyWithoutAStallIsTheMachines();
    void stallsOfTheMachineAreSaidEverywhere_data();
    void stallsOfTheMachineAreSaidEverywhere();
    void waitThatNoStallExplainsIsTold_data();
    void waitThatNoStallExplainsIsTold();
    void blockedTimeIsPartOfTheRun();
    void poolThatWasBlockedIsNotFree_data();
    void poolThatWasBlockedIsNotFree();
    void oneAtATimeIsSaidInWords();
    void everyMeansAll();
    void wholeAmountHopped();
    void ratesHaveThreeDigits();
    void durationsAreThoseOfTheWindow_data();
    void durationsAreThoseOfTheWindow();
    void nobodyBelongsInto();

private:
    QString say(const QString &id) const
    {
        const auto *found = scenario(id);
        return found->verdict(Parameters(found->parameters), m_run);
    }

    RunFigures m_run;
};

void TstVerdicts::init()
{
    StrictTest::init();
    m_run = {};
    m_run.duration = 200ms;
    m_run.latencyP50 = 20us;
    m_run.latencyP99 = 100us;
    m_run.latencyMax = 300us;
    m_run.requests.completed = 400;
    m_run.requests.maxInFlight = 1;
    m_run.workUnits = 16;
}

void TstVerdicts::freeIsSaidOfASmallLatencyOnly_data()
{
    addScenarios(
        {"slow-callback", "http", "request-reply", "database", "interpreter-lock", "files", "cpu-bound"});
}

void TstVerdicts::freeIsSaidOfASmallLatencyOnly()
{
    QFETCH(QString, scenarioId);
    const auto saysFree = [&] {
        const QString said = say(scenarioId);
        return said.contains(QLatin1String("free")) || said.contains(QLatin1String("never blocked")) ||
               said.contains(QLatin1String("went on"));
    };
    QVERIFY2(saysFree(), qPrintable(say(scenarioId)));
    // Large against the run, however far below the threshold.
    m_run.duration = 2ms;
    QVERIFY2(!saysFree(), qPrintable(say(scenarioId)));
    // A blocking variant that was just short.
    m_run.duration = 8'900us;
    m_run.latencyP99 = m_run.latencyMax = 7'200us;
    QVERIFY2(!saysFree(), qPrintable(say(scenarioId)));
    QVERIFY2(say(scenarioId)
                 .contains(QStringLiteral(
                     "no stall exceeded 10\u00a0ms, loop latency p99 7.20\u00a0ms, max 7.20\u00a0ms.")),
             qPrintable(say(scenarioId)));
    // Large against the threshold, however long the run.
    m_run.duration = 10s;
    QVERIFY2(!saysFree(), qPrintable(say(scenarioId)));
    m_run.latencyP99 = m_run.latencyMax = 0ns;
    QVERIFY2(!saysFree() && say(scenarioId).contains(QLatin1String("too short")),
             qPrintable(say(scenarioId)));
}

void TstVerdicts::latencyWithoutAStallIsTheMachines()
{
    m_run.duration = 1s;
    m_run.latencyMax = 155ms;
    QVERIFY2(say(QStringLiteral("database"))
                 .endsWith(QStringLiteral(
                     "no stall exceeded 10\u00a0ms, loop latency p99 0.100\u00a0ms, max 155\u00a0ms "
                     "(the machine, not the code, delayed it).")),
             qPrintable(say(QStringLiteral("database"))));
    m_run.stalls = 1;
    m_run.longestStall = 150ms;
    QVERIFY2(!say(QStringLiteral("database")).contains(QLatin1String("machine")),
             qPrintable(say(QStringLiteral("database"))));
    m_run.timeInStalls = m_run.longestStall = 12ms;
    m_run.stallsOfMachine = 1;
    QVERIFY2(say(QStringLiteral("database"))
                 .endsWith(QStringLiteral(
                     "the loop was blocked for 12.0\u00a0ms of it (the machine, not the code, delayed it).")),
             qPrintable(say(QStringLiteral("database"))));
}

// Where the verdict is of requests or hops, the loop has a sentence of its own.
void TstVerdicts::stallsOfTheMachineAreSaidEverywhere_data()
{
    addScenarios({"right-loop", "pipelining", "connection-pool"});
}

void TstVerdicts::stallsOfTheMachineAreSaidEverywhere()
{
    QFETCH(QString, scenarioId);
    m_run.duration = 1s;
    m_run.stalls = m_run.stallsOfMachine = 2;
    m_run.longestStall = 101ms;
    QVERIFY2(say(scenarioId)
                 .endsWith(QStringLiteral(
                     " The machine, not the code, delayed the loop 2 times, the longest for 101\u00a0ms.")),
             qPrintable(say(scenarioId)));
    m_run.stallsOfMachine = 1;
    QVERIFY2(!say(scenarioId).contains(QLatin1String("machine")), qPrintable(say(scenarioId)));
}

void TstVerdicts::waitThatNoStallExplainsIsTold_data()
{
    addScenarios({"slow-callback", "http", "database"});
}

void TstVerdicts::waitThatNoStallExplainsIsTold()
{
    QFETCH(QString, scenarioId);
    m_run.duration = 1s;
    m_run.stalls = 3;
    m_run.timeInStalls = 300ms;
    m_run.longestStall = 101ms;
    m_run.latencyMax = 178ms;
    QVERIFY2(say(scenarioId)
                 .contains(QStringLiteral(
                     "; an event waited 178\u00a0ms, for several callbacks or for the machine.")),
             qPrintable(say(scenarioId)));
    QVERIFY2(!say(scenarioId).contains(QLatin1String("not the code")), qPrintable(say(scenarioId)));
    m_run.latencyMax = 110ms;
    QVERIFY2(!say(scenarioId).contains(QLatin1String("an event waited")), qPrintable(say(scenarioId)));
}

void TstVerdicts::blockedTimeIsPartOfTheRun()
{
    m_run.duration = 28'600us;
    m_run.stalls = 1;
    m_run.longestStall = 39'700us; // it outlived the work
    m_run.timeInStalls = 28'600us;
    const Parameters none;
    QCOMPARE(loopText(none, m_run), QStringLiteral("the loop was blocked for 28.6\u00a0ms of it"));
    m_run.stalls = 2;
    m_run.longestStall = 20ms;
    QCOMPARE(loopText(none, m_run),
             QStringLiteral("the loop was blocked for 28.6\u00a0ms of it, the longest for 20.0\u00a0ms"));
    // One of them lies outside the work.
    m_run.longestStall = 39'700us;
    QCOMPARE(loopText(none, m_run), QStringLiteral("the loop was blocked for 28.6\u00a0ms of it"));
    // Iterations of many short callbacks: how long is known of the longest only.
    m_run.timeInStalls = 0ns;
    QCOMPARE(loopText(none, m_run),
             QStringLiteral("the loop was blocked 2 times, the longest for 28.6\u00a0ms"));
}

void TstVerdicts::poolThatWasBlockedIsNotFree_data()
{
    addScenarios({"http", "database", "cpu-bound"});
}

void TstVerdicts::poolThatWasBlockedIsNotFree()
{
    QFETCH(QString, scenarioId);
    m_run.executors = {{QStringLiteral("pool"), QStringLiteral("thread"), 4, 20, 20, 0, 0, 16}};
    QVERIFY(say(scenarioId).contains(QLatin1String("free")));
    m_run.stalls = 1;
    m_run.timeInStalls = m_run.longestStall = 12ms;
    QVERIFY2(say(scenarioId).endsWith(QStringLiteral("the loop was blocked for 12.0\u00a0ms of it.")),
             qPrintable(say(scenarioId)));
}

void TstVerdicts::oneAtATimeIsSaidInWords()
{
    m_run.duration = 806ms; // 16 calls of 50 ms
    QVERIFY2(say(QStringLiteral("interpreter-lock"))
                 .startsWith(
                     QStringLiteral("16 calls of 50\u00a0ms in 806\u00a0ms with 4 threads, one at a time;")),
             qPrintable(say(QStringLiteral("interpreter-lock"))));
    m_run.duration = 202ms;
    QVERIFY(say(QStringLiteral("interpreter-lock")).contains(QStringLiteral(" threads, 4 at a time;")));
    m_run.duration = 300ms;
    QVERIFY(say(QStringLiteral("interpreter-lock")).contains(QStringLiteral(" threads, 2.7 at a time;")));
}

void TstVerdicts::everyMeansAll()
{
    m_run.requests.connectionsAccepted = 400;
    QVERIFY(say(QStringLiteral("connection-pool"))
                .endsWith(QStringLiteral(": every request paid for one of its own.")));
    m_run.requests.connectionsAccepted = 390;
    QVERIFY(say(QStringLiteral("connection-pool"))
                .endsWith(QStringLiteral(": nearly every request paid for one of its own.")));
    m_run.requests.connectionsAccepted = 4;
    QVERIFY(say(QStringLiteral("connection-pool")).endsWith(QStringLiteral(": each served 100 requests.")));
    m_run.requests.connectionsAccepted = 3;
    QVERIFY(
        say(QStringLiteral("connection-pool")).endsWith(QStringLiteral(": each served about 133 requests.")));
    m_run.requests.connectionsAccepted = 1;
    QVERIFY(say(QStringLiteral("connection-pool"))
                .endsWith(QStringLiteral("over 1 connection, which served all of them.")));
}

void TstVerdicts::wholeAmountHopped()
{
    m_run.workUnits = m_run.foreignResumptions = 10;
    QCOMPARE(say(QStringLiteral("right-loop")),
             QStringLiteral("All 10 hops went on in a thread that is not the coroutine's."));
    m_run.foreignUses = 11;
    QCOMPARE(
        say(QStringLiteral("right-loop")),
        QStringLiteral("All 10 hops went on in a thread that is not the coroutine's, and objects were used "
                       "from the wrong thread 11 times."));
    m_run.foreignResumptions = 4;
    QVERIFY(say(QStringLiteral("right-loop")).startsWith(QStringLiteral("4 of 10 hops went on in a thread")));
    m_run.foreignResumptions = 0;
    QCOMPARE(say(QStringLiteral("right-loop")),
             QStringLiteral("Objects were used from the wrong thread 11 times."));
}

void TstVerdicts::ratesHaveThreeDigits()
{
    QCOMPARE(rateText(490'316), QStringLiteral("490\u00a0000"));
    QCOMPARE(rateText(17'934), QStringLiteral("17\u00a0900"));
    QCOMPARE(rateText(77.4), QStringLiteral("77"));
    QCOMPARE(rateText(4.46), QStringLiteral("4.5"));
    QCOMPARE(rateText(0), QStringLiteral("0"));
    m_run.duration = 816'000ns;
    for (const char *id : {"request-reply", "pipelining", "connection-pool"})
        QVERIFY2(say(QString::fromLatin1(id)).contains(QStringLiteral("490\u00a0000 per second")),
                 qPrintable(say(QString::fromLatin1(id))));
}

void TstVerdicts::durationsAreThoseOfTheWindow_data()
{
    QTest::addColumn<qint64>("nanoseconds");
    QTest::addColumn<QString>("text");
    // As tst_format has them of Theme::formatDuration().
    QTest::newRow("none") << qint64{0} << QStringLiteral("0\u00a0ms");
    QTest::newRow("microseconds") << qint64{54'321} << QStringLiteral("0.054\u00a0ms");
    QTest::newRow("rounds up to ten") << qint64{9'996'000} << QStringLiteral("10.0\u00a0ms");
    QTest::newRow("rounds up to a hundred") << qint64{99'960'000} << QStringLiteral("100\u00a0ms");
    QTest::newRow("many seconds") << qint64{1'234'000'000'000} << QStringLiteral("1\u00a0234\u00a0s");
}

void TstVerdicts::durationsAreThoseOfTheWindow()
{
    QFETCH(qint64, nanoseconds);
    QFETCH(QString, text);
    QCOMPARE(durationText(Base::Duration(nanoseconds)), text);
}

void TstVerdicts::nobodyBelongsInto()
{
    for (const auto &each : allScenarios())
        QVERIFY2(!each.lesson.contains(QLatin1String("belongs into")), qPrintable(each.lesson));
}

LOOPSCOPE_TEST_MAIN(TstVerdicts)

#include "tst_verdicts.moc"
