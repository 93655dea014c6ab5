#include "core/record/packetdecoder.h"

#include <protozero/pbf_reader.hpp>

#include <stdexcept>

namespace Loopscope::Record {

namespace {

using protozero::data_view;
using protozero::pbf_reader;

constexpr std::size_t longestText = 16 * 1024;
constexpr std::size_t mostValues = 1024; // annotations of an event, entries of an array
constexpr std::size_t longestHeader = 11;
constexpr char packetTag = '\x0a'; // Trace::packet, length-delimited

struct RuleBroken : std::runtime_error
{
    RuleBroken()
        : std::runtime_error("not a stream of ours")
    {}
};

std::string_view viewOf(const data_view &data)
{
    return {data.data(), data.size()};
}

std::string textOf(pbf_reader &reader)
{
    const data_view data = reader.get_view();
    return std::string(data.data(), std::min(data.size(), longestText));
}

} // namespace

void PacketDecoder::require(bool condition)
{
    if (!condition)
        throw RuleBroken();
}

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

// One whole packet of the buffer, when there is one.
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
    readPacket(rest.substr(header, length));
    m_at += header + length;
    return true;
}

void PacketDecoder::readPacket(std::string_view packet)
{
    quint64 time = 0;
    quint64 clock = Fields::clockIncremental;
    quint64 sequenceId = 0;
    quint64 flags = 0;
    std::string_view event, interned, defaults, track, snapshot;
    pbf_reader reader(packet.data(), packet.size());
    while (reader.next()) {
        switch (reader.tag()) {
        case Fields::Packet::timestamp:
            time = reader.get_uint64();
            break;
        case Fields::Packet::timestampClockId:
            clock = reader.get_uint32();
            break;
        case Fields::Packet::sequenceId:
            sequenceId = reader.get_uint32();
            break;
        case Fields::Packet::sequenceFlags:
            flags = reader.get_uint32();
            break;
        case Fields::Packet::trackEvent:
            event = viewOf(reader.get_view());
            break;
        case Fields::Packet::internedData:
            interned = viewOf(reader.get_view());
            break;
        case Fields::Packet::defaults:
            defaults = viewOf(reader.get_view());
            break;
        case Fields::Packet::trackDescriptor:
            track = viewOf(reader.get_view());
            break;
        case Fields::Packet::clockSnapshot:
            snapshot = viewOf(reader.get_view());
            break;
        default:
            reader.skip();
        }
    }
    require(m_sequences.size() < mostEntries || m_sequences.contains(sequenceId));
    Sequence &sequence = m_sequences[sequenceId];
    if (flags & Fields::flagStateCleared) {
        sequence.names.clear();
        sequence.annotationNames.clear();
    }
    readSnapshot(snapshot, sequence);
    readDefaults(defaults, sequence);
    readInterned(interned, sequence);
    if (!track.empty())
        readTrack(track);
    if (event.empty())
        return;
    Event read = readEvent(event, sequence);
    if (clock == Fields::clockIncremental) {
        sequence.clock = static_cast<qint64>(static_cast<quint64>(sequence.clock) + time);
        read.at = sequence.clock;
    } else {
        read.at = static_cast<qint64>(time);
    }
    require(read.at >= 0);
    apply(read, sequence);
}

void PacketDecoder::readSnapshot(std::string_view bytes, Sequence &sequence)
{
    pbf_reader reader(bytes.data(), bytes.size());
    while (reader.next(Fields::ClockSnapshot::clock)) {
        quint64 id = 0;
        quint64 time = 0;
        pbf_reader clock = reader.get_message();
        while (clock.next()) {
            if (clock.tag() == Fields::Clock::id)
                id = clock.get_uint32();
            else if (clock.tag() == Fields::Clock::timestamp)
                time = clock.get_uint64();
            else
                clock.skip();
        }
        if (id == Fields::clockIncremental)
            sequence.clock = static_cast<qint64>(time);
    }
}

void PacketDecoder::readDefaults(std::string_view bytes, Sequence &sequence)
{
    pbf_reader reader(bytes.data(), bytes.size());
    while (reader.next(Fields::Defaults::trackEvent)) {
        pbf_reader event = reader.get_message();
        while (event.next(Fields::Event::trackUuid))
            sequence.trackUuid = event.get_uint64();
    }
}

void PacketDecoder::readInterned(std::string_view bytes, Sequence &sequence)
{
    pbf_reader reader(bytes.data(), bytes.size());
    while (reader.next()) {
        const auto tag = reader.tag();
        if (tag != Fields::Interned::eventName && tag != Fields::Interned::debugAnnotationName) {
            reader.skip();
            continue;
        }
        quint64 id = 0;
        std::string name;
        pbf_reader entry = reader.get_message();
        while (entry.next()) {
            if (entry.tag() == Fields::Interned::entryIid)
                id = entry.get_uint64();
            else if (entry.tag() == Fields::Interned::entryName)
                name = textOf(entry);
            else
                entry.skip();
        }
        auto &names = tag == Fields::Interned::eventName ? sequence.names : sequence.annotationNames;
        require(names.size() < mostEntries);
        names[id] = std::move(name);
    }
}

void PacketDecoder::readTrack(std::string_view bytes)
{
    quint64 uuid = 0;
    TrackEntry entry;
    pbf_reader reader(bytes.data(), bytes.size());
    while (reader.next()) {
        switch (reader.tag()) {
        case Fields::Track::uuid:
            uuid = reader.get_uint64();
            break;
        case Fields::Track::parentUuid:
            entry.parent = reader.get_uint64();
            break;
        case Fields::Track::name:
            entry.name = textOf(reader);
            break;
        case Fields::Track::thread: {
            pbf_reader thread = reader.get_message();
            while (thread.next()) {
                if (thread.tag() == Fields::Track::threadPid)
                    entry.pid = thread.get_int32();
                else if (thread.tag() == Fields::Track::threadTid)
                    entry.tid = thread.get_int32();
                else
                    thread.skip();
            }
            break;
        }
        default:
            reader.skip();
        }
    }
    require(m_descriptors.size() < mostEntries);
    m_descriptors[uuid] = std::move(entry);
}

PacketDecoder::Event PacketDecoder::readEvent(std::string_view bytes, const Sequence &sequence)
{
    Event event;
    pbf_reader reader(bytes.data(), bytes.size());
    while (reader.next()) {
        switch (reader.tag()) {
        case Fields::Event::type:
            event.type = static_cast<Fields::EventType>(reader.get_enum());
            break;
        case Fields::Event::nameIid:
            if (const auto name = sequence.names.find(reader.get_uint64()); name != sequence.names.end())
                event.name = name->second;
            break;
        case Fields::Event::counterValue:
            event.value = static_cast<double>(reader.get_int64());
            break;
        case Fields::Event::doubleCounterValue:
            event.value = reader.get_double();
            break;
        case Fields::Event::debugAnnotation:
            require(event.annotations.values.size() < mostValues);
            readAnnotation(viewOf(reader.get_view()), sequence, event.annotations);
            break;
        default:
            reader.skip();
        }
    }
    return event;
}

void PacketDecoder::readAnnotation(std::string_view bytes, const Sequence &sequence, Annotations &out)
{
    std::string name;
    Value value;
    std::vector<std::string> array;
    pbf_reader reader(bytes.data(), bytes.size());
    while (reader.next()) {
        switch (reader.tag()) {
        case Fields::Annotation::nameIid:
            if (const auto known = sequence.annotationNames.find(reader.get_uint64());
                known != sequence.annotationNames.end())
                name = known->second;
            break;
        case Fields::Annotation::boolValue:
            value = reader.get_bool();
            break;
        case Fields::Annotation::uintValue:
            value = quint64{reader.get_uint64()};
            break;
        case Fields::Annotation::doubleValue:
            value = reader.get_double();
            break;
        case Fields::Annotation::stringValue:
            value = textOf(reader);
            break;
        case Fields::Annotation::arrayValue: {
            require(array.size() < mostValues);
            pbf_reader item = reader.get_message();
            while (item.next(Fields::Annotation::stringValue))
                array.push_back(textOf(item));
            break;
        }
        default:
            reader.skip();
        }
    }
    if (!array.empty())
        value = std::move(array);
    out.values.emplace_back(std::move(name), std::move(value));
}

} // namespace Loopscope::Record
