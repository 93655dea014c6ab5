#include "core/async/spawn.h"
#include "core/scenario/rightloop/loopthread.h"
#include "tests/support/stricttest.h"

using namespace Loopscope;

class TstLoopThread : public Testing::StrictTest
{
    Q_OBJECT

private Q_SLOTS:
    void endIsNeverMissed();
};

namespace {

QCoro::Task<> startAndStop(int times, int *done)
{
    for (int i = 0; i < times; ++i) {
        Scenario::LoopThread loop(QStringLiteral("Other loop"));
        co_await loop.stop();
        ++*done;
    }
}

} // namespace

/// A thread that ends while its end is being awaited: the signal must not fall between looking and listening.
void TstLoopThread::endIsNeverMissed()
{
    constexpr int times = 500;
    int done = 0;
    Async::spawn([&done] { return startAndStop(times, &done); }, QStringLiteral("stopper"));
    QTRY_COMPARE_WITH_TIMEOUT(done, times, 60'000);
}

LOOPSCOPE_TEST_MAIN(TstLoopThread)
#include "tst_loopthread.moc"
