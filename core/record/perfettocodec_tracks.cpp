#include "core/record/counterwords.h"
#include "core/record/perfettocodec.h"
#include "core/record/stallentry.h"
#include "core/record/tracedescriptor.h"

#include <unistd.h>

namespace Loopscope::Record {

namespace {

using namespace std::chrono_literals;

constexpr Base::Duration totalsInterval = 100ms;
constexpr quint64 processTrack = 1;
constexpr quint64 runTrack = 2;
constexpr quint64 traceFormat = 1; // of what the annotations say; readers go by it

std::string wordsOf(Trace::TrackKind kind)
{
    switch (kind) {
    case Trace::TrackKind::Loop:
        return "loop";
    case Trace::TrackKind::WorkerThread:
        return "worker thread";
    case Trace::TrackKind::WorkerProcess:
        return "worker process";
    case Trace::TrackKind::Connection:
        return "connection";
    case Trace::TrackKind::Run:
        break;
    }
    return "run";
}

std::string roleText(Trace::LoopRole role)
{
    switch (role) {
    case Trace::LoopRole::Subject:
        return "subject";
    case Trace::LoopRole::Server:
        return "server";
    case Trace::LoopRole::Window:
        return "window";
    case Trace::LoopRole::None:
        break;
    }
    return "none";
}

quint64 nonNegative(qint64 number)
{
    return static_cast<quint64>(std::max<qint64>(0, number));
}

quint64 nanoseconds(Base::Duration duration)
{
    return nonNegative(duration.count());
}

} // namespace

void PerfettoCodec::writeHeader(std::string &out, const Base::TimeAnchor &anchor)
{
    const qint64 pid = m_run.pid ? m_run.pid : static_cast<qint64>(::getpid());
    writeClockAnchor(out, anchor);
    describeTrack(out, [&](std::string &to) {
        writeProcessTrack(to, processTrack, pid, m_run.program);
        writePlainTrack(to, runTrack, processTrack, QStringLiteral("Run"));
    });
    m_processes[pid] = processTrack;
    m_until = anchor.monotonic;
    writeRun(anchor.monotonic, out);
}

void PerfettoCodec::writeRun(Base::SteadyTime at, std::string &out)
{
    std::vector<std::string> names; // annotations only look at their names
    names.reserve(m_run.parameters.size());
    std::vector<Annotation> annotations{{"format", traceFormat}};
    if (!m_run.scenario.isEmpty())
        annotations.push_back({"scenario", m_run.scenario.toStdString()});
    if (!m_run.variant.isEmpty())
        annotations.push_back({"variant", m_run.variant.toStdString()});
    for (const auto &[key, value] : m_run.parameters) {
        names.push_back("parameters." + key.toStdString());
        annotations.push_back({names.back(), value.toStdString()});
    }
    m_runSequence.instant(out, at, "run", annotations);
}

void PerfettoCodec::describeTrack(std::string &out, const std::function<void(std::string &)> &write)
{
    const std::size_t before = out.size();
    write(out);
    m_descriptors.append(out, before);
}

void PerfettoCodec::declare(Declaration declaration, Base::SteadyTime at, std::string &out)
{
    m_runSequence.instant(out, at, declaration.name, declaration.annotations);
    m_declarations.push_back(std::move(declaration));
}

void PerfettoCodec::restartSequences()
{
    const auto restartRow = [](SliceRow &row) {
        std::ranges::for_each(row.sequences, &PacketSequence::restart);
    };
    const auto restartMaybe = [](std::optional<PacketSequence> &sequence) {
        if (sequence)
            sequence->restart();
    };
    m_runSequence.restart();
    for (auto &[id, sequence] : m_counters)
        sequence.restart();
    for (auto &[id, entry] : m_tracks) {
        restartRow(entry.slices);
        if (entry.stalls)
            restartRow(*entry.stalls);
        restartMaybe(entry.latency);
        restartMaybe(entry.details);
    }
    for (DropCounter *counter : {&m_droppedEvents, &m_droppedDispatches, &m_droppedSamples}) {
        restartMaybe(counter->sequence);
        counter->written = 0;
    }
}

// The totals first: figures are differences of them, and the part before may be cut off.
void PerfettoCodec::restart(std::string &out, const Base::TimeAnchor &anchor)
{
    restartSequences();
    writeClockAnchor(out, anchor);
    out += m_descriptors;
    writeRun(m_until, out);
    for (const Declaration &declaration : m_declarations)
        m_runSequence.instant(out, m_until, declaration.name, declaration.annotations);
    for (auto &[id, entry] : m_tracks) {
        entry.unwrittenTotals = entry.unwrittenTotals ? entry.unwrittenTotals : entry.lastTotals;
        writeTotals(entry, out);
    }
    for (auto &[id, pending] : m_stalls)
        pending.isNoted = false;
    for (auto &[id, state] : m_wrongThreads)
        state.writtenCount = 0;
    writeBatchEnd(out, m_until);
}

quint64 PerfettoCodec::processUuid(qint64 pid, const QString &name, std::string &out)
{
    if (pid <= 0)
        return processTrack;
    const auto known = m_processes.find(pid);
    if (known != m_processes.end())
        return known->second;
    const quint64 uuid = nextUuid();
    describeTrack(out, [&](std::string &to) { writeProcessTrack(to, uuid, pid, name); });
    m_processes.emplace(pid, uuid);
    return uuid;
}

void PerfettoCodec::declareTrack(const Trace::Track &track, Base::SteadyTime at, std::string &out)
{
    const auto [known, isNew] = m_tracks.try_emplace(track.id);
    TrackEntry &entry = known->second;
    entry.track = track;
    if (!isNew)
        return;
    entry.slices.name = track.name.toStdString();
    const bool isProcess = track.kind == Trace::TrackKind::WorkerProcess && track.pid > 0;
    const quint64 parent = processUuid(track.pid, isProcess ? track.name : m_run.program, out);
    entry.slices.uuid = nextUuid();
    // Two tracks of one thread would be taken for two threads that had the same number.
    if (!isProcess && track.tid > 0 && m_threads.insert(track.tid).second) {
        const qint64 pid = track.pid > 0 ? track.pid : static_cast<qint64>(::getpid());
        describeTrack(out, [&](std::string &to) {
            writeThreadTrack(to, entry.slices.uuid, parent, pid, track.tid, track.name);
        });
    } else {
        describeTrack(out,
                      [&](std::string &to) { writePlainTrack(to, entry.slices.uuid, parent, track.name); });
    }
    std::vector<Annotation> annotations{{"name", track.name.toStdString()}, {"kind", wordsOf(track.kind)},
                                        {"role", roleText(track.role)},     {"uuid", entry.slices.uuid},
                                        {"id", quint64{track.id}},          {"pid", nonNegative(track.pid)},
                                        {"tid", nonNegative(track.tid)}};
    declare({"track", std::move(annotations)}, at, out);
}

void PerfettoCodec::declareCounter(const Trace::Counter &counter, Base::SteadyTime at, std::string &out)
{
    if (m_counters.contains(counter.id))
        return;
    const QString kind = wordsOf(counter.kind);
    const QString name = counter.name.isEmpty() ? kind : counter.name + QStringLiteral(": ") + kind;
    const auto unit = counter.kind == Trace::CounterKind::BytesPerSecond ? Fields::CounterUnit::SizeBytes
                                                                         : Fields::CounterUnit::Count;
    std::vector<Annotation> annotations{{"name", counter.name.toStdString()},
                                        {"kind", kind.toStdString()},
                                        {"limit", counter.limit},
                                        {"uuid", m_lastUuid + 1},
                                        {"id", quint64{counter.id}}};
    m_counters.emplace(counter.id, counterSequence(processTrack, name, unit, out));
    declare({"counter", std::move(annotations)}, at, out);
}

PacketSequence PerfettoCodec::childSequence(quint64 parent, const std::string &name, std::string &out)
{
    const quint64 uuid = nextUuid();
    describeTrack(out,
                  [&](std::string &to) { writePlainTrack(to, uuid, parent, QString::fromStdString(name)); });
    return PacketSequence(static_cast<quint32>(uuid), uuid);
}

PacketSequence PerfettoCodec::counterSequence(quint64 parent, const QString &name, Fields::CounterUnit unit,
                                              std::string &out)
{
    const quint64 uuid = nextUuid();
    describeTrack(out, [&](std::string &to) { writeCounterTrack(to, uuid, parent, name, unit); });
    return PacketSequence(static_cast<quint32>(uuid), uuid);
}

// A source may speak of a track that it never declared; its events are kept under a plain name.
PerfettoCodec::TrackEntry &PerfettoCodec::entryOf(Trace::TrackId track, std::string &out)
{
    const auto known = m_tracks.find(track);
    if (known != m_tracks.end())
        return known->second;
    Trace::Track unknown;
    unknown.id = track;
    unknown.name = QStringLiteral("Track %1").arg(track);
    declareTrack(unknown, m_until, out);
    return m_tracks.at(track);
}

PacketSequence &PerfettoCodec::detailsOf(TrackEntry &entry, std::string &out)
{
    if (!entry.details)
        entry.details.emplace(childSequence(entry.slices.uuid, "Details", out));
    return *entry.details;
}

std::string_view PerfettoCodec::nameOf(Trace::NameId name) const
{
    const auto known = m_names.find(name);
    return known != m_names.end() ? std::string_view(known->second) : std::string_view("??");
}

void PerfettoCodec::writeDetails(const Trace::Batch &batch, std::string &out)
{
    for (const Trace::Beat &beat : batch.beats)
        detailsOf(entryOf(beat.track, out), out).instant(out, beat.at, "beat");
    for (const Trace::DispatchSummary &summary : batch.summaries) {
        const Annotation annotations[] = {{"count", summary.count},
                                          {"total_ns", nanoseconds(summary.total)},
                                          {"longest_ns", nanoseconds(summary.longest)},
                                          {"short", true}};
        detailsOf(entryOf(summary.track, out), out)
            .instant(out, summary.at, nameOf(summary.name), annotations);
    }
    for (const Trace::LoopTotals &totals : batch.totals) {
        TrackEntry &entry = entryOf(totals.track, out);
        entry.unwrittenTotals = totals;
        // Figures of a phase are differences of these, so they are written whenever the phase changes.
        if (!batch.phases.empty() || totals.at - entry.totalsWrittenAt >= totalsInterval)
            writeTotals(entry, out);
    }
}

void PerfettoCodec::writeTotals(TrackEntry &entry, std::string &out)
{
    if (!entry.unwrittenTotals)
        return;
    const Trace::LoopTotals totals = *entry.unwrittenTotals;
    entry.unwrittenTotals.reset();
    entry.totalsWrittenAt = totals.at;
    entry.lastTotals = totals;
    const Annotation annotations[] = {{"iterations", totals.iterations},
                                      {"dispatches", totals.dispatches},
                                      {"busy_ns", nanoseconds(totals.busy)},
                                      {"dropped", totals.dropped}};
    detailsOf(entry, out).instant(out, totals.at, "loop totals", annotations);
}

// Once as soon as its stack has names, and at the end when it went on after that.
void PerfettoCodec::writeWrongThreads(const std::vector<Trace::WrongThreadUse> &uses, bool all,
                                      std::string &out)
{
    for (const Trace::WrongThreadUse &use : uses)
        m_wrongThreads[use.id].use = use;
    const auto write = [this, &out](WrongThreadState &state) {
        const StallEntry text = StallEntry::of(state.use);
        TrackEntry &entry = entryOf(state.use.track, out);
        detailsOf(entry, out)
            .instant(out, state.writtenCount ? state.use.lastAt : state.use.firstAt, text.name,
                     text.annotations, text.line ? &*text.line : nullptr);
        state.writtenCount = state.use.count;
    };
    for (auto &[id, state] : m_wrongThreads) {
        const bool isFirst = state.writtenCount == 0 && state.use.stack;
        if (isFirst || (all && state.writtenCount < state.use.count))
            write(state);
    }
}

void PerfettoCodec::writeLatencies(const std::vector<Trace::LatencySample> &samples, std::string &out)
{
    for (const Trace::LatencySample &sample : samples) {
        TrackEntry &entry = entryOf(sample.track, out);
        if (!entry.latency) {
            entry.latency.emplace(counterSequence(entry.slices.uuid,
                                                  entry.track.name + QStringLiteral(": latency"),
                                                  Fields::CounterUnit::TimeNs, out));
        }
        const Annotation annotations[] = {{"interval_ns", nanoseconds(sample.interval)},
                                          {"delivered", true},
                                          {"skipped", quint64{sample.skipped}}};
        const std::size_t count = !sample.delivered ? 1 : sample.skipped == 0 ? 2 : 3;
        entry.latency->counter(out, sample.at, static_cast<double>(nanoseconds(sample.waited)),
                               std::span(annotations).first(count));
    }
}

void PerfettoCodec::writeSamples(const std::vector<Trace::CounterSample> &samples, std::string &out)
{
    for (const Trace::CounterSample &sample : samples) {
        if (!m_counters.contains(sample.counter)) {
            Trace::Counter unknown;
            unknown.id = sample.counter;
            unknown.name = QStringLiteral("Counter %1").arg(sample.counter);
            declareCounter(unknown, m_until, out);
        }
        m_counters.at(sample.counter).counter(out, sample.at, sample.value);
    }
}

void PerfettoCodec::writeDropped(quint64 dropped, std::string &out)
{
    writeDropCounter(m_droppedEvents, dropped, "Dropped events", out);
    writeDropCounter(m_droppedDispatches, m_leftOut.dispatches + m_refused.dispatches,
                     "Dispatches left out by the recorder", out);
    writeDropCounter(m_droppedSamples, m_leftOut.samples + m_refused.samples,
                     "Samples left out by the recorder", out);
}

void PerfettoCodec::writeDropCounter(DropCounter &counter, quint64 value, const char *name, std::string &out)
{
    if (value <= counter.written) // sums never fall; nothing is written before the first loss
        return;
    if (!counter.sequence) {
        counter.sequence.emplace(
            counterSequence(processTrack, QString::fromLatin1(name), Fields::CounterUnit::Count, out));
    }
    counter.sequence->counter(out, m_until, static_cast<double>(value));
    counter.written = value;
}

} // namespace Loopscope::Record
