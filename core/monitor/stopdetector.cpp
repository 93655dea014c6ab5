#include "core/monitor/stopdetector.h"

#include <algorithm>

namespace Loopscope::Monitor {

namespace {

constexpr qint64 shortestStop = 50'000'000;    // ns; less is a busy machine
constexpr qint64 readInterval = 1'000'000'000; // ns

} // namespace

std::optional<Stop> StopDetector::check(qint64 fellAsleep, qint64 expected)
{
    const qint64 now = Base::toNanoseconds(Base::now());
    const bool isLate = expected > 0 && now - expected > shortestStop;
    if (!isLate && now - m_readAt < readInterval)
        return std::nullopt;
    const bool isFirst = m_readAt == 0;
    const Base::Duration waited = sinceLast(now).waitingForCpu;
    // A thread that is kept from a CPU by others waits for it; one that is stopped does not.
    if (!isLate || isFirst || waited.count() > (now - expected) / 2)
        return std::nullopt;
    return Stop{fellAsleep, now};
}

std::optional<Stop> StopDetector::checkWork(qint64 began)
{
    const qint64 now = Base::toNanoseconds(Base::now());
    if (now - began <= shortestStop)
        return std::nullopt;
    const bool isFirst = m_readAt == 0;
    const Base::SchedulerTimes times = sinceLast(now);
    if (isFirst || (times.onCpu + times.waitingForCpu).count() > (now - began) / 2)
        return std::nullopt;
    return Stop{began, now};
}

Base::SchedulerTimes StopDetector::sinceLast(qint64 now)
{
    m_readAt = now;
    if (!m_times)
        m_times.emplace();
    const Base::SchedulerTimes times = m_times->read().value_or(Base::SchedulerTimes());
    const Base::SchedulerTimes before = std::exchange(m_last, times);
    return {times.onCpu - before.onCpu, times.waitingForCpu - before.waitingForCpu};
}

void StopBook::add(const Stop &stop)
{
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
