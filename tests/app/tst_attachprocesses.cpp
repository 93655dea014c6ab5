#include "tests/app/attachfixture.h"
#include "tests/support/stricttest.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QTemporaryDir>

#include <csignal>

using namespace Loopscope::Testing;

/// Launchers, children, threads, signals and other people's programs under `loopscope attach`.
class TstAttachProcesses : public StrictTest
{
    Q_OBJECT

private Q_SLOTS:
    void launcherThatExecsIsFollowed_data();
    void launcherThatExecsIsFollowed();
    void childrenAreObservedOnlyWhenAskedFor();
    void socketIsForThisUserAlone();
    void forkedChildEndsInOrder();
    void programThatExecsIsReportedUpToThere();
    void worksWherePtraceIsForbidden();
    void loopsOfThreadsAreListed();
    void killedLoopscopeLeavesTheProgramRunning();
    void interruptGoesToTheProgram();
    void otherLibrariesStayPreloaded();
    void otherQtVersionRunsUnobserved();
    void debiansProgramsAreObserved_data();
    void debiansProgramsAreObserved();
};

void TstAttachProcesses::launcherThatExecsIsFollowed_data()
{
    QTest::addColumn<QStringList>("launcher");
    QTest::newRow("env") << QStringList{"env", attachedProgram(), "sleep"};
    QTest::newRow("shell") << QStringList{"sh", "-c",
                                          QStringLiteral("exec '%1' sleep").arg(attachedProgram())};
    QTest::newRow("one after the other")
        << QStringList{"env", "sh", "-c", QStringLiteral("exec nice '%1' sleep").arg(attachedProgram())};
    QTest::newRow("taskset") << QStringList{"taskset", "-c", "0", attachedProgram(), "sleep"};
}

void TstAttachProcesses::launcherThatExecsIsFollowed()
{
    QFETCH(QStringList, launcher);
    const Ended ended = attach({QStringLiteral("--json")}, launcher);
    QCOMPARE(ended.status, 0);
    QCOMPARE(ended.json().object()[u"slow_callbacks"].toArray().size(), 1);
}

void TstAttachProcesses::childrenAreObservedOnlyWhenAskedFor()
{
    const Ended alone = attachTo({"child", "sleep"});
    QCOMPARE(alone.status, 0);
    QCOMPARE(alone.json().object()[u"loops"].toArray().size(), 1);
    const Ended both = attach({QStringLiteral("--json"), QStringLiteral("--follow-children")},
                              {attachedProgram(), "child", "sleep"});
    QCOMPARE(both.status, 0);
    const QJsonArray loops = both.json().object()[u"loops"].toArray();
    QCOMPARE(loops.size(), 2);
    QCOMPARE(both.json().object()[u"loop"].toObject()[u"name"].toString(), QStringLiteral("Main loop"));
    QVERIFY(loops.last().toObject()[u"name"].toString().endsWith(QLatin1String(": Main loop")));
    // Only a forked launcher's child is Qt's.
    const Ended launched = attach({QStringLiteral("--json"), QStringLiteral("--follow-children")},
                                  {"timeout", "60", attachedProgram(), "sleep"});
    QCOMPARE(launched.status, 0);
    QCOMPARE(launched.json().object()[u"slow_callbacks"].toArray().size(), 1);
}

// It is there as long as children may come.
void TstAttachProcesses::socketIsForThisUserAlone()
{
    const QTemporaryDir runtime;
    QProcess process;
    prepare(&process, {"attach", "--follow-children", "--", attachedProgram(), "idle", "60000"});
    QProcessEnvironment environment = process.processEnvironment();
    environment.insert(QStringLiteral("XDG_RUNTIME_DIR"), runtime.path());
    process.setProcessEnvironment(environment);
    process.start();
    QByteArray said;
    QTRY_VERIFY_WITH_TIMEOUT((said += process.readAllStandardError()).contains("Observing"), 30000);
    const QFileInfoList folders = QDir(runtime.path()).entryInfoList(QDir::Dirs | QDir::NoDotAndDotDot);
    QCOMPARE(folders.size(), 1);
    const QFileInfo socket(folders.first().filePath() + QStringLiteral("/attach"));
    QVERIFY(socket.exists());
    const QFile::Permissions others = QFile::ReadGroup | QFile::WriteGroup | QFile::ExeGroup |
                                      QFile::ReadOther | QFile::WriteOther | QFile::ExeOther;
    QVERIFY(!(folders.first().permissions() & others));
    QVERIFY(!(socket.permissions() & others));
    process.terminate(); // passed on to the program
    QVERIFY(process.waitForFinished(30000));
}

void TstAttachProcesses::forkedChildEndsInOrder()
{
    const Ended ended = attach({}, {attachedProgram(), "fork"});
    QCOMPARE(ended.status, 0);
    QCOMPARE(ended.out, QStringLiteral("child 7\n"));
}

// The program that takes its place is another one: it runs unobserved and its status is ours.
void TstAttachProcesses::programThatExecsIsReportedUpToThere()
{
    const Ended ended = attachTo({"exec"});
    QCOMPARE(ended.status, 5);
    const QJsonObject document = ended.json().object();
    QCOMPARE(document[u"exit_status"].toInt(), 5);
    QCOMPARE(document[u"slow_callbacks"].toArray().size(), 1);
}

void TstAttachProcesses::worksWherePtraceIsForbidden()
{
    QProcess process;
    prepare(&process, {"attach", "--json", "--", attachedProgram(), "sleep"});
    QProcessEnvironment environment = process.processEnvironment();
    environment.insert(QStringLiteral("LD_PRELOAD"), QStringLiteral(NO_PTRACE_LIBRARY));
    process.setProcessEnvironment(environment);
    process.start();
    QVERIFY(process.waitForFinished(60000));
    QVERIFY2(process.exitCode() == 0, process.readAllStandardError().constData());
    const auto document = QJsonDocument::fromJson(process.readAllStandardOutput()).object();
    const QJsonArray stalls = document[u"slow_callbacks"].toArray();
    QCOMPARE(stalls.size(), 1);
    const QString location = stalls.first().toObject()[u"location"].toString();
    QVERIFY2(location.contains(QLatin1String("attachedprogram.cpp:")), qPrintable(location));
}

void TstAttachProcesses::loopsOfThreadsAreListed()
{
    const Ended ended = attachTo({"thread"});
    QCOMPARE(ended.status, 0);
    const QJsonArray loops = ended.json().object()[u"loops"].toArray();
    QCOMPARE(loops.size(), 2);
    QCOMPARE(loops.last().toObject()[u"name"].toString(), QStringLiteral("Worker"));
    QVERIFY(loops.last().toObject()[u"busy_fraction"].toDouble() > 0.2);
    QVERIFY2(ended.json().object()[u"slow_callbacks"].toArray().isEmpty(), "the main loop was not blocked");
}

void TstAttachProcesses::killedLoopscopeLeavesTheProgramRunning()
{
    const QTemporaryDir folder;
    const QString out = folder.filePath(QStringLiteral("out"));
    QProcess process;
    prepare(&process, {"attach", "--", attachedProgram(), "forever"});
    process.setStandardOutputFile(out);
    const QTemporaryDir runtime;
    QProcessEnvironment environment = process.processEnvironment();
    environment.insert(QStringLiteral("XDG_RUNTIME_DIR"), runtime.path());
    process.setProcessEnvironment(environment);
    process.start();
    QTRY_VERIFY(QFileInfo(out).size() > 0);
    QFile children(QStringLiteral("/proc/%1/task/%1/children").arg(process.processId()));
    QVERIFY(children.open(QIODevice::ReadOnly));
    const auto child = static_cast<pid_t>(children.readAll().trimmed().toLongLong());
    QVERIFY(child > 0);
    process.kill();
    QVERIFY(process.waitForFinished(30000));
    const qint64 before = QFileInfo(out).size();
    QTRY_VERIFY(QFileInfo(out).size() > before + 20); // it goes on to say that it blocked
    QCOMPARE(::kill(child, SIGKILL), 0);
    QVERIFY2(QDir(runtime.path()).isEmpty(QDir::AllEntries | QDir::NoDotAndDotDot),
             "the socket was left behind");
}

void TstAttachProcesses::interruptGoesToTheProgram()
{
    QProcess process;
    prepare(&process, {"attach", "--json", "--", attachedProgram(), "forever"});
    process.start();
    QByteArray said;
    QTRY_VERIFY((said += process.readAllStandardError()).contains("blocked"));
    QVERIFY(process.processId() > 0);
    ::kill(static_cast<pid_t>(process.processId()), SIGINT);
    QVERIFY(process.waitForFinished(30000));
    QCOMPARE(process.exitStatus(), QProcess::NormalExit);
    QCOMPARE(process.exitCode(), 128 + SIGINT);
    const QJsonObject document = QJsonDocument::fromJson(process.readAllStandardOutput()).object();
    QCOMPARE(document[u"exit_status"].toInt(), 128 + SIGINT);
    QVERIFY(!document[u"slow_callbacks"].toArray().isEmpty());
}

void TstAttachProcesses::otherLibrariesStayPreloaded()
{
    QProcess process;
    prepare(&process, {"attach", "--", attachedProgram(), "environment"});
    QProcessEnvironment environment = process.processEnvironment();
    environment.insert(QStringLiteral("LD_PRELOAD"), QStringLiteral("libm.so.6"));
    process.setProcessEnvironment(environment);
    process.start();
    QVERIFY(process.waitForFinished(60000));
    const QByteArray out = process.readAllStandardOutput();
    QVERIFY2(out.contains("LD_PRELOAD=libm.so.6\n"), out.constData());
}

// A library that says it is Qt's core of another version, as the preloaded part sees it.
void TstAttachProcesses::otherQtVersionRunsUnobserved()
{
    const Ended ended = attach({QStringLiteral("--json")}, {QStringLiteral(OTHER_QT_PROGRAM)});
    QCOMPARE(ended.status, 1);
    QCOMPARE(ended.json().object()[u"exit_status"].toInt(-1), 5);
    QVERIFY2(ended.err.contains(QLatin1String("runs with Qt 6.1")), qPrintable(ended.err));
}

void TstAttachProcesses::debiansProgramsAreObserved_data()
{
    QTest::addColumn<QString>("program");
    for (const char *name : {"designer", "linguist", "assistant"})
        QTest::newRow(name) << QStringLiteral("/usr/lib/qt6/bin/%1").arg(QLatin1String(name));
}

void TstAttachProcesses::debiansProgramsAreObserved()
{
    QFETCH(QString, program);
    QVERIFY2(QFileInfo(program).isExecutable(),
             "not installed; Debian's packages: designer-qt6, linguist-qt6, assistant-qt6");
    const QTemporaryDir home;
    const QString trace = home.filePath(QStringLiteral("seen.perfetto-trace"));
    QProcess process;
    prepare(&process, {"attach", "--json", "--threshold", "1000", "--record", trace, "--", program});
    QProcessEnvironment environment = process.processEnvironment();
    environment.insert(QStringLiteral("QT_QPA_PLATFORM"), QStringLiteral("offscreen"));
    environment.insert(QStringLiteral("HOME"), home.path());
    process.setProcessEnvironment(environment);
    process.start();
    QByteArray said;
    QTRY_VERIFY_WITH_TIMEOUT((said += process.readAllStandardError()).contains("Observing"), 30000);
    // What the recording says while it grows: its loop runs.
    const auto hasDispatches = [&trace] {
        const Ended report = runProgram({QStringLiteral("report"), trace, QStringLiteral("--json")});
        return report.json().object()[u"loop"].toObject()[u"dispatches"].toInt() > 0;
    };
    QTRY_VERIFY_WITH_TIMEOUT(hasDispatches() || process.state() == QProcess::NotRunning, 30000);
    if (process.state() == QProcess::Running)
        process.terminate();
    QVERIFY(process.state() == QProcess::NotRunning || process.waitForFinished(30000));
    const QJsonObject document = QJsonDocument::fromJson(process.readAllStandardOutput()).object();
    const int status = process.exitCode();
    // Assistant ends by itself where Qt's SQLite driver is missing.
    QVERIFY2(status == 128 + SIGTERM || status == 1, qPrintable(QString::number(status)));
    QCOMPARE(document[u"exit_status"].toInt(-1), status);
    QVERIFY(document[u"loop"].toObject()[u"dispatches"].toInt() > 0);
    QVERIFY2(document[u"slow_callbacks"].toArray().isEmpty(), process.readAllStandardError().constData());
}

LOOPSCOPE_TEST_MAIN(TstAttachProcesses)

#include "tst_attachprocesses.moc"
