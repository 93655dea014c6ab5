#include "core/monitor/monitorthread.h"

#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <csignal>
#include <ctime>

namespace Loopscope::Monitor {

MonitorThread::MonitorThread(const char *name, Turn turn, int niceness)
    : m_name(name)
    , m_turn(std::move(turn))
    , m_niceness(niceness)
{}

MonitorThread::~MonitorThread()
{
    stop();
}

void MonitorThread::start()
{
    sigset_t all;
    sigset_t former;
    ::sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, &former);
    m_process = ::getpid();
    m_thread = std::thread([this] { run(); });
    ::pthread_sigmask(SIG_SETMASK, &former, nullptr);
}

void MonitorThread::stop()
{
    if (!m_thread.joinable())
        return;
    if (m_process != ::getpid()) {
        m_thread.detach();
        return;
    }
    m_stop.store(true, std::memory_order_release);
    wake();
    m_thread.join();
}

Base::Duration MonitorThread::cpuTime() const
{
    timespec time{};
    if (!m_hasClock.load(std::memory_order_acquire) || ::clock_gettime(m_clock, &time) != 0)
        return Base::Duration(m_usedBefore.load(std::memory_order_relaxed));
    return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

void MonitorThread::run()
{
    ::pthread_setname_np(::pthread_self(), m_name);
    if (m_niceness != 0)
        ::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), m_niceness);
    if (m_niceness < 0)
        ::prctl(PR_SET_TIMERSLACK, 1);
    if (::pthread_getcpuclockid(::pthread_self(), &m_clock) == 0)
        m_hasClock.store(true, std::memory_order_release);
    for (bool isLast = false; !isLast;) {
        isLast = m_stop.load(std::memory_order_acquire);
        const Base::Duration sleep = m_turn();
        if (isLast || sleep <= Base::Duration::zero())
            continue;
        const qint64 until = Base::toNanoseconds(Base::now() + sleep);
        const timespec deadline{until / 1'000'000'000, until % 1'000'000'000};
        m_bell->sleepUntil(deadline);
    }
    m_usedBefore.store(cpuTime().count(), std::memory_order_relaxed);
    m_hasClock.store(false, std::memory_order_release);
}

} // namespace Loopscope::Monitor
