#pragma once

#include "core/record/skippednotes.h"

#include <optional>
#include <string>
#include <string_view>

QT_BEGIN_NAMESPACE
class QIODevice;
QT_END_NAMESPACE

namespace Loopscope::Record {

/// Cuts a Perfetto trace into its packets, however damaged it is: after bytes that are no packet it looks for
/// the next one. Holds one packet and a read-ahead in memory; a packet's size is believed only as far as the
/// file reaches. One thread at a time.
class PacketStream
{
public:
    static constexpr quint64 packetLimit = quint64{1} << 26; ///< bytes; a larger packet is garbage

    struct Packet
    {
        qint64 offset = 0;
        std::string_view bytes; ///< until the next call
        bool isAfterGap = false;
    };

    /// `size` bytes from the device's position on.
    PacketStream(QIODevice *device, qint64 size, SkippedNotes *notes);

    std::optional<Packet> next();
    qint64 position() const { return m_bufferOffset + static_cast<qint64>(m_at); }

private:
    struct Frame
    {
        std::size_t headerSize = 0;
        std::size_t bodySize = 0;
    };

    bool fill(std::size_t wanted);
    std::size_t available() const { return m_buffer.size() - m_at; }
    quint64 remaining() const { return static_cast<quint64>(m_size - position()); }
    std::optional<Frame> frameAt(std::size_t ahead, quint64 limit);
    bool isFollowedByPacket(std::size_t ahead, const Frame &frame);
    bool isPacketAhead(std::size_t ahead);
    bool looksLikePacket(std::string_view body);
    void skipGarbage();

    QIODevice *const m_device;
    const qint64 m_size;
    SkippedNotes *const m_notes;
    std::string m_buffer;
    std::size_t m_at = 0;
    qint64 m_bufferOffset = 0;
    quint64 m_searchBudget; // bytes of candidates that are looked into
    bool m_isAfterGap = false;
};

} // namespace Loopscope::Record
