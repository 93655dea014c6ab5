#pragma once

#include "core/base/steadytime.h"

#include <cstddef>
#include <deque>
#include <vector>

namespace Loopscope::Models {

/// Samples in order of time, in chunks, with the smallest and largest of blocks of samples kept beside them:
/// the range of any stretch takes time that depends on the number of chunks alone.
class SampleStore
{
public:
    struct Sample
    {
        Base::SteadyTime at;
        double value = 0;
        friend bool operator==(const Sample &, const Sample &) = default;
    };

    /// The range of some values; not `valid` when there were none.
    struct Range
    {
        double min = 0;
        double max = 0;
        bool valid = false;
        void include(double value);
        void include(const Range &other);
        friend bool operator==(const Range &, const Range &) = default;
    };

    static constexpr std::size_t blockSize = 64;
    static constexpr std::size_t blocksPerChunk = 64;
    static constexpr std::size_t chunkSize = blockSize * blocksPerChunk;

    /// Not older than the newest one.
    void append(const Sample &sample);
    void clear();
    /// Removes the oldest chunk, which must be full.
    std::vector<Sample> takeOldestChunk();

    std::size_t size() const { return m_size; }
    const Sample &at(std::size_t index) const;
    /// Of the samples with these indexes, `last` not included.
    Range rangeOf(std::size_t first, std::size_t last) const;

private:
    struct Chunk
    {
        std::vector<Sample> samples;
        std::vector<Range> blocks;
        Range all;
    };

    std::deque<Chunk> m_chunks; // all full but the last
    std::size_t m_size = 0;
};

} // namespace Loopscope::Models
