#pragma once

#include "core/base/steadytime.h"

#include <cstdio>
#include <ctime>

namespace Loopscope::Benchmark {

/// How long something took, by the clock and of a CPU, and the line that tests/bench/compare.py reads.
class Stopwatch
{
public:
    /// `clock`: CLOCK_THREAD_CPUTIME_ID or CLOCK_PROCESS_CPUTIME_ID, whose time counts.
    explicit Stopwatch(clockid_t clock = CLOCK_PROCESS_CPUTIME_ID)
        : m_clock(clock)
    {}

    void report(qint64 operations) const
    {
        const double seconds = Base::toSeconds(Base::now() - m_begin);
        const double cpu = cpuSeconds(m_clock) - m_cpuBegin;
        const auto count = static_cast<double>(operations);
        std::printf("{\"per_second\": %.1f, \"cpu_ns\": %.1f}\n", count / seconds, cpu / count * 1e9);
        std::fflush(stdout);
    }

private:
    static double cpuSeconds(clockid_t clock)
    {
        timespec time{};
        ::clock_gettime(clock, &time);
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
    }

    const clockid_t m_clock;
    const Base::SteadyTime m_begin = Base::now();
    const double m_cpuBegin = cpuSeconds(m_clock);
};

} // namespace Loopscope::Benchmark
