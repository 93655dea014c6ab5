#pragma once

#include "core/base/schedulerfile.h"

namespace Loopscope::Base {

/// How long the calling thread waits in what it runs: neither on a CPU nor ready for one. A look asks
/// the kernel twice, so short runs are not looked at, and those that follow each other closely share one
/// look. Made and used by the thread that it is about.
class WaitMeter
{
public:
    /// Runs that are shorter are not measured.
    static constexpr std::chrono::milliseconds shortestMeasured{1};
    /// One look serves all runs that begin within this time.
    static constexpr std::chrono::microseconds lookInterval{500};

    void begin(SteadyTime now) noexcept;
    /// Of the run since begin(); at least so much. Nothing when it was not measured.
    std::optional<Duration> waited(SteadyTime now) noexcept;

private:
    struct Look
    {
        SteadyTime at;
        Duration active{0}; ///< so far on a CPU or ready for one
        bool isKnown = false;
    };
    Look look(SteadyTime now) noexcept;

    SchedulerFile m_file;
    SteadyTime m_begin;
    Look m_look;
};

} // namespace Loopscope::Base
