#include "core/monitor/monitor.h"
#include "tests/core/monitor/recordingsink.h"
#include "tests/support/stricttest.h"

#include <poll.h>
#include <sys/epoll.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <ctime>

using namespace Loopscope;
using namespace std::chrono_literals;

namespace {

constexpr int waited = 80; // ms

/// The result and errno of a call.
struct Outcome
{
    long result = 0;
    int error = 0;
};
using Call = Outcome (*)();

Outcome outcome(long result)
{
    return {result, result < 0 ? errno : 0};
}

Outcome callPoll()
{
    return outcome(::poll(nullptr, 0, waited));
}

Outcome callSelect()
{
    timeval time{0, waited * 1000};
    return outcome(::select(0, nullptr, nullptr, nullptr, &time));
}

Outcome callUsleep()
{
    return outcome(::usleep(waited * 1000));
}

Outcome callNanosleep()
{
    const timespec time{0, waited * 1'000'000};
    return outcome(::nanosleep(&time, nullptr));
}

Outcome callEpoll()
{
    const int set = ::epoll_create1(EPOLL_CLOEXEC);
    epoll_event event{};
    const Outcome result = outcome(::epoll_wait(set, &event, 1, waited));
    ::close(set);
    return result;
}

Outcome callRecv()
{
    std::array<int, 2> ends{};
    ::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data());
    const timeval time{0, waited * 1000};
    ::setsockopt(ends[0], SOL_SOCKET, SO_RCVTIMEO, &time, sizeof(time));
    char byte = 0;
    const Outcome result = outcome(::recv(ends[0], &byte, 1, 0));
    ::close(ends[0]);
    ::close(ends[1]);
    return result;
}

} // namespace

Q_DECLARE_METATYPE(Call)

/// Calls that a signal cuts short even with SA_RESTART (VERIFIED-FACTS 2), in an observed loop over its
/// threshold.
class TstTimedCalls : public Testing::StrictTest
{
    Q_OBJECT

private Q_SLOTS:
    void observedCallRunsItsFullTime_data()
    {
        QTest::addColumn<Call>("call");
        QTest::addColumn<int>("error");
        QTest::newRow("poll") << Call(callPoll) << 0;
        QTest::newRow("select") << Call(callSelect) << 0;
        QTest::newRow("usleep") << Call(callUsleep) << 0;
        QTest::newRow("nanosleep") << Call(callNanosleep) << 0;
        QTest::newRow("epoll_wait") << Call(callEpoll) << 0;
        QTest::newRow("recv") << Call(callRecv) << EAGAIN;
    }
    void observedCallRunsItsFullTime()
    {
        QFETCH(Call, call);
        QFETCH(int, error);
        Monitor::LoopOptions options;
        options.name = QStringLiteral("main");
        options.threshold = 5ms;
        options.isStarted = true;
        const auto watch = Monitor::Monitor::instance().attach(QThread::currentThread(), options);
        const Testing::Recording recording;
        std::optional<Outcome> seen;
        Base::Duration took{0};
        QTimer::singleShot(0, this, [&] {
            const auto start = Base::now();
            seen = call();
            took = Base::now() - start;
        });
        QTRY_VERIFY(seen);
        QCOMPARE(seen->error, error);
        QVERIFY(took >= std::chrono::milliseconds(waited));
        // It was looked at meanwhile.
        QVERIFY(recording.flush());
        const auto stalls = recording->stalls(watch->track());
        QVERIFY(std::ranges::any_of(
            stalls, [](const Trace::Stall &stall) { return stall.stacks && !stall.stacks->empty(); }));
    }
};

LOOPSCOPE_TEST_MAIN(TstTimedCalls)

#include "tst_timedcalls.moc"
