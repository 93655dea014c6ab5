// Jobs that are given to a worker in advance, behind one that takes longer than was to be expected.
#include "tests/core/exec/pooltest.h"

using namespace Loopscope::Exec;
using namespace Loopscope::Testing;

class WorkerAheadTest : public StrictTest
{
    Q_OBJECT

private Q_SLOTS:
    void jobsBehindALongOneGoToOtherWorkers();
    void jobsBehindALostOneAreNoReruns();
    void cancelReachesJobsThatHaveNotBegun();
    void destroyedCoroutineLeavesTheLongJobAlone();
};

namespace {

constexpr quint64 anHour = 3'600'000;

using Answers = std::vector<Awaited<QByteArray>>;
using Tasks = std::vector<QCoro::Task<>>;

void giveEchoes(ProcessExecutor *pool, Answers *answers, Tasks *tasks)
{
    for (auto &out : *answers)
        tasks->push_back(give(pool, &out, "echo", "short"));
}

/// The workers are known to be quick afterwards.
bool warmUp(ProcessExecutor *pool)
{
    Answers answers(200);
    Tasks tasks;
    giveEchoes(pool, &answers, &tasks);
    return runLoopUntil([&] { return allFinished(answers); });
}

bool allHaveValues(const Answers &answers)
{
    return std::ranges::all_of(answers, [](const auto &out) { return out.value == "short"; });
}

} // namespace

void WorkerAheadTest::jobsBehindALongOneGoToOtherWorkers()
{
    ProcessExecutor pool(QStringLiteral("test"), workers(2));
    LOOPSCOPE_START(pool);
    QVERIFY(warmUp(&pool));
    Awaited<QByteArray> longOne;
    Answers echoes(40);
    Tasks tasks;
    tasks.push_back(give(&pool, &longOne, "sleep-ms", milliseconds(anHour)));
    giveEchoes(&pool, &echoes, &tasks);
    QVERIFY(runLoopUntil([&] { return allFinished(echoes); }));
    QVERIFY(allHaveValues(echoes));
    QVERIFY(!longOne.finished);
    pool.cancel();
    QTRY_VERIFY(longOne.finished);
    QVERIFY(longOne.cancelled);
    compareBalanced(pool.stats());
    LOOPSCOPE_STOP(pool);
}

void WorkerAheadTest::jobsBehindALostOneAreNoReruns()
{
    ProcessExecutor pool(QStringLiteral("test"), workers(1));
    LOOPSCOPE_START(pool);
    QVERIFY(warmUp(&pool));
    Awaited<QByteArray> killer;
    Answers echoes(40);
    Tasks tasks;
    tasks.push_back(give(&pool, &killer, "crash", {}));
    giveEchoes(&pool, &echoes, &tasks);
    QVERIFY(runLoopUntil([&] { return allFinished(echoes) && killer.finished; }));
    QVERIFY(allHaveValues(echoes));
    QCOMPARE(killer.error, Error::WorkerLost);
    QCOMPARE(pool.rerunCount(), 1);
    compareBalanced(pool.stats());
    LOOPSCOPE_STOP(pool);
}

void WorkerAheadTest::cancelReachesJobsThatHaveNotBegun()
{
    ProcessExecutor pool(QStringLiteral("test"), workers(2));
    LOOPSCOPE_START(pool);
    QVERIFY(warmUp(&pool));
    const std::vector<qint64> ids = pool.workerProcessIds();
    Answers sleepers(40);
    Tasks tasks;
    for (auto &out : sleepers)
        tasks.push_back(give(&pool, &out, "sleep-ms", milliseconds(anHour)));
    pool.cancel();
    QVERIFY(runLoopUntil([&] { return allFinished(sleepers); }));
    QVERIFY(std::ranges::all_of(sleepers, [](const auto &out) { return out.cancelled; }));
    QCOMPARE(pool.workerProcessIds(), ids); // no worker had to be killed
    compareBalanced(pool.stats());
    LOOPSCOPE_STOP(pool);
}

void WorkerAheadTest::destroyedCoroutineLeavesTheLongJobAlone()
{
    ProcessExecutorOptions options = workers(1);
    options.endTimeout = std::chrono::milliseconds(20);
    ProcessExecutor pool(QStringLiteral("test"), options);
    LOOPSCOPE_START(pool);
    QVERIFY(warmUp(&pool));
    const std::vector<qint64> ids = pool.workerProcessIds();
    Awaited<QByteArray> longOne;
    const auto task = give(&pool, &longOne, "sleep-ms", milliseconds(200)); // ten times the end timeout
    {
        ProcessJob behind = pool.run("echo", "dropped");
        behind.await_suspend(std::noop_coroutine());
    }
    QTRY_VERIFY(longOne.finished);
    QVERIFY(longOne.value.has_value());
    QCOMPARE(pool.workerProcessIds(), ids);
    QCOMPARE(pool.stats().cancelled, 1);
    LOOPSCOPE_STOP(pool);
}

LOOPSCOPE_TEST_MAIN(WorkerAheadTest)
#include "tst_workerahead.moc"
