#include "ui/models/series.h"

#include <algorithm>

namespace Loopscope::Models {

Series::Series(std::size_t limit)
    : m_limit(std::max(limit, chunkSize))
{}

void Series::widen(Column &column, double value)
{
    column.min = column.valid ? std::min(column.min, value) : value;
    column.max = column.valid ? std::max(column.max, value) : value;
    column.valid = true;
}

void Series::widen(Column &column, const Column &other)
{
    if (!other.valid)
        return;
    widen(column, other.min);
    widen(column, other.max);
}

void Series::append(Base::SteadyTime at, double value)
{
    if (m_size > 0)
        at = std::max(at, sampleAt(m_size - 1).at);
    if (m_chunks.empty() || m_chunks.back().samples.size() == chunkSize) {
        m_chunks.emplace_back();
        m_chunks.back().samples.reserve(chunkSize);
        m_chunks.back().blocks.reserve(blocksPerChunk);
    }
    Chunk &chunk = m_chunks.back();
    if (chunk.samples.size() % blockSize == 0)
        chunk.blocks.emplace_back();
    chunk.samples.push_back({at, value});
    widen(chunk.blocks.back(), value);
    widen(chunk.all, value);
    ++m_size;
    if (m_size > m_limit) {
        m_size -= m_chunks.front().samples.size();
        m_chunks.pop_front();
    }
}

void Series::clear()
{
    m_chunks.clear();
    m_size = 0;
}

const Series::Sample &Series::sampleAt(std::size_t index) const
{
    return m_chunks[index / chunkSize].samples[index % chunkSize];
}

std::size_t Series::indexNotBefore(Base::SteadyTime at) const
{
    std::size_t low = 0;
    std::size_t high = m_size;
    while (low < high) {
        const std::size_t middle = low + (high - low) / 2;
        if (sampleAt(middle).at < at)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

std::optional<Series::Sample> Series::last() const
{
    if (m_size == 0)
        return std::nullopt;
    return sampleAt(m_size - 1);
}

std::optional<Series::Sample> Series::lastAtOrBefore(Base::SteadyTime at) const
{
    const std::size_t next = indexNotBefore(at + Base::Duration(1));
    if (next == 0)
        return std::nullopt;
    return sampleAt(next - 1);
}

std::optional<Series::Sample> Series::firstAfter(Base::SteadyTime at) const
{
    const std::size_t next = indexNotBefore(at + Base::Duration(1));
    if (next == m_size)
        return std::nullopt;
    return sampleAt(next);
}

std::size_t Series::countIn(Base::SteadyTime from, Base::SteadyTime to) const
{
    return to > from ? indexNotBefore(to) - indexNotBefore(from) : 0;
}

std::vector<Series::Sample> Series::samplesIn(Base::SteadyTime from, Base::SteadyTime to) const
{
    std::vector<Sample> samples;
    const std::size_t first = indexNotBefore(from);
    const std::size_t count = countIn(from, to);
    samples.reserve(count);
    for (std::size_t index = first; index < first + count; ++index)
        samples.push_back(sampleAt(index));
    return samples;
}

std::vector<Series::Column> Series::query(Base::SteadyTime from, Base::SteadyTime to, int columns) const
{
    std::vector<Column> result(static_cast<std::size_t>(std::max(columns, 0)));
    if (to <= from || result.empty())
        return result;
    const qint64 span = (to - from).count();
    std::size_t first = indexNotBefore(from);
    for (std::size_t column = 0; column < result.size(); ++column) {
        // A double has the precision for a share of the span; the product of the integers overflows.
        const double share = static_cast<double>(column + 1) / static_cast<double>(result.size());
        const Base::Duration offset(
            column + 1 == result.size() ? span : static_cast<qint64>(static_cast<double>(span) * share));
        const std::size_t last = indexNotBefore(from + offset);
        result[column] = rangeOf(first, last);
        first = last;
    }
    return result;
}

Series::Column Series::rangeIn(Base::SteadyTime from, Base::SteadyTime to) const
{
    return to > from ? rangeOf(indexNotBefore(from), indexNotBefore(to)) : Column{};
}

// Whole chunks and blocks are taken from the pyramid, the samples at both ends one by one.
Series::Column Series::rangeOf(std::size_t first, std::size_t last) const
{
    Column range;
    while (first < last) {
        const Chunk &chunk = m_chunks[first / chunkSize];
        const std::size_t offset = first % chunkSize;
        if (offset == 0 && last - first >= chunkSize) {
            widen(range, chunk.all);
            first += chunkSize;
        } else if (offset % blockSize == 0 && last - first >= blockSize) {
            widen(range, chunk.blocks[offset / blockSize]);
            first += blockSize;
        } else {
            widen(range, chunk.samples[offset].value);
            ++first;
        }
    }
    return range;
}

} // namespace Loopscope::Models
