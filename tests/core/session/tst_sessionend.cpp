#include "core/exec/findworker.h"
#include "tests/core/session/sessionfixture.h"
#include "tests/support/stricttest.h"

#include <QTcpServer>
#include <QTemporaryDir>

using namespace Loopscope;
using namespace Loopscope::Testing;
using namespace std::chrono_literals;

/// How runs end: stopped, failed, refused, or with the session itself.
class TstSessionEnd : public CleanTest
{
    Q_OBJECT

private Q_SLOTS:
    void stopEndsEveryVariantInOrder_data();
    void stopEndsEveryVariantInOrder();
    void refusedServerFailsTheRunByName_data();
    void refusedServerFailsTheRunByName();
    void badServerAddressFailsTheRun();
    void unknownVariantFailsTheRun();
    void unwritableTraceFailsTheRunBeforeItBegins();
    void destroyedSessionEndsItsRun();
};

void TstSessionEnd::stopEndsEveryVariantInOrder_data()
{
    QTest::addColumn<QString>("scenarioId");
    QTest::addColumn<QString>("variantId");
    for (const Scenario::Scenario &scenario : Scenario::allScenarios()) {
        if (!scenario.reasonUnavailable(Scenario::Parameters(scenario.parameters)).isEmpty())
            continue; // without Python or the ODBC driver
        for (const Scenario::Variant &variant : scenario.variants) {
            // The worker is not beside the tests; tst_commandline stops that one.
            if (variant.id != QLatin1String("process-pool"))
                QTest::addRow("%s", qPrintable(scenario.id + u'/' + variant.id)) << scenario.id << variant.id;
        }
    }
}

void TstSessionEnd::stopEndsEveryVariantInOrder()
{
    QFETCH(QString, scenarioId);
    QFETCH(QString, variantId);
    Session::Session session;
    // The first run makes what stays for the process: the monitor's threads.
    QVERIFY(runToEnd(&session,
                     plan("slow-callback", "awaiting", {{"interval_ms", "10"}, {"sleep_ms", "1"}}, 0.02)));
    const QStringList before = threadNames();
    if (variantId == QLatin1String("wrong-thread"))
        QTest::ignoreMessage(QtWarningMsg,
                             "QObject::startTimer: Timers cannot be started from another thread");
    auto endless = plan(scenarioId, variantId);
    endless.repeat = true;
    session.start(endless);
    QTRY_COMPARE(session.state(), Session::RunState::Working);
    session.stop();
    QCOMPARE(session.state(), Session::RunState::Stopping);
    QTRY_VERIFY_WITH_TIMEOUT(hasEnded(session), 20000);
    QCOMPARE(session.state(), Session::RunState::Done);
    QVERIFY(session.report()->stopped);
    QTRY_COMPARE(threadNames(), before);
}

void TstSessionEnd::refusedServerFailsTheRunByName_data()
{
    QTest::addColumn<QString>("scenarioId");
    QTest::addColumn<QString>("variantId");
    QTest::newRow("blocking client") << "request-reply"
                                     << "blocking";
    QTest::newRow("awaited by hand") << "request-reply"
                                     << "request-reply";
    QTest::newRow("pipelined") << "pipelining"
                               << "pipelined";
}

void TstSessionEnd::refusedServerFailsTheRunByName()
{
    QFETCH(QString, scenarioId);
    QFETCH(QString, variantId);
    QTcpServer closed;
    QVERIFY(closed.listen(QHostAddress::LocalHost));
    const QByteArray address = "127.0.0.1:" + QByteArray::number(closed.serverPort());
    closed.close();
    Session::Session session;
    const auto report = runToEnd(&session, plan(scenarioId, variantId, {{"server", address.constData()}}));
    QVERIFY(report && report->failed);
    QVERIFY2(report->failure.contains(QLatin1String(address)), qPrintable(report->failure));
}

void TstSessionEnd::badServerAddressFailsTheRun()
{
    Session::Session session;
    const auto report = runToEnd(&session, plan("pipelining", "pipelined", {{"server", "nowhere"}}));
    QVERIFY(report && report->failed);
    QVERIFY2(report->failure.contains(QLatin1String("nowhere")), qPrintable(report->failure));
}

void TstSessionEnd::unknownVariantFailsTheRun()
{
    Session::Session session;
    const auto report = runToEnd(&session, plan("slow-callback", "nothing"));
    QVERIFY(report && report->failed);
    QCOMPARE(session.state(), Session::RunState::Failed);
}

void TstSessionEnd::unwritableTraceFailsTheRunBeforeItBegins()
{
    auto recorded = plan("slow-callback", "blocking");
    recorded.recordPath = QStringLiteral("/nowhere/at/all/run.perfetto-trace");
    Session::Session session;
    const auto report = runToEnd(&session, recorded);
    QVERIFY(report && report->failed);
    QVERIFY2(report->failure.contains(QLatin1String("/nowhere/at/all")), qPrintable(report->failure));
    QVERIFY(!report->figures.workStartedAt);
}

void TstSessionEnd::destroyedSessionEndsItsRun()
{
    QStringList before;
    {
        Session::Session session;
        QVERIFY(runToEnd(
            &session, plan("slow-callback", "awaiting", {{"interval_ms", "10"}, {"sleep_ms", "1"}}, 0.02)));
        before = threadNames();
        session.start(plan("pipelining", "pipelined", {{"requests", "10000000"}}));
        QTRY_COMPARE(session.state(), Session::RunState::Working);
    }
    QTRY_COMPARE(threadNames(), before);
}

LOOPSCOPE_TEST_MAIN(TstSessionEnd)

#include "tst_sessionend.moc"
