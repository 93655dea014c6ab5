#pragma once

#include "core/base/steadytime.h"
#include "core/monitor/bell.h"

#include <pthread.h>

#include <atomic>
#include <functional>
#include <thread>

namespace Loopscope::Monitor {

/// A thread that does a turn, sleeps as long as the turn says, and does the next; wake() cuts the sleep
/// short. All signals are masked in it. wake() never waits, so any thread may call it.
class MonitorThread
{
public:
    using Turn = std::function<Base::Duration()>; ///< returns how long to sleep; negative is not at all

    /// `name`: at most 15 characters (the kernel's limit). `niceness`: -20 to 19; below 0 has an effect only
    /// where the user may do that, and makes the thread wake to the microsecond.
    MonitorThread(const char *name, Turn turn, int niceness = 0);
    ~MonitorThread();

    void start();
    /// One more turn is done, then the thread is joined. In a forked child there is none to join.
    void stop();
    void wake() noexcept { m_bell->ring(); }
    /// The same for who may outlive this thread.
    std::shared_ptr<Bell> bell() const { return m_bell; }
    /// CPU time used so far; zero before start(). Any thread.
    Base::Duration cpuTime() const;

private:
    void run();

    const char *const m_name;
    const Turn m_turn;
    const int m_niceness;
    const std::shared_ptr<Bell> m_bell = std::make_shared<Bell>();
    std::atomic<bool> m_stop{false};
    std::atomic<bool> m_hasClock{false};
    std::atomic<qint64> m_usedBefore{0}; // ns, when it has ended
    clockid_t m_clock{};
    pid_t m_process = 0; // that the thread runs in
    std::thread m_thread;
};

} // namespace Loopscope::Monitor
