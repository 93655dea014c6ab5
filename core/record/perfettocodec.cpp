#include "core/record/perfettocodec.h"

#include "core/record/stallentry.h"
#include "core/record/tracedescriptor.h"

#include <algorithm>

namespace Loopscope::Record {

namespace {

using namespace std::chrono_literals;

// Symbols arrive after the stall has ended, from a thread of low priority; so long they are waited for.
constexpr Base::Duration symbolPatience = 5s; // the first ones load debug information, on a busy machine
constexpr Base::Duration furtherStackPatience = 100ms; // after the first stack has its names
constexpr Base::Duration noteInterval = 100ms;         // of what is not finished
constexpr std::size_t writtenStallMemory = 4096;

std::string_view phaseName(Trace::Phase phase)
{
    switch (phase) {
    case Trace::Phase::Prepare:
        return "prepare";
    case Trace::Phase::Work:
        return "work";
    case Trace::Phase::TearDown:
        return "tear down";
    case Trace::Phase::Done:
        break;
    }
    return "done";
}

std::vector<Annotation> sliceAnnotations(const Trace::Slice &slice)
{
    std::vector<Annotation> annotations;
    if (slice.task)
        annotations.push_back({"task", slice.task});
    if (slice.failed)
        annotations.push_back({"failed", true});
    if (!slice.counts)
        annotations.push_back({"continued", true});
    if (slice.depth)
        annotations.push_back({"depth", quint64{slice.depth}});
    if (slice.waited)
        annotations.push_back({"waited_ns", static_cast<quint64>(slice.waited->count())});
    return annotations;
}

Stretch stretchOf(Base::SteadyTime start, Base::Duration duration, std::size_t index)
{
    return {start, start + std::max(duration, Base::Duration::zero()), index};
}

} // namespace

PerfettoCodec::PerfettoCodec(RunDescription run)
    : m_run(std::move(run))
    , m_lastUuid(2)
    , m_runSequence(2, 2)
{}

void PerfettoCodec::encode(const Trace::Batch &batch, std::string &out)
{
    m_until = std::max(m_until, batch.until);
    const std::size_t sizeBefore = out.size();
    for (const auto &[id, name] : batch.names)
        m_names[id] = name.toStdString();
    for (const Trace::Track &track : batch.tracks)
        declareTrack(track, m_until, out);
    for (const Trace::Counter &counter : batch.counters)
        declareCounter(counter, m_until, out);
    writePhases(batch.phases, out);
    writeSlices(batch.slices, out);
    writeDetails(batch, out);
    writeLatencies(batch.latencies, out);
    writeSamples(batch.samples, out);
    takeStalls(batch.stalls, m_until);
    writeStalls(false, out);
    writeWrongThreads(batch.wrongThreadUses, false, out);
    writeDropped(batch.dropped, out);
    if (out.size() > sizeBefore)
        writeBatchEnd(out, m_until);
}

// The begin is written at once, so that a killed program's trace still says when the work began.
void PerfettoCodec::writePhases(const std::vector<Trace::PhaseChange> &phases, std::string &out)
{
    for (const Trace::PhaseChange &change : phases) {
        for (auto &[id, entry] : m_tracks)
            writeTotals(entry, out);
        // Phases follow each other on one track: none may begin before the last one ended.
        const Base::SteadyTime at = std::max(change.at, m_phaseAt);
        m_phaseAt = at;
        if (m_phase != Trace::Phase::Done)
            m_runSequence.endSlice(out, at);
        if (change.phase != Trace::Phase::Done)
            beginPhase(change, at, out);
        m_phase = change.phase;
    }
}

void PerfettoCodec::beginPhase(const Trace::PhaseChange &change, Base::SteadyTime at, std::string &out)
{
    std::vector<Annotation> annotations;
    if (change.track)
        annotations.push_back({"loop_uuid", entryOf(change.track, out).slices.uuid});
    m_runSequence.beginSlice(out, at, phaseName(change.phase), annotations);
}

template <typename BeginSlice>
std::size_t PerfettoCodec::writeRow(SliceRow &row, std::span<Stretch> stretches, std::string &out,
                                    const BeginSlice &beginSlice)
{
    const TrackLanes::Layout layout = row.lanes.place(stretches);
    while (row.sequences.size() < row.lanes.laneCount()) {
        const std::size_t lane = row.sequences.size();
        if (lane == 0)
            row.sequences.emplace_back(static_cast<quint32>(row.uuid), row.uuid);
        else
            row.sequences.push_back(childSequence(row.uuid, row.name + " (overlapping)", out));
    }
    for (const LaneEvent &event : layout.events) {
        PacketSequence &sequence = row.sequences[event.lane];
        if (event.isBegin)
            beginSlice(sequence, event);
        else
            sequence.endSlice(out, event.at);
    }
    return layout.refused;
}

void PerfettoCodec::writeSlices(const std::vector<Trace::Slice> &slices, std::string &out)
{
    std::map<Trace::TrackId, std::vector<Stretch>> byTrack;
    for (std::size_t i = 0; i < slices.size(); ++i)
        byTrack[slices[i].track].push_back(stretchOf(slices[i].start, slices[i].duration, i));
    for (auto &[track, stretches] : byTrack) {
        const auto beginSlice = [&](PacketSequence &sequence, const LaneEvent &event) {
            const Trace::Slice &slice = slices[event.index];
            sequence.beginSlice(out, event.at, nameOf(slice.name), sliceAnnotations(slice));
        };
        m_refused.dispatches += writeRow(entryOf(track, out).slices, stretches, out, beginSlice);
    }
}

void PerfettoCodec::takeStalls(const std::vector<Trace::Stall> &stalls, Base::SteadyTime at)
{
    for (const Trace::Stall &stall : stalls) {
        if (m_writtenStalls.contains(stall.id))
            continue;
        const auto [entry, isNew] =
            m_stalls.try_emplace(stall.id, PendingStall{stall, at, 0, {}, false, false});
        if (!isNew && stall.revision > entry->second.stall.revision) {
            entry->second.stall = stall;
            entry->second.heardAt = at;
        }
    }
}

void PerfettoCodec::writeStalls(bool all, std::string &out)
{
    std::map<Trace::TrackId, std::vector<Trace::Stall>> ready;
    for (auto it = m_stalls.begin(); it != m_stalls.end();) {
        const Trace::Stall &stall = it->second.stall;
        const Base::SteadyTime heardAt = it->second.heardAt;
        const Base::Duration patience = hasSymbols(stall) ? furtherStackPatience : symbolPatience;
        const bool isComplete = !stall.open && m_until - heardAt >= patience;
        if (!isComplete && !all) {
            noteUnfinished(it->second, out);
            ++it;
            continue;
        }
        ready[stall.track].push_back(stall);
        m_writtenStalls.insert(stall.id);
        it = m_stalls.erase(it);
    }
    while (m_writtenStalls.size() > writtenStallMemory)
        m_writtenStalls.erase(m_writtenStalls.begin());
    for (const auto &[track, stalls] : ready)
        writeStallsOf(track, stalls, out);
}

// At once, and again when more is known of it: the program may be killed before it ends.
void PerfettoCodec::noteUnfinished(PendingStall &pending, std::string &out)
{
    const bool isNews = !pending.isNoted || pending.stall.revision > pending.notedRevision;
    const bool hasEnded = pending.isNotedOpen && !pending.stall.open;
    if (!isNews || (pending.isNoted && !hasEnded && m_until - pending.notedAt < noteInterval))
        return;
    pending.isNotedOpen = pending.stall.open;
    pending.isNoted = true;
    pending.notedRevision = pending.stall.revision;
    pending.notedAt = m_until;
    StallEntry text = StallEntry::of(pending.stall);
    text.annotations.push_back({"unfinished", true});
    text.annotations.push_back(
        {"started_ns", static_cast<quint64>(Base::toNanoseconds(pending.stall.startedAt))});
    text.annotations.push_back(
        {"duration_ns", static_cast<quint64>(std::max<qint64>(0, pending.stall.duration.count()))});
    detailsOf(entryOf(pending.stall.track, out), out)
        .instant(out, m_until, text.name, text.annotations, text.line ? &*text.line : nullptr);
}

void PerfettoCodec::writeStallsOf(Trace::TrackId track, const std::vector<Trace::Stall> &stalls,
                                  std::string &out)
{
    TrackEntry &entry = entryOf(track, out);
    if (!entry.stalls) {
        SliceRow row;
        row.uuid = nextUuid();
        row.name = "Stalls";
        describeTrack(out, [&](std::string &to) {
            writePlainTrack(to, row.uuid, entry.slices.uuid, QString::fromStdString(row.name));
        });
        entry.stalls = std::move(row);
    }
    std::vector<Stretch> stretches;
    for (std::size_t i = 0; i < stalls.size(); ++i)
        stretches.push_back(stretchOf(stalls[i].startedAt, stalls[i].duration, i));
    const auto beginSlice = [&](PacketSequence &sequence, const LaneEvent &event) {
        const StallEntry text = StallEntry::of(stalls[event.index]);
        sequence.beginSlice(out, event.at, text.name, text.annotations, text.line ? &*text.line : nullptr);
    };
    m_refused.samples += writeRow(*entry.stalls, stretches, out, beginSlice);
}

} // namespace Loopscope::Record
