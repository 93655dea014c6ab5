#pragma once

#include <semaphore.h>

#include <atomic>
#include <memory>

namespace Loopscope::Monitor {

/// Wakes a thread of the monitor's own. Shared, so that it may be rung by an observed thread that outlives
/// the monitor. ring(): any thread, never waits; the thread that sleeps on it does the rest.
class Bell
{
public:
    Bell() { ::sem_init(&m_semaphore, 0, 0); }
    ~Bell() { ::sem_destroy(&m_semaphore); }
    Bell(const Bell &) = delete;
    Bell &operator=(const Bell &) = delete;

    void ring() noexcept
    {
        if (!m_isRung.exchange(true, std::memory_order_acq_rel))
            ::sem_post(&m_semaphore);
    }
    /// Until it is rung, or a time of CLOCK_MONOTONIC.
    void sleepUntil(const timespec &deadline) noexcept
    {
        ::sem_clockwait(&m_semaphore, CLOCK_MONOTONIC, &deadline);
        m_isRung.exchange(false, std::memory_order_acq_rel); // before what it was rung for is looked at
    }

private:
    std::atomic<bool> m_isRung{false};
    sem_t m_semaphore;
};

} // namespace Loopscope::Monitor
