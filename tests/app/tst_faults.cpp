#include "tests/app/program.h"
#include "tests/support/stricttest.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QSet>
#include <QTemporaryDir>

#include <unistd.h>

using namespace Loopscope::Testing;

namespace {

QStringList underShell(const QString &setUp, const QStringList &arguments)
{
    QString command = setUp + QStringLiteral(" && exec '") + QStringLiteral(LOOPSCOPE_PROGRAM) + u'\'';
    for (const QString &argument : arguments)
        command += QStringLiteral(" '") + argument + u'\'';
    return {QStringLiteral("-c"), command};
}

// Sets a library up to be preloaded; a sanitizer would want to be the first.
QString preload(const QString &library)
{
    return QStringLiteral("export LD_PRELOAD=%1 ASAN_OPTIONS=verify_asan_link_order=0:$ASAN_OPTIONS")
        .arg(library);
}

Ended runOther(const QString &program, const QStringList &arguments)
{
    QProcess process;
    prepare(&process, arguments);
    process.setProgram(program);
    process.start();
    if (!process.waitForFinished(60000)) {
        process.kill();
        process.waitForFinished();
        return {-1, {}, QStringLiteral("did not end")};
    }
    return {process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -2,
            QString::fromUtf8(process.readAllStandardOutput()),
            QString::fromUtf8(process.readAllStandardError())};
}

Ended runUnderShell(const QString &setUp, const QStringList &arguments)
{
    return runOther(QStringLiteral("/bin/sh"), underShell(setUp, arguments));
}

QSet<QString> socketsOf(qint64 process)
{
    QSet<QString> inodes;
    const QDir folder(QStringLiteral("/proc/%1/fd").arg(process));
    for (const QString &name : folder.entryList(QDir::AllEntries | QDir::System | QDir::NoDotAndDotDot)) {
        char target[64];
        const QByteArray path = QFile::encodeName(folder.filePath(name));
        const ssize_t size = ::readlink(path.constData(), target, sizeof target);
        const QString text = QString::fromLatin1(target, size > 0 ? size : 0);
        if (text.startsWith(QLatin1String("socket:[")))
            inodes.insert(text.mid(8).chopped(1));
    }
    return inodes;
}

QStringList listeningAddresses(qint64 process)
{
    const QSet<QString> own = socketsOf(process);
    QStringList addresses;
    for (const char *table : {"tcp", "tcp6"}) {
        QFile file(QStringLiteral("/proc/%1/net/%2").arg(process).arg(QLatin1String(table)));
        if (!file.open(QIODevice::ReadOnly))
            continue;
        const QStringList lines = QString::fromLatin1(file.readAll()).split(u'\n').mid(1);
        for (const QString &line : lines) {
            const QStringList fields = line.simplified().split(u' ');
            if (fields.value(3) == QLatin1String("0A") && own.contains(fields.value(9)))
                addresses.append(fields[1]);
        }
    }
    return addresses;
}

} // namespace

/// What the machine can take away from the whole program, and what its user then sees.
class TstFaults : public StrictTest
{
    Q_OBJECT

private Q_SLOTS:
    void fewDescriptorsAreOneClearLine_data();
    void fewDescriptorsAreOneClearLine();
    void softDescriptorLimitIsRaised();
    void fewThreadsAreOneClearLine_data();
    void fewThreadsAreOneClearLine();
    void enoughThreadsAreEnough();
    void steppedWallClockChangesNothing_data();
    void steppedWallClockChangesNothing();
    void fullDiskStopsTheRecordingNotTheRun();
    void removedFolderStopsTheRecordingNotTheRun();
    void readOnlyFolderIsOneClearLine();
    void everyServerListensOnLoopbackOnly_data();
    void everyServerListensOnLoopbackOnly();
    void twoInstancesDoNotMeet();
};

void TstFaults::fewDescriptorsAreOneClearLine_data()
{
    QTest::addColumn<int>("limit");
#ifndef LOOPSCOPE_SANITIZE_ADDRESS // it opens a pipe for its own checks, and takes a failure for a finding
    QTest::newRow("8") << 8;
#endif
    for (const int limit : {16, 32, 64, 100})
        QTest::addRow("%d", limit) << limit;
}

void TstFaults::fewDescriptorsAreOneClearLine()
{
    QFETCH(int, limit);
    const Ended ended =
        runUnderShell(QStringLiteral("ulimit -n %1").arg(limit),
                      {"run", "http/async-session", "--set", "requests=20", "--set", "delay_ms=1"});
    QCOMPARE(ended.status, 1);
    QVERIFY2(ended.err.contains(QLatin1String("ulimit -n")), qPrintable(ended.err));
    QCOMPARE(ended.errorLines(), 1);
}

// As shells set it: far below what the process may ask for.
void TstFaults::softDescriptorLimitIsRaised()
{
    const Ended ended =
        runUnderShell(QStringLiteral("ulimit -Sn 64"),
                      {"run", "connection-pool/connect-per-request", "--set", "requests=200", "--json"});
    QVERIFY2(ended.status == 0, qPrintable(ended.err));
    QCOMPARE(ended.json().object()[u"requests"].toObject()[u"completed"].toInt(), 200);
}

void TstFaults::fewThreadsAreOneClearLine_data()
{
    QTest::addColumn<int>("limit");
    for (const int limit : {0, 1, 2, 3, 4, 6, 8, 12, 16})
        QTest::addRow("%d", limit) << limit;
}

void TstFaults::fewThreadsAreOneClearLine()
{
    QFETCH(int, limit);
    const Ended ended =
        runUnderShell(preload(QStringLiteral(FEW_THREADS_LIBRARY)) +
                          QStringLiteral(" LOOPSCOPE_TEST_THREADS=%1").arg(limit),
                      {"run", "cpu-bound/thread-pool", "--set", "workers=4", "--set", "numbers=4", "--json"});
    QVERIFY2(ended.status == 1, qPrintable(ended.err));
    const QRegularExpression sentence(
        QStringLiteral("Only \\d+ threads? can be started, a run needs \\d+: "));
    QVERIFY2(ended.err.contains(sentence), qPrintable(ended.err));
    QCOMPARE(ended.errorLines(), 1);
}

void TstFaults::enoughThreadsAreEnough()
{
    for (const char *scenario : {"cpu-bound/thread-pool", "http/async-session", "pipelining/pipelined"}) {
        const Ended ended = runUnderShell(preload(QStringLiteral(FEW_THREADS_LIBRARY)) +
                                              QStringLiteral(" LOOPSCOPE_TEST_THREADS=26"),
                                          {"run", QLatin1String(scenario), "--json"});
        QVERIFY2(ended.status == 0, qPrintable(ended.err));
    }
}

void TstFaults::steppedWallClockChangesNothing_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::newRow("sleeps") << QStringList{"run", "slow-callback/blocking", "--duration", "1.2", "--json"};
    QTest::newRow("timers") << QStringList{"run", "slow-callback/awaiting", "--duration", "1.2", "--json"};
    QTest::newRow("requests") << QStringList{"run",   "http/async-session", "--set", "requests=50",
                                             "--set", "delay_ms=20",        "--json"};
    QTest::newRow("workers") << QStringList{"run", "cpu-bound/process-pool", "--set", "numbers=4", "--json"};
}

// Each look at the wall clock finds it an hour later or earlier. What is waited for would take an hour, or
// nothing.
void TstFaults::steppedWallClockChangesNothing()
{
    QFETCH(QStringList, arguments);
    const Ended ended = runUnderShell(preload(QStringLiteral(STEPPED_CLOCK_LIBRARY)), arguments);
    QVERIFY2(ended.status == 0, qPrintable(ended.err));
    const QJsonObject document = ended.json().object();
    const double seconds = document[u"duration_s"].toDouble();
    QVERIFY2(seconds > 0.01 && seconds < 60, qPrintable(QString::number(seconds)));
    QVERIFY(document[u"loop"][u"latency_ms"][u"max"].toDouble() < 60'000);
    for (const auto &stall : document[u"slow_callbacks"].toArray()) {
        const QJsonObject entry = stall.toObject();
        QVERIFY(entry[u"started_s"].toDouble() >= -1 && entry[u"started_s"].toDouble() < 60);
        QVERIFY(entry[u"duration_ms"].toDouble() > 0 && entry[u"duration_ms"].toDouble() < 60'000);
    }
}

// A file may not grow over the limit; the disk is full for this program.
void TstFaults::fullDiskStopsTheRecordingNotTheRun()
{
    const QTemporaryDir folder;
    const QString trace = folder.filePath(QStringLiteral("full.perfetto-trace"));
    const Ended ended =
        runUnderShell(QStringLiteral("ulimit -f 8"),
                      {"run", "slow-callback/blocking", "--duration", "1", "--json", "--record", trace});
    QCOMPARE(ended.status, 1);
    QVERIFY2(ended.err.contains(QLatin1String("ecording")), qPrintable(ended.err));
    QVERIFY(ended.json().object()[u"slow_callbacks"].toArray().size() >= 2);
    const Ended report = runProgram({"report", trace, "--json"});
    QVERIFY2(report.status == 0, qPrintable(report.err));
}

void TstFaults::removedFolderStopsTheRecordingNotTheRun()
{
    QTemporaryDir folder;
    const QString trace = folder.filePath(QStringLiteral("gone.perfetto-trace"));
    QProcess process;
    prepare(&process, {"run", "slow-callback/blocking", "--duration", "2", "--json", "--record", trace});
    process.start();
    QTRY_VERIFY(QFileInfo(trace).size() > 5000);
    QVERIFY(folder.remove());
    QVERIFY(process.waitForFinished(30000));
    QCOMPARE(process.exitCode(), 1);
    const QByteArray said = process.readAllStandardError();
    QVERIFY2(said.contains("the file was removed"), said.constData());
    const QJsonObject document = QJsonDocument::fromJson(process.readAllStandardOutput()).object();
    QVERIFY(document[u"slow_callbacks"].toArray().size() >= 3);
    QVERIFY(!QFile::exists(trace));
}

// A file system of its own that nobody may write to, not even root.
void TstFaults::readOnlyFolderIsOneClearLine()
{
    const QTemporaryDir folder;
    const QString mount = QStringLiteral("mount -t tmpfs -o ro none '%1'").arg(folder.path());
    const QString program =
        QStringLiteral("'%1' run slow-callback/awaiting --duration 1 --json --record '%2'")
            .arg(QStringLiteral(LOOPSCOPE_PROGRAM), folder.filePath(QStringLiteral("a")));
    const auto inside = [](const QString &command) {
        return runOther(QStringLiteral("unshare"), {"--map-root-user", "--mount", "sh", "-c", command});
    };
    if (inside(mount).status != 0)
        QSKIP("no file system can be mounted here");
    const Ended ended = inside(mount + QStringLiteral(" && exec ") + program);
    QCOMPARE(ended.status, 1);
    QVERIFY2(ended.err.contains(QLatin1String("the file system is read-only")), qPrintable(ended.err));
    QCOMPARE(ended.errorLines(), 1);
}

void TstFaults::everyServerListensOnLoopbackOnly_data()
{
    QTest::addColumn<QString>("target");
    for (const char *target : {"pipelining/pipelined", "http/async-session", "connection-pool/pooled",
                               "slow-callback/blocking", "cpu-bound/process-pool"})
        QTest::newRow(target) << target;
}

// As the kernel lists them: address and port in hexadecimal, state 0A for those that listen.
void TstFaults::everyServerListensOnLoopbackOnly()
{
    QFETCH(QString, target);
    const QTemporaryDir folder;
    const QString trace = folder.filePath(QStringLiteral("open.perfetto-trace"));
    QProcess process;
    prepare(&process, {"run", target, "--duration", "600", "--record", trace});
    process.start();
    QTRY_VERIFY(QFileInfo(trace).size() > 5000);
    const QStringList addresses = listeningAddresses(process.processId());
    process.terminate();
    QVERIFY(process.waitForFinished(30000));
    const bool hasServer = target != QLatin1String("cpu-bound/process-pool"); // workers have a local socket
    QCOMPARE(!addresses.isEmpty(), hasServer);
    for (const QString &address : addresses) {
        QVERIFY2(address.startsWith(QLatin1String("0100007F:")), qPrintable(address));
        QVERIFY2(address.section(u':', 1).toInt(nullptr, 16) >= 1024, qPrintable(address));
    }
}

void TstFaults::twoInstancesDoNotMeet()
{
    const QStringList arguments{"run", "cpu-bound/process-pool", "--set", "numbers=60", "--json"};
    QProcess first;
    prepare(&first, arguments);
    QProcess second;
    prepare(&second, arguments);
    first.start();
    second.start();
    for (QProcess *process : {&first, &second}) {
        QVERIFY(process->waitForFinished(120000));
        QVERIFY2(process->exitCode() == 0, process->readAllStandardError().constData());
        const auto document = QJsonDocument::fromJson(process->readAllStandardOutput()).object();
        QCOMPARE(document[u"executors"].toArray().first().toObject()[u"completed"].toInt(), 60);
    }
}

LOOPSCOPE_TEST_MAIN(TstFaults)

#include "tst_faults.moc"
