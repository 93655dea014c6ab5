#include "core/session/reportjson.h"
#include "core/trace/stackreading.h"
#include "tests/core/session/sessionfixture.h"
#include "tests/support/stricttest.h"

#include <QJsonArray>
#include <QTemporaryDir>

using namespace Loopscope;
using namespace Loopscope::Testing;
using namespace std::chrono_literals;

class TstSession : public CleanTest
{
    Q_OBJECT

private Q_SLOTS:
    void blockingSleepIsReportedWithLineAndCreator();
    void awaitingSleepBlocksNothing();
    void requestsDueInAStallTellOfIt();
    void everyRequestThatIsDueIsCounted();
    void documentHasEveryFieldOfTheContract();
    void documentTellsWhoSpawnedATask();
    void phasesPassInOrder();
    void twoRunsInARowAreMeasuredApart();
    void thresholdDecidesWhatIsAStall();
    void recordingIsWholeWhenTheRunIsDone();
    void recordingMayStartInTheMiddle();
};

void TstSession::blockingSleepIsReportedWithLineAndCreator()
{
    Session::Session session;
    const auto report = runToEnd(&session, plan("slow-callback", "blocking", {{"interval_ms", "200"}}, 2.0));
    QVERIFY(report && !report->failed);
    QVERIFY(report->run.stalls >= 3);
    const auto stalls = report->figures.stallsOf(report->figures.subject()->track.id);
    const QString source = QStringLiteral("core/scenario/slowcallback/slowcallback_blocking.cpp");
#ifdef __clang__ // runs a coroutine's first part in the function that starts it
    const QString firstPartOfSleeper = QStringLiteral("sleeper");
#else
    const QString firstPartOfSleeper = QStringLiteral("sleeper()");
#endif
    for (const Trace::Stall *stall : stalls) {
        if (stall->duration < 90ms)
            continue; // the machine's, not the sleeper's
        QVERIFY(stall->duration >= 100ms);
        QVERIFY(stall->culprit());
        QCOMPARE(stall->culprit()->file, source);
        QCOMPARE(stall->culprit()->function, firstPartOfSleeper);
#ifndef LOOPSCOPE_SANITIZE_ADDRESS // under it stacks repeat the frames of a sleep
        const auto ofCoroutine = [&source](const std::vector<Trace::Frame> &frames) {
            return std::ranges::count(frames, source, &Trace::Frame::file);
        };
        const std::vector<Trace::Frame> &frames = stall->mainStack()->frames;
        QCOMPARE(ofCoroutine(frames), 2); // it was called, and goes on in its resumable half
        QCOMPARE(ofCoroutine(Trace::withWholeCoroutines(frames)), 1);
#endif
        QCOMPARE(stall->taskName, QStringLiteral("sleeper"));
        QVERIFY(stall->createdAt.file.endsWith(QLatin1String("slowcallback/slowcallback.cpp")));
        QCOMPARE(stall->cause, Trace::StallCause::Sleep);
    }
    QVERIFY2(report->verdict.contains(QLatin1String("blocked")), qPrintable(report->verdict));
    QVERIFY(report->run.latencyMax >= 80ms);
}

void TstSession::awaitingSleepBlocksNothing()
{
    Session::Session session;
    const auto report = runToEnd(&session, plan("slow-callback", "awaiting", {{"interval_ms", "200"}}, 1.0));
    QVERIFY(report && !report->failed);
    QVERIFY(report->run.workUnits >= 4);
    for (const Trace::Stall *stall : report->figures.stallsOf(report->figures.subject()->track.id))
        QVERIFY2(stall->duration < 90ms, "an awaited sleep was taken for a stall");
    QVERIFY(report->run.latencyP50 < 50ms);
    QVERIFY(report->run.requests.completed > 20); // the bystanders got their turns
    QCOMPARE(report->run.requests.wrongAnswers, 0);
}

// One is due every 5 ms, also while the loop is blocked: what they wait for it is in their times.
void TstSession::requestsDueInAStallTellOfIt()
{
    Session::Session session;
    const auto report = runToEnd(&session, plan("slow-callback", "blocking", {{"interval_ms", "200"}}, 1.0));
    QVERIFY(report && !report->failed);
    const auto &requests = report->run.requests;
    QVERIFY(requests.latency.max() >= 90ms);
    QVERIFY(requests.latency.quantile(0.9) >= 50ms); // 100 of 200 ms were blocked
    QVERIFY2(requests.latency.quantile(0.25) < 50ms, "those due in between wait for nothing");
}

// Also in the last stall of a run, and however long it is.
void TstSession::everyRequestThatIsDueIsCounted()
{
    Session::Session session;
    const auto report = runToEnd(
        &session, plan("slow-callback", "blocking", {{"interval_ms", "1"}, {"sleep_ms", "600"}}, 0.1));
    QVERIFY(report && !report->failed);
    QCOMPARE(report->run.workUnits, 1);
    const auto &requests = report->run.requests;
    QVERIFY2(requests.completed >= 119, qPrintable(QString::number(requests.completed)));
    QCOMPARE(requests.latency.count(), quint64(requests.completed));
    QVERIFY(requests.latency.max() >= 590ms);
    QVERIFY(requests.latency.quantile(0.5) >= 250ms);
    QCOMPARE(requests.wrongAnswers, 0);
}

void TstSession::documentHasEveryFieldOfTheContract()
{
    Session::Session session;
    const auto report = runToEnd(&session, plan("slow-callback", "blocking", {{"interval_ms", "200"}}, 0.5));
    QVERIFY(report);
    const QJsonObject document = Session::toJson(*report);
    for (const char *key :
         {"scenario", "variant", "available", "parameters", "verdict", "duration_s", "rounds", "loop",
          "loops", "slow_callbacks", "slow_callbacks_total", "executors", "requests", "self"})
        QVERIFY2(document.contains(QLatin1String(key)), key);
    const QJsonObject stall = document[u"slow_callbacks"].toArray().first().toObject();
    for (const char *key :
         {"name", "kind", "location", "created_at", "spawned_by", "started_s", "duration_ms", "cause",
          "evidence", "on_cpu_ms", "waiting_for_cpu_ms", "approximate", "frames"})
        QVERIFY2(stall.contains(QLatin1String(key)), key);
    QVERIFY(stall[u"location"].toString().startsWith(
        QLatin1String("core/scenario/slowcallback/slowcallback_blocking.cpp:")));
    const QJsonObject latency = document[u"loop"].toObject()[u"latency_ms"].toObject();
    for (const char *key : {"p50", "p90", "p99", "p999", "max", "samples"})
        QVERIFY2(latency.contains(QLatin1String(key)), key);
    const double busy = document[u"loop"].toObject()[u"busy_fraction"].toDouble();
    QVERIFY2(busy > 0.3 && busy <= 1.0, qPrintable(QString::number(busy)));
}

void TstSession::documentTellsWhoSpawnedATask()
{
    Trace::Stall stall;
    stall.id = 1;
    stall.track = 1;
    stall.taskName = QStringLiteral("reader");
    stall.spawnedBy = {{QStringLiteral("session"), {QStringLiteral("f()"), QStringLiteral("a.cpp"), 12}},
                       {QStringLiteral("server"), {}}};
    Session::RunReport report;
    report.figures.workStartedAt = Base::SteadyTime();
    report.figures.subjectTrack = 1;
    report.figures.loops[1].track.id = 1;
    report.figures.stalls[1] = stall;
    const QJsonObject told = Session::toJson(report)[u"slow_callbacks"].toArray().first().toObject();
    const QJsonArray expected{QJsonObject{{"name", "session"}, {"created_at", "a.cpp:12"}},
                              QJsonObject{{"name", "server"}, {"created_at", QJsonValue()}}};
    QCOMPARE(told[u"spawned_by"].toArray(), expected);
}

void TstSession::phasesPassInOrder()
{
    Session::Session session;
    std::vector<Session::RunState> states;
    connect(&session, &Session::Session::stateChanged, &session,
            [&states](Session::RunState state) { states.push_back(state); });
    QVERIFY(runToEnd(&session, plan("pipelining", "pipelined", {{"requests", "500"}})));
    using enum Session::RunState;
    QCOMPARE(states, (std::vector{Preparing, Working, Stopping, Done}));
}

void TstSession::twoRunsInARowAreMeasuredApart()
{
    Session::Session session;
    const auto first = runToEnd(&session, plan("slow-callback", "blocking", {{"interval_ms", "200"}}, 0.5));
    const auto second = runToEnd(&session, plan("slow-callback", "awaiting", {{"interval_ms", "200"}}, 0.5));
    QVERIFY(first && second && first != second);
    QVERIFY(first->run.latencyMax >= 80ms);
    QVERIFY(second->figures.subject()->latency.count() > 10);
    QVERIFY(first->figures.subject()->track.id != second->figures.subject()->track.id);
    QVERIFY(second->run.latencyMax < first->run.latencyMax);
}

void TstSession::thresholdDecidesWhatIsAStall()
{
    Session::Session session;
    const auto report = runToEnd(
        &session, plan("slow-callback", "blocking", {{"interval_ms", "200"}, {"threshold_ms", "5000"}}, 0.5));
    QVERIFY(report);
    QCOMPARE(report->run.stalls, 0);
    QVERIFY(report->run.latencyMax >= 80ms);
}

void TstSession::recordingIsWholeWhenTheRunIsDone()
{
    const QTemporaryDir folder;
    auto recorded = plan("slow-callback", "blocking", {{"interval_ms", "200"}}, 0.5);
    recorded.recordPath = folder.filePath(QStringLiteral("run.perfetto-trace"));
    Session::Session session;
    const auto report = runToEnd(&session, recorded);
    QVERIFY(report);
    QCOMPARE(report->recordedTo, recorded.recordPath);
    QFile file(recorded.recordPath);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray content = file.readAll();
    QCOMPARE(content.size(), session.recordedBytes());
    // What must be in it; that it decodes to its end is the recorder's own test.
    for (const char *text : {"sleeper", "slowcallback_blocking.cpp", "sleep", "Loop"})
        QVERIFY2(content.contains(text), text);
}

void TstSession::recordingMayStartInTheMiddle()
{
    const QTemporaryDir folder;
    Session::Session session;
    session.start(plan("slow-callback", "blocking", {{"interval_ms", "200"}}, 1.0));
    QTRY_COMPARE(session.state(), Session::RunState::Working);
    session.startRecording(folder.filePath(QStringLiteral("late.perfetto-trace")));
    QVERIFY(session.isRecording());
    QTRY_VERIFY_WITH_TIMEOUT(hasEnded(session), 30000);
    QFile file(session.recordingPath());
    QVERIFY(file.open(QIODevice::ReadOnly));
    QVERIFY(file.readAll().contains("slowcallback_blocking.cpp"));
}

LOOPSCOPE_TEST_MAIN(TstSession)

#include "tst_session.moc"
