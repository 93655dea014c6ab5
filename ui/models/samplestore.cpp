#include "ui/models/samplestore.h"

#include <algorithm>

namespace Loopscope::Models {

void SampleStore::Range::include(double value)
{
    min = valid ? std::min(min, value) : value;
    max = valid ? std::max(max, value) : value;
    valid = true;
}

void SampleStore::Range::include(const Range &other)
{
    if (!other.valid)
        return;
    include(other.min);
    include(other.max);
}

void SampleStore::append(const Sample &sample)
{
    if (m_chunks.empty() || m_chunks.back().samples.size() == chunkSize) {
        m_chunks.emplace_back();
        m_chunks.back().samples.reserve(chunkSize);
        m_chunks.back().blocks.reserve(blocksPerChunk);
    }
    Chunk &chunk = m_chunks.back();
    if (chunk.samples.size() % blockSize == 0)
        chunk.blocks.emplace_back();
    chunk.samples.push_back(sample);
    chunk.blocks.back().include(sample.value);
    chunk.all.include(sample.value);
    ++m_size;
}

void SampleStore::clear()
{
    m_chunks.clear();
    m_size = 0;
}

std::vector<SampleStore::Sample> SampleStore::takeOldestChunk()
{
    std::vector<Sample> samples = std::move(m_chunks.front().samples);
    m_size -= samples.size();
    m_chunks.pop_front();
    return samples;
}

const SampleStore::Sample &SampleStore::at(std::size_t index) const
{
    return m_chunks[index / chunkSize].samples[index % chunkSize];
}

// Whole chunks and blocks are taken from the pyramid, the samples at both ends one by one.
SampleStore::Range SampleStore::rangeOf(std::size_t first, std::size_t last) const
{
    Range range;
    while (first < last) {
        const Chunk &chunk = m_chunks[first / chunkSize];
        const std::size_t offset = first % chunkSize;
        if (offset == 0 && last - first >= chunkSize) {
            range.include(chunk.all);
            first += chunkSize;
        } else if (offset % blockSize == 0 && last - first >= blockSize) {
            range.include(chunk.blocks[offset / blockSize]);
            first += blockSize;
        } else {
            range.include(chunk.samples[offset].value);
            ++first;
        }
    }
    return range;
}

} // namespace Loopscope::Models
