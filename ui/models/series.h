#pragma once

#include "ui/models/samplestore.h"

#include <optional>
#include <vector>

namespace Loopscope::Models {

/// Values over time, the newest `limit` of them. Those of the last minutes are all there; of older ones, of
/// 64 neighbours each, the first, the smallest, the largest and the last, so that an hour needs little more
/// memory than five minutes and no peak is lost. A stretch of any length is reduced to columns in time that
/// depends on the number of columns alone. GUI thread.
class Series
{
public:
    /// Days at 200 samples a second.
    static constexpr std::size_t defaultLimit = std::size_t{1} << 20;
    /// So many of the newest are all kept: eleven minutes at 200 a second.
    static constexpr std::size_t detailed = std::size_t{1} << 17;

    using Sample = SampleStore::Sample;
    /// The range of the values in one column; not `valid` when no sample fell into it.
    using Column = SampleStore::Range;

    explicit Series(std::size_t limit = defaultLimit);

    /// A sample older than the newest one is given the newest one's time: time never runs back here.
    void append(Base::SteadyTime at, double value);
    void clear();

    /// How many are kept.
    std::size_t size() const { return m_thinned.size() + m_recent.size(); }
    bool isEmpty() const { return m_recent.size() == 0; }
    std::optional<Sample> last() const;
    /// The newest sample at or before this time: the value that a stepping quantity has then.
    std::optional<Sample> lastAtOrBefore(Base::SteadyTime at) const;
    /// The first sample after this time.
    std::optional<Sample> firstAfter(Base::SteadyTime at) const;
    /// How many samples lie in [from, to).
    std::size_t countIn(Base::SteadyTime from, Base::SteadyTime to) const;
    /// The samples in [from, to); ask countIn() first.
    std::vector<Sample> samplesIn(Base::SteadyTime from, Base::SteadyTime to) const;
    /// [from, to) cut into columns of equal width, the samples of each reduced to their range.
    std::vector<Column> query(Base::SteadyTime from, Base::SteadyTime to, int columns) const;
    /// The range of all samples in [from, to).
    Column rangeIn(Base::SteadyTime from, Base::SteadyTime to) const;

private:
    const Sample &sampleAt(std::size_t index) const;
    std::size_t indexNotBefore(Base::SteadyTime at) const;
    Column rangeOf(std::size_t first, std::size_t last) const;
    void thinOldest();

    std::size_t m_limit;
    SampleStore m_thinned; // older than all of m_recent
    SampleStore m_recent;
};

} // namespace Loopscope::Models
