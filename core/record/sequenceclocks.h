#pragma once

#include "core/base/steadytime.h"

#include <optional>
#include <vector>

namespace Loopscope::Record {

/// One clock of a clock snapshot.
struct ClockReading
{
    std::uint32_t id = 0;
    quint64 time = 0;
    bool isIncremental = false;
    quint64 unitNs = 1;
};

/// The clocks of a trace, brought to one: CLOCK_MONOTONIC if the trace relates the others to it. The first
/// snapshot counts, for clocks that drift against each other must not make times jump.
class GlobalClocks
{
public:
    void takeSnapshot(const std::vector<ClockReading> &readings);
    /// ns; null when the time is impossible.
    std::optional<qint64> toTraceTime(std::uint32_t clock, quint64 time) const;

private:
    struct Offset
    {
        std::uint32_t clock = 0;
        qint64 ns = 0;
    };
    const Offset *find(std::uint32_t clock) const;
    std::vector<Offset> m_offsets;
};

/// The clocks that a packet sequence has for itself (64 and up).
class SequenceClocks
{
public:
    static constexpr std::uint32_t first = 64;
    void clear() { m_clocks.clear(); }
    /// `at`: the trace time of the snapshot.
    void takeReading(const ClockReading &reading, qint64 at);
    /// Moves an incremental clock on. Null when there is no such clock or the time is impossible.
    std::optional<qint64> toTraceTime(std::uint32_t clock, quint64 time);

private:
    struct Clock
    {
        std::uint32_t id = 0;
        bool isIncremental = false;
        quint64 unitNs = 1;
        quint64 start = 0; // by the clock itself, at the snapshot
        qint64 last = 0;   // trace time of the snapshot, or of the last event if it is incremental
    };
    std::vector<Clock> m_clocks;
};

/// Times above this are taken for damage: 2^61 ns are 73 years.
constexpr qint64 latestTime = qint64{1} << 61;

} // namespace Loopscope::Record
