#pragma once

#include "core/base/steadytime.h"

#include <atomic>

#if defined(__x86_64__)
#include <x86intrin.h>
#endif

namespace Loopscope::Base {

/// Steady time for the hottest paths, read from the processor's time stamp counter where the kernel itself
/// keeps time by it; else, and until it is calibrated, from the clock as usual. It follows the steady clock
/// within a few hundred nanoseconds as long as somebody calibrates it; when nobody has for half a second
/// (the machine slept, the thread is gone), it is the steady clock.
class FastClock
{
public:
    /// Nanoseconds of the steady clock. Any thread; never waits.
    static qint64 now() noexcept
    {
#if defined(__x86_64__)
        const quint32 version = sharedLine.version.load(std::memory_order_acquire);
        const quint64 counter = __rdtsc();
        const quint64 passed = counter - sharedLine.counter.load(std::memory_order_acquire);
        const quint64 time = sharedLine.time.load(std::memory_order_acquire);
        const quint64 rate = sharedLine.rate.load(std::memory_order_acquire);
        const bool isValid = passed < sharedLine.validFor.load(std::memory_order_acquire);
        // Whoever saw one new value sees by now that the version is another: acquire above, release in
        // publish().
        if (isValid && version % 2 == 0 && sharedLine.version.load(std::memory_order_relaxed) == version)
            return static_cast<qint64>(time + ((passed * rate) >> rateBits));
#endif
        return toNanoseconds(Base::now());
    }

    /// Compares both clocks. One thread, at least every 100 ms; a call that comes sooner than 50 ms after the
    /// last costs nothing.
    static void calibrate();
    /// From now on it is the steady clock. The thread that calibrated it.
    static void stop();
    /// Any thread.
    static bool usesCounter() noexcept
    {
        return sharedLine.validFor.load(std::memory_order_relaxed) != 0;
    }
    /// False: the steady clock from the next calibration on; for comparing. Any thread.
    static void setAllowed(bool allowed) noexcept
    {
        isPermitted.store(allowed, std::memory_order_relaxed);
    }
    /// What the kernel and the processor say of the counter. Reads a file.
    static bool isCounterReliable();

private:
    static constexpr int rateBits = 32;

    /// time + (counter - its counter) * rate, valid for so many counts.
    struct Line
    {
        std::atomic<quint32> version{0}; ///< odd while it is changed
        std::atomic<quint64> counter{0};
        std::atomic<quint64> time{0};
        std::atomic<quint64> rate{0}; ///< nanoseconds per count, with rateBits behind the point
        std::atomic<quint64> validFor{0};
    };

    static void publish(quint64 counter, quint64 time, quint64 rate, quint64 validFor);

    alignas(64) static Line sharedLine;
    static std::atomic<bool> isPermitted;
};

} // namespace Loopscope::Base
