#include "ui/models/series.h"

#include <algorithm>
#include <array>

namespace Loopscope::Models {

Series::Series(std::size_t limit)
    : m_limit(std::max(limit, SampleStore::chunkSize))
{}

void Series::append(Base::SteadyTime at, double value)
{
    if (m_recent.size() > 0)
        at = std::max(at, m_recent.at(m_recent.size() - 1).at);
    m_recent.append({at, value});
    if (m_recent.size() > std::min(m_limit, detailed))
        thinOldest();
}

// A stall's climb and fall are within a block of neighbours or reach over several: both keep their shape.
void Series::thinOldest()
{
    const std::vector<Sample> chunk = m_recent.takeOldestChunk();
    if (m_limit <= detailed)
        return;
    const auto byValue = [](const Sample &left, const Sample &right) { return left.value < right.value; };
    for (auto block = chunk.begin(); block != chunk.end(); block += SampleStore::blockSize) {
        const auto end = block + SampleStore::blockSize;
        const auto [least, greatest] = std::minmax_element(block, end, byValue);
        std::array kept{block, least, greatest, end - 1};
        std::ranges::sort(kept);
        const auto repeated = std::ranges::unique(kept);
        for (auto sample = kept.begin(); sample != repeated.begin(); ++sample)
            m_thinned.append(**sample);
    }
    if (m_thinned.size() > m_limit - detailed)
        m_thinned.takeOldestChunk();
}

void Series::clear()
{
    m_thinned.clear();
    m_recent.clear();
}

const Series::Sample &Series::sampleAt(std::size_t index) const
{
    return index < m_thinned.size() ? m_thinned.at(index) : m_recent.at(index - m_thinned.size());
}

std::size_t Series::indexNotBefore(Base::SteadyTime at) const
{
    std::size_t low = 0;
    std::size_t high = size();
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
    if (isEmpty())
        return std::nullopt;
    return sampleAt(size() - 1);
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
    if (next == size())
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

Series::Column Series::rangeOf(std::size_t first, std::size_t last) const
{
    const std::size_t old = m_thinned.size();
    Column range = m_thinned.rangeOf(std::min(first, old), std::min(last, old));
    range.include(m_recent.rangeOf(std::max(first, old) - old, std::max(last, old) - old));
    return range;
}

} // namespace Loopscope::Models
