#include "core/record/sequenceclocks.h"

#include "core/record/perfettofields.h"

#include <algorithm>

namespace Loopscope::Record {

namespace {

constexpr quint64 longestUnit = 1'000'000'000;
constexpr std::size_t clockLimit = 64;

bool isPossible(quint64 time)
{
    return time <= static_cast<quint64>(latestTime);
}

std::optional<qint64> checked(qint64 time)
{
    return time >= 0 && time <= latestTime ? std::optional(time) : std::nullopt;
}

} // namespace

const GlobalClocks::Offset *GlobalClocks::find(std::uint32_t clock) const
{
    const auto found = std::ranges::find(m_offsets, clock, &Offset::clock);
    return found != m_offsets.end() ? &*found : nullptr;
}

void GlobalClocks::takeSnapshot(const std::vector<ClockReading> &readings)
{
    const auto isUsable = [](const ClockReading &reading) {
        return reading.id != 0 && reading.id < SequenceClocks::first && isPossible(reading.time);
    };
    // What the others are related to: a clock that has its place already, the monotonic one, or any.
    std::optional<ClockReading> reference;
    for (const ClockReading &reading : readings) {
        if (!isUsable(reading))
            continue;
        const bool isBetter =
            find(reading.id) || (reading.id == Fields::clockMonotonic && !(reference && find(reference->id)));
        if (!reference || isBetter)
            reference = reading;
    }
    if (!reference)
        return;
    const Offset *known = find(reference->id);
    const qint64 at = static_cast<qint64>(reference->time) + (known ? known->ns : 0);
    for (const ClockReading &reading : readings) {
        if (isUsable(reading) && !find(reading.id) && m_offsets.size() < clockLimit)
            m_offsets.push_back({reading.id, at - static_cast<qint64>(reading.time)});
    }
}

std::optional<qint64> GlobalClocks::toTraceTime(std::uint32_t clock, quint64 time) const
{
    if (!isPossible(time))
        return std::nullopt;
    const Offset *known = find(clock);
    return checked(static_cast<qint64>(time) + (known ? known->ns : 0));
}

void SequenceClocks::takeReading(const ClockReading &reading, qint64 at)
{
    if (reading.unitNs == 0 || reading.unitNs > longestUnit || !isPossible(reading.time))
        return;
    const Clock clock{reading.id, reading.isIncremental, reading.unitNs, reading.time, at};
    const auto known = std::ranges::find(m_clocks, reading.id, &Clock::id);
    if (known != m_clocks.end())
        *known = clock;
    else if (m_clocks.size() < clockLimit)
        m_clocks.push_back(clock);
}

std::optional<qint64> SequenceClocks::toTraceTime(std::uint32_t id, quint64 time)
{
    const auto clock = std::ranges::find(m_clocks, id, &Clock::id);
    if (clock == m_clocks.end() || !isPossible(time))
        return std::nullopt;
    const qint64 passed =
        static_cast<qint64>(time) - (clock->isIncremental ? 0 : static_cast<qint64>(clock->start));
    qint64 nanoseconds = 0;
    if (__builtin_mul_overflow(passed, static_cast<qint64>(clock->unitNs), &nanoseconds))
        return std::nullopt;
    qint64 at = 0;
    if (__builtin_add_overflow(clock->last, nanoseconds, &at) || !checked(at))
        return std::nullopt;
    if (clock->isIncremental)
        clock->last = at;
    return at;
}

} // namespace Loopscope::Record
