#include "core/wire/workerframe.h"
#include "tests/core/exec/pooltest.h"
#include "tests/core/monitor/recordingsink.h"

#include <QDir>

#include <set>

using namespace Loopscope;
using namespace Loopscope::Exec;
using namespace Loopscope::Testing;

class ProcessExecutorTest : public StrictTest
{
    Q_OBJECT

private Q_SLOTS:
    void primesAreFoundInOtherProcesses();
    void workersRunAtTheSameTime();
    void manyJobsGiveTheirOwnAnswers();
    void coroutineGoesOnInItsThreadAndTask();
    void failuresAreNamed_data();
    void failuresAreNamed();
    void payloadsUpToTheLimitPass();
    void depthCountsWhatNoWorkerCouldTake();
    void cancelWithdrawsAndStops();
    void drainedComesAfterTheLastCoroutine();
    void runNeedsARunningPool();
    void destroyedCoroutineFreesItsWorker();
    void waitingOfAJobIsMeasured();
};

void ProcessExecutorTest::primesAreFoundInOtherProcesses()
{
    ProcessExecutor pool(QStringLiteral("test"), workers(2));
    LOOPSCOPE_START(pool);
    Awaited<QByteArray> prime;
    Awaited<QByteArray> composite;
    const auto first = give(&pool, &prime, "is-prime", Jobs::encodeNumber(112272535095293));
    const auto second = give(&pool, &composite, "is-prime", Jobs::encodeNumber(112272535095295));
    QTRY_VERIFY(prime.finished && composite.finished);
    QCOMPARE(*prime.value, QByteArray(1, '\1'));
    QCOMPARE(*composite.value, QByteArray(1, '\0'));
    LOOPSCOPE_STOP(pool);
}

void ProcessExecutorTest::workersRunAtTheSameTime()
{
    ProcessExecutor pool(QStringLiteral("test"), workers(3));
    LOOPSCOPE_START(pool);
    std::vector<Awaited<QByteArray>> all(3);
    std::vector<QCoro::Task<>> tasks;
    for (auto &out : all)
        tasks.push_back(give(&pool, &out, "process-id", {}));
    QTRY_VERIFY(allFinished(all));
    std::set<qint64> answered;
    for (const auto &out : all)
        answered.insert(static_cast<qint64>(*Jobs::decodeNumber(*out.value)));
    const std::vector<qint64> ids = pool.workerProcessIds();
    QCOMPARE(answered, std::set<qint64>(ids.begin(), ids.end()));
    QCOMPARE(answered.size(), std::size_t(3));
    QVERIFY(!answered.contains(QCoreApplication::applicationPid()));
    LOOPSCOPE_STOP(pool);
}

void ProcessExecutorTest::manyJobsGiveTheirOwnAnswers()
{
    constexpr int count = 10000;
    ProcessExecutor pool(QStringLiteral("test"), workers(3));
    LOOPSCOPE_START(pool);
    std::vector<Awaited<QByteArray>> all(count);
    std::vector<QCoro::Task<>> tasks;
    for (int i = 0; i < count; ++i)
        tasks.push_back(give(&pool, &all[i], "echo", QByteArray::number(i)));
    QVERIFY(runLoopUntil([&] { return allFinished(all); }));
    for (int i = 0; i < count; ++i)
        QCOMPARE(*all[i].value, QByteArray::number(i));
    QCOMPARE(pool.stats().completed, count);
    QCOMPARE(pool.stats().maxQueueDepth, count - 3);
    QCOMPARE(pool.stats().kind, "process");
    LOOPSCOPE_STOP(pool);
}

void ProcessExecutorTest::coroutineGoesOnInItsThreadAndTask()
{
    ProcessExecutor pool(QStringLiteral("test"), workers(1));
    LOOPSCOPE_START(pool);
    Awaited<QByteArray> out;
    Monitor::setCurrentTask(7);
    const auto task = give(&pool, &out, "echo", "x");
    Monitor::setCurrentTask(0);
    QVERIFY(!out.finished);
    QTRY_VERIFY(out.finished);
    QCOMPARE(out.thread, QThread::currentThread());
    QCOMPARE(out.task, Trace::TaskId(7));
    LOOPSCOPE_STOP(pool);
}

void ProcessExecutorTest::failuresAreNamed_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("payload");
    QTest::addColumn<Error>("error");
    QTest::addColumn<QString>("text");
    QTest::newRow("job fails") << QByteArray("fail") << QByteArray("no luck") << Error::JobFailed
                               << "\"fail\" failed: no luck";
    QTest::newRow("bad input") << QByteArray("is-prime") << QByteArray("7") << Error::JobFailed << "8 bytes";
    QTest::newRow("unknown job") << QByteArray("bake") << QByteArray() << Error::JobUnknown << "\"bake\"";
    QTest::newRow("long name") << QByteArray(256, 'n') << QByteArray() << Error::PayloadTooLarge
                               << "256 bytes";
    QTest::newRow("large payload") << QByteArray("echo") << QByteArray(Wire::maxWorkerPayload + 1, 'p')
                                   << Error::PayloadTooLarge << "16777217 bytes";
}

void ProcessExecutorTest::failuresAreNamed()
{
    QFETCH(QByteArray, name);
    QFETCH(QByteArray, payload);
    QFETCH(Error, error);
    QFETCH(QString, text);
    ProcessExecutor pool(QStringLiteral("test"), workers(1));
    LOOPSCOPE_START(pool);
    const qint64 worker = pool.workerProcessIds().front();
    Awaited<QByteArray> out;
    const auto task = give(&pool, &out, name, payload);
    QTRY_VERIFY(out.finished);
    QCOMPARE(out.error, error);
    QVERIFY2(out.text.contains(text), qPrintable(out.text));
    QCOMPARE(pool.workerProcessIds().front(), worker); // it goes on
    compareBalanced(pool.stats());
    LOOPSCOPE_STOP(pool);
}

void ProcessExecutorTest::payloadsUpToTheLimitPass()
{
    ProcessExecutor pool(QStringLiteral("test"), workers(1));
    LOOPSCOPE_START(pool);
    QByteArray payload(Wire::maxWorkerPayload, 'a');
    payload.back() = 'z';
    Awaited<QByteArray> out;
    const auto task = give(&pool, &out, "echo", payload);
    QTRY_VERIFY_WITH_TIMEOUT(out.finished, 20000);
    QVERIFY(out.value == payload);
    LOOPSCOPE_STOP(pool);
}

void ProcessExecutorTest::depthCountsWhatNoWorkerCouldTake()
{
    ProcessExecutor pool(QStringLiteral("test"), workers(2));
    LOOPSCOPE_START(pool);
    std::vector<Awaited<QByteArray>> all(7);
    std::vector<QCoro::Task<>> tasks;
    for (auto &out : all)
        tasks.push_back(give(&pool, &out, "sleep-ms", milliseconds(1)));
    QCOMPARE(pool.stats().maxQueueDepth, 5);
    QTRY_VERIFY(allFinished(all));
    QCOMPARE(pool.stats().maxQueueDepth, 5);
    QVERIFY(pool.isIdle());
    LOOPSCOPE_STOP(pool);
}

void ProcessExecutorTest::cancelWithdrawsAndStops()
{
    ProcessExecutor pool(QStringLiteral("test"), workers(2));
    LOOPSCOPE_START(pool);
    const std::vector<qint64> ids = pool.workerProcessIds();
    std::vector<Awaited<QByteArray>> all(6);
    std::vector<QCoro::Task<>> tasks;
    for (auto &out : all)
        tasks.push_back(give(&pool, &out, "sleep-ms", milliseconds(3'600'000)));
    pool.cancel();
    QVERIFY(!all.back().finished); // never inside cancel()
    QTRY_VERIFY(allFinished(all));
    QVERIFY(std::ranges::all_of(all, [](const auto &out) { return out.cancelled; }));
    QCOMPARE(pool.stats().cancelled, 6);
    QCOMPARE(pool.workerProcessIds(), ids); // they stopped their jobs and live
    Awaited<QByteArray> after;
    const auto task = give(&pool, &after, "echo", "again");
    QTRY_VERIFY(after.finished);
    QCOMPARE(*after.value, "again");
    compareBalanced(pool.stats());
    LOOPSCOPE_STOP(pool);
}

void ProcessExecutorTest::drainedComesAfterTheLastCoroutine()
{
    ProcessExecutor pool(QStringLiteral("test"), workers(2));
    LOOPSCOPE_START(pool);
    std::vector<Awaited<QByteArray>> all(20);
    std::vector<QCoro::Task<>> tasks;
    for (auto &out : all)
        tasks.push_back(give(&pool, &out, "echo", "x"));
    bool allWereFinished = false;
    const auto drain = [&]() -> QCoro::Task<> {
        co_await pool.drained();
        allWereFinished = allFinished(all);
    };
    const auto task = drain();
    QTRY_VERIFY(task.isReady());
    QVERIFY(allWereFinished);
    LOOPSCOPE_STOP(pool);
}

void ProcessExecutorTest::runNeedsARunningPool()
{
    ProcessExecutor pool(QStringLiteral("test"), workers(1));
    Awaited<QByteArray> before;
    const auto first = give(&pool, &before, "echo", "x");
    QVERIFY(before.finished);
    QCOMPARE(before.error, Error::NotRunning);
    LOOPSCOPE_START(pool);
    Awaited<bool> second;
    const auto startAgain = keepTask(&second, pool.start());
    QVERIFY(second.finished);
    QCOMPARE(second.error, Error::AlreadyStarted);
    LOOPSCOPE_STOP(pool);
    Awaited<QByteArray> after;
    const auto last = give(&pool, &after, "echo", "x");
    QCOMPARE(after.error, Error::NotRunning);
    QCOMPARE(pool.stats().submitted, 0);
}

namespace {

struct Destroyable
{
    struct promise_type
    {
        Destroyable get_return_object() { return {std::coroutine_handle<promise_type>::from_promise(*this)}; }
        std::suspend_never initial_suspend() noexcept { return {}; }
        std::suspend_always final_suspend() noexcept { return {}; }
        void return_void() {}
        void unhandled_exception() { std::terminate(); }
    };
    std::coroutine_handle<promise_type> handle;
};

Destroyable sleepInWorker(ProcessExecutor *pool)
{
    const QByteArray name("sleep-ms");
    const QByteArray hour = milliseconds(3'600'000);
    co_await pool->run(name, hour);
}

} // namespace

void ProcessExecutorTest::destroyedCoroutineFreesItsWorker()
{
    ProcessExecutor pool(QStringLiteral("test"), workers(1));
    LOOPSCOPE_START(pool);
    const Destroyable running = sleepInWorker(&pool);
    const Destroyable waiting = sleepInWorker(&pool);
    running.handle.destroy();
    waiting.handle.destroy();
    QVERIFY(pool.isIdle());
    Awaited<QByteArray> after;
    const auto task = give(&pool, &after, "echo", "free");
    QTRY_VERIFY(after.finished);
    QCOMPARE(*after.value, "free");
    compareBalanced(pool.stats());
    LOOPSCOPE_STOP(pool);
}

// In the worker, which sends it with the result.
void ProcessExecutorTest::waitingOfAJobIsMeasured()
{
    const Recording recording;
    ProcessExecutor pool(QStringLiteral("test"), workers(1));
    LOOPSCOPE_START(pool);
    Awaited<QByteArray> slept;
    const auto sleeper = give(&pool, &slept, "sleep-ms", milliseconds(60));
    QTRY_VERIFY(slept.finished);
    // Those of the tests before may come late, and are shorter.
    auto sleeps = recording.slicesOf(QStringLiteral("sleep-ms"));
    const auto sleep = std::ranges::max_element(sleeps, {}, &Trace::Slice::duration);
    QVERIFY(sleep != sleeps.end() && sleep->waited);
    // On a busy machine it waits for a CPU after each of its short sleeps, which is no waiting.
    QVERIFY2(*sleep->waited >= std::chrono::milliseconds(5) && *sleep->waited <= sleep->duration,
             qPrintable(QString::number(Base::toMilliseconds(*sleep->waited))));

    Awaited<QByteArray> computed;
    const auto prime = give(&pool, &computed, "is-prime", Jobs::encodeNumber(112272535095293));
    QTRY_VERIFY(computed.finished);
    const auto primes = recording.slicesOf(QStringLiteral("is-prime"));
    const auto last = std::ranges::max_element(primes, {}, &Trace::Slice::start);
    QVERIFY(last != primes.end() && last->waited);
    QVERIFY(2 * *last->waited < last->duration);

    Awaited<QByteArray> echoed;
    const auto echo = give(&pool, &echoed, "echo", "x");
    QTRY_VERIFY(echoed.finished);
    for (const Trace::Slice &job : recording.slicesOf(QStringLiteral("echo")))
        QVERIFY(!job.waited || job.duration >= std::chrono::milliseconds(1));
    LOOPSCOPE_STOP(pool);
}

LOOPSCOPE_TEST_MAIN(ProcessExecutorTest)
#include "tst_processexecutor.moc"
