#include "core/monitor/threadsnapshot.h"
#include "tests/support/stricttest.h"

#include <QDeadlineTimer>

#include <pthread.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <csignal>
#include <thread>

using namespace Loopscope::Monitor;
using namespace std::chrono_literals;

namespace {

/// A thread that computes, so that its stack is to be had by a signal alone.
class BusyThread
{
public:
    BusyThread()
        : m_thread([this](const std::stop_token &stop) { compute(stop); })
    {
        while (m_tid == 0)
            std::this_thread::yield();
    }

    qint64 tid() const { return m_tid; }
    quint64 stackHigh() const { return m_high; }
    bool isOnStack(quint64 address) const { return address >= m_low && address < m_high; }

private:
    void compute(const std::stop_token &stop)
    {
        pthread_attr_t attributes;
        void *stack = nullptr;
        std::size_t size = 0;
        ::pthread_getattr_np(::pthread_self(), &attributes);
        ::pthread_attr_getstack(&attributes, &stack, &size);
        ::pthread_attr_destroy(&attributes);
        m_low = reinterpret_cast<quint64>(stack);
        m_high = m_low + size;
        m_tid = ::syscall(SYS_gettid);
        while (!stop.stop_requested()) {
        }
    }

    std::atomic<quint64> m_low{0};
    std::atomic<quint64> m_high{0};
    std::atomic<qint64> m_tid{0};
    std::jthread m_thread; // last: it uses the others
};

bool isHandled(int number)
{
    struct sigaction action
    {};
    return ::sigaction(number, nullptr, &action) == 0 && action.sa_handler != SIG_DFL &&
           action.sa_handler != SIG_IGN;
}

} // namespace

class TstThreadSnapshot : public Loopscope::Testing::StrictTest
{
    Q_OBJECT

private Q_SLOTS:
    void lateSignalToAnotherThreadIsNoAnswer();
    void signalLeavesTheErrorOfTheThread();
};

// Its stack is another one: it would be taken for the asked one's, or be read beyond its end.
void TstThreadSnapshot::lateSignalToAnotherThreadIsNoAnswer()
{
    ThreadSnapshotter snapshotter;
    const int signal = isHandled(SIGURG) ? SIGURG : SIGRTMIN + 4;
    QVERIFY(isHandled(signal));
    const BusyThread asked;
    const BusyThread other;
    const std::jthread late([&](const std::stop_token &stop) {
        while (!stop.stop_requested()) {
            ::syscall(SYS_tgkill, ::getpid(), static_cast<pid_t>(other.tid()), signal);
            std::this_thread::sleep_for(20us);
        }
    });
    int taken = 0;
    for (QDeadlineTimer most(30s); taken < 30 && !most.hasExpired();) {
        ThreadSnapshot snapshot;
        if (!snapshotter.take(asked.tid(), asked.stackHigh(), &snapshot) || snapshot.isParked)
            continue;
        QVERIFY(asked.isOnStack(snapshot.stackStart));
        ++taken;
    }
    QCOMPARE(taken, 30);
}

void TstThreadSnapshot::signalLeavesTheErrorOfTheThread()
{
    const ThreadSnapshotter snapshotter;
    const int signal = isHandled(SIGURG) ? SIGURG : SIGRTMIN + 4;
    errno = EXDEV;
    ::raise(signal);
    QCOMPARE(errno, EXDEV);
}

LOOPSCOPE_TEST_MAIN(TstThreadSnapshot)

#include "tst_threadsnapshot.moc"
