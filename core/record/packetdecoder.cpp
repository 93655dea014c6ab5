#include "core/record/packetdecoder.h"

#include <protozero/varint.hpp>

#include <stdexcept>

namespace Loopscope::Record {

namespace {

constexpr std::size_t longestText = 16 * 1024;
constexpr std::size_t longestHeader = 11;
constexpr char packetTag = '\x0a'; // Trace::packet, length-delimited

PerfettoDecoder::Limits streamLimits()
{
    PerfettoDecoder::Limits limits;
    limits.sequences = PacketDecoder::mostEntries;
    limits.entries = PacketDecoder::mostEntries;
    limits.textLength = longestText;
    return limits;
}

void require(bool condition)
{
    if (!condition)
        throw std::runtime_error("not a stream of ours");
}

} // namespace

PacketDecoder::PacketDecoder(StreamIds *ids)
    : m_ids(ids)
    , m_decoder(this, &m_notes, streamLimits())
{}

void PacketDecoder::feed(std::string_view bytes)
{
    if (m_isBroken)
        return;
    m_buffer.append(bytes);
    try {
        while (takePacket()) {
        }
    } catch (const std::exception &) { // protozero's, too
        m_isBroken = true;
        m_buffer.clear();
        m_at = 0;
        return;
    }
    m_buffer.erase(0, std::exchange(m_at, 0));
}

std::optional<StreamBatch> PacketDecoder::next()
{
    if (m_ready.empty())
        return std::nullopt;
    StreamBatch batch = std::move(m_ready.front());
    m_ready.pop_front();
    return batch;
}

// One whole packet of the buffer, when there is one. A file is read on behind a damaged place; a stream that
// has one is not ours.
bool PacketDecoder::takePacket()
{
    const std::string_view rest = std::string_view(m_buffer).substr(m_at);
    if (rest.size() < 2)
        return false;
    require(rest.front() == packetTag);
    const char *at = rest.data() + 1;
    quint64 length = 0;
    try {
        length = protozero::decode_varint(&at, rest.data() + std::min(rest.size(), longestHeader));
    } catch (const protozero::end_of_buffer_exception &) {
        require(rest.size() < longestHeader);
        return false;
    }
    require(length <= longestPacket);
    const auto header = static_cast<std::size_t>(at - rest.data());
    if (rest.size() - header < length)
        return false;
    m_decoder.decode(rest.substr(header, length), 0);
    require(!m_notes.has(SkipReason::BadPacket) && !m_notes.has(SkipReason::TooMany));
    m_at += header + length;
    return true;
}

void PacketDecoder::onTrack(const DecodedTrack &track)
{
    require(m_descriptors.size() < mostEntries || m_descriptors.contains(track.uuid));
    m_descriptors[track.uuid] = {std::string(track.name.substr(0, longestText)), track.parent, track.pid,
                                 track.tid};
}

void PacketDecoder::onEvent(const DecodedEvent &event)
{
    require(++m_events <= mostEvents);
    apply(event);
}

} // namespace Loopscope::Record
