#pragma once

#include "core/wire/shortcopy.h"

#include <QByteArrayView>

#include <array>
#include <memory>

namespace Loopscope::Net {

/// The bytes of a reply, owned: short ones inside, longer ones on the heap.
class ReplyBytes
{
public:
    ReplyBytes() = default;
    explicit ReplyBytes(QByteArrayView bytes)
        : m_size(static_cast<quint32>(bytes.size()))
    {
        char *to = m_inline.data();
        if (m_size > inlineBytes) {
            m_heap = std::make_unique_for_overwrite<char[]>(m_size);
            to = m_heap.get();
        }
        Wire::copyShort(to, bytes.data(), m_size);
    }

    ReplyBytes(ReplyBytes &&other) noexcept { *this = std::move(other); }
    ReplyBytes &operator=(ReplyBytes &&other) noexcept
    {
        m_size = other.m_size;
        m_heap = std::move(other.m_heap);
        if (!m_heap)
            Wire::copyShort(m_inline.data(), other.m_inline.data(), m_size);
        return *this;
    }

    /// Valid as long as this object.
    QByteArrayView view() const noexcept
    {
        return {m_heap ? m_heap.get() : m_inline.data(), static_cast<qsizetype>(m_size)};
    }

private:
    static constexpr std::size_t inlineBytes = 48;

    quint32 m_size = 0;
    std::unique_ptr<char[]> m_heap;
    std::array<char, inlineBytes> m_inline; // not initialised: only m_size bytes of it mean anything
};

} // namespace Loopscope::Net
