#include "core/base/waitmeter.h"

#include <algorithm>
#include <ctime>

namespace Loopscope::Base {

void WaitMeter::begin(SteadyTime now) noexcept
{
    m_begin = now;
    if (!m_look.isKnown || now - m_look.at >= lookInterval)
        m_look = look(now);
}

std::optional<Duration> WaitMeter::waited(SteadyTime now) noexcept
{
    const Duration length = now - m_begin;
    if (length < shortestMeasured)
        return std::nullopt;
    const Look before = std::exchange(m_look, look(now));
    if (!before.isKnown || !m_look.isKnown)
        return std::nullopt;
    // With what it did between the look and the begin: what is left was waited in any case.
    const Duration active = m_look.active - before.active;
    return std::clamp(length - active, Duration::zero(), length);
}

// The clock knows the CPU time to this moment, the file as of the last tick only.
WaitMeter::Look WaitMeter::look(SteadyTime now) noexcept
{
    timespec onCpu{};
    const std::optional<SchedulerTimes> times = m_file.read();
    if (!times || ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &onCpu) != 0)
        return {now, {}, false};
    const Duration used(onCpu.tv_sec * 1'000'000'000 + onCpu.tv_nsec);
    return {now, used + times->waitingForCpu, true};
}

} // namespace Loopscope::Base
