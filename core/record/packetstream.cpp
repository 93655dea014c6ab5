#include "core/record/packetstream.h"

#include "core/record/perfettofields.h"

#include <QIODevice>

#include <protozero/pbf_reader.hpp>

namespace Loopscope::Record {

namespace {

constexpr std::size_t readAhead = std::size_t{1} << 20;
constexpr std::size_t longestHeader = 11;  // tag and a varint of ten bytes
constexpr char packetTag = 0x0a;           // field 1, length-delimited
constexpr quint64 candidateLimit = 65'536; // while searching; nearly all packets are smaller
constexpr quint64 searchFactor = 32;       // so many times the file is looked at, at most
constexpr int varintBits = 63;

} // namespace

PacketStream::PacketStream(QIODevice *device, qint64 size, SkippedNotes *notes)
    : m_device(device)
    , m_size(size)
    , m_notes(notes)
    , m_searchBudget(static_cast<quint64>(size) * searchFactor)
{}

// Makes so many bytes available if the file has them.
bool PacketStream::fill(std::size_t wanted)
{
    if (available() >= wanted)
        return true;
    m_buffer.erase(0, m_at);
    m_bufferOffset += static_cast<qint64>(m_at);
    m_at = 0;
    const quint64 unread = remaining() - m_buffer.size();
    const std::size_t asked = std::min<quint64>(unread, std::max(wanted, readAhead) - m_buffer.size());
    const std::size_t had = m_buffer.size();
    m_buffer.resize(had + asked);
    const qint64 got = asked ? m_device->read(m_buffer.data() + had, static_cast<qint64>(asked)) : 0;
    m_buffer.resize(had + static_cast<std::size_t>(std::max<qint64>(0, got)));
    return m_buffer.size() >= wanted;
}

// The frame of a packet that begins so many bytes ahead and that the file can hold.
std::optional<PacketStream::Frame> PacketStream::frameAt(std::size_t ahead, quint64 limit)
{
    fill(ahead + longestHeader);
    const std::string_view bytes = std::string_view(m_buffer).substr(m_at);
    if (bytes.size() <= ahead || bytes[ahead] != packetTag)
        return std::nullopt;
    quint64 length = 0;
    std::size_t at = ahead + 1;
    for (int shift = 0;; shift += 7, ++at) {
        if (at >= bytes.size() || shift > varintBits)
            return std::nullopt;
        const auto byte = static_cast<quint8>(bytes[at]);
        length |= static_cast<quint64>(byte & 0x7f) << shift;
        if (!(byte & 0x80))
            break;
    }
    const std::size_t header = at + 1 - ahead;
    if (length > limit || length > remaining() - ahead - header)
        return std::nullopt;
    return Frame{header, static_cast<std::size_t>(length)};
}

bool PacketStream::isFollowedByPacket(std::size_t ahead, const Frame &frame)
{
    const std::size_t end = ahead + frame.headerSize + frame.bodySize;
    if (end == remaining())
        return true;
    return fill(end + 1) && m_buffer[m_at + end] == packetTag;
}

bool PacketStream::isPacketAhead(std::size_t ahead)
{
    const std::optional<Frame> frame = frameAt(ahead, candidateLimit);
    if (!frame || frame->bodySize < 2 || !isFollowedByPacket(ahead, *frame))
        return false;
    return looksLikePacket(
        std::string_view(m_buffer).substr(m_at + ahead + frame->headerSize, frame->bodySize));
}

// Every packet has the number of its sequence.
bool PacketStream::looksLikePacket(std::string_view body)
{
    if (m_searchBudget < body.size())
        return true;
    m_searchBudget -= body.size();
    bool hasSequence = false;
    try {
        protozero::pbf_reader packet(body.data(), body.size());
        while (packet.next()) {
            hasSequence = hasSequence || (packet.tag() == Fields::Packet::sequenceId &&
                                          packet.wire_type() == protozero::pbf_wire_type::varint);
            packet.skip();
        }
    } catch (const protozero::exception &) {
        return false;
    }
    return hasSequence;
}

void PacketStream::skipGarbage()
{
    const qint64 start = position();
    const bool isCut = !frameAt(0, ~quint64{0}) && m_buffer[m_at] == packetTag;
    do {
        m_at = std::min(m_buffer.find(packetTag, m_at + 1), m_buffer.size());
    } while (fill(1) && !isPacketAhead(0));
    const bool isAtEnd = available() == 0;
    m_notes->add(isCut && isAtEnd ? SkipReason::CutShort : SkipReason::Garbage, start,
                 static_cast<quint64>(position() - start));
    m_isAfterGap = true;
}

std::optional<PacketStream::Packet> PacketStream::next()
{
    while (fill(1)) {
        const std::optional<Frame> frame = frameAt(0, packetLimit);
        if (!frame || !fill(frame->headerSize + frame->bodySize) || !isFollowedByPacket(0, *frame)) {
            skipGarbage();
            continue;
        }
        const Packet packet{position(),
                            std::string_view(m_buffer).substr(m_at + frame->headerSize, frame->bodySize),
                            std::exchange(m_isAfterGap, false)};
        m_at += frame->headerSize + frame->bodySize;
        return packet;
    }
    return std::nullopt;
}

} // namespace Loopscope::Record
