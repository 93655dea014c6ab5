#pragma once

#include "core/base/steadytime.h"

#include <array>
#include <memory>
#include <vector>

namespace Loopscope::Base {

/// Distribution of durations with high dynamic range in fixed memory (about 280 KB): three
/// significant digits from 1 ns to over one hour. The bucket layout is HdrHistogram's
/// (hdrhistogram.org: power-of-two ranges of 2048 linear steps). One thread at a time.
class Histogram
{
public:
    Histogram();

    void record(Duration value, quint64 count = 1);
    /// Also records what other events would have seen that arrived every `interval` while this one
    /// waited: value - interval, value - 2 interval … > 0 (no coordinated omission).
    void recordCorrected(Duration value, Duration interval);
    void add(const Histogram &other);
    void clear();

    quint64 count() const { return m_count; }
    bool isEmpty() const { return m_count == 0; }
    /// Exact.
    Duration max() const { return m_max; }
    Duration min() const { return m_count ? m_min : Duration::zero(); }
    Duration mean() const;
    /// The value below or at which this share (0 to 1) of the values lies; zero when empty.
    Duration quantile(double share) const;

    /// The counts with the highest value that falls into each, ascending, without empty ones.
    struct Bucket
    {
        Duration highest;
        quint64 count;
    };
    std::vector<Bucket> buckets() const;

private:
    static constexpr int subBucketBits = 11;
    static constexpr int maxValueBits = 42; // 2^42 ns = 73 minutes
    static constexpr std::size_t subBucketHalf = std::size_t{1} << (subBucketBits - 1);
    static constexpr std::size_t size = (maxValueBits - subBucketBits + 2) * subBucketHalf;

    static std::size_t indexOf(quint64 value);
    static quint64 lowestOf(std::size_t index);
    static quint64 highestOf(std::size_t index);

    std::vector<quint64> m_counts;
    quint64 m_count = 0;
    double m_sum = 0; // ns
    Duration m_max{0};
    Duration m_min{Duration::max()};
};

} // namespace Loopscope::Base
