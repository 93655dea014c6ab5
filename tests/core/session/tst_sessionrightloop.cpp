#include "tests/core/session/sessionfixture.h"
#include "tests/support/stricttest.h"

using namespace Loopscope;
using namespace Loopscope::Testing;
using Trace::WrongThreadKind;

class TstSessionRightLoop : public CleanTest
{
    Q_OBJECT

private Q_SLOTS:
    void everyHopToAnotherThreadIsNamed();
    void carriedCoroutineStaysInItsLoop();
    void everyRunCountsFromOne();
    void stoppedHopperComesHome();
};

namespace {

const Trace::WrongThreadUse *firstOf(const Session::RunReport &report, WrongThreadKind kind)
{
    for (const auto &[id, use] : report.figures.wrongThreadUses) {
        if (use.kind == kind)
            return &use;
    }
    return nullptr;
}

} // namespace

void TstSessionRightLoop::everyHopToAnotherThreadIsNamed()
{
    QTest::ignoreMessage(QtWarningMsg, "QObject::startTimer: Timers cannot be started from another thread");
    Session::Session session;
    // An odd number: the last hop ends in the other thread, and one more brings it home.
    const auto report = runToEnd(&session, plan("right-loop", "wrong-thread", {{"hops", "301"}}));
    QVERIFY(report && !report->failed);
    QCOMPARE(report->run.workUnits, 301);
    QCOMPARE(report->run.foreignResumptions, 302);
    // Every second hop is one to the other thread: an event, an assertion; once a timer.
    QCOMPARE(report->run.foreignUses, 151 + 151 + 1);
    for (const auto kind : {WrongThreadKind::Resumption, WrongThreadKind::Delivery,
                            WrongThreadKind::QtWarning, WrongThreadKind::Assertion}) {
        const Trace::WrongThreadUse *use = firstOf(*report, kind);
        QVERIFY(use);
        QVERIFY2(use->where().toString().startsWith(QLatin1String("core/scenario/rightloop/rightloop")),
                 qPrintable(use->toString()));
        QVERIFY(!use->actualThread.isEmpty());
    }
    const Trace::WrongThreadUse *resumption = firstOf(*report, WrongThreadKind::Resumption);
    QCOMPARE(resumption->object, QStringLiteral("hopper"));
    QVERIFY(resumption->where().toString().contains(QLatin1String("rightloop_wrongthread.cpp")));
    QVERIFY(resumption->ownThread != resumption->actualThread);
    QVERIFY2(report->verdict.startsWith(QLatin1String("All 301 hops went on")), qPrintable(report->verdict));
}

void TstSessionRightLoop::carriedCoroutineStaysInItsLoop()
{
    Session::Session session;
    const auto report = runToEnd(&session, plan("right-loop", "carried"));
    QVERIFY(report && !report->failed);
    QCOMPARE(report->run.workUnits, 1000);
    QCOMPARE(report->run.foreignResumptions, 0);
    QCOMPARE(report->run.foreignUses, 0);
    QVERIFY2(report->verdict.contains(QLatin1String("own loop")), qPrintable(report->verdict));
}

void TstSessionRightLoop::everyRunCountsFromOne()
{
    for (int run = 0; run < 2; ++run) {
        QTest::ignoreMessage(QtWarningMsg,
                             "QObject::startTimer: Timers cannot be started from another thread");
        Session::Session session;
        const auto report = runToEnd(&session, plan("right-loop", "wrong-thread", {{"hops", "10"}}));
        QVERIFY(report && !report->failed);
        QCOMPARE(report->run.foreignResumptions, 10);
    }
}

void TstSessionRightLoop::stoppedHopperComesHome()
{
    QTest::ignoreMessage(QtWarningMsg, "QObject::startTimer: Timers cannot be started from another thread");
    {
        Session::Session session;
        session.start(plan("right-loop", "wrong-thread", {{"hops", "1000000"}}));
        QTRY_COMPARE_WITH_TIMEOUT(session.state(), Session::RunState::Working, 20'000);
        session.stop();
        QTRY_VERIFY_WITH_TIMEOUT(hasEnded(session), 20'000);
        QVERIFY(session.report()->stopped);
        QVERIFY(session.report()->run.workUnits < 1'000'000);
    }
    QTRY_VERIFY_WITH_TIMEOUT(!threadNames().contains(QStringLiteral("Other loop")), 20'000);
}

LOOPSCOPE_TEST_MAIN(TstSessionRightLoop)

#include "tst_sessionrightloop.moc"
