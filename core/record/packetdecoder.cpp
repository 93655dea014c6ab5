#include "core/record/packetdecoder.h"

#include <protozero/pbf_reader.hpp>

#include <stdexcept>

namespace Loopscope::Record {

namespace {

using protozero::data_view;
using protozero::pbf_wire_type;

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

/// protozero's reader takes it for granted that a field has the type that it is asked for; ours looks.
class Reader : public protozero::pbf_reader
{
public:
    explicit Reader(std::string_view bytes)
        : pbf_reader(bytes.data(), bytes.size())
    {}

    quint64 varint() { return check(pbf_wire_type::varint).get_uint64(); }
    qint64 integer() { return check(pbf_wire_type::varint).get_int64(); }
    double real() { return check(pbf_wire_type::fixed64).get_double(); }
    std::string_view bytes()
    {
        const data_view data = check(pbf_wire_type::length_delimited).get_view();
        return {data.data(), data.size()};
    }
    Reader message() { return Reader(bytes()); }
    std::string text() { return std::string(bytes().substr(0, longestText)); }

private:
    Reader &check(pbf_wire_type type)
    {
        if (!has_wire_type(type))
            throw RuleBroken();
        return *this;
    }
};

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
    Reader reader(packet);
    while (reader.next()) {
        switch (reader.tag()) {
        case Fields::Packet::timestamp:
            time = reader.varint();
            break;
        case Fields::Packet::timestampClockId:
            clock = reader.varint();
            break;
        case Fields::Packet::sequenceId:
            sequenceId = reader.varint();
            break;
        case Fields::Packet::sequenceFlags:
            flags = reader.varint();
            break;
        case Fields::Packet::trackEvent:
            event = reader.bytes();
            break;
        case Fields::Packet::internedData:
            interned = reader.bytes();
            break;
        case Fields::Packet::defaults:
            defaults = reader.bytes();
            break;
        case Fields::Packet::trackDescriptor:
            track = reader.bytes();
            break;
        case Fields::Packet::clockSnapshot:
            snapshot = reader.bytes();
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
    Reader reader(bytes);
    while (reader.next(Fields::ClockSnapshot::clock)) {
        quint64 id = 0;
        quint64 time = 0;
        Reader clock = reader.message();
        while (clock.next()) {
            if (clock.tag() == Fields::Clock::id)
                id = clock.varint();
            else if (clock.tag() == Fields::Clock::timestamp)
                time = clock.varint();
            else
                clock.skip();
        }
        if (id == Fields::clockIncremental)
            sequence.clock = static_cast<qint64>(time);
    }
}

void PacketDecoder::readDefaults(std::string_view bytes, Sequence &sequence)
{
    Reader reader(bytes);
    while (reader.next(Fields::Defaults::trackEvent)) {
        Reader event = reader.message();
        while (event.next(Fields::Event::trackUuid))
            sequence.trackUuid = event.varint();
    }
}

void PacketDecoder::readInterned(std::string_view bytes, Sequence &sequence)
{
    Reader reader(bytes);
    while (reader.next()) {
        const auto tag = reader.tag();
        if (tag != Fields::Interned::eventName && tag != Fields::Interned::debugAnnotationName) {
            reader.skip();
            continue;
        }
        quint64 id = 0;
        std::string name;
        Reader entry = reader.message();
        while (entry.next()) {
            if (entry.tag() == Fields::Interned::entryIid)
                id = entry.varint();
            else if (entry.tag() == Fields::Interned::entryName)
                name = entry.text();
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
    Reader reader(bytes);
    while (reader.next()) {
        switch (reader.tag()) {
        case Fields::Track::uuid:
            uuid = reader.varint();
            break;
        case Fields::Track::parentUuid:
            entry.parent = reader.varint();
            break;
        case Fields::Track::name:
            entry.name = reader.text();
            break;
        case Fields::Track::thread: {
            Reader thread = reader.message();
            while (thread.next()) {
                if (thread.tag() == Fields::Track::threadPid)
                    entry.pid = static_cast<qint64>(thread.varint());
                else if (thread.tag() == Fields::Track::threadTid)
                    entry.tid = static_cast<qint64>(thread.varint());
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
    Reader reader(bytes);
    while (reader.next()) {
        switch (reader.tag()) {
        case Fields::Event::type:
            event.type = static_cast<Fields::EventType>(reader.varint());
            break;
        case Fields::Event::nameIid:
            if (const auto name = sequence.names.find(reader.varint()); name != sequence.names.end())
                event.name = name->second;
            break;
        case Fields::Event::counterValue:
            event.value = static_cast<double>(reader.integer());
            break;
        case Fields::Event::doubleCounterValue:
            event.value = reader.real();
            break;
        case Fields::Event::debugAnnotation:
            require(event.annotations.values.size() < mostValues);
            readAnnotation(reader.bytes(), sequence, event.annotations);
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
    Reader reader(bytes);
    while (reader.next()) {
        switch (reader.tag()) {
        case Fields::Annotation::nameIid:
            if (const auto known = sequence.annotationNames.find(reader.varint());
                known != sequence.annotationNames.end())
                name = known->second;
            break;
        case Fields::Annotation::boolValue:
            value = reader.varint() != 0;
            break;
        case Fields::Annotation::uintValue:
            value = reader.varint();
            break;
        case Fields::Annotation::doubleValue:
            value = reader.real();
            break;
        case Fields::Annotation::stringValue:
            value = reader.text();
            break;
        case Fields::Annotation::arrayValue: {
            require(array.size() < mostValues);
            Reader item = reader.message();
            while (item.next(Fields::Annotation::stringValue))
                array.push_back(item.text());
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
