#include "core/record/pbffield.h"
#include "core/record/perfettodecoder.h"

namespace Loopscope::Record {

namespace {

using protozero::pbf_reader;
using protozero::pbf_wire_type;
using namespace Pbf;

struct Entry
{
    quint64 iid = 0;
    std::string_view name; // or file, of a line
    std::string_view function;
    std::uint32_t line = 0;
};

Entry entryOf(std::string_view message)
{
    Entry entry;
    pbf_reader reader = readerOf(message);
    while (reader.next()) {
        switch (reader.tag_and_type()) {
        case number(Fields::Interned::entryIid):
            entry.iid = reader.get_uint64();
            break;
        case bytes(Fields::Interned::entryName):
            entry.name = viewOf(reader);
            break;
        case bytes(Fields::Interned::locationFunction):
            entry.function = viewOf(reader);
            break;
        case number(Fields::Interned::locationLine):
            entry.line = reader.get_uint32();
            break;
        default:
            reader.skip();
        }
    }
    return entry;
}

ClockReading readingOf(std::string_view message)
{
    ClockReading reading;
    pbf_reader reader = readerOf(message);
    while (reader.next()) {
        switch (reader.tag_and_type()) {
        case number(Fields::Clock::id):
            reading.id = reader.get_uint32();
            break;
        case number(Fields::Clock::timestamp):
            reading.time = reader.get_uint64();
            break;
        case number(Fields::Clock::isIncremental):
            reading.isIncremental = reader.get_bool();
            break;
        case number(Fields::Clock::unitMultiplierNs):
            reading.unitNs = reader.get_uint64();
            break;
        default:
            reader.skip();
        }
    }
    return reading;
}

void readThread(std::string_view message, DecodedTrack *track)
{
    pbf_reader reader = readerOf(message);
    while (reader.next()) {
        switch (reader.tag_and_type()) {
        case number(Fields::Track::threadPid):
            track->pid = reader.get_int32();
            break;
        case number(Fields::Track::threadTid):
            track->tid = reader.get_int32();
            break;
        case bytes(Fields::Track::threadName):
            track->name = track->name.empty() ? viewOf(reader) : (reader.skip(), track->name);
            break;
        default:
            reader.skip();
        }
    }
}

void readProcess(std::string_view message, DecodedTrack *track)
{
    pbf_reader reader = readerOf(message);
    while (reader.next()) {
        switch (reader.tag_and_type()) {
        case number(Fields::Track::processPid):
            track->pid = reader.get_int32();
            break;
        case bytes(Fields::Track::processName):
            track->name = track->name.empty() ? viewOf(reader) : (reader.skip(), track->name);
            break;
        default:
            reader.skip();
        }
    }
}

} // namespace

void PerfettoDecoder::readDescriptor(std::string_view message)
{
    DecodedTrack track;
    pbf_reader reader = readerOf(message);
    while (reader.next()) {
        switch (reader.tag_and_type()) {
        case number(Fields::Track::uuid):
            track.uuid = reader.get_uint64();
            break;
        case number(Fields::Track::parentUuid):
            track.parent = reader.get_uint64();
            break;
        case bytes(Fields::Track::name):
        case bytes(Fields::Track::staticName):
            track.name = viewOf(reader);
            break;
        case bytes(Fields::Track::process):
            track.isProcess = true;
            readProcess(viewOf(reader), &track);
            break;
        case bytes(Fields::Track::thread):
            track.isThread = true;
            readThread(viewOf(reader), &track);
            break;
        case bytes(Fields::Track::counter): {
            track.isCounter = true;
            pbf_reader counter = reader.get_message();
            while (counter.next(Fields::Track::counterUnit, pbf_wire_type::varint))
                track.countsBytes =
                    counter.get_enum() == static_cast<std::int32_t>(Fields::CounterUnit::SizeBytes);
            break;
        }
        default:
            reader.skip();
        }
    }
    m_target->onTrack(track);
}

void PerfettoDecoder::readSnapshot(std::string_view message, Sequence &sequence)
{
    std::vector<ClockReading> readings;
    pbf_reader reader = readerOf(message);
    while (reader.next(Fields::ClockSnapshot::clock, pbf_wire_type::length_delimited))
        readings.push_back(readingOf(viewOf(reader)));
    m_clocks.takeSnapshot(readings);
    std::optional<qint64> at;
    std::optional<qint64> monotonic;
    std::optional<qint64> wall;
    for (const ClockReading &reading : readings) {
        if (reading.id >= SequenceClocks::first)
            continue;
        const auto time = m_clocks.toTraceTime(reading.id, reading.time);
        if (!at || reading.id == Fields::clockMonotonic)
            at = time;
        if (reading.id == Fields::clockMonotonic)
            monotonic = time;
        if (reading.id == Fields::clockRealtime && reading.time <= static_cast<quint64>(latestTime))
            wall = static_cast<qint64>(reading.time);
    }
    for (const ClockReading &reading : readings) {
        if (at && reading.id >= SequenceClocks::first)
            sequence.clocks.takeReading(reading, *at);
    }
    if (monotonic && wall)
        m_target->onAnchor({Base::fromNanoseconds(*monotonic), std::chrono::nanoseconds(*wall)});
}

void PerfettoDecoder::readDefaults(std::string_view message, Sequence &sequence)
{
    pbf_reader reader = readerOf(message);
    while (reader.next()) {
        switch (reader.tag_and_type()) {
        case number(Fields::Defaults::timestampClockId):
            sequence.defaultClock = reader.get_uint32();
            break;
        case bytes(Fields::Defaults::trackEvent): {
            pbf_reader event = reader.get_message();
            while (event.next(Fields::Event::trackUuid, pbf_wire_type::varint))
                sequence.defaultTrack = event.get_uint64();
            break;
        }
        default:
            reader.skip();
        }
    }
}

void PerfettoDecoder::readInterned(std::string_view message, Sequence &sequence)
{
    const auto put = [this](auto &entries, quint64 iid, auto value) {
        if (entries.size() < m_limits.entries || entries.contains(iid))
            entries[iid] = std::move(value);
        else
            m_notes->add(SkipReason::TooMany, m_offset);
    };
    const auto cut = [this](std::string_view text) {
        return std::string(text.substr(0, m_limits.textLength));
    };
    pbf_reader reader = readerOf(message);
    while (reader.next()) {
        switch (reader.tag_and_type()) {
        case bytes(Fields::Interned::eventName): {
            const Entry entry = entryOf(viewOf(reader));
            put(sequence.names, entry.iid, InternedName{cut(entry.name), 0});
            break;
        }
        case bytes(Fields::Interned::debugAnnotationName): {
            const Entry entry = entryOf(viewOf(reader));
            put(sequence.annotationNames, entry.iid, cut(entry.name));
            break;
        }
        case bytes(Fields::Interned::debugAnnotationString): {
            const Entry entry = entryOf(viewOf(reader));
            put(sequence.annotationTexts, entry.iid, cut(entry.name));
            break;
        }
        case bytes(Fields::Interned::sourceLocation): {
            const Entry entry = entryOf(viewOf(reader));
            put(sequence.lines, entry.iid, CodeLine{cut(entry.name), cut(entry.function), entry.line});
            break;
        }
        default:
            reader.skip();
        }
    }
}

void PerfettoDecoder::readAnnotation(std::string_view message, Sequence &sequence)
{
    using Kind = AnnotationView::Kind;
    AnnotationView annotation;
    pbf_reader reader = readerOf(message);
    while (reader.next()) {
        switch (reader.tag_and_type()) {
        case number(Fields::Annotation::nameIid): {
            const auto known = sequence.annotationNames.find(reader.get_uint64());
            if (known != sequence.annotationNames.end())
                annotation.name = known->second;
            break;
        }
        case bytes(Fields::Annotation::name):
            annotation.name = viewOf(reader);
            break;
        case number(Fields::Annotation::boolValue):
        case number(Fields::Annotation::uintValue):
        case number(Fields::Annotation::intValue):
            annotation.kind = Kind::Number;
            annotation.number = reader.get_uint64();
            break;
        case real(Fields::Annotation::doubleValue):
            annotation.kind = Kind::Real;
            annotation.real = reader.get_double();
            break;
        case bytes(Fields::Annotation::stringValue):
            annotation.kind = Kind::Text;
            annotation.text = viewOf(reader);
            break;
        case number(Fields::Annotation::stringValueIid): {
            const auto known = sequence.annotationTexts.find(reader.get_uint64());
            annotation.kind = known != sequence.annotationTexts.end() ? Kind::Text : Kind::None;
            annotation.text =
                annotation.kind == Kind::Text ? std::string_view(known->second) : std::string_view();
            break;
        }
        case bytes(Fields::Annotation::arrayValue):
            annotation.kind = Kind::List;
            annotation.text = message;
            reader.skip();
            break;
        default:
            reader.skip();
        }
    }
    if (!annotation.name.empty())
        m_annotations.add(annotation);
}

} // namespace Loopscope::Record
