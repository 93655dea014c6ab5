#include "core/base/fastclock.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <string>

#if defined(__x86_64__)
#include <cpuid.h>
#endif

namespace Loopscope::Base {

alignas(64) constinit FastClock::Line FastClock::sharedLine;
constinit std::atomic<bool> FastClock::isPermitted{true};

#if defined(__x86_64__)

namespace {

constexpr qint64 shortestInterval = 50'000'000;   // ns between two comparisons
constexpr qint64 longestInterval = 500'000'000;   // ns that a line may be used without one
constexpr qint64 sourceInterval = 10'000'000'000; // ns between two looks at the kernel's clock source
constexpr qint64 mostSlewed = 10'000;             // ns; a larger error is set right at once
constexpr double oneCount = 4294967296.0;         // 2^rateBits
constexpr double mostCounts = 4294967295.0;       // so that counts times rate fit in 64 bits

/// Both clocks at one moment.
struct Pair
{
    quint64 counter = 0;
    qint64 time = 0;
};

/// What calibrate() remembers; of the one thread that calls it.
struct Calibration
{
    Pair last;
    bool hasLast = false;
    bool isReliable = false;
    qint64 sourceCheckedAt = 0;
};

constinit Calibration calibration;

Pair readBoth()
{
    Pair best;
    quint64 narrowest = ~quint64{0};
    for (int i = 0; i < 4; ++i) {
        const quint64 before = __rdtsc();
        const qint64 time = toNanoseconds(Base::now());
        const quint64 after = __rdtsc();
        if (after - before < narrowest) {
            narrowest = after - before;
            best = {before + (after - before) / 2, time};
        }
    }
    return best;
}

} // namespace

bool FastClock::isCounterReliable()
{
    unsigned a = 0;
    unsigned b = 0;
    unsigned c = 0;
    unsigned d = 0;
    constexpr unsigned invariantBit = 1U << 8;
    if (!__get_cpuid(0x80000007, &a, &b, &c, &d) || !(d & invariantBit))
        return false;
    std::ifstream file("/sys/devices/system/clocksource/clocksource0/current_clocksource");
    std::string source;
    return file >> source && source == "tsc";
}

void FastClock::calibrate()
{
    Calibration &known = calibration;
    const qint64 now = toNanoseconds(Base::now());
    if (known.hasLast && now - known.last.time < shortestInterval)
        return;
    if (known.sourceCheckedAt == 0 || now - known.sourceCheckedAt > sourceInterval) {
        known.sourceCheckedAt = now;
        known.isReliable = isCounterReliable();
    }
    if (!known.isReliable || !isPermitted.load(std::memory_order_relaxed))
        return stop();
    const Pair pair = readBoth();
    const Pair last = std::exchange(known.last, pair);
    const qint64 passed = pair.time - last.time;
    if (!std::exchange(known.hasLast, true) || passed > longestInterval || pair.counter <= last.counter) {
        publish(0, 0, 0, 0); // nothing to compare with, or too long ago
        return;
    }
    const double counts = static_cast<double>(pair.counter - last.counter);
    const double rate = static_cast<double>(passed) / counts;
    // The new line begins where the old one is now, so that time never goes back, and meets the steady clock
    // after as long again.
    qint64 start = pair.time;
    if (usesCounter()) {
        const quint64 behind = pair.counter - sharedLine.counter.load(std::memory_order_relaxed);
        start = static_cast<qint64>(sharedLine.time.load(std::memory_order_relaxed) +
                                    ((behind * sharedLine.rate.load(std::memory_order_relaxed)) >> rateBits));
    }
    const qint64 error = pair.time - start;
    double slewed = rate;
    if (std::abs(error) > mostSlewed)
        start = pair.time;
    else
        slewed += static_cast<double>(error) / counts;
    publish(pair.counter, static_cast<quint64>(start), static_cast<quint64>(slewed * oneCount),
            static_cast<quint64>(std::min(static_cast<double>(longestInterval) / rate, mostCounts)));
}

void FastClock::stop()
{
    calibration.hasLast = false;
    publish(0, 0, 0, 0);
}

void FastClock::publish(quint64 counter, quint64 time, quint64 rate, quint64 validFor)
{
    const quint32 version = sharedLine.version.load(std::memory_order_relaxed);
    sharedLine.version.store(version + 1, std::memory_order_relaxed);
    sharedLine.counter.store(counter, std::memory_order_release);
    sharedLine.time.store(time, std::memory_order_release);
    sharedLine.rate.store(rate, std::memory_order_release);
    sharedLine.validFor.store(validFor, std::memory_order_release);
    sharedLine.version.store(version + 2, std::memory_order_release);
}

#else

bool FastClock::isCounterReliable()
{
    return false;
}

void FastClock::calibrate() {}

void FastClock::stop() {}

#endif

} // namespace Loopscope::Base
