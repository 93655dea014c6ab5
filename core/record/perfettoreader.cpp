#include "core/record/perfettoreader.h"

#include "core/record/packetstream.h"

#include <QIODevice>

namespace Loopscope::Record {

namespace {

constexpr std::size_t rowLimit = 100'000;
constexpr std::size_t nestingLimit = 1024;
constexpr qint64 progressStep = qint64{1} << 20;
constexpr qint64 freeFrames = 200'000;
constexpr qint64 bytesPerFrame = 32;

} // namespace

PerfettoReader::PerfettoReader(BatchBuilder *builder, TraceDescription *description, SkippedNotes *notes,
                               qint64 size)
    : m_builder(builder)
    , m_description(description)
    , m_notes(notes)
    , m_decoder(this, notes)
    , m_frameBudget(freeFrames + size / bytesPerFrame)
{
    m_description->run.program.clear();
}

bool PerfettoReader::read(QIODevice *device, qint64 size, const TraceReader::Progress &progress)
{
    PacketStream stream(device, size, m_notes);
    qint64 told = 0;
    while (const auto packet = stream.next()) {
        if (packet->isAfterGap)
            m_decoder.noteGap(packet->offset);
        m_decoder.decode(packet->bytes, packet->offset);
        if (progress && stream.position() - told >= progressStep) {
            told = stream.position();
            if (!progress(told, size))
                return false;
        }
    }
    finish();
    return true;
}

void PerfettoReader::finish()
{
    const Base::SteadyTime end = m_builder->lastAt();
    for (auto &[uuid, row] : m_rows) {
        for (OpenSlice &open : row.open) {
            skip(SkipReason::NeverEnded, open.offset);
            if (isOurs())
                continue;
            // Other programs leave open what was going on when their recording ended.
            open.slice.duration = std::max(Base::Duration::zero(), end - open.slice.start);
            m_builder->batch().slices.push_back(open.slice);
        }
        row.open.clear();
    }
    endUnfinished();
    endPhases();
    m_builder->flush(end);
}

PerfettoReader::Row *PerfettoReader::rowOf(quint64 uuid)
{
    const auto known = m_rows.find(uuid);
    if (known != m_rows.end())
        return &known->second;
    return m_rows.size() < rowLimit ? &m_rows[uuid] : nullptr;
}

void PerfettoReader::onTrack(const DecodedTrack &track)
{
    Row *row = rowOf(track.uuid);
    if (!row) {
        skip(SkipReason::TooMany, 0);
        return;
    }
    row->descriptor = track;
    row->name = track.name;
    row->descriptor.name = {};
    // Ours: the first process with the first child named "Run" hold what the trace says of itself.
    if (track.isProcess && m_description->run.program.isEmpty()) {
        m_description->run.program = toText(row->name);
        m_description->run.pid = track.pid;
    }
    if (track.isProcess)
        row->kind = RowKind::Process;
    else if (row->name == "Run" && !track.isThread && !track.isCounter && row->kind == RowKind::Unknown)
        row->kind = RowKind::Run;
}

void PerfettoReader::onAnchor(const Base::TimeAnchor &anchor)
{
    if (!m_description->anchor)
        m_description->anchor = anchor;
}

void PerfettoReader::onTimeMark(Base::SteadyTime at)
{
    if (!isOurs())
        return;
    endPhases();
    m_builder->flush(at);
}

Trace::NameId PerfettoReader::nameIdOf(const DecodedEvent &event)
{
    if (!event.interned)
        return m_builder->nameId(event.name);
    if (event.interned->id == 0)
        event.interned->id = m_builder->nameId(event.name);
    return event.interned->id;
}

void PerfettoReader::onEvent(const DecodedEvent &event)
{
    Row *row = rowOf(event.track);
    if (!row) {
        skip(SkipReason::TooMany, event.offset);
        return;
    }
    if (row->kind == RowKind::Run && !isOurs() && event.annotations->maybeNumber("format") &&
        event.name == "run")
        m_description->format = TraceDescription::Format::Loopscope;
    if (row->kind == RowKind::Unknown || (row->kind == RowKind::Run && !isOurs()) ||
        (row->kind == RowKind::Process && !isOurs()))
        isOurs() ? classify(row) : classifyForeign(row);
    switch (row->kind) {
    case RowKind::Run:
        onRunEvent(event);
        break;
    case RowKind::Slices:
        onSliceEvent(*row, event);
        break;
    case RowKind::Stalls:
        onStallEvent(*row, event);
        break;
    case RowKind::Latency:
        onLatency(*row, event);
        break;
    case RowKind::Details:
        onDetail(*row, event);
        break;
    case RowKind::Counter:
    case RowKind::DroppedEvents:
    case RowKind::LeftOutDispatches:
    case RowKind::LeftOutSamples:
        onCounter(*row, event);
        break;
    case RowKind::Process:
    case RowKind::Unknown:
        skip(SkipReason::UnknownTrack, event.offset);
        break;
    }
    if (m_builder->isFull())
        m_builder->flush(m_builder->lastAt());
}

void PerfettoReader::onSliceEvent(Row &row, const DecodedEvent &event)
{
    using Fields::EventType;
    if (event.type == EventType::SliceBegin) {
        if (row.open.size() >= nestingLimit) {
            skip(SkipReason::TooDeep, event.offset);
            return;
        }
        Trace::Slice slice{row.track, nameIdOf(event), event.at};
        const Annotations &values = *event.annotations;
        slice.depth = static_cast<quint16>(row.open.size());
        if (isOurs()) {
            slice.task = values.number("task");
            slice.failed = values.isSet("failed");
            slice.counts = !values.isSet("continued");
            slice.depth = static_cast<quint16>(std::min<quint64>(values.number("depth"), 0xffff));
            if (values.maybeNumber("waited_ns"))
                slice.waited = Base::Duration(values.amount("waited_ns"));
        }
        row.open.push_back({slice, event.offset});
    } else if (event.type == EventType::SliceEnd) {
        if (row.open.empty() || row.open.back().slice.start > event.at) {
            skip(SkipReason::UnmatchedEnd, event.offset);
            return;
        }
        Trace::Slice slice = row.open.back().slice;
        row.open.pop_back();
        slice.duration = event.at - slice.start;
        if (slice.waited)
            slice.waited = std::min(*slice.waited, slice.duration);
        m_builder->noteEvent(slice.start, event.at);
        m_builder->batch().slices.push_back(slice);
    } else {
        skip(SkipReason::OtherEvent, event.offset);
    }
}

void PerfettoReader::onCounter(Row &row, const DecodedEvent &event)
{
    if (event.type != Fields::EventType::Counter || !std::isfinite(event.value)) {
        skip(event.type != Fields::EventType::Counter ? SkipReason::OtherEvent : SkipReason::ImpossibleValue,
             event.offset);
        return;
    }
    constexpr double largestCount = 9e15;
    const auto count = static_cast<quint64>(std::clamp(event.value, 0.0, largestCount));
    if (row.kind == RowKind::DroppedEvents) {
        m_builder->batch().dropped = std::max(m_builder->batch().dropped, count);
    } else if (row.kind == RowKind::LeftOutDispatches) {
        m_description->leftOutDispatches = std::max(m_description->leftOutDispatches, count);
    } else if (row.kind == RowKind::LeftOutSamples) {
        m_description->leftOutSamples = std::max(m_description->leftOutSamples, count);
    } else {
        m_builder->noteEvent(event.at);
        m_builder->batch().samples.push_back({row.counter, event.at, event.value});
    }
}

// A thread is taken for a loop, any other track for something that works beside it.
void PerfettoReader::classifyForeign(Row *row)
{
    if (row->descriptor.isCounter) {
        Trace::Counter counter;
        counter.kind =
            row->descriptor.countsBytes ? Trace::CounterKind::BytesPerSecond : Trace::CounterKind::Other;
        counter.name = toText(row->name);
        row->counter = declareCounter(counter);
        row->kind = RowKind::Counter;
        return;
    }
    Trace::Track track;
    track.kind = row->descriptor.isThread ? Trace::TrackKind::Loop : Trace::TrackKind::WorkerThread;
    track.pid = row->descriptor.pid;
    track.tid = row->descriptor.tid;
    track.name = toText(row->name);
    const bool isMain = row->descriptor.isThread && track.pid == track.tid && !m_hasSubject;
    track.role = isMain ? Trace::LoopRole::Subject : Trace::LoopRole::None;
    m_hasSubject = m_hasSubject || isMain;
    if (track.name.isEmpty())
        track.name = track.tid ? QStringLiteral("Thread %1").arg(track.tid) : QStringLiteral("Track");
    row->track = declareTrack(track);
    row->kind = RowKind::Slices;
}

Trace::TrackId PerfettoReader::declareTrack(Trace::Track track)
{
    if (track.id == 0 || m_trackIds.contains(track.id)) {
        while (m_trackIds.contains(++m_lastTrack)) {
        }
        track.id = m_lastTrack;
    }
    m_trackIds.insert(track.id);
    m_builder->batch().tracks.push_back(track);
    return track.id;
}

Trace::CounterId PerfettoReader::declareCounter(Trace::Counter counter)
{
    if (counter.id == 0 || m_counterIds.contains(counter.id)) {
        while (m_counterIds.contains(++m_lastCounter)) {
        }
        counter.id = m_lastCounter;
    }
    m_counterIds.insert(counter.id);
    m_builder->batch().counters.push_back(counter);
    return counter.id;
}

} // namespace Loopscope::Record
