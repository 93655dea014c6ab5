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

constexpr int enough = 30;

struct Tally
{
    int taken = 0;
    int ofOthers = 0;
};

/// Until enough were taken, by signal.
Tally sample(ThreadSnapshotter *snapshotter, const BusyThread &asked)
{
    Tally tally;
    for (QDeadlineTimer most(30s); tally.taken < enough && !most.hasExpired();) {
        ThreadSnapshot snapshot;
        if (!snapshotter->take(asked.tid(), asked.stackHigh(), &snapshot) || snapshot.isParked)
            continue;
        ++tally.taken;
        tally.ofOthers += asked.isOnStack(snapshot.stackStart) ? 0 : 1;
    }
    return tally;
}

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
    void twoSamplersGetTheThreadsThatTheyAskedFor();
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
    const Tally tally = sample(&snapshotter, asked);
    QCOMPARE(tally.taken, enough);
    QCOMPARE(tally.ofOthers, 0);
}

// As of a run that ends while the next one begins.
void TstThreadSnapshot::twoSamplersGetTheThreadsThatTheyAskedFor()
{
    ThreadSnapshotter one;
    ThreadSnapshotter other;
    const BusyThread first;
    const BusyThread second;
    Tally ofOther;
    std::thread sampler([&] { ofOther = sample(&other, second); });
    const Tally ofOne = sample(&one, first);
    sampler.join();
    QCOMPARE(ofOne.taken, enough);
    QCOMPARE(ofOther.taken, enough);
    QCOMPARE(ofOne.ofOthers + ofOther.ofOthers, 0);
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
