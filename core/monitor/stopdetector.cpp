#include "core/monitor/stopdetector.h"

#include <algorithm>

namespace Loopscope::Monitor {

namespace {

constexpr qint64 readInterval = 1'000'000'000; // ns

} // namespace

std::optional<Stop> StopDetector::check(qint64 fellAsleep, qint64 expected)
{
    const qint64 now = Base::toNanoseconds(Base::now());
    const bool isLate = expected > 0 && now - expected > shortest;
    if (!isLate && now - m_readAt < readInterval)
        return std::nullopt;
    const bool isFirst = std::exchange(m_readAt, now) == 0;
    if (!m_times)
        m_times.emplace();
    const Base::SchedulerTimes times = m_times->read().value_or(Base::SchedulerTimes());
    const Base::Duration before = std::exchange(m_waitedForCpu, times.waitingForCpu);
    // A thread that is kept from a CPU by others waits for it; one that is stopped does not.
    if (!isLate || isFirst || (m_waitedForCpu - before).count() > (now - expected) / 2)
        return std::nullopt;
    return Stop{fellAsleep, now};
}

void StopBook::add(const Stop &stop)
{
    // Two threads tell of the same one, each from when it had fallen asleep until it had a CPU again. All
    // others had to get one, too.
    for (Stop &known : m_stops) {
        if (stop.start < known.end && stop.end > known.start) {
            known = {std::min(known.start, stop.start), std::max(known.end, stop.end)};
            return;
        }
    }
    m_stops[m_next++ % kept] = stop;
}

Base::Duration StopBook::within(qint64 start, qint64 end) const
{
    qint64 sum = 0;
    for (const Stop &stop : m_stops)
        sum += std::max<qint64>(0, std::min(end, stop.end) - std::max(start, stop.start));
    return Base::Duration(std::min(sum, end - start));
}

} // namespace Loopscope::Monitor
