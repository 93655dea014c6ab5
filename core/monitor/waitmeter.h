#pragma once

#include "core/monitor/schedulerfile.h"

namespace Loopscope::Monitor {

/// How long the calling thread waits in what it runs: neither on a CPU nor ready for one. A look asks
/// the kernel twice, so short runs are not looked at, and those that follow each other closely share one
/// look. One thread.
class WaitMeter
{
public:
    /// Runs that are shorter are not measured.
    static constexpr std::chrono::milliseconds shortestMeasured{1};
    /// One look serves all runs that begin within this time.
    static constexpr std::chrono::microseconds lookInterval{500};

    WaitMeter();

    void begin(Base::SteadyTime now) noexcept;
    /// Of the run since begin(); at least so much. Nothing when it was not measured.
    std::optional<Base::Duration> waited(Base::SteadyTime now) noexcept;

private:
    struct Look
    {
        Base::SteadyTime at;
        Base::Duration active{0}; ///< so far on a CPU or ready for one
        bool isKnown = false;
    };
    Look look(Base::SteadyTime now) const noexcept;

    const SchedulerFile m_file;
    Base::SteadyTime m_begin;
    Look m_look;
};

} // namespace Loopscope::Monitor
