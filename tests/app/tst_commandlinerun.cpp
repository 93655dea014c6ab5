#include "tests/app/program.h"
#include "tests/support/stricttest.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QRegularExpression>
#include <QTemporaryDir>

#include <csignal>

using namespace Loopscope::Testing;

/// The real program runs real scenarios.
class TstCommandLineRun : public StrictTest
{
    Q_OBJECT

private Q_SLOTS:
    void blockingSleepIsNamedByFileAndLine();
    void severalVariantsAreAnArray();
    void severalVariantsAreComparedInASentence();
    void processPoolUsesProcessesAndLeavesNone();
    void killedWorkerDoesNotEndTheRun();
    void missingWorkerIsNamed();
    void traceOfEachRunIsWritten();
    void interruptEndsInOrder_data();
    void interruptEndsInOrder();
    void slowCallbacksAreLoggedLikeAsyncios();
};

void TstCommandLineRun::blockingSleepIsNamedByFileAndLine()
{
    const Ended ended = runProgram({"run", "slow-callback/blocking", "--duration", "1.2", "--json"});
    QCOMPARE(ended.status, 0);
    QVERIFY2(ended.err.isEmpty(), qPrintable(ended.err));
    const QJsonObject document = ended.json().object();
    QCOMPARE(document[u"scenario"].toString(), QStringLiteral("slow-callback"));
    const QJsonArray stalls = document[u"slow_callbacks"].toArray();
    QVERIFY(!stalls.isEmpty());
    bool isNamed = false;
    for (const auto &entry : stalls) {
        const QJsonObject stall = entry.toObject();
        isNamed = isNamed || (stall[u"location"].toString().startsWith(
                                  QLatin1String("core/scenario/slowcallback/slowcallback_blocking.cpp:")) &&
                              stall[u"created_at"].toString().startsWith(
                                  QLatin1String("core/scenario/slowcallback/slowcallback.cpp:")) &&
                              stall[u"cause"].toString() == QLatin1String("sleep"));
    }
    QVERIFY(isNamed);
}

void TstCommandLineRun::severalVariantsAreAnArray()
{
    const Ended ended = runProgram({"run", "pipelining", "--set", "requests=2000", "--json"});
    QCOMPARE(ended.status, 0);
    const QJsonArray documents = ended.json().array();
    QCOMPARE(documents.size(), 3);
    QCOMPARE(documents[0].toObject()[u"variant"].toString(), QStringLiteral("request-reply"));
    QVERIFY(documents[1].toObject()[u"requests"].toObject()[u"wrong_answers"].toInt() > 0);
    QCOMPARE(documents[2].toObject()[u"requests"].toObject()[u"wrong_answers"].toInt(), 0);
    QCOMPARE(documents[2].toObject()[u"parameters"].toObject()[u"requests"].toInt(), 2000);
}

void TstCommandLineRun::severalVariantsAreComparedInASentence()
{
    const Ended ended = runProgram({"run", "pipelining", "--set", "requests=2000"});
    QCOMPARE(ended.status, 0);
    const QString said = ended.out;
    const QRegularExpression sentence(
        QStringLiteral("\npipelining: Pipelined is [0-9.]+ times as fast as request and "
                       "reply: .+ against .+ Pipelined, last in first out, is .*wrong: "
                       ".+ of 2\u00a0000 answers reached the wrong caller"));
    QVERIFY2(sentence.match(said).hasMatch(), qPrintable(said));
    const Ended alone = runProgram({"run", "pipelining/pipelined", "--set", "requests=200"});
    QVERIFY2(!alone.out.contains(QStringLiteral("\npipelining: ")), qPrintable(alone.out));
}

void TstCommandLineRun::processPoolUsesProcessesAndLeavesNone()
{
    const Ended ended = runProgram({"run", "cpu-bound/process-pool", "--set", "numbers=6", "--json"});
    QCOMPARE(ended.status, 0);
    const QJsonObject pool = ended.json().object()[u"executors"].toArray().first().toObject();
    QCOMPARE(pool[u"kind"].toString(), QStringLiteral("process"));
    QCOMPARE(pool[u"completed"].toInt(), 6);
    QCOMPARE(pool[u"workers"].toInt(), 3);
    QTRY_COMPARE(workers(), QStringList());
}

void TstCommandLineRun::killedWorkerDoesNotEndTheRun()
{
    QProcess process;
    prepare(&process, {"run", "cpu-bound/process-pool", "--set", "numbers=300", "--json"});
    process.start();
    const auto workersOfIt = [&process] { return workers(process.processId()); };
    QTRY_VERIFY(workersOfIt().size() == 3);
    QCOMPARE(::kill(workersOfIt().first().toInt(), SIGKILL), 0);
    QVERIFY(process.waitForFinished(120000));
    QVERIFY2(process.exitCode() == 0, process.readAllStandardError().constData());
    const auto document = QJsonDocument::fromJson(process.readAllStandardOutput()).object();
    const QJsonObject pool = document[u"executors"].toArray().first().toObject();
    QCOMPARE(pool[u"completed"].toInt(), 300);
    QCOMPARE(pool[u"failed"].toInt(), 0);
}

void TstCommandLineRun::missingWorkerIsNamed()
{
    // The program alone, in a folder of its own.
    const QTemporaryDir folder;
    const QString alone = folder.filePath(QStringLiteral("loopscope"));
    QVERIFY(QFile::copy(QStringLiteral(LOOPSCOPE_PROGRAM), alone));
    QProcess process;
    prepare(&process, {"run", "cpu-bound/process-pool"});
    process.setProgram(alone);
    process.start();
    QVERIFY(process.waitForFinished(60000));
    QCOMPARE(process.exitCode(), 1);
    const QString said = QString::fromUtf8(process.readAllStandardError());
    QVERIFY2(said.contains(QLatin1String("loopscope-worker")) && said.count(u'\n') == 1, qPrintable(said));
}

void TstCommandLineRun::traceOfEachRunIsWritten()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("demo.perfetto-trace"));
    const Ended ended =
        runProgram({"run", "pipelining", "--set", "requests=500", "--record", path, "--json"});
    QCOMPARE(ended.status, 0);
    for (const char *variant : {"request-reply", "pipelined-lifo", "pipelined"}) {
        const QFileInfo trace(
            folder.filePath(QStringLiteral("demo-pipelining-%1.perfetto-trace").arg(QLatin1String(variant))));
        QVERIFY2(trace.exists() && trace.size() > 100, variant);
    }
}

void TstCommandLineRun::interruptEndsInOrder_data()
{
    QTest::addColumn<int>("signal");
    QTest::addColumn<QString>("target");
    QTest::newRow("interrupt while a loop blocks") << SIGINT << "slow-callback/blocking";
    QTest::newRow("terminate with worker processes") << SIGTERM << "cpu-bound/process-pool";
    QTest::newRow("terminate while a loop blocks") << SIGTERM << "slow-callback/blocking";
    QTest::newRow("interrupt with requests in flight") << SIGINT << "pipelining/pipelined";
}

void TstCommandLineRun::interruptEndsInOrder()
{
    QFETCH(int, signal);
    QFETCH(QString, target);
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("cut.perfetto-trace"));
    QProcess process;
    prepare(&process, {"run", target, "--duration", "600", "--record", path});
    process.start();
    // The trace grows as soon as the work goes on.
    QTRY_VERIFY(QFileInfo(path).size() > 5000);
    QCOMPARE(::kill(static_cast<pid_t>(process.processId()), signal), 0);
    QVERIFY(process.waitForFinished(30000));
    QCOMPARE(process.exitStatus(), QProcess::NormalExit);
    QCOMPARE(process.exitCode(), 1);
    QTRY_COMPARE(workers(), QStringList());
    const Ended report = runProgram({"report", path, "--json"});
    QVERIFY2(report.status == 0 && report.err.isEmpty(), qPrintable(report.err));
    QCOMPARE(report.json().object()[u"scenario"].toString(), target.section(u'/', 0, 0));
}

void TstCommandLineRun::slowCallbacksAreLoggedLikeAsyncios()
{
    const Ended ended = runProgram({"run", "slow-callback/blocking", "--duration", "1.2"});
    QCOMPARE(ended.status, 0);
    static const QRegularExpression line(
        QStringLiteral("Executing <Task (pending|finished) name='sleeper' coro=<sleeper\\(\\) running at "
                       "core/scenario/slowcallback/slowcallback_blocking\\.cpp:\\d+> created at "
                       "core/scenario/slowcallback/slowcallback\\.cpp:\\d+> took 0\\.1\\d\\d seconds"));
    QVERIFY2(line.match(ended.err).hasMatch(), qPrintable(ended.err));
    QVERIFY2(ended.out.contains(QLatin1String("slow-callback/blocking")), qPrintable(ended.out));
}

LOOPSCOPE_TEST_MAIN(TstCommandLineRun)

#include "tst_commandlinerun.moc"
