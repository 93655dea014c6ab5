#include "app/cli/attachrun.h"
#include "app/cli/commandline.h"
#include "app/cli/programprocess.h"
#include "tests/app/attachfixture.h"
#include "tests/support/stricttest.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QLoggingCategory>
#include <QScopeGuard>
#include <QTemporaryDir>

#include <fcntl.h>
#include <unistd.h>

#include <csignal>

using namespace Loopscope;
using namespace Loopscope::Testing;

namespace {

/// While it lives, what goes to standard output goes to a file.
class OutputToFile
{
public:
    explicit OutputToFile(const QString &path)
        : m_former(::dup(STDOUT_FILENO))
    {
        const int file = ::open(qPrintable(path), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
        std::fflush(stdout);
        ::dup2(file, STDOUT_FILENO);
        ::close(file);
    }
    ~OutputToFile()
    {
        std::fflush(stdout);
        ::dup2(m_former, STDOUT_FILENO);
        ::close(m_former);
    }
    OutputToFile(const OutputToFile &) = delete;
    OutputToFile &operator=(const OutputToFile &) = delete;

private:
    const int m_former;
};

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QJsonObject objectIn(const QByteArray &text)
{
    return QJsonDocument::fromJson(text).object();
}

} // namespace

/// `attach --window` with --record and --json: what is told when the program ends, and when its window is
/// closed before that.
class TstAttachWindowEnd : public StrictTest
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        Cli::keepOriginalEnvironment();
        QLoggingCategory::setFilterRules(QStringLiteral("loopscope.slow=false")); // its lines are warnings
    }
    void documentAndTraceAreThereWhenTheProgramHasEnded();
    void closedWindowTellsWhatWasSeen();
    void recordLastNeedsARecording();
    void unwritableTraceIsToldBeforeTheWindow();
};

void TstAttachWindowEnd::documentAndTraceAreThereWhenTheProgramHasEnded()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("attached.perfetto-trace"));
    QProcess process;
    prepare(&process, {"attach", "--window", "--json", "--record", path, "--", attachedProgram(), "sleep"});
    QProcessEnvironment environment = process.processEnvironment();
    environment.insert(QStringLiteral("QT_QPA_PLATFORM"), QStringLiteral("offscreen"));
    process.setProcessEnvironment(environment);
    process.start();
    QVERIFY(process.waitForStarted());
    QByteArray out;
    const auto document = [&] {
        out += process.readAllStandardOutput();
        return objectIn(out);
    };
    QTRY_VERIFY_WITH_TIMEOUT(!document().isEmpty(), 60'000);
    QCOMPARE(process.state(), QProcess::Running); // the window stays
    const QJsonObject stall = document()[u"slow_callbacks"].toArray().first().toObject();
    QVERIFY(stall[u"location"].toString().contains(u"attachedprogram.cpp:"));
    QCOMPARE(document()[u"exit_status"].toInt(-1), 0);
    const Ended replayed = runProgram({QStringLiteral("report"), path, QStringLiteral("--json")});
    QCOMPARE(replayed.status, 0);
    const QJsonObject again = replayed.json().object();
    QCOMPARE(again[u"slow_callbacks"].toArray(), document()[u"slow_callbacks"].toArray());
    process.terminate();
    QVERIFY(process.waitForFinished(60'000));
    QCOMPARE(process.exitCode(), 0);
    QCOMPARE(objectIn(out + process.readAllStandardOutput()), document()); // told once
}

// The window is a stand-in here: closing a real one from outside ends the program first.
void TstAttachWindowEnd::closedWindowTellsWhatWasSeen()
{
    const QTemporaryDir folder;
    const QString trace = folder.filePath(QStringLiteral("closed.perfetto-trace"));
    const QString printed = folder.filePath(QStringLiteral("printed"));
    std::function<void()> close;
    qint64 pid = 0;
    Cli::CommandLine commandLine;
    Cli::addAttachCommand(&commandLine, [&](Cli::AttachRun *run, std::function<void()> closed) {
        close = std::move(closed);
        pid = run->pid();
        return std::make_shared<QObject>();
    });
    std::vector<QByteArray> words{"loopscope", "attach",
                                  "--window",  "--json",
                                  "--record",  trace.toLocal8Bit(),
                                  "--",        attachedProgram().toLocal8Bit(),
                                  "forever"};
    std::vector<char *> arguments;
    for (QByteArray &word : words)
        arguments.push_back(word.data());
    const auto command = commandLine.parse(static_cast<int>(arguments.size()), arguments.data()).make();
    int status = -1;
    connect(command.get(), &Cli::Command::finished, this, [&status](int ended) { status = ended; });
    const auto killed = qScopeGuard([&] {
        if (pid > 0)
            ::kill(static_cast<pid_t>(pid), SIGKILL);
    });
    bool wasSeen = false;
    bool hasEnded = false;
    { // nothing that fails in here would be printed
        const OutputToFile output(printed);
        command->start();
        wasSeen = QTest::qWaitFor([&] { return contentOf(trace).contains("sleepInSlot"); }, 60'000);
        if (close)
            close();
        hasEnded = QTest::qWaitFor([&] { return status != -1; }, 60'000);
    }
    QVERIFY(wasSeen && hasEnded);
    QCOMPARE(status, 0);
    QCOMPARE(::kill(static_cast<pid_t>(pid), 0), 0); // it goes on
    const QJsonObject document = objectIn(contentOf(printed));
    QVERIFY(document[u"exit_status"].isNull());
    QVERIFY(document[u"duration_s"].toDouble() > 0.1);
    const QJsonArray stalls = document[u"slow_callbacks"].toArray();
    QVERIFY(!stalls.isEmpty());
    const Ended replayed = runProgram({QStringLiteral("report"), trace, QStringLiteral("--json")});
    QCOMPARE(replayed.status, 0);
    const QJsonObject again = replayed.json().object();
    QCOMPARE(again[u"slow_callbacks"].toArray().size(), stalls.size());
    QVERIFY(again[u"skipped"].toArray().isEmpty()); // whole
}

void TstAttachWindowEnd::recordLastNeedsARecording()
{
    const Ended ended = runProgram({"attach", "--window", "--json", "--record-last", "1", "--", "true"});
    QCOMPARE(ended.status, 2);
    QCOMPARE(ended.errorLines(), 1);
}

void TstAttachWindowEnd::unwritableTraceIsToldBeforeTheWindow()
{
    QProcess process;
    prepare(&process, {"attach", "--window", "--json", "--record", "/nowhere/x.perfetto-trace", "--", "echo",
                       "started"});
    QProcessEnvironment environment = process.processEnvironment();
    environment.insert(QStringLiteral("QT_QPA_PLATFORM"), QStringLiteral("offscreen"));
    process.setProcessEnvironment(environment);
    process.start();
    QVERIFY(process.waitForFinished(60'000));
    QCOMPARE(process.exitCode(), 1);
    QCOMPARE(process.readAllStandardOutput(), QByteArray());
    const QByteArray error = process.readAllStandardError();
    QVERIFY2(error.contains("/nowhere/x.perfetto-trace") && !error.contains("started"), error.constData());
}

LOOPSCOPE_TEST_MAIN(TstAttachWindowEnd)

#include "tst_attachwindowend.moc"
