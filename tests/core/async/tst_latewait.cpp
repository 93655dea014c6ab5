#include "core/async/resumption.h"
#include "core/async/spawn.h"
#include "core/monitor/monitor.h"
#include "tests/support/stricttest.h"

#include <QRegularExpression>

using namespace Loopscope;
using namespace std::chrono_literals;

namespace {

QCoro::Task<> sleeps(bool *isOver)
{
    co_await Async::Sleep(30ms, {});
    *isOver = true;
}

} // namespace

/// In debug mode a wait that ends later than it was to, by the threshold, is told: asyncio's slow poll.
class TstLateWait : public Testing::StrictTest
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void waitThatEndsTooLateIsTold();
    void waitThatEndsInTimeIsNot();

private:
    std::unique_ptr<Monitor::LoopWatch> m_watch;
};

void TstLateWait::initTestCase()
{
    qputenv("LOOPSCOPE_DEBUG", "1"); // before anybody asks
    Monitor::LoopOptions options;
    options.name = QStringLiteral("main");
    options.threshold = 1s; // a loaded machine does not reach it by itself
    options.isStarted = true;
    m_watch = Monitor::Monitor::instance().attach(QThread::currentThread(), options);
}

void TstLateWait::waitThatEndsTooLateIsTold()
{
    QTest::ignoreMessage(QtWarningMsg,
                         QRegularExpression(QStringLiteral(
                             "^A sleep of 30 ms took 1\\d\\d\\d+ ms: its loop was not free in time$")));
    bool isOver = false;
    QMetaObject::invokeMethod(
        this,
        [&isOver] {
            Async::spawn([&isOver] { return sleeps(&isOver); }, QStringLiteral("sleeper"));
            QTest::qSleep(1200);
        },
        Qt::QueuedConnection);
    QTRY_VERIFY_WITH_TIMEOUT(isOver, 20'000);
}

// A warning would fail it.
void TstLateWait::waitThatEndsInTimeIsNot()
{
    bool isOver = false;
    Async::spawn([&isOver] { return sleeps(&isOver); }, QStringLiteral("sleeper"));
    QTRY_VERIFY_WITH_TIMEOUT(isOver, 20'000);
}

LOOPSCOPE_TEST_MAIN(TstLateWait)

#include "tst_latewait.moc"
