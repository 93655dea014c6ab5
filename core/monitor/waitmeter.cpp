#include "core/monitor/waitmeter.h"

#include <unistd.h>

#include <algorithm>
#include <ctime>

namespace Loopscope::Monitor {

WaitMeter::WaitMeter()
    : m_file(::gettid())
{}

void WaitMeter::begin(Base::SteadyTime now) noexcept
{
    m_begin = now;
    if (!m_look.isKnown || now - m_look.at >= lookInterval)
        m_look = look(now);
}

std::optional<Base::Duration> WaitMeter::waited(Base::SteadyTime now) noexcept
{
    const Base::Duration length = now - m_begin;
    if (length < shortestMeasured)
        return std::nullopt;
    const Look before = std::exchange(m_look, look(now));
    if (!before.isKnown || !m_look.isKnown)
        return std::nullopt;
    // With what it did between the look and the begin: what is left was waited in any case.
    const Base::Duration active = m_look.active - before.active;
    return std::clamp(length - active, Base::Duration::zero(), length);
}

// The clock knows the CPU time to this moment, the file as of the last tick only.
WaitMeter::Look WaitMeter::look(Base::SteadyTime now) const noexcept
{
    timespec onCpu{};
    const std::optional<ThreadTimes> times = m_file.read();
    if (!times || ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &onCpu) != 0)
        return {now, {}, false};
    const Base::Duration used(onCpu.tv_sec * 1'000'000'000 + onCpu.tv_nsec);
    return {now, used + times->waitingForCpu, true};
}

} // namespace Loopscope::Monitor
