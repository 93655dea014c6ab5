#include "tests/app/attachfixture.h"
#include "tests/app/pauses.h"
#include "tests/support/stricttest.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QTemporaryDir>

using namespace Loopscope::Testing;

namespace {

constexpr int pauseMs = 1200;
constexpr double tolerableMs = 800; // of a busy machine; a pause that was taken for something is longer

QString worstOf(const QJsonObject &document)
{
    double worst = document[u"loop"].toObject()[u"latency_ms"].toObject()[u"max"].toDouble();
    for (const auto &stall : document[u"slow_callbacks"].toArray())
        worst = std::max(worst, stall.toObject()[u"duration_ms"].toDouble());
    return worst < tolerableMs ? QString()
                               : QString::fromUtf8(QJsonDocument(document).toJson(QJsonDocument::Compact));
}

std::unique_ptr<Pause> makePause(const QString &kind)
{
    if (kind == QLatin1String("signal"))
        return std::make_unique<SignalPause>();
    auto freezer = std::make_unique<FreezerPause>();
    return freezer->isThere() ? std::move(freezer) : nullptr;
}

constexpr auto noFreezer = "no control group can be made here";

} // namespace

/// A machine that is suspended or paused: everything stands still at once and goes on later.
class TstPauses : public StrictTest
{
    Q_OBJECT

private Q_SLOTS:
    void pauseInARunIsNotSeen_data();
    void pauseInARunIsNotSeen();
    void pauseOfAnAttachedProgramIsNotSeen_data();
    void pauseOfAnAttachedProgramIsNotSeen();
    void timeOfFormerSuspendsDoesNotMatter();

private:
    void pauseOnce(QProcess *process, Pause *pause)
    {
        QVERIFY(pause->stop(*process));
        QTest::qSleep(pauseMs);
        QVERIFY(pause->goOn(*process));
    }
};

void TstPauses::pauseInARunIsNotSeen_data()
{
    QTest::addColumn<QString>("kind");
    QTest::addColumn<QString>("target");
    const auto row = [](const char *kind, const char *target) {
        QTest::addRow("%s, %s", kind, target) << kind << target;
    };
    for (const char *target : {"slow-callback/awaiting", "http/thread-pool", "cpu-bound/process-pool"})
        row("signal", target);
    for (const char *target : {"pipelining/pipelined", "http/async-session", "cpu-bound/thread-pool"})
        row("freezer", target);
}

void TstPauses::pauseInARunIsNotSeen()
{
    QFETCH(QString, kind);
    QFETCH(QString, target);
    const auto pause = makePause(kind);
    if (!pause)
        QSKIP(noFreezer);
    const QTemporaryDir folder;
    const QString trace = folder.filePath(QStringLiteral("paused.perfetto-trace"));
    QProcess process;
    prepare(&process, {"run", target, "--duration", "2", "--json", "--record", trace});
    pause->prepare(&process);
    process.start();
    QTRY_VERIFY(QFileInfo(trace).size() > 5000);
    pauseOnce(&process, pause.get());
    QVERIFY(process.waitForFinished(60000));
    QVERIFY2(process.exitCode() == 0, process.readAllStandardError().constData());
    const auto document = QJsonDocument::fromJson(process.readAllStandardOutput()).object();
    QVERIFY(document[u"duration_s"].toDouble() > pauseMs / 1000.0);
    QVERIFY2(worstOf(document).isEmpty(), qPrintable(worstOf(document)));
    QCOMPARE(document[u"requests"].toObject()[u"failed"].toInt(), 0);
    for (const auto &executor : document[u"executors"].toArray()) {
        QCOMPARE(executor.toObject()[u"failed"].toInt(), 0);
        QCOMPARE(executor.toObject()[u"completed"].toInt(), executor.toObject()[u"submitted"].toInt());
    }
}

void TstPauses::pauseOfAnAttachedProgramIsNotSeen_data()
{
    QTest::addColumn<QString>("kind");
    QTest::addColumn<QString>("mode");
    for (const char *kind : {"signal", "freezer"}) {
        QTest::addRow("%s, idle", kind) << kind << "idle";
        QTest::addRow("%s, blocked", kind) << kind << "forever";
    }
}

void TstPauses::pauseOfAnAttachedProgramIsNotSeen()
{
    QFETCH(QString, kind);
    QFETCH(QString, mode);
    const auto pause = makePause(kind);
    if (!pause)
        QSKIP(noFreezer);
    QProcess process;
    prepare(&process, {"attach", "--json", "--", attachedProgram(), mode, "600000"});
    pause->prepare(&process);
    process.start();
    QByteArray said;
    QTRY_VERIFY_WITH_TIMEOUT((said += process.readAllStandardError()).contains("Observing"), 30000);
    pauseOnce(&process, pause.get());
    if (mode == QLatin1String("forever"))
        QTRY_VERIFY((said += process.readAllStandardError()).count("blocked") >= 5);
    process.terminate();
    QVERIFY(process.waitForFinished(30000));
    QCOMPARE(process.exitCode(), 128 + SIGTERM);
    const auto document = QJsonDocument::fromJson(process.readAllStandardOutput()).object();
    QVERIFY2(worstOf(document).isEmpty(), qPrintable(worstOf(document)));
    QCOMPARE(document[u"slow_callbacks"].toArray().isEmpty(), mode == QLatin1String("idle"));
}

// After a suspend CLOCK_BOOTTIME is ahead of CLOCK_MONOTONIC for ever. Here by ten days.
void TstPauses::timeOfFormerSuspendsDoesNotMatter()
{
    QProcess check;
    const QStringList shift{QStringLiteral("--time"), QStringLiteral("--boottime"), QStringLiteral("864000")};
    check.start(QStringLiteral("unshare"), shift + QStringList{QStringLiteral("true")});
    if (!check.waitForFinished() || check.exitCode() != 0)
        QSKIP("no time namespace can be made here");
    const QTemporaryDir folder;
    const QString trace = folder.filePath(QStringLiteral("shifted.perfetto-trace"));
    QProcess process;
    prepare(&process, {});
    process.setProgram(QStringLiteral("unshare"));
    process.setArguments(shift + QStringList{QStringLiteral(LOOPSCOPE_PROGRAM), "run",
                                             "slow-callback/blocking", "--duration", "1.2", "--json",
                                             "--record", trace});
    process.start();
    QVERIFY(process.waitForFinished(60000));
    QVERIFY2(process.exitCode() == 0, process.readAllStandardError().constData());
    const auto said = QJsonDocument::fromJson(process.readAllStandardOutput()).object();
    const auto read = runProgram({"report", trace, "--json"}).json().object();
    const auto starts = [](const QJsonObject &document) {
        QList<double> seconds;
        for (const auto &stall : document[u"slow_callbacks"].toArray())
            seconds.append(stall.toObject()[u"started_s"].toDouble());
        return seconds;
    };
    QVERIFY(!starts(said).isEmpty());
    QCOMPARE(starts(read).size(), starts(said).size());
    for (const double second : starts(said) + starts(read))
        QVERIFY2(second >= 0 && second < 60, qPrintable(QString::number(second)));
}

LOOPSCOPE_TEST_MAIN(TstPauses)

#include "tst_pauses.moc"
