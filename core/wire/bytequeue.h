#pragma once

#include <QByteArrayView>

#include <algorithm>
#include <bit>
#include <cstring>
#include <memory>

namespace Loopscope::Wire {

/// Bytes in one piece: appended at the end, consumed at the front. Consuming moves no memory, and an
/// empty queue starts again at its first byte, so steady traffic neither copies nor allocates.
class ByteQueue
{
public:
    std::size_t size() const noexcept { return m_end - m_begin; }
    bool isEmpty() const noexcept { return m_begin == m_end; }
    /// The oldest byte; valid until reserve() or append().
    const char *data() const noexcept { return m_bytes.get() + m_begin; }
    QByteArrayView view() const noexcept { return {data(), static_cast<qsizetype>(size())}; }

    /// Room for at least `bytes` more at the end; the bytes count once they are committed.
    char *reserve(std::size_t bytes)
    {
        if (m_capacity - m_end < bytes)
            makeRoom(bytes);
        return m_bytes.get() + m_end;
    }
    /// How many bytes may be committed without another reserve().
    std::size_t room() const noexcept { return m_capacity - m_end; }
    void commit(std::size_t bytes) noexcept { m_end += bytes; }

    void append(QByteArrayView bytes)
    {
        if (bytes.isEmpty())
            return;
        const auto count = static_cast<std::size_t>(bytes.size());
        std::memcpy(reserve(count), bytes.data(), count);
        commit(count);
    }

    void consume(std::size_t bytes) noexcept
    {
        m_begin += bytes;
        if (m_begin == m_end)
            clear();
    }
    void clear() noexcept { m_begin = m_end = 0; }

private:
    static constexpr std::size_t smallestCapacity = 256;

    void makeRoom(std::size_t bytes)
    {
        const std::size_t used = size();
        // Moving to the front pays only while at most half of the memory is in use.
        if (m_capacity - used >= bytes && used <= m_capacity / 2) {
            std::memmove(m_bytes.get(), m_bytes.get() + m_begin, used);
        } else {
            const std::size_t capacity = std::bit_ceil(std::max(used + bytes, smallestCapacity));
            auto larger = std::make_unique_for_overwrite<char[]>(capacity);
            if (used > 0)
                std::memcpy(larger.get(), m_bytes.get() + m_begin, used);
            m_bytes = std::move(larger);
            m_capacity = capacity;
        }
        m_begin = 0;
        m_end = used;
    }

    std::unique_ptr<char[]> m_bytes;
    std::size_t m_capacity = 0;
    std::size_t m_begin = 0;
    std::size_t m_end = 0;
};

} // namespace Loopscope::Wire
