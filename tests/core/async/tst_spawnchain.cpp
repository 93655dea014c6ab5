#include "core/async/resumption.h"
#include "core/async/spawn.h"
#include "tests/core/monitor/recordingsink.h"
#include "tests/support/stricttest.h"

#include <QCoroTimer>

using namespace Loopscope;
using namespace std::chrono_literals;

namespace {

QCoro::Task<> blocks()
{
    co_await Async::tracked(QCoro::sleepFor(1ms));
    QTest::qSleep(30);
}

QCoro::Task<> spawnsBlocking()
{
    co_await Async::tracked(QCoro::sleepFor(1ms));
    Async::spawn(blocks, QStringLiteral("reader"));
}

QCoro::Task<> spawnsAll()
{
    co_await Async::tracked(QCoro::sleepFor(1ms));
    Async::spawn(spawnsBlocking, QStringLiteral("session"));
}

} // namespace

/// Who awaits the task that blocks, as far as spawn knows.
class TstSpawnChain : public Testing::StrictTest
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void stallNamesWhoSpawnedItsTask();
    void taskOfNobodyHasNoChain();

private:
    Trace::Stall stallOf(const std::function<void()> &start, const QString &task);

    std::unique_ptr<Monitor::LoopWatch> m_watch;
};

void TstSpawnChain::initTestCase()
{
    Monitor::LoopOptions options;
    options.name = QStringLiteral("main");
    options.threshold = 10ms;
    options.isStarted = true;
    m_watch = Monitor::Monitor::instance().attach(QThread::currentThread(), options);
    QTRY_VERIFY_WITH_TIMEOUT(Monitor::Monitor::instance().isWarm(), 60000);
}

Trace::Stall TstSpawnChain::stallOf(const std::function<void()> &start, const QString &task)
{
    const Testing::Recording recording;
    start();
    Trace::Stall found;
    const auto isTold = [&] {
        recording.flush();
        for (const Trace::Stall &stall : recording->stalls(m_watch->track())) {
            if (!stall.open && stall.taskName == task)
                found = stall;
        }
        return found.id != 0;
    };
    return QTest::qWaitFor(isTold, 20'000) ? found : Trace::Stall();
}

void TstSpawnChain::stallNamesWhoSpawnedItsTask()
{
    // In the loop: before it there is no task, and none may be left of a former dispatch.
    const auto start = [this] {
        QMetaObject::invokeMethod(
            this, [] { Async::spawn(spawnsAll, QStringLiteral("server")); }, Qt::QueuedConnection);
    };
    const Trace::Stall stall = stallOf(start, QStringLiteral("reader"));
    QCOMPARE(stall.taskName, QStringLiteral("reader"));
    QCOMPARE(stall.spawnedBy.size(), std::size_t{2});
    QCOMPARE(stall.spawnedBy[0].name, QStringLiteral("session"));
    QCOMPARE(stall.spawnedBy[1].name, QStringLiteral("server"));
    for (const Trace::TaskPlace &place : stall.spawnedBy)
        QVERIFY2(place.createdAt.toString().contains(u"tst_spawnchain.cpp:"),
                 qPrintable(place.createdAt.toString()));
    QVERIFY(stall.createdAt.line < stall.spawnedBy[0].createdAt.line);
    QVERIFY(stall.spawnedBy[0].createdAt.line < stall.spawnedBy[1].createdAt.line);
}

void TstSpawnChain::taskOfNobodyHasNoChain()
{
    const auto start = [this] {
        QMetaObject::invokeMethod(
            this, [] { Async::spawn(blocks, QStringLiteral("alone")); }, Qt::QueuedConnection);
    };
    const Trace::Stall stall = stallOf(start, QStringLiteral("alone"));
    QCOMPARE(stall.taskName, QStringLiteral("alone"));
    QVERIFY(stall.spawnedBy.empty());
}

LOOPSCOPE_TEST_MAIN(TstSpawnChain)

#include "tst_spawnchain.moc"
