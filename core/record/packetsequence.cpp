#include "core/record/packetsequence.h"

#include <protozero/pbf_writer.hpp>

#include <cmath>

namespace Loopscope::Record {

namespace {

using Fields::EventType;
using protozero::pbf_writer;

void writeClock(pbf_writer &snapshot, std::uint32_t id, qint64 nanoseconds, bool isIncremental)
{
    pbf_writer clock(snapshot, Fields::ClockSnapshot::clock);
    clock.add_uint32(Fields::Clock::id, id);
    clock.add_uint64(Fields::Clock::timestamp, static_cast<quint64>(nanoseconds));
    if (isIncremental)
        clock.add_bool(Fields::Clock::isIncremental, true);
}

struct ValueWriter
{
    pbf_writer &annotation;

    void operator()(bool value) { annotation.add_bool(Fields::Annotation::boolValue, value); }
    void operator()(quint64 value) { annotation.add_uint64(Fields::Annotation::uintValue, value); }
    void operator()(double value) { annotation.add_double(Fields::Annotation::doubleValue, value); }
    void operator()(const std::string &value)
    {
        annotation.add_string(Fields::Annotation::stringValue, value);
    }
    void operator()(const std::vector<std::string> &values)
    {
        for (const std::string &value : values) {
            pbf_writer entry(annotation, Fields::Annotation::arrayValue);
            entry.add_string(Fields::Annotation::stringValue, value);
        }
    }
};

} // namespace

void appendPacket(std::string &out, std::string_view packet)
{
    pbf_writer(out).add_message(Fields::Trace::packet, packet.data(), packet.size());
}

quint64 PacketSequence::Interning::idOf(std::string_view text, std::uint32_t field, std::string &added)
{
    const auto known = ids.find(text);
    if (known != ids.end())
        return known->second;
    const quint64 id = ++lastId;
    ids.emplace(text, id);
    pbf_writer interned(added);
    pbf_writer item(interned, field);
    item.add_uint64(Fields::Interned::entryIid, id);
    item.add_string(Fields::Interned::entryName, text.data(), text.size());
    return id;
}

void PacketSequence::beginSlice(std::string &out, Base::SteadyTime at, std::string_view name,
                                std::span<const Annotation> annotations, const CodeLine *line)
{
    openEvent(EventType::SliceBegin, at);
    addName(name);
    addAnnotations(annotations);
    if (line)
        addLine(*line);
    closeEvent(out, at);
}

void PacketSequence::endSlice(std::string &out, Base::SteadyTime at)
{
    openEvent(EventType::SliceEnd, at);
    closeEvent(out, at);
}

void PacketSequence::instant(std::string &out, Base::SteadyTime at, std::string_view name,
                             std::span<const Annotation> annotations, const CodeLine *line)
{
    openEvent(EventType::Instant, at);
    addName(name);
    addAnnotations(annotations);
    if (line)
        addLine(*line);
    closeEvent(out, at);
}

void PacketSequence::counter(std::string &out, Base::SteadyTime at, double value,
                             std::span<const Annotation> annotations)
{
    constexpr double exactLimit = 9e15; // whole numbers up to here are exact in a double
    openEvent(EventType::Counter, at);
    pbf_writer event(m_event);
    if (std::abs(value) < exactLimit && value == std::floor(value))
        event.add_int64(Fields::Event::counterValue, static_cast<qint64>(value));
    else
        event.add_double(Fields::Event::doubleCounterValue, value);
    addAnnotations(annotations);
    closeEvent(out, at);
}

void PacketSequence::restart()
{
    m_started = false;
    m_names.ids.clear();
    m_annotationNames.ids.clear();
    m_lines.ids.clear();
}

void PacketSequence::openEvent(EventType type, Base::SteadyTime at)
{
    if (m_names.ids.size() >= internLimit || m_lines.ids.size() >= internLimit ||
        at - m_startedAt >= stateLifetime)
        restart();
    m_numbers.clear();
    m_event.clear();
    m_interned.clear();
    m_numbers.addNumber(Fields::Event::type, static_cast<quint64>(type));
}

void PacketSequence::addName(std::string_view name)
{
    m_numbers.addNumber(Fields::Event::nameIid, m_names.idOf(name, Fields::Interned::eventName, m_interned));
}

void PacketSequence::addAnnotations(std::span<const Annotation> annotations)
{
    for (const Annotation &annotation : annotations) {
        const quint64 id =
            m_annotationNames.idOf(annotation.name, Fields::Interned::debugAnnotationName, m_interned);
        pbf_writer event(m_event);
        pbf_writer item(event, Fields::Event::debugAnnotation);
        item.add_uint64(Fields::Annotation::nameIid, id);
        std::visit(ValueWriter{item}, annotation.value);
    }
}

void PacketSequence::addLine(const CodeLine &line)
{
    m_text = line.file + '\n' + line.function + '\n' + std::to_string(line.line);
    const auto [entry, isNew] = m_lines.ids.try_emplace(m_text, m_lines.lastId + 1);
    if (isNew) {
        ++m_lines.lastId;
        pbf_writer interned(m_interned);
        pbf_writer item(interned, Fields::Interned::sourceLocation);
        item.add_uint64(Fields::Interned::entryIid, entry->second);
        item.add_string(Fields::Interned::locationFile, line.file);
        item.add_string(Fields::Interned::locationFunction, line.function);
        item.add_uint32(Fields::Interned::locationLine, line.line);
    }
    pbf_writer(m_event).add_uint64(Fields::Event::sourceLocationIid, entry->second);
}

void PacketSequence::closeEvent(std::string &out, Base::SteadyTime at)
{
    if (!m_started)
        start(out, at);
    ShortMessage packet;
    if (at >= m_last) {
        packet.addNumber(Fields::Packet::timestamp, static_cast<quint64>((at - m_last).count()));
        m_last = at;
    } else {
        packet.addNumber(Fields::Packet::timestamp, static_cast<quint64>(Base::toNanoseconds(at)));
        packet.addNumber(Fields::Packet::timestampClockId, Fields::clockMonotonic);
    }
    packet.addNumber(Fields::Packet::sequenceId, m_id);
    packet.addNumber(Fields::Packet::sequenceFlags, Fields::flagNeedsState);
    if (!m_interned.empty())
        packet.addHead(Fields::Packet::internedData, m_interned.size());
    ShortMessage event;
    event.addHead(Fields::Packet::trackEvent, m_numbers.size() + m_event.size());
    ShortMessage frame;
    frame.addHead(Fields::Trace::packet,
                  packet.size() + m_interned.size() + event.size() + m_numbers.size() + m_event.size());
    for (const std::string_view part : {frame.view(), packet.view(), std::string_view(m_interned),
                                        event.view(), m_numbers.view(), std::string_view(m_event)})
        out.append(part);
}

// Declares the incremental clock, the default track and that nothing said before on this sequence
// is referred to any more.
void PacketSequence::start(std::string &out, Base::SteadyTime at)
{
    m_packet.clear();
    m_last = std::max(at, m_last);
    m_startedAt = m_last;
    const qint64 time = Base::toNanoseconds(m_last);
    {
        pbf_writer packet(m_packet);
        packet.add_uint64(Fields::Packet::timestamp, static_cast<quint64>(time));
        packet.add_uint32(Fields::Packet::timestampClockId, Fields::clockMonotonic);
        packet.add_uint32(Fields::Packet::sequenceId, m_id);
        packet.add_uint32(Fields::Packet::sequenceFlags, Fields::flagStateCleared | Fields::flagNeedsState);
        if (!m_everStarted)
            packet.add_bool(Fields::Packet::firstPacketOnSequence, true);
        {
            pbf_writer snapshot(packet, Fields::Packet::clockSnapshot);
            writeClock(snapshot, Fields::clockIncremental, time, true);
            writeClock(snapshot, Fields::clockMonotonic, time, false);
        }
        pbf_writer defaults(packet, Fields::Packet::defaults);
        defaults.add_uint32(Fields::Defaults::timestampClockId, Fields::clockIncremental);
        pbf_writer trackEvent(defaults, Fields::Defaults::trackEvent);
        trackEvent.add_uint64(Fields::Event::trackUuid, m_trackUuid);
    }
    appendPacket(out, m_packet);
    m_started = true;
    m_everStarted = true;
}

} // namespace Loopscope::Record
