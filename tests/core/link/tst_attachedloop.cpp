#include "core/link/attachedloop.h"
#include "tests/support/stricttest.h"

#include <QThread>

#include <atomic>
#include <semaphore> // Qt's own is not seen by the thread sanitizer
#include <thread>

using namespace Loopscope;
using namespace std::chrono_literals;
using Link::AttachedLoop;

namespace {

constexpr Base::Duration threshold = 50ms;

/// A thread with a loop that others want to observe.
class LoopThread
{
public:
    LoopThread()
    {
        m_worker->moveToThread(&m_thread);
        m_thread.start();
    }
    ~LoopThread()
    {
        m_worker.release()->deleteLater();
        m_thread.quit();
        m_thread.wait();
    }
    LoopThread(const LoopThread &) = delete;
    LoopThread &operator=(const LoopThread &) = delete;

    QThread *thread() { return &m_thread; }
    std::shared_ptr<AttachedLoop> observe(const void *who)
    {
        return AttachedLoop::of(&m_thread, {who, threshold}, QStringLiteral("loop"), true);
    }
    template <typename Action>
    void post(Action action)
    {
        QMetaObject::invokeMethod(m_worker.get(), action, Qt::QueuedConnection);
    }
    /// Everything that was posted to it so far has been delivered.
    void settle()
    {
        std::binary_semaphore delivered{0};
        post([&delivered] { delivered.release(); });
        delivered.acquire();
    }

private:
    QThread m_thread;
    std::unique_ptr<QObject> m_worker = std::make_unique<QObject>();
};

} // namespace

class TstAttachedLoop : public Testing::StrictTest
{
    Q_OBJECT

private Q_SLOTS:
    void loopIsSharedAndTheLastOneEndsIt()
    {
        LoopThread loop;
        const int first = 0, second = 0;
        const auto one = loop.observe(&first);
        const auto other = loop.observe(&second);
        QCOMPARE(one, other);
        loop.settle();
        one->leave(&first);
        loop.settle();
        QVERIFY(!other->isClosed());
        other->leave(&second);
        loop.settle();
        QVERIFY(other->isClosed());
    }

    // The loop is busy, so that the probe that was left is still there.
    void loopThatIsBeingLeftIsObservedAnew()
    {
        LoopThread loop;
        const int first = 0, second = 0;
        const auto left = loop.observe(&first);
        loop.settle();
        std::binary_semaphore goesOn{0};
        loop.post([&goesOn] { goesOn.acquire(); });
        left->leave(&first);
        QVERIFY(!left->isClosed());
        const auto anew = loop.observe(&second);
        goesOn.release();
        loop.settle();
        QVERIFY(left->isClosed());
        QVERIFY(!anew->isClosed());
        anew->leave(&second);
        loop.settle();
    }

    // Left from another thread, and then observed by its own, before it comes to the end of the first.
    void loopObservesItselfAnew()
    {
        LoopThread loop;
        const int first = 0, second = 0;
        const auto left = loop.observe(&first);
        loop.settle();
        std::binary_semaphore goesOn{0};
        std::shared_ptr<AttachedLoop> anew;
        loop.post([&] {
            goesOn.acquire();
            anew = loop.observe(&second);
        });
        left->leave(&first);
        goesOn.release();
        loop.settle();
        QVERIFY(left->isClosed());
        QVERIFY(anew && !anew->isClosed());
        anew->leave(&second);
        loop.settle();
    }

    // One comes at the moment when the last one leaves.
    void whoComesIsObservedWhoeverLeaves()
    {
        LoopThread loop;
        const int first = 0, second = 0;
        constexpr int rounds = 1000;
        int lost = 0;
        for (int round = 0; round < rounds; ++round) {
            const auto left = loop.observe(&first);
            std::atomic<int> ready = 0;
            const auto atOnce = [&ready] {
                for (++ready; ready < 2;) {
                }
            };
            std::thread leaver([&] {
                atOnce();
                left->leave(&first);
            });
            atOnce();
            const auto mine = loop.observe(&second);
            leaver.join();
            loop.settle(); // what was left has ended
            lost += mine->isClosed() ? 1 : 0;
            mine->leave(&second);
        }
        QCOMPARE(lost, 0);
    }
};

LOOPSCOPE_TEST_MAIN(TstAttachedLoop)
#include "tst_attachedloop.moc"
