#include "tests/core/exec/pooltest.h"
#include "tests/core/monitor/recordingsink.h"

#include <QSignalSpy>
#include <QTemporaryDir>

using namespace Loopscope;
using namespace Loopscope::Exec;
using namespace Loopscope::Testing;

class WorkerLossTest : public StrictTest
{
    Q_OBJECT

private Q_SLOTS:
    void cleanup() { qunsetenv("LOOPSCOPE_BAD_WORKER_MODE"); }

    void killedWorkerIsReplacedAndItsJobRunAgain();
    void killedIdleWorkerIsReplaced();
    void workerKilledWhileThePoolStartsIsReplaced();
    void jobThatKillsItsWorkersFailsByName();
    void othersGoOnWhileWorkersDie();
    void badWorkerIsKilledAndGivenUp_data();
    void badWorkerIsKilledAndGivenUp();
    void workersThatOnlyLeaveAreGivenUp();
    void workerWithoutMemoryFailsItsJobByName();
    void impossibleTimesDoNoHarm();
    void jobWaitedNoLongerThanItTook();
    void workerThatIsDeafToCancelIsKilled();
};

namespace {

ProcessExecutorOptions badWorker(const char *mode)
{
    qputenv("LOOPSCOPE_BAD_WORKER_MODE", mode);
    return {.workers = 1, .workerPath = QStringLiteral(LOOPSCOPE_BAD_WORKER)};
}

/// The most address space that a process had so far.
qint64 peakKib(qint64 process)
{
    QFile status(QStringLiteral("/proc/%1/status").arg(process));
    if (!status.open(QIODevice::ReadOnly))
        return 0;
    const QByteArray text = status.readAll();
    const qsizetype at = text.indexOf("VmPeak:");
    return at < 0 ? 0 : text.mid(at + 7, text.indexOf("kB", at) - at - 7).trimmed().toLongLong();
}

/// Starts the worker with a limit on its address space.
QString limitedWorker(const QTemporaryDir &folder, qint64 kib)
{
    QFile script(folder.filePath(QStringLiteral("limited-worker")));
    if (!script.open(QIODevice::WriteOnly))
        return {};
    script.write("#!/bin/sh\nulimit -c 0\nulimit -v " + QByteArray::number(kib) + "\nexec " +
                 workers(1).workerPath.toLocal8Bit() + " \"$@\"\n");
    script.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    return script.fileName();
}

} // namespace

void WorkerLossTest::killedWorkerIsReplacedAndItsJobRunAgain()
{
    ProcessExecutor pool(QStringLiteral("test"), workers(3));
    LOOPSCOPE_START(pool);
    QSignalSpy lost(&pool, &ProcessExecutor::workerLost);
    QSignalSpy restarted(&pool, &ProcessExecutor::workerRestarted);
    const std::vector<qint64> before = pool.workerProcessIds();
    std::vector<Awaited<QByteArray>> all(4);
    std::vector<QCoro::Task<>> tasks;
    for (auto &out : all)
        tasks.push_back(give(&pool, &out, "sleep-ms", milliseconds(100)));
    ::kill(static_cast<pid_t>(before[1]), SIGKILL);
    QTRY_VERIFY(allFinished(all));
    QVERIFY(std::ranges::all_of(all, [](const auto &out) { return out.value.has_value(); }));
    QTRY_COMPARE(restarted.size(), 1);
    QCOMPARE(restarted[0][0].toInt(), 1);
    QCOMPARE(lost.size(), 1);
    QCOMPARE(lost[0][0].toInt(), 1);
    QCOMPARE(lost[0][1].toString(), "was killed by signal 9");
    QCOMPARE(pool.rerunCount(), 1);
    const std::vector<qint64> after = pool.workerProcessIds();
    QCOMPARE(after[0], before[0]);
    QVERIFY(after[1] != before[1] && after[1] > 0);
    QCOMPARE(pool.stats().completed, 4);
    compareBalanced(pool.stats());
    LOOPSCOPE_STOP(pool);
}

void WorkerLossTest::killedIdleWorkerIsReplaced()
{
    ProcessExecutor pool(QStringLiteral("test"), workers(1));
    LOOPSCOPE_START(pool);
    QSignalSpy restarted(&pool, &ProcessExecutor::workerRestarted);
    ::kill(static_cast<pid_t>(pool.workerProcessIds().front()), SIGTERM);
    QVERIFY(restarted.wait());
    Awaited<QByteArray> out;
    const auto task = give(&pool, &out, "echo", "here");
    QTRY_VERIFY(out.finished);
    QCOMPARE(*out.value, "here");
    QCOMPARE(pool.rerunCount(), 0);
    LOOPSCOPE_STOP(pool);
}

/// Also when the last of the others gets ready before the end of this one is noticed.
void WorkerLossTest::workerKilledWhileThePoolStartsIsReplaced()
{
    const QTemporaryDir folder;
    qputenv("LOOPSCOPE_BAD_WORKER_FOLDER", folder.path().toLocal8Bit());
    ProcessExecutorOptions options = badWorker("first is killed");
    options.workers = 2;
    ProcessExecutor pool(QStringLiteral("test"), options);
    LOOPSCOPE_START(pool);
    LOOPSCOPE_STOP(pool);
}

void WorkerLossTest::jobThatKillsItsWorkersFailsByName()
{
    ProcessExecutor pool(QStringLiteral("test"), workers(2));
    LOOPSCOPE_START(pool);
    QSignalSpy restarted(&pool, &ProcessExecutor::workerRestarted);
    Awaited<QByteArray> out;
    const auto task = give(&pool, &out, "crash", {});
    QTRY_VERIFY(out.finished);
    QCOMPARE(out.error, Error::WorkerLost);
    QVERIFY2(out.text.contains("\"crash\"") && out.text.contains("signal 9"), qPrintable(out.text));
    QTRY_COMPARE(restarted.size(), 2); // whole again
    QCOMPARE(pool.stats().failed, 1);
    compareBalanced(pool.stats());
    LOOPSCOPE_STOP(pool);
}

void WorkerLossTest::othersGoOnWhileWorkersDie()
{
    ProcessExecutor pool(QStringLiteral("test"), workers(3));
    LOOPSCOPE_START(pool);
    std::vector<Awaited<QByteArray>> good(200);
    std::vector<Awaited<QByteArray>> bad(10);
    std::vector<QCoro::Task<>> tasks;
    for (std::size_t i = 0; i < good.size(); ++i) {
        if (i % 20 == 0)
            tasks.push_back(give(&pool, &bad[i / 20], "crash", {}));
        tasks.push_back(give(&pool, &good[i], "echo", QByteArray::number(int(i))));
    }
    QVERIFY(runLoopUntil([&] { return allFinished(good) && allFinished(bad); }));
    for (std::size_t i = 0; i < good.size(); ++i)
        QCOMPARE(good[i].value.value_or("lost"), QByteArray::number(int(i)));
    QVERIFY(std::ranges::all_of(bad, [](const auto &out) { return out.error == Error::WorkerLost; }));
    compareBalanced(pool.stats());
    LOOPSCOPE_STOP(pool);
}

void WorkerLossTest::badWorkerIsKilledAndGivenUp_data()
{
    QTest::addColumn<QByteArray>("mode");
    QTest::addColumn<QString>("reason");
    QTest::newRow("garbage") << QByteArray("garbage") << "too long";
    QTest::newRow("answers another job") << QByteArray("wrong job") << "not given";
    QTest::newRow("sends a request") << QByteArray("request") << "does not send";
    QTest::newRow("waited less than nothing") << QByteArray("negative wait") << "malformed";
    QTest::newRow("closes its connection") << QByteArray("closes") << "closed its connection";
    QTest::newRow("leaves") << QByteArray("leaves busy") << "status 3";
}

void WorkerLossTest::badWorkerIsKilledAndGivenUp()
{
    QFETCH(QByteArray, mode);
    QFETCH(QString, reason);
    ProcessExecutor pool(QStringLiteral("test"), badWorker(mode.constData()));
    LOOPSCOPE_START(pool);
    QSignalSpy lost(&pool, &ProcessExecutor::workerLost);
    std::vector<Awaited<QByteArray>> all(6);
    std::vector<QCoro::Task<>> tasks;
    for (auto &out : all)
        tasks.push_back(give(&pool, &out, "echo", "x"));
    QVERIFY(runLoopUntil([&] { return allFinished(all); }));
    for (const auto &out : all)
        QVERIFY(out.error == Error::WorkerLost || out.error == Error::WorkersExhausted);
    QVERIFY(!lost.isEmpty());
    QVERIFY2(lost[0][1].toString().contains(reason), qPrintable(lost[0][1].toString()));
    QCOMPARE(pool.stats().failed, 6);
    compareBalanced(pool.stats());
    LOOPSCOPE_STOP(pool);
}

void WorkerLossTest::workersThatOnlyLeaveAreGivenUp()
{
    ProcessExecutor pool(QStringLiteral("test"), badWorker("leaves idle"));
    QSignalSpy lost(&pool, &ProcessExecutor::workerLost);
    LOOPSCOPE_START(pool);
    QTRY_COMPARE(lost.size(), 3);
    Awaited<QByteArray> out;
    const auto task = give(&pool, &out, "echo", "x");
    QVERIFY(out.finished);
    QCOMPARE(out.error, Error::WorkersExhausted);
    QVERIFY2(out.text.contains("exited with status 3"), qPrintable(out.text));
    LOOPSCOPE_STOP(pool);
}

void WorkerLossTest::workerWithoutMemoryFailsItsJobByName()
{
#ifdef LOOPSCOPE_SANITIZE_ADDRESS
    QSKIP("the address sanitizer needs terabytes of address space");
#endif
    ProcessExecutor free(QStringLiteral("free"), workers(1));
    LOOPSCOPE_START(free);
    const qint64 peak = peakKib(free.workerProcessIds().front());
    QVERIFY(peak > 0);
    LOOPSCOPE_STOP(free);

    const QTemporaryDir folder;
    ProcessExecutorOptions options = workers(2);
    options.workerPath = limitedWorker(folder, peak + 8 * 1024);
    ProcessExecutor pool(QStringLiteral("test"), options);
    LOOPSCOPE_START(pool);
    Awaited<QByteArray> tooMuch;
    const auto large = give(&pool, &tooMuch, "echo", QByteArray(Wire::maxWorkerPayload, 'x'));
    QTRY_VERIFY(tooMuch.finished);
    QCOMPARE(tooMuch.error, Error::WorkerLost);
    QVERIFY2(tooMuch.text.contains("\"echo\""), qPrintable(tooMuch.text));
    Awaited<QByteArray> little;
    const auto small = give(&pool, &little, "echo", "here");
    QTRY_VERIFY(little.finished);
    QCOMPARE(little.value.value_or("lost"), "here");
    compareBalanced(pool.stats());
    LOOPSCOPE_STOP(pool);
}

void WorkerLossTest::impossibleTimesDoNoHarm()
{
    ProcessExecutor pool(QStringLiteral("test"), badWorker("odd times"));
    LOOPSCOPE_START(pool);
    Awaited<QByteArray> out;
    const auto task = give(&pool, &out, "echo", "x");
    QTRY_VERIFY(out.finished);
    QCOMPARE(*out.value, "x");
    LOOPSCOPE_STOP(pool);
}

void WorkerLossTest::jobWaitedNoLongerThanItTook()
{
    const Recording recording;
    ProcessExecutor pool(QStringLiteral("test"), badWorker("odd wait"));
    LOOPSCOPE_START(pool);
    Awaited<QByteArray> out;
    const auto task = give(&pool, &out, "echo", "x");
    QTRY_VERIFY(out.finished);
    // Those of the tests before may come late.
    const auto waitedThroughout = [&] {
        return std::ranges::any_of(recording.slicesOf(QStringLiteral("echo")), [](const Trace::Slice &slice) {
            return slice.waited == std::optional(slice.duration);
        });
    };
    QTRY_VERIFY(waitedThroughout());
    LOOPSCOPE_STOP(pool);
}

void WorkerLossTest::workerThatIsDeafToCancelIsKilled()
{
    ProcessExecutorOptions options = badWorker("stays");
    options.endTimeout = std::chrono::milliseconds(20);
    ProcessExecutor pool(QStringLiteral("test"), options);
    LOOPSCOPE_START(pool);
    const qint64 before = pool.workerProcessIds().front();
    QSignalSpy restarted(&pool, &ProcessExecutor::workerRestarted);
    Awaited<QByteArray> out;
    const auto task = give(&pool, &out, "echo", "x");
    pool.cancel();
    QTRY_VERIFY(out.finished);
    QVERIFY(out.cancelled);
    QTRY_COMPARE(restarted.size(), 1);
    QVERIFY(isReaped(before));
    QCOMPARE(pool.stats().cancelled, 1);
    LOOPSCOPE_STOP(pool);
}

LOOPSCOPE_TEST_MAIN(WorkerLossTest)
#include "tst_workerloss.moc"
