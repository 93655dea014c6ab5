#include "tests/app/attachfixture.h"
#include "tests/support/stricttest.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QTemporaryDir>

#include <csignal>

using namespace Loopscope::Testing;

namespace {

int markedLine(const char *mark)
{
    QFile source(QStringLiteral(ATTACHED_SOURCE));
    if (!source.open(QIODevice::ReadOnly))
        return -1;
    const QList<QByteArray> lines = source.readAll().split('\n');
    for (int i = 0; i < lines.size(); ++i) {
        if (lines[i].contains(QByteArray("// mark: ") + mark))
            return i + 1;
    }
    return -1;
}

} // namespace

/// What `loopscope attach` says of an unmodified program, and what the program sees of it.
class TstAttach : public StrictTest
{
    Q_OBJECT

private Q_SLOTS:
    void blockingLineIsNamedWithItsCause_data();
    void blockingLineIsNamedWithItsCause();
    void lineIsNamedWithoutATableOfAddresses();
    void codeOutsideOfEventsIsNamed();
    void queuedCallIsNamedWithItsSignal_data();
    void queuedCallIsNamedWithItsSignal();
    void queuedCallWithoutASymbolIsNamedByItsReceiver();
    void programsStatusIsOurs_data();
    void programsStatusIsOurs();
    void whatCannotBeStartedIsToldApart_data();
    void whatCannotBeStartedIsToldApart();
    void wrongUsageEndsWithTwo_data();
    void wrongUsageEndsWithTwo();
    void argumentsArePassedAsTheyAre();
    void programWithoutQtRunsUnobserved();
    void streamsAreThePrograms();
    void withJsonOutputGoesToError();
    void environmentIsAsItWas();
    void waitsLastTheirFullTime();
    void stallThatKillsTheProgramIsReported_data();
    void stallThatKillsTheProgramIsReported();
    void traceIsRecorded();
    void traceOfALaunchedProgramHasItsName();
    void unwritableTraceIsToldBeforeTheStart();
};

void TstAttach::blockingLineIsNamedWithItsCause_data()
{
    QTest::addColumn<QStringList>("causes");
    QTest::addColumn<QString>("function");
    QTest::newRow("sleep") << QStringList{"sleep"} << "sleepInSlot";
    // On a loaded machine the thread is kept from its CPU, and that is said.
    QTest::newRow("burn") << QStringList{"cpu", "descheduled"} << "burnInSlot";
}

void TstAttach::blockingLineIsNamedWithItsCause()
{
    QFETCH(QStringList, causes);
    QFETCH(QString, function);
    const Ended ended = attachTo({QLatin1String(QTest::currentDataTag())});
    QCOMPARE(ended.status, 0);
    const QJsonObject document = ended.json().object();
    QCOMPARE(document[u"program"].toString(), attachedProgram());
    QCOMPARE(document[u"exit_status"].toInt(-1), 0);
    const QJsonArray stalls = document[u"slow_callbacks"].toArray();
    QVERIFY2(!stalls.isEmpty(), qPrintable(ended.err));
    const QJsonObject stall = stalls.first().toObject();
    QVERIFY2(causes.contains(stall[u"cause"].toString()), qPrintable(stall[u"cause"].toString()));
    QVERIFY(stall[u"duration_ms"].toDouble() > 290);
    const QString line = QString::number(markedLine(QTest::currentDataTag()));
    const QString location = stall[u"location"].toString();
    QVERIFY2(location.endsWith(QStringLiteral("attachedprogram.cpp:") + line), qPrintable(location));
    const QJsonArray frames = stall[u"frames"].toArray();
    QVERIFY(std::ranges::any_of(
        frames, [&](const auto &frame) { return frame.toObject()[u"function"].toString() == function; }));
    QVERIFY(document[u"loop"].toObject()[u"latency_ms"].toObject()[u"max"].toDouble() > 100);
    QVERIFY2(ended.err.contains(QStringLiteral("running at %1").arg(location)), qPrintable(ended.err));
}

// clang writes no .debug_aranges, where libdw looks for the unit of an address.
void TstAttach::lineIsNamedWithoutATableOfAddresses()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("as-by-clang"));
    QCOMPARE(QProcess::execute(QStringLiteral(OBJCOPY_PROGRAM),
                               {"--remove-section=.debug_aranges", attachedProgram(), path}),
             0);
    const Ended ended = attach({QStringLiteral("--json")}, {path, "sleep"});
    const QJsonArray stalls = ended.json().object()[u"slow_callbacks"].toArray();
    QVERIFY2(!stalls.isEmpty(), qPrintable(ended.err));
    const QString location = stalls.first().toObject()[u"location"].toString();
    const QString line = QString::number(markedLine("sleep"));
    QVERIFY2(location.endsWith(QStringLiteral("attachedprogram.cpp:") + line), qPrintable(location));
}

void TstAttach::codeOutsideOfEventsIsNamed()
{
    const Ended ended = attachTo({"between"});
    QCOMPARE(ended.status, 0);
    const QJsonArray stalls = ended.json().object()[u"slow_callbacks"].toArray();
    QVERIFY2(!stalls.isEmpty(), qPrintable(ended.err));
    const QJsonObject stall = stalls.first().toObject();
    QCOMPARE(stall[u"kind"].toString(), QStringLiteral("outside"));
    QCOMPARE(stall[u"name"].toString(), QStringLiteral("outside of any callback"));
    QCOMPARE(stall[u"cause"].toString(), QStringLiteral("sleep"));
    const QString line = QString::number(markedLine("sleep"));
    const QString location = stall[u"location"].toString();
    QVERIFY2(location.endsWith(QStringLiteral("attachedprogram.cpp:") + line), qPrintable(location));
    // It is seen from the first ping on that waits: up to 100 ms after its beginning, later while watching
    // costs too much.
    QVERIFY(stall[u"duration_ms"].toDouble() >= 100);
}

void TstAttach::queuedCallIsNamedWithItsSignal_data()
{
    QTest::addColumn<QString>("call");
    QTest::newRow("member") << "Poller::poll()";
    QTest::newRow("virtual") << "virtual slot of Poller";
    QTest::newRow("function") << "sleepInSlot()";
    QTest::newRow("functor") << "lambda in connectPoll()";
}

// In the document, the line that is printed, the table, and as the name of the slice.
void TstAttach::queuedCallIsNamedWithItsSignal()
{
    QFETCH(QString, call);
    const QString what = QLatin1String(QTest::currentDataTag());
    const QString expected = call + QStringLiteral(" ← QTimer::timeout() of 'poll'");
    const Ended ended = attachTo({QStringLiteral("queued"), what});
    QCOMPARE(ended.status, 0);
    const QJsonArray stalls = ended.json().object()[u"slow_callbacks"].toArray();
    QVERIFY2(!stalls.isEmpty(), qPrintable(ended.err));
    QCOMPARE(stalls.first().toObject()[u"name"].toString(), expected);
    QVERIFY2(ended.err.contains(QStringLiteral("Executing <Handle ") + expected), qPrintable(ended.err));

    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("queued.perfetto-trace"));
    const Ended recorded =
        attach({QStringLiteral("--record"), path}, {attachedProgram(), QStringLiteral("queued"), what});
    QVERIFY2(recorded.err.contains(expected + u','), qPrintable(recorded.err));
    const Ended replayed = runProgram({QStringLiteral("report"), path, QStringLiteral("--json")});
    const QJsonObject replay = replayed.json().object();
    QCOMPARE(replay[u"slow_callbacks"].toArray().first().toObject()[u"name"].toString(), expected);
    QFile trace(path);
    QVERIFY(trace.open(QIODevice::ReadOnly));
    QVERIFY(!trace.readAll().contains(attachedProgram().toUtf8() + '\x1e')); // a place in place of a name
}

void TstAttach::queuedCallWithoutASymbolIsNamedByItsReceiver()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("stripped"));
    QCOMPARE(QProcess::execute(QStringLiteral(STRIP_PROGRAM), {"-o", path, attachedProgram()}), 0);
    const Ended ended = attach({QStringLiteral("--json")}, {path, "queued", "member"});
    const QJsonArray stalls = ended.json().object()[u"slow_callbacks"].toArray();
    QVERIFY2(!stalls.isEmpty(), qPrintable(ended.err));
    QCOMPARE(stalls.first().toObject()[u"name"].toString(),
             QStringLiteral("QObject (MetaCall) ← QTimer::timeout() of 'poll'"));
}

void TstAttach::programsStatusIsOurs_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<int>("status");
    QTest::newRow("success") << QStringList{"exit", "0"} << 0;
    QTest::newRow("three") << QStringList{"exit", "3"} << 3;
    QTest::newRow("two, which is ours for wrong usage") << QStringList{"exit", "2"} << 2;
    QTest::newRow("exit() in a slot that had blocked") << QStringList{"exit-blocked"} << 3;
    QTest::newRow("killed") << QStringList{"die-blocked"} << 128 + SIGKILL;
    QTest::newRow("aborted") << QStringList{"crash-blocked"} << 128 + SIGABRT;
}

void TstAttach::programsStatusIsOurs()
{
    QFETCH(QStringList, arguments);
    QFETCH(int, status);
    const Ended ended = attachTo(arguments);
    QCOMPARE(ended.status, status);
    QCOMPARE(ended.json().object()[u"exit_status"].toInt(-1), status);
}

void TstAttach::whatCannotBeStartedIsToldApart_data()
{
    QTest::addColumn<QString>("program");
    QTest::addColumn<int>("status");
    QTest::newRow("not there") << "/nowhere/program" << 127;
    QTest::newRow("not in PATH") << "no-program-has-this-name" << 127;
    QTest::newRow("not a program") << "/etc/passwd" << 126;
    QTest::newRow("a folder") << "/tmp" << 126;
}

void TstAttach::whatCannotBeStartedIsToldApart()
{
    QFETCH(QString, program);
    QFETCH(int, status);
    const Ended ended = attach({}, {program});
    QCOMPARE(ended.status, status);
    QCOMPARE(ended.errorLines(), 1);
    QVERIFY2(ended.err.contains(program), qPrintable(ended.err));
}

void TstAttach::wrongUsageEndsWithTwo_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::newRow("no program") << QStringList{"attach"};
    QTest::newRow("threshold that is no number") << QStringList{"attach", "--threshold", "x", "--", "true"};
    QTest::newRow("threshold of nothing") << QStringList{"attach", "--threshold", "0", "--", "true"};
    QTest::newRow("unknown option") << QStringList{"attach", "--frob", "--", "true"};
}

void TstAttach::wrongUsageEndsWithTwo()
{
    QFETCH(QStringList, arguments);
    const Ended ended = runProgram(arguments);
    QCOMPARE(ended.status, 2);
    QCOMPARE(ended.errorLines(), 1);
}

void TstAttach::argumentsArePassedAsTheyAre()
{
    const Ended ended = attach({}, {"printf", "<%s>", "run", "--json", "", "a b", "--", "-x"});
    QCOMPARE(ended.out, QStringLiteral("<run><--json><><a b><--><-x>"));
}

void TstAttach::programWithoutQtRunsUnobserved()
{
    const Ended ended = attach({}, {QStringLiteral("sh"), QStringLiteral("-c"), QStringLiteral("echo done")});
    QCOMPARE(ended.status, 1);
    QCOMPARE(ended.out, QStringLiteral("done\n"));
    QCOMPARE(ended.errorLines(), 1);
    QVERIFY2(ended.err.contains(QLatin1String("was not observed")), qPrintable(ended.err));
}

void TstAttach::streamsAreThePrograms()
{
    QProcess process;
    prepare(&process, {"attach", "--", attachedProgram(), "copy"});
    process.start();
    process.write("through stdin\n");
    process.closeWriteChannel();
    QVERIFY(process.waitForFinished(60000));
    QCOMPARE(process.exitCode(), 0);
    QCOMPARE(process.readAllStandardOutput(), QByteArray("THROUGH STDIN\n"));
    const QByteArray error = process.readAllStandardError();
    QVERIFY2(error.contains("to stderr\n"), error.constData());
    QVERIFY2(error.contains("loop latency:"), error.constData());
}

void TstAttach::withJsonOutputGoesToError()
{
    const Ended ended = attachTo({QStringLiteral("environment")});
    QCOMPARE(ended.status, 0);
    QVERIFY(ended.json().isObject());
    QVERIFY(ended.err.contains(QLatin1String("PATH=")));
}

void TstAttach::environmentIsAsItWas()
{
    const auto variables = [](const QString &program, const QStringList &arguments) {
        QProcess process;
        prepare(&process, arguments);
        process.setProgram(program);
        process.start();
        process.waitForFinished(60000);
        QStringList lines = QString::fromLocal8Bit(process.readAllStandardOutput()).split(u'\n');
        lines.sort();
        return lines;
    };
    const QStringList plain = variables(attachedProgram(), {"environment"});
    const QStringList observed =
        variables(QStringLiteral(LOOPSCOPE_PROGRAM), {"attach", "--", attachedProgram(), "environment"});
    QVERIFY(plain.size() > 2);
    QCOMPARE(observed, plain);
}

void TstAttach::waitsLastTheirFullTime()
{
    const Ended ended =
        attach({QStringLiteral("--threshold"), QStringLiteral("10")}, {attachedProgram(), "waits"});
    QCOMPARE(ended.status, 0);
    const QStringList lines = ended.out.split(u'\n', Qt::SkipEmptyParts);
    QCOMPARE(lines.size(), 4);
    for (const QString &line : lines) {
        const QStringList words = line.split(u' ');
        QCOMPARE(words[1], QStringLiteral("0"));
        QVERIFY2(words[2].toInt() >= 299, qPrintable(line));
    }
}

void TstAttach::stallThatKillsTheProgramIsReported_data()
{
    QTest::addColumn<QString>("mark");
    QTest::newRow("die-blocked") << "sleep";
    QTest::newRow("crash-blocked") << "burn";
    QTest::newRow("exit-blocked") << "sleep";
}

void TstAttach::stallThatKillsTheProgramIsReported()
{
    QFETCH(QString, mark);
    const Ended ended = attachTo({QLatin1String(QTest::currentDataTag())});
    const QJsonArray stalls = ended.json().object()[u"slow_callbacks"].toArray();
    QCOMPARE(stalls.size(), 1);
    const QJsonObject stall = stalls.first().toObject();
    const QString line = QString::number(markedLine(mark.toLatin1().constData()));
    QVERIFY2(stall[u"location"].toString().endsWith(QStringLiteral("attachedprogram.cpp:") + line),
             qPrintable(stall[u"location"].toString()));
    QVERIFY(stall[u"duration_ms"].toDouble() > 150);
    QVERIFY2(ended.err.contains(QLatin1String("Executing")), qPrintable(ended.err));
}

void TstAttach::traceIsRecorded()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("attached.perfetto-trace"));
    const Ended ended = attach({QStringLiteral("--record"), path}, {attachedProgram(), "sleep"});
    QCOMPARE(ended.status, 0);
    QFile trace(path);
    QVERIFY(trace.open(QIODevice::ReadOnly));
    const QByteArray bytes = trace.readAll();
    for (const char *text : {"attachedprogram", "Main loop", "sleepInSlot", "run finished"})
        QVERIFY2(bytes.contains(text), text);
}

// A launcher becomes the program; what the trace says of itself begins with the program's name.
void TstAttach::traceOfALaunchedProgramHasItsName()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("attached.perfetto-trace"));
    const Ended ended = attach({QStringLiteral("--record"), path}, {"env", attachedProgram(), "sleep"});
    QCOMPARE(ended.status, 0);
    QFile trace(path);
    QVERIFY(trace.open(QIODevice::ReadOnly));
    const QByteArray bytes = trace.readAll();
    QVERIFY(bytes.left(bytes.indexOf("Run")).contains("attachedprogram"));
    QVERIFY(bytes.contains("sleepInSlot"));
}

void TstAttach::unwritableTraceIsToldBeforeTheStart()
{
    const Ended ended = attach({QStringLiteral("--record"), QStringLiteral("/nowhere/x.perfetto-trace")},
                               {"echo", "started"});
    QCOMPARE(ended.status, 1);
    QVERIFY(ended.out.isEmpty());
    QCOMPARE(ended.errorLines(), 1);
    QVERIFY2(ended.err.contains(QLatin1String("/nowhere/x.perfetto-trace")), qPrintable(ended.err));
}

LOOPSCOPE_TEST_MAIN(TstAttach)

#include "tst_attach.moc"
