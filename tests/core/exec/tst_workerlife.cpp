#include "core/exec/findworker.h"
#include "tests/core/exec/pooltest.h"

#include <QDir>
#include <QProcess>
#include <QTemporaryDir>

#include <sys/resource.h>

using namespace Loopscope;
using namespace Loopscope::Exec;
using namespace Loopscope::Testing;

class WorkerLifeTest : public StrictTest
{
    Q_OBJECT

private Q_SLOTS:
    void cleanup() { qunsetenv("LOOPSCOPE_BAD_WORKER_MODE"); }

    void missingWorkerIsNamed();
    void fileThatCannotRunIsNamed();
    void workerIsLookedForNextToTheProgram();
    void workerThatDoesNotComeFailsTheStart_data();
    void workerThatDoesNotComeFailsTheStart();
    void stopLeavesNoProcess();
    void stopEndsBusyWorkers();
    void poolCanBeStartedAgain();
    void stopWhileStartingEndsTheStart();
    void destroyedPoolLeavesNothingAndTellsThoseWhoWait();
    void coroutineMayDestroyThePool();
    void workersDieWithTheirParent();
    void workersAreNiceAndHaveNoEnvironmentOfOurs();
    void noSocketFileIsLeft();
    void tooLongRuntimeFolderIsAvoided();
    void workerByHandSaysWhatItIs();
};

void WorkerLifeTest::missingWorkerIsNamed()
{
    ProcessExecutor pool(QStringLiteral("test"), {.workerPath = QStringLiteral("/nowhere/loopscope-worker")});
    Awaited<bool> out;
    const auto task = keepTask(&out, pool.start());
    QTRY_VERIFY(out.finished);
    QCOMPARE(out.error, Error::WorkerMissing);
    QVERIFY2(out.text.contains("/nowhere/loopscope-worker"), qPrintable(out.text));
}

void WorkerLifeTest::fileThatCannotRunIsNamed()
{
    QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("loopscope-worker"));
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write("\x7f"
                                                          "ELF nonsense") > 0);
    file.close();
    ProcessExecutor pool(QStringLiteral("test"), {.workerPath = path});
    Awaited<bool> first;
    const auto notExecutable = keepTask(&first, pool.start());
    QTRY_VERIFY(first.finished);
    QCOMPARE(first.error, Error::WorkerNotStartable);
    file.setPermissions(QFile::ReadOwner | QFile::ExeOwner);
    Awaited<bool> second;
    const auto notRunnable = keepTask(&second, pool.start());
    QTRY_VERIFY(second.finished);
    QCOMPARE(second.error, Error::WorkerNotStartable);
    QVERIFY2(second.text.contains(path), qPrintable(second.text));
}

void WorkerLifeTest::workerIsLookedForNextToTheProgram()
{
    const WorkerSearch search = findWorker();
    QCOMPARE(search.places.size(), 2);
    QCOMPARE(search.places[0], QCoreApplication::applicationDirPath() + "/loopscope-worker");
    QVERIFY(search.places[1].endsWith("/lib/loopscope/loopscope-worker"));
    QVERIFY(!search.places[1].contains(".."));
    QCOMPARE(findWorker(QStringLiteral(LOOPSCOPE_WORKER)).path, QStringLiteral(LOOPSCOPE_WORKER));
    QVERIFY(findWorker(QDir::tempPath()).path.isEmpty()); // a folder is no program
}

void WorkerLifeTest::workerThatDoesNotComeFailsTheStart_data()
{
    QTest::addColumn<QByteArray>("mode");
    QTest::addColumn<QString>("reason");
    QTest::newRow("never connects") << QByteArray("never connects") << "did not connect within 300 ms";
    QTest::newRow("never says hello") << QByteArray("silent") << "did not connect within 300 ms";
    QTest::newRow("exits") << QByteArray("exits") << "exited with status 5";
    QTest::newRow("says something else") << QByteArray("garbage first") << "too long";
    QTest::newRow("another version") << QByteArray("other version") << "speaks version 3";
}

void WorkerLifeTest::workerThatDoesNotComeFailsTheStart()
{
    QFETCH(QByteArray, mode);
    QFETCH(QString, reason);
    qputenv("LOOPSCOPE_BAD_WORKER_MODE", mode);
    ProcessExecutor pool(QStringLiteral("test"), {.workers = 2,
                                                  .workerPath = QStringLiteral(LOOPSCOPE_BAD_WORKER),
                                                  .connectTimeout = std::chrono::milliseconds(300)});
    Awaited<bool> out;
    const auto task = keepTask(&out, pool.start());
    const std::vector<qint64> ids = pool.workerProcessIds();
    QTRY_VERIFY(out.finished);
    QCOMPARE(out.error, Error::WorkerNotConnected);
    QVERIFY2(out.text.contains(reason), qPrintable(out.text));
    QVERIFY(std::ranges::all_of(ids, isReaped)); // nothing is left when the start has failed
}

void WorkerLifeTest::stopLeavesNoProcess()
{
    ProcessExecutor pool(QStringLiteral("test"), workers(3));
    LOOPSCOPE_START(pool);
    const std::vector<qint64> ids = pool.workerProcessIds();
    QVERIFY(std::ranges::none_of(ids, isReaped));
    LOOPSCOPE_STOP(pool);
    QVERIFY(std::ranges::all_of(ids, isReaped));
}

void WorkerLifeTest::stopEndsBusyWorkers()
{
    ProcessExecutor pool(QStringLiteral("test"), workers(2));
    LOOPSCOPE_START(pool);
    const std::vector<qint64> ids = pool.workerProcessIds();
    std::vector<Awaited<QByteArray>> all(5);
    std::vector<QCoro::Task<>> tasks;
    for (auto &out : all)
        tasks.push_back(give(&pool, &out, "sleep-ms", milliseconds(3'600'000)));
    LOOPSCOPE_STOP(pool);
    QVERIFY(std::ranges::all_of(ids, isReaped));
    QTRY_VERIFY(allFinished(all));
    QVERIFY(std::ranges::all_of(all, [](const auto &out) { return out.cancelled; }));
    QCOMPARE(pool.stats().cancelled, 5);
    compareBalanced(pool.stats());
}

void WorkerLifeTest::poolCanBeStartedAgain()
{
    ProcessExecutor pool(QStringLiteral("test"), workers(1));
    {
        LOOPSCOPE_START(pool);
        LOOPSCOPE_STOP(pool);
    }
    LOOPSCOPE_START(pool);
    Awaited<QByteArray> out;
    const auto task = give(&pool, &out, "echo", "again");
    QTRY_VERIFY(out.finished);
    QCOMPARE(*out.value, "again");
    LOOPSCOPE_STOP(pool);
}

void WorkerLifeTest::stopWhileStartingEndsTheStart()
{
    ProcessExecutor pool(QStringLiteral("test"), workers(3));
    Awaited<bool> started;
    const auto start = keepTask(&started, pool.start());
    Awaited<QByteArray> job;
    const auto task = give(&pool, &job, "echo", "early"); // may be given before the workers are there
    const std::vector<qint64> ids = pool.workerProcessIds();
    LOOPSCOPE_STOP(pool);
    QTRY_VERIFY(started.finished && job.finished);
    QVERIFY(started.cancelled);
    QVERIFY(job.cancelled);
    QVERIFY(std::ranges::all_of(ids, isReaped));
}

void WorkerLifeTest::destroyedPoolLeavesNothingAndTellsThoseWhoWait()
{
    std::vector<qint64> ids;
    std::vector<Awaited<QByteArray>> all(5);
    std::vector<QCoro::Task<>> tasks;
    {
        ProcessExecutor pool(QStringLiteral("test"), workers(2));
        LOOPSCOPE_START(pool);
        ids = pool.workerProcessIds();
        for (auto &out : all)
            tasks.push_back(give(&pool, &out, "sleep-ms", milliseconds(3'600'000)));
    }
    QVERIFY(std::ranges::all_of(ids, isReaped));
    QTRY_VERIFY(allFinished(all));
    QVERIFY(std::ranges::all_of(all, [](const auto &out) { return out.cancelled; }));
}

void WorkerLifeTest::coroutineMayDestroyThePool()
{
    auto pool = std::make_unique<ProcessExecutor>(QStringLiteral("test"), workers(1));
    const auto useAndDestroy = [&]() -> QCoro::Task<> {
        co_await pool->start();
        const QByteArray name("echo");
        co_await pool->run(name, name);
        pool.reset();
    };
    const auto task = useAndDestroy();
    QTRY_VERIFY(!pool && task.isReady());
}

void WorkerLifeTest::workersDieWithTheirParent()
{
    QProcess host;
    host.start(QStringLiteral(LOOPSCOPE_POOL_HOST), {QStringLiteral(LOOPSCOPE_WORKER)});
    QByteArray printed;
    QTRY_VERIFY_WITH_TIMEOUT((printed += host.readAllStandardOutput()).endsWith("ready\n"), 20000);
    std::vector<qint64> ids;
    for (const QByteArray &line : printed.split('\n')) {
        if (const qint64 id = line.toLongLong(); id > 0)
            ids.push_back(id);
    }
    QCOMPARE(ids.size(), std::size_t(3));
    QVERIFY(std::ranges::none_of(ids, isGone));
    host.kill();
    QVERIFY(host.waitForFinished());
    QTRY_VERIFY(std::ranges::all_of(ids, isGone));
}

void WorkerLifeTest::workersAreNiceAndHaveNoEnvironmentOfOurs()
{
    QVERIFY(qEnvironmentVariableIsSet("QT_NO_GLIB"));
    ProcessExecutor pool(QStringLiteral("test"),
                         {.workers = 1, .workerPath = QStringLiteral(LOOPSCOPE_WORKER)});
    LOOPSCOPE_START(pool);
    const qint64 id = pool.workerProcessIds().front();
    QCOMPARE(::getpriority(PRIO_PROCESS, static_cast<id_t>(id)), 10);
    QFile environment(QStringLiteral("/proc/%1/environ").arg(id));
    QVERIFY(environment.open(QIODevice::ReadOnly));
    const QByteArray variables = environment.readAll();
    QVERIFY(variables.contains("PATH="));
    QVERIFY(!variables.contains("QT_NO_GLIB"));
    LOOPSCOPE_STOP(pool);
}

void WorkerLifeTest::noSocketFileIsLeft()
{
    QTemporaryDir folder; // private, as a run-time folder has to be
    const QByteArray former = qgetenv("XDG_RUNTIME_DIR");
    qputenv("XDG_RUNTIME_DIR", QFile::encodeName(folder.path()));
    const auto entries = [&folder] {
        return QDir(folder.path())
            .entryList(QDir::AllEntries | QDir::System | QDir::Hidden | QDir::NoDotAndDotDot);
    };
    ProcessExecutor pool(QStringLiteral("test"), workers(2));
    Awaited<bool> out;
    const auto task = keepTask(&out, pool.start());
    QCOMPARE(entries().size(), 1); // while a worker is expected
    QTRY_VERIFY(out.finished);
    QCOMPARE(entries(), QStringList());
    LOOPSCOPE_STOP(pool);
    QCOMPARE(entries(), QStringList());
    qputenv("XDG_RUNTIME_DIR", former);
}

void WorkerLifeTest::tooLongRuntimeFolderIsAvoided()
{
    QTemporaryDir folder;
    const QString deep = folder.filePath(QString(90, QLatin1Char('d')));
    QVERIFY(QDir().mkpath(deep));
    QVERIFY(QFile::setPermissions(deep, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner));
    const QByteArray former = qgetenv("XDG_RUNTIME_DIR");
    qputenv("XDG_RUNTIME_DIR", QFile::encodeName(deep));
    ProcessExecutor pool(QStringLiteral("test"), workers(1));
    LOOPSCOPE_START(pool);
    LOOPSCOPE_STOP(pool);
    qputenv("XDG_RUNTIME_DIR", former);
}

void WorkerLifeTest::workerByHandSaysWhatItIs()
{
    QProcess worker;
    worker.start(QStringLiteral(LOOPSCOPE_WORKER), QStringList());
    QVERIFY(worker.waitForFinished());
    QCOMPARE(worker.exitStatus(), QProcess::NormalExit);
    QCOMPARE(worker.exitCode(), 2);
    const QByteArray text = worker.readAllStandardError();
    QCOMPARE(text.count('\n'), 1);
    QVERIFY(text.contains("started by loopscope"));
    QVERIFY(worker.readAllStandardOutput().isEmpty());
}

LOOPSCOPE_TEST_MAIN(WorkerLifeTest)
#include "tst_workerlife.moc"
