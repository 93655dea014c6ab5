#pragma once

#include "core/trace/batch.h"

#include <deque>
#include <vector>

namespace Loopscope::Models {

/// From when on what ran counts as waiting rather than working: half of it.
constexpr bool isMostOf(Base::Duration waited, Base::Duration all)
{
    return 2 * waited >= all;
}

/// What ran on one track: the newest `limit` slices, with the time spent in them summed up, so that
/// the busy share of any stretch costs two look-ups. Of older slices the sums are kept, every 10 ms or, in
/// long runs, more rarely. GUI thread.
class Lane
{
public:
    static constexpr std::size_t defaultLimit = 65536;
    static constexpr std::size_t mostSums = 32768;

    struct Bar
    {
        Base::SteadyTime start;
        Base::Duration duration{0};
        Trace::NameId name = 0;
        bool failed = false;
        std::optional<Base::Duration> waited; ///< of the slice, where that was measured
        Base::Duration busyBefore{0};         ///< in all earlier bars
        Base::Duration waitedBefore{0};

        Base::SteadyTime end() const { return start + duration; }
        bool isMostlyWaiting() const { return waited && isMostOf(*waited, duration); }
    };

    explicit Lane(Trace::Track track, std::size_t limit = defaultLimit);

    const Trace::Track &track() const { return m_track; }
    /// Slices of one track do not overlap; one that does all the same is cut to begin where the last one
    /// ended.
    void append(const Trace::Slice &slice);
    void clear();

    /// Bars that end before this are known by their sums alone.
    Base::SteadyTime keptFrom() const;
    std::size_t size() const { return m_bars.size(); }
    const Bar &at(std::size_t index) const { return m_bars[index]; }
    /// The bars that touch [from, to) are those with an index in [first, last).
    std::pair<std::size_t, std::size_t> indexesIn(Base::SteadyTime from, Base::SteadyTime to) const;
    /// How much of [from, to) was spent in bars: 0 to 1.
    double busyShare(Base::SteadyTime from, Base::SteadyTime to) const;
    /// Time in bars before this moment, since the lane was made.
    Base::Duration busyUntil(Base::SteadyTime at) const { return spentUntil(at).busy; }
    /// And how much of it waited.
    struct Spent
    {
        Base::Duration busy{0};
        Base::Duration waited{0};
    };
    Spent spentUntil(Base::SteadyTime at) const;

private:
    struct Sum
    {
        Base::SteadyTime at;
        Spent before;
    };

    void forgetFirst();
    Spent spentUntilOld(Base::SteadyTime at) const;

    const Trace::Track m_track;
    const std::size_t m_limit;
    std::deque<Bar> m_bars;  // ascending in time
    std::vector<Sum> m_sums; // of bars that are gone, ascending in time
    Base::Duration m_betweenSums;
};

} // namespace Loopscope::Models
