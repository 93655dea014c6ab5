#include "core/exec/semaphore.h"
#include "tests/core/exec/awaited.h"
#include "tests/support/stricttest.h"

using namespace Loopscope;
using namespace Loopscope::Exec;
using Testing::Awaited;
using Testing::keep;

namespace {

using Held = Awaited<Semaphore::Permit>;

// Starts to wait for permits; they are in `out` once they were given.
QCoro::Task<> take(Semaphore *semaphore, int count, Held *out)
{
    return keep(out, [semaphore, count] { return semaphore->acquire(count); });
}

} // namespace

class TstSemaphore : public Testing::StrictTest
{
    Q_OBJECT

private Q_SLOTS:
    void freePermitIsGivenAtOnce();
    void permitsAreGivenInOrder();
    void largeRequestHoldsBackSmallOnesBehindIt();
    void cancelReachesThoseWhoWait();
    void destroyedSemaphoreCancelsThoseWhoWait();
    void permitMayOutliveItsSemaphore();
    void destroyedWaiterLetsOthersPass();
    void waiterThatIsDestroyedBeforeItGoesOnGivesItsPermitBack();
};

void TstSemaphore::freePermitIsGivenAtOnce()
{
    Semaphore semaphore(2);
    Held first;
    Held second;
    const auto one = take(&semaphore, 1, &first);
    const auto two = take(&semaphore, 1, &second);
    QVERIFY(first.finished && second.finished);
}

void TstSemaphore::permitsAreGivenInOrder()
{
    Semaphore semaphore(1);
    std::vector<Held> held(3);
    std::vector<QCoro::Task<>> tasks;
    for (Held &each : held)
        tasks.push_back(take(&semaphore, 1, &each));
    QVERIFY(held[0].finished && !held[1].finished);
    held[0].value.reset();
    QTRY_VERIFY(held[1].finished);
    QVERIFY(!held[2].finished);
    held[1].value.reset();
    QTRY_VERIFY(held[2].finished);
}

void TstSemaphore::largeRequestHoldsBackSmallOnesBehindIt()
{
    Semaphore semaphore(4);
    std::vector<Held> held(3);
    std::vector<QCoro::Task<>> tasks;
    tasks.push_back(take(&semaphore, 1, &held[0]));
    tasks.push_back(take(&semaphore, 4, &held[1]));
    tasks.push_back(take(&semaphore, 1, &held[2]));
    QVERIFY(!held[1].finished && !held[2].finished);
    held[0].value.reset();
    QTRY_VERIFY(held[1].finished);
    QVERIFY(!held[2].finished);
    held[1].value.reset();
    QTRY_VERIFY(held[2].finished);
}

void TstSemaphore::cancelReachesThoseWhoWait()
{
    Semaphore semaphore(1);
    std::vector<Held> held(3);
    std::vector<QCoro::Task<>> tasks;
    for (Held &each : held)
        tasks.push_back(take(&semaphore, 1, &each));
    semaphore.cancel();
    QTRY_VERIFY(held[1].cancelled && held[2].cancelled);
    QVERIFY(held[0].value && !held[0].cancelled);
    held[0].value.reset();
    Held later;
    const auto task = take(&semaphore, 1, &later);
    QVERIFY(later.value);
}

void TstSemaphore::destroyedSemaphoreCancelsThoseWhoWait()
{
    Held first;
    Held second;
    auto semaphore = std::make_unique<Semaphore>(1);
    const auto one = take(semaphore.get(), 1, &first);
    const auto two = take(semaphore.get(), 1, &second);
    semaphore.reset();
    QTRY_VERIFY(second.cancelled);
}

void TstSemaphore::permitMayOutliveItsSemaphore()
{
    Held held;
    auto semaphore = std::make_unique<Semaphore>(1);
    const auto task = take(semaphore.get(), 1, &held);
    semaphore.reset();
    held.value.reset();
}

void TstSemaphore::destroyedWaiterLetsOthersPass()
{
    Semaphore semaphore(2);
    Held first;
    Held last;
    const auto one = take(&semaphore, 1, &first);
    auto large = std::make_unique<Semaphore::Acquire>(semaphore.acquire(2));
    QVERIFY(!large->await_ready());
    large->await_suspend(std::noop_coroutine());
    const auto two = take(&semaphore, 1, &last);
    QVERIFY(!last.finished);
    large.reset();
    QTRY_VERIFY(last.finished);
}

void TstSemaphore::waiterThatIsDestroyedBeforeItGoesOnGivesItsPermitBack()
{
    Semaphore semaphore(1);
    auto granted = std::make_unique<Semaphore::Acquire>(semaphore.acquire(1));
    QVERIFY(granted->await_ready());
    Held next;
    const auto task = take(&semaphore, 1, &next);
    QVERIFY(!next.finished);
    granted.reset();
    QTRY_VERIFY(next.finished);
}

LOOPSCOPE_TEST_MAIN(TstSemaphore)

#include "tst_semaphore.moc"
