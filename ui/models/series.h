#pragma once

#include "core/base/steadytime.h"

#include <deque>
#include <optional>
#include <vector>

namespace Loopscope::Models {

/// Values over time, the newest `limit` of them, with the smallest and largest of blocks of samples
/// kept beside them: a stretch of any length is reduced to columns in time that depends on the
/// number of columns alone. GUI thread.
class Series
{
public:
    /// An hour at 200 samples a second, with room to spare.
    static constexpr std::size_t defaultLimit = std::size_t{1} << 20;

    struct Sample
    {
        Base::SteadyTime at;
        double value = 0;
        friend bool operator==(const Sample &, const Sample &) = default;
    };

    /// The range of the values in one column; not `valid` when no sample fell into it.
    struct Column
    {
        double min = 0;
        double max = 0;
        bool valid = false;
        friend bool operator==(const Column &, const Column &) = default;
    };

    explicit Series(std::size_t limit = defaultLimit);

    /// A sample older than the newest one is given the newest one's time: time never runs back here.
    void append(Base::SteadyTime at, double value);
    void clear();

    std::size_t size() const { return m_size; }
    bool isEmpty() const { return m_size == 0; }
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
    static constexpr std::size_t blockSize = 64;
    static constexpr std::size_t blocksPerChunk = 64;
    static constexpr std::size_t chunkSize = blockSize * blocksPerChunk;

    struct Chunk
    {
        std::vector<Sample> samples;
        std::vector<Column> blocks;
        Column all;
    };

    const Sample &sampleAt(std::size_t index) const;
    std::size_t indexNotBefore(Base::SteadyTime at) const;
    Column rangeOf(std::size_t first, std::size_t last) const;
    static void widen(Column &column, double value);
    static void widen(Column &column, const Column &other);

    const std::size_t m_limit;
    std::deque<Chunk> m_chunks; // all full but the last
    std::size_t m_size = 0;
};

} // namespace Loopscope::Models
