#pragma once

#include "core/base/schedulerfile.h"

#include <array>
#include <optional>

namespace Loopscope::Monitor {

/// A stretch in which the whole process stood still: stopped by a signal or a debugger, or with its machine
/// (a virtual one that was paused; in a suspend the steady clock stands still itself). Nanoseconds.
struct Stop
{
    qint64 start = 0;
    qint64 end = 0;
};

/// Notices stops by its own thread's: it woke much later than it wanted to, though it did not wait for a CPU.
/// One thread.
class StopDetector
{
public:
    static constexpr qint64 shortest = 50'000'000; ///< ns; less is a busy machine

    /// When the thread wakes from a sleep that should have ended by `expected`.
    std::optional<Stop> check(qint64 fellAsleep, qint64 expected);

private:
    std::optional<Base::SchedulerFile> m_times; // of the thread
    Base::Duration m_waitedForCpu{0};           // so far, lately
    qint64 m_readAt = 0;
};

/// The last stops. One thread.
class StopBook
{
public:
    void add(const Stop &stop);
    /// How much of a stretch the process stood still.
    Base::Duration within(qint64 start, qint64 end) const;

private:
    static constexpr std::size_t kept = 32;
    std::array<Stop, kept> m_stops{};
    std::size_t m_next = 0;
};

} // namespace Loopscope::Monitor
