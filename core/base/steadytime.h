#pragma once

#include <QtGlobal>

#include <chrono>

namespace Loopscope::Base {

/// Monotonic clock of everything that is measured: CLOCK_MONOTONIC, nanoseconds.
using SteadyClock = std::chrono::steady_clock;
using SteadyTime = SteadyClock::time_point;
using Duration = std::chrono::nanoseconds;

/// Any thread.
inline SteadyTime now() noexcept
{
    return SteadyClock::now();
}

constexpr qint64 toNanoseconds(SteadyTime time) noexcept
{
    return std::chrono::nanoseconds(time.time_since_epoch()).count();
}

constexpr SteadyTime fromNanoseconds(qint64 value) noexcept
{
    return SteadyTime(std::chrono::nanoseconds(value));
}

constexpr double toMilliseconds(Duration duration) noexcept
{
    return std::chrono::duration<double, std::milli>(duration).count();
}

constexpr double toSeconds(Duration duration) noexcept
{
    return std::chrono::duration<double>(duration).count();
}

constexpr Duration fromMilliseconds(double value) noexcept
{
    return std::chrono::duration_cast<Duration>(std::chrono::duration<double, std::milli>(value));
}

/// The one place where monotonic time meets wall time: both clocks read at the same moment.
struct TimeAnchor
{
    SteadyTime monotonic;
    std::chrono::nanoseconds sinceUnixEpoch{0};

    static TimeAnchor take();
};

} // namespace Loopscope::Base
