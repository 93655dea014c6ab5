#include "core/record/perfettodecoder.h"

#include "core/record/pbffield.h"

namespace Loopscope::Record {

namespace {

using protozero::pbf_reader;
using protozero::pbf_wire_type;
using namespace Pbf;

} // namespace

struct PerfettoDecoder::RawPacket
{
    quint64 timestamp = 0;
    bool hasTimestamp = false;
    bool hasOther = false;
    bool isCompressed = false;
    std::uint32_t clock = 0;
    std::uint32_t sequence = 0;
    std::uint32_t flags = 0;
    std::string_view event, interned, defaults, snapshot, descriptor;

    explicit RawPacket(std::string_view message);
};

PerfettoDecoder::RawPacket::RawPacket(std::string_view message)
{
    pbf_reader packet = readerOf(message);
    while (packet.next()) {
        switch (packet.tag_and_type()) {
        case bytes(Fields::Packet::clockSnapshot):
            snapshot = viewOf(packet);
            break;
        case number(Fields::Packet::timestamp):
            timestamp = packet.get_uint64();
            hasTimestamp = true;
            break;
        case number(Fields::Packet::sequenceId):
            sequence = packet.get_uint32();
            break;
        case bytes(Fields::Packet::trackEvent):
            event = viewOf(packet);
            break;
        case bytes(Fields::Packet::internedData):
            interned = viewOf(packet);
            break;
        case number(Fields::Packet::sequenceFlags):
            flags = packet.get_uint32();
            break;
        case number(Fields::Packet::timestampClockId):
            clock = packet.get_uint32();
            break;
        case bytes(Fields::Packet::defaults):
            defaults = viewOf(packet);
            break;
        case bytes(Fields::Packet::trackDescriptor):
            descriptor = viewOf(packet);
            break;
        default:
            isCompressed = isCompressed || packet.tag() == Fields::Packet::compressedPackets;
            hasOther = hasOther || packet.wire_type() == pbf_wire_type::length_delimited;
            packet.skip();
        }
    }
}

struct PerfettoDecoder::RawEvent
{
    std::int32_t type = 0;
    std::optional<quint64> nameIid, lineIid, track;
    std::string_view name;
    double value = 0;
};

void PerfettoDecoder::decode(std::string_view packet, qint64 offset)
{
    m_offset = offset;
    try {
        decodeUnsafe(packet);
    } catch (const protozero::exception &error) {
        m_notes->add(SkipReason::BadPacket, offset, packet.size(), QString::fromLatin1(error.what()));
    }
}

void PerfettoDecoder::noteGap(qint64 offset)
{
    m_notes->add(SkipReason::TimesUncertain, offset);
}

PerfettoDecoder::Sequence *PerfettoDecoder::sequenceOf(std::uint32_t id)
{
    if (m_sequences.size() >= m_limits.sequences && !m_sequences.contains(id))
        return nullptr;
    return &m_sequences[id];
}

void PerfettoDecoder::decodeUnsafe(std::string_view packet)
{
    const RawPacket raw(packet);
    Sequence *sequence = sequenceOf(raw.sequence);
    if (!sequence) {
        m_notes->add(SkipReason::TooMany, m_offset, packet.size());
        return;
    }
    takeState(raw, *sequence);
    if (raw.descriptor.data())
        readDescriptor(raw.descriptor);
    if (raw.event.data()) {
        readEvent(raw, *sequence);
        return;
    }
    const bool hasKnown =
        raw.snapshot.data() || raw.defaults.data() || raw.interned.data() || raw.descriptor.data();
    if (raw.isCompressed)
        m_notes->add(SkipReason::Compressed, m_offset, packet.size());
    else if (raw.hasOther && !hasKnown)
        m_notes->add(SkipReason::OtherPacket, m_offset, packet.size());
    if (!hasKnown && !raw.hasOther && raw.hasTimestamp && raw.clock) {
        if (const auto at = timeOf(raw, *sequence))
            m_target->onTimeMark(*at);
    }
}

void PerfettoDecoder::takeState(const RawPacket &raw, Sequence &sequence)
{
    if (raw.flags & Fields::flagStateCleared) {
        sequence = Sequence();
        sequence.hasState = true;
    }
    if (raw.snapshot.data())
        readSnapshot(raw.snapshot, sequence);
    if (raw.defaults.data())
        readDefaults(raw.defaults, sequence);
    if (raw.interned.data())
        readInterned(raw.interned, sequence);
}

std::optional<Base::SteadyTime> PerfettoDecoder::timeOf(const RawPacket &raw, Sequence &sequence)
{
    std::uint32_t clock = raw.clock ? raw.clock : sequence.defaultClock;
    if (clock == 0)
        clock = Fields::clockBoottime;
    const std::optional<qint64> time = clock >= SequenceClocks::first
                                           ? sequence.clocks.toTraceTime(clock, raw.timestamp)
                                           : m_clocks.toTraceTime(clock, raw.timestamp);
    return time ? std::optional(Base::fromNanoseconds(*time)) : std::nullopt;
}

void PerfettoDecoder::readEvent(const RawPacket &raw, Sequence &sequence)
{
    const bool needsState = raw.flags & Fields::flagNeedsState;
    const auto at = raw.hasTimestamp ? timeOf(raw, sequence) : std::nullopt;
    if (needsState && !sequence.hasState) {
        m_notes->add(SkipReason::NoState, m_offset);
        return;
    }
    if (!at) {
        m_notes->add(SkipReason::NoTime, m_offset);
        return;
    }
    RawEvent event;
    m_annotations.clear();
    pbf_reader reader = readerOf(raw.event);
    while (reader.next()) {
        switch (reader.tag_and_type()) {
        case number(Fields::Event::type):
            event.type = reader.get_enum();
            break;
        case number(Fields::Event::nameIid):
            event.nameIid = reader.get_uint64();
            break;
        case bytes(Fields::Event::name):
            event.name = viewOf(reader);
            break;
        case number(Fields::Event::trackUuid):
            event.track = reader.get_uint64();
            break;
        case number(Fields::Event::counterValue):
            event.value = static_cast<double>(reader.get_int64());
            break;
        case real(Fields::Event::doubleCounterValue):
            event.value = reader.get_double();
            break;
        case number(Fields::Event::sourceLocationIid):
            event.lineIid = reader.get_uint64();
            break;
        case bytes(Fields::Event::debugAnnotation):
            readAnnotation(viewOf(reader), sequence);
            break;
        default:
            reader.skip();
        }
    }
    DecodedEvent decoded;
    decoded.at = *at;
    if (resolve(event, sequence, &decoded))
        m_target->onEvent(decoded);
}

bool PerfettoDecoder::resolve(const RawEvent &raw, Sequence &sequence, DecodedEvent *event)
{
    using Fields::EventType;
    if (raw.type < static_cast<std::int32_t>(EventType::SliceBegin) ||
        raw.type > static_cast<std::int32_t>(EventType::Counter)) {
        m_notes->add(SkipReason::OtherEvent, m_offset);
        return false;
    }
    event->type = static_cast<EventType>(raw.type);
    event->track = raw.track.value_or(sequence.defaultTrack);
    event->name = raw.name;
    event->value = raw.value;
    event->annotations = &m_annotations;
    event->offset = m_offset;
    if (raw.nameIid) {
        const auto known = sequence.names.find(*raw.nameIid);
        if (known == sequence.names.end()) {
            m_notes->add(SkipReason::NoState, m_offset);
            return false;
        }
        event->interned = &known->second;
        event->name = known->second.text;
    }
    if (raw.lineIid) {
        const auto known = sequence.lines.find(*raw.lineIid);
        event->line = known != sequence.lines.end() ? &known->second : nullptr;
    }
    return true;
}

} // namespace Loopscope::Record
