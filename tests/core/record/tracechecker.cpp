#include "tests/core/record/tracechecker.h"

#include <protozero/pbf_reader.hpp>

#include <algorithm>

namespace Loopscope::Testing {

namespace {

using protozero::pbf_reader;

std::string_view viewOf(pbf_reader &reader)
{
    const auto view = reader.get_view();
    return {view.data(), view.size()};
}

pbf_reader readerOf(std::string_view bytes)
{
    return pbf_reader(bytes.data(), bytes.size());
}

QString textOf(pbf_reader &reader)
{
    const std::string_view text = viewOf(reader);
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

} // namespace

struct TraceChecker::RawPacket
{
    quint64 timestamp = 0;
    bool hasTimestamp = false;
    int clock = 0;
    quint32 sequence = 0;
    quint32 flags = 0;
    std::string_view event, interned, defaults, snapshot, descriptor;
};

TraceChecker::TraceChecker(std::string_view bytes)
{
    try {
        pbf_reader trace = readerOf(bytes);
        while (trace.next()) {
            if (trace.tag() != 1)
                errors << QStringLiteral("field %1 is no packet").arg(trace.tag());
            readPacket(viewOf(trace));
            wholeBytes = bytes.size() - trace.length();
        }
    } catch (const protozero::exception &error) {
        errors << QStringLiteral("after %1 bytes: %2").arg(wholeBytes).arg(QString::fromLatin1(error.what()));
    }
}

void TraceChecker::readPacket(std::string_view bytes)
{
    RawPacket raw;
    pbf_reader packet = readerOf(bytes);
    while (packet.next()) {
        switch (packet.tag()) {
        case 6:
            raw.snapshot = viewOf(packet);
            break;
        case 8:
            raw.timestamp = packet.get_uint64();
            raw.hasTimestamp = true;
            break;
        case 10:
            raw.sequence = packet.get_uint32();
            break;
        case 11:
            raw.event = viewOf(packet);
            break;
        case 12:
            raw.interned = viewOf(packet);
            break;
        case 13:
            raw.flags = packet.get_uint32();
            break;
        case 58:
            raw.clock = static_cast<int>(packet.get_uint32());
            break;
        case 59:
            raw.defaults = viewOf(packet);
            break;
        case 60:
            raw.descriptor = viewOf(packet);
            break;
        case 87:
            packet.skip();
            break;
        default:
            errors << QStringLiteral("unexpected field %1 in a packet").arg(packet.tag());
            packet.skip();
        }
    }
    if (raw.sequence == 0)
        errors << QStringLiteral("a packet without a sequence");
    if (raw.descriptor.data())
        readDescriptor(raw.descriptor);
    Sequence &sequence = m_sequences[raw.sequence];
    if (raw.flags & 1) {
        sequence = Sequence();
        sequence.hasState = true;
    }
    if (raw.snapshot.data())
        readSnapshot(raw.snapshot, sequence);
    if (raw.defaults.data())
        readDefaults(raw.defaults, sequence);
    if (raw.interned.data())
        readInterned(raw.interned, sequence);
    if (!raw.event.data())
        return;
    if (!(raw.flags & 2) || !sequence.hasState)
        errors << QStringLiteral("an event that needs state which its sequence %1 has not").arg(raw.sequence);
    CheckedEvent event = readEvent(raw.event, sequence);
    const int clock = raw.clock ? raw.clock : sequence.defaultClock;
    event.isAbsolute = clock != sequence.incrementalClock;
    if (!raw.hasTimestamp || (event.isAbsolute && clock != 3))
        errors << QStringLiteral("an event with an unusable time (clock %1)").arg(clock);
    if (event.isAbsolute) {
        event.time = static_cast<qint64>(raw.timestamp);
    } else {
        if (raw.timestamp > quint64{1} << 62)
            errors << QStringLiteral("time goes back on sequence %1").arg(raw.sequence);
        sequence.time += static_cast<qint64>(raw.timestamp);
        event.time = sequence.time;
    }
    if (!tracks.contains(event.track))
        errors << QStringLiteral("an event on the undeclared track %1").arg(event.track);
    else if (tracks[event.track].isCounter != (event.type == 4))
        errors << QStringLiteral("an event of type %1 on track %2")
                      .arg(event.type)
                      .arg(tracks[event.track].name);
    events.push_back(std::move(event));
}

void TraceChecker::readDescriptor(std::string_view bytes)
{
    CheckedTrack track;
    quint64 uuid = 0;
    pbf_reader reader = readerOf(bytes);
    while (reader.next()) {
        switch (reader.tag()) {
        case 1:
            uuid = reader.get_uint64();
            break;
        case 2:
            track.name = textOf(reader);
            break;
        case 3:
        case 4: {
            const bool isThread = reader.tag() == 4;
            pbf_reader owner = readerOf(viewOf(reader));
            while (owner.next()) {
                if (owner.tag() == 1)
                    track.pid = owner.get_int32();
                else if (owner.tag() == 2 && isThread)
                    track.tid = owner.get_int32();
                else
                    owner.skip();
            }
            break;
        }
        case 5:
            track.parent = reader.get_uint64();
            break;
        case 8:
            track.isCounter = true;
            reader.skip();
            break;
        default:
            errors << QStringLiteral("unexpected field %1 in a track").arg(reader.tag());
            reader.skip();
        }
    }
    if (uuid == 0 || tracks.contains(uuid))
        errors << QStringLiteral("track %1 is declared twice or has no number").arg(uuid);
    if (track.parent && !tracks.contains(track.parent))
        errors << QStringLiteral("track %1 has an unknown parent").arg(uuid);
    tracks[uuid] = track;
}

void TraceChecker::readSnapshot(std::string_view bytes, Sequence &sequence)
{
    pbf_reader snapshot = readerOf(bytes);
    while (snapshot.next(1)) {
        int id = 0;
        qint64 time = 0;
        bool isIncremental = false;
        pbf_reader clock = readerOf(viewOf(snapshot));
        while (clock.next()) {
            if (clock.tag() == 1)
                id = static_cast<int>(clock.get_uint32());
            else if (clock.tag() == 2)
                time = static_cast<qint64>(clock.get_uint64());
            else if (clock.tag() == 3)
                isIncremental = clock.get_bool();
            else
                clock.skip();
        }
        if (isIncremental) {
            sequence.incrementalClock = id;
            sequence.time = time;
        } else if (!anchor.contains(id)) {
            anchor[id] = time;
        }
    }
}

void TraceChecker::readDefaults(std::string_view bytes, Sequence &sequence)
{
    pbf_reader defaults = readerOf(bytes);
    while (defaults.next()) {
        if (defaults.tag() == 58) {
            sequence.defaultClock = static_cast<int>(defaults.get_uint32());
        } else if (defaults.tag() == 11) {
            pbf_reader event = readerOf(viewOf(defaults));
            while (event.next(11))
                sequence.defaultTrack = event.get_uint64();
        } else {
            defaults.skip();
        }
    }
}

void TraceChecker::readInterned(std::string_view bytes, Sequence &sequence)
{
    pbf_reader interned = readerOf(bytes);
    while (interned.next()) {
        const auto tag = interned.tag();
        quint64 id = 0;
        CheckedEvent line;
        pbf_reader entry = readerOf(viewOf(interned));
        while (entry.next()) {
            if (entry.tag() == 1)
                id = entry.get_uint64();
            else if (entry.tag() == 2)
                line.file = textOf(entry); // of a name: the name
            else if (entry.tag() == 3)
                line.function = textOf(entry);
            else
                line.line = static_cast<int>(entry.get_uint32());
        }
        if (tag == 2)
            sequence.names[id] = line.file;
        else if (tag == 3)
            sequence.annotationNames[id] = line.file;
        else if (tag == 4)
            sequence.lines[id] = line;
        else
            errors << QStringLiteral("unexpected interned field %1").arg(tag);
    }
}

CheckedEvent TraceChecker::readEvent(std::string_view bytes, Sequence &sequence)
{
    CheckedEvent event;
    event.track = sequence.defaultTrack;
    pbf_reader reader = readerOf(bytes);
    while (reader.next()) {
        switch (reader.tag()) {
        case 4:
            readAnnotation(viewOf(reader), sequence, event);
            break;
        case 9:
            event.type = reader.get_enum();
            break;
        case 10: {
            const auto name = sequence.names.find(reader.get_uint64());
            if (name == sequence.names.end())
                errors << QStringLiteral("a name that was not interned");
            else
                event.name = name->second;
            break;
        }
        case 30:
            event.value = static_cast<double>(reader.get_int64());
            break;
        case 34: {
            const auto line = sequence.lines.find(reader.get_uint64());
            if (line == sequence.lines.end()) {
                errors << QStringLiteral("a source location that was not interned");
                break;
            }
            event.file = line->second.file;
            event.function = line->second.function;
            event.line = line->second.line;
            break;
        }
        case 44:
            event.value = reader.get_double();
            break;
        default:
            errors << QStringLiteral("unexpected field %1 in an event").arg(reader.tag());
            reader.skip();
        }
    }
    return event;
}

void TraceChecker::readAnnotation(std::string_view bytes, Sequence &sequence, CheckedEvent &event)
{
    QString name;
    QVariant value;
    QStringList list;
    pbf_reader reader = readerOf(bytes);
    while (reader.next()) {
        if (reader.tag() == 1) {
            const auto known = sequence.annotationNames.find(reader.get_uint64());
            if (known == sequence.annotationNames.end())
                errors << QStringLiteral("an annotation whose name was not interned");
            else
                name = known->second;
        } else if (reader.tag() == 2) {
            value = reader.get_bool();
        } else if (reader.tag() == 3) {
            value = QVariant::fromValue(reader.get_uint64());
        } else if (reader.tag() == 5) {
            value = reader.get_double();
        } else if (reader.tag() == 6) {
            value = textOf(reader);
        } else if (reader.tag() == 12) {
            pbf_reader entry = readerOf(viewOf(reader));
            while (entry.next(6))
                list << textOf(entry);
            value = list;
        } else {
            errors << QStringLiteral("unexpected field %1 in an annotation").arg(reader.tag());
            reader.skip();
        }
    }
    if (event.annotations.contains(name))
        errors << QStringLiteral("annotation %1 twice").arg(name);
    event.annotations[name] = value;
}

quint64 TraceChecker::track(const QString &name, const QString &parent)
{
    for (const auto &[uuid, track] : tracks) {
        if (track.name == name && (parent.isEmpty() || tracks[track.parent].name == parent))
            return uuid;
    }
    errors << QStringLiteral("no track %1").arg(name);
    return 0;
}

std::vector<CheckedEvent> TraceChecker::eventsOf(quint64 track, int type) const
{
    std::vector<CheckedEvent> result;
    std::ranges::copy_if(events, std::back_inserter(result), [&](const CheckedEvent &event) {
        return event.track == track && event.type == type;
    });
    return result;
}

std::vector<CheckedSlice> TraceChecker::slices(quint64 track)
{
    std::vector<CheckedEvent> sorted;
    std::ranges::copy_if(events, std::back_inserter(sorted), [&](const CheckedEvent &event) {
        return event.track == track && (event.type == 1 || event.type == 2);
    });
    std::ranges::stable_sort(sorted, {}, &CheckedEvent::time);
    std::vector<CheckedSlice> result;
    std::vector<std::size_t> open;
    for (const CheckedEvent &event : sorted) {
        if (event.type == 1) {
            result.push_back({event.name, event.time, -1, static_cast<int>(open.size()), event});
            open.push_back(result.size() - 1);
        } else if (open.empty()) {
            errors << QStringLiteral("an end without a begin on %1").arg(tracks[track].name);
        } else {
            result[open.back()].end = event.time;
            open.pop_back();
        }
    }
    if (!open.empty())
        errors << QStringLiteral("%1 slices without an end on %2").arg(open.size()).arg(tracks[track].name);
    return result;
}

void TraceChecker::checkAllTracks()
{
    for (const auto &[uuid, track] : std::unordered_map(tracks))
        slices(uuid);
}

} // namespace Loopscope::Testing
