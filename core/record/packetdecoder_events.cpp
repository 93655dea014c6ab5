#include "core/record/eventids.h"
#include "core/record/packetdecoder.h"
#include "core/record/stallreading.h"

#include <algorithm>
#include <stdexcept>

namespace Loopscope::Record {

namespace {

using Fields::EventType;

constexpr quint64 runTrack = 2; // as the codec declares it
constexpr int deepestNesting = 256;
constexpr std::size_t rememberedStalls = 4096;
constexpr int mostParents = 8;
constexpr std::size_t mostValues = 1024; // addresses of a stack

Base::Duration durationOf(quint64 nanoseconds)
{
    return Base::Duration(
        static_cast<qint64>(std::min<quint64>(nanoseconds, std::numeric_limits<qint64>::max())));
}

void require(bool condition)
{
    if (!condition)
        throw std::runtime_error("not a stream of ours");
}

Trace::LoopRole roleOf(const QString &role)
{
    return role == QLatin1String("subject") ? Trace::LoopRole::Subject : Trace::LoopRole::Server;
}

} // namespace

void PacketDecoder::apply(const DecodedEvent &event)
{
    const quint64 uuid = event.track;
    if (uuid == liveTrack)
        return applyLive(event);
    if (uuid == runTrack)
        return applyRun(event);
    const auto descriptor = m_descriptors.find(uuid);
    if (descriptor == m_descriptors.end())
        return;
    const Trace::TrackId track = trackOf(uuid);
    if (track == 0)
        return applyLoss(descriptor->second.name, event);
    if (event.type == EventType::SliceBegin || event.type == EventType::SliceEnd)
        applySlice(event, track);
    else if (event.type == EventType::Counter)
        applyLatency(event, track);
    else
        applyDetail(event, track);
}

// A loop's details, latency and further lanes are tracks below its own.
Trace::TrackId PacketDecoder::trackOf(quint64 uuid) const
{
    for (int i = 0; i < mostParents && uuid != 0; ++i) {
        if (const auto track = m_tracks.find(uuid); track != m_tracks.end())
            return track->second;
        const auto descriptor = m_descriptors.find(uuid);
        uuid = descriptor == m_descriptors.end() ? 0 : descriptor->second.parent;
    }
    return 0;
}

Trace::TrackId PacketDecoder::trackOfRemote(quint64 id) const
{
    const auto track = m_remoteTracks.find(id);
    return track == m_remoteTracks.end() ? 0 : track->second;
}

Trace::NameId PacketDecoder::nameId(std::string_view text)
{
    const std::string name(text);
    if (const auto known = m_names.find(name); known != m_names.end())
        return known->second;
    require(m_names.size() < 50 * mostEntries);
    const QString full = QString::fromStdString(name);
    const Trace::NameId id = readableNameId(m_ids->calls.readable(full));
    if (m_ids->calls.isFinal(full))
        m_names.emplace(name, id);
    return id;
}

Trace::NameId PacketDecoder::readableNameId(const QString &name)
{
    const auto [known, isNew] = m_names.try_emplace(name.toStdString(), m_ids->name + 1);
    if (isNew)
        m_current.batch.names.emplace_back(++m_ids->name, name);
    return known->second;
}

Trace::StallId PacketDecoder::stallId(quint64 remote)
{
    Trace::StallId &id = m_stalls[remote];
    if (id == 0)
        id = ++m_ids->stall;
    const Trace::StallId result = id;
    while (m_stalls.size() > rememberedStalls)
        m_stalls.erase(m_stalls.begin());
    return result;
}

void PacketDecoder::applyRun(const DecodedEvent &event)
{
    const Base::SteadyTime at = event.at;
    if (event.type == EventType::Instant && event.name == "track")
        return applyDeclaration(*event.annotations);
    if (event.type == EventType::SliceEnd)
        m_phaseEnd = event.at;
    if (event.type != EventType::SliceBegin)
        return;
    m_phaseEnd.reset();
    Trace::PhaseChange change{Trace::Phase::Prepare, at, trackOf(event.annotations->number("loop_uuid"))};
    if (event.name == "work")
        change.phase = Trace::Phase::Work;
    else if (event.name == "tear down")
        change.phase = Trace::Phase::TearDown;
    m_current.batch.phases.push_back(change);
}

void PacketDecoder::applyDeclaration(const Annotations &annotations)
{
    const quint64 uuid = annotations.number("uuid");
    if (m_tracks.contains(uuid) || annotations.text("kind") != QLatin1String("loop"))
        return;
    require(m_tracks.size() < mostEntries);
    Trace::Track track;
    track.id = ++m_ids->track;
    track.name = annotations.text("name");
    track.role = roleOf(annotations.text("role"));
    if (const auto descriptor = m_descriptors.find(uuid); descriptor != m_descriptors.end()) {
        track.pid = descriptor->second.pid;
        track.tid = descriptor->second.tid;
    }
    m_tracks[uuid] = track.id;
    m_remoteTracks[annotations.number("id")] = track.id;
    m_current.batch.tracks.push_back(std::move(track));
}

ProbeCost PacketDecoder::costOf(const Annotations &values)
{
    const auto slowdownOf = [&values](const char *name) {
        constexpr quint64 most = 1000;
        return static_cast<int>(std::clamp<quint64>(values.number(name), 1, most));
    };
    Trace::SelfCost latest;
    latest.coreFraction = values.real("core_fraction");
    latest.budget = values.real("budget");
    latest.sampleSlowdown = slowdownOf("sample_slowdown");
    latest.pingSlowdown = slowdownOf("ping_slowdown");
    return {values.real("probe_ns"), durationOf(values.number("watchdog_ns")),
            durationOf(values.number("collector_ns")), latest};
}

void PacketDecoder::applyLive(const DecodedEvent &event)
{
    if (event.name == "batch")
        finishBatch(event.at);
    else if (event.name == "module")
        applyModule(*event.annotations);
    else if (event.name == "stack")
        applyStack(event);
    else if (event.name == "stall")
        applyStall(event);
    else if (event.name == "use")
        applyUse(event);
    else if (event.name == "cost")
        m_current.cost = costOf(*event.annotations);
}

void PacketDecoder::applyModule(const Annotations &annotations)
{
    require(m_modules.size() < mostEntries);
    m_modules[annotations.number("index")] = {annotations.text("path"),
                                              QByteArray::fromHex(annotations.text("build_id").toLatin1())};
}

void PacketDecoder::applyStack(const DecodedEvent &event)
{
    StreamStack stack;
    stack.owner = stallId(event.annotations->number("owner"));
    stack.isWrongThread = event.annotations->isSet("wrong_thread");
    stack.stack.takenAt = event.at;
    stack.stack.systemCall = event.annotations->text("system_call");
    stack.stack.approximate = event.annotations->isSet("approximate");
    if (!event.annotations->has("addresses"))
        return;
    for (const std::string_view text : event.annotations->texts("addresses", mostValues)) {
        const auto plus = text.find('+');
        StreamStack::Address address;
        if (plus != std::string_view::npos) {
            const QByteArray bytes(text.data(), static_cast<qsizetype>(text.size()));
            address.offset = bytes.mid(static_cast<qsizetype>(plus) + 1).toULongLong(nullptr, 16);
            const auto module = m_modules.find(bytes.left(static_cast<qsizetype>(plus)).toULongLong());
            if (module != m_modules.end())
                address.module = module->second;
        }
        stack.addresses.push_back(std::move(address));
    }
    m_current.stacks.push_back(std::move(stack));
}

void PacketDecoder::applyStall(const DecodedEvent &event)
{
    const Annotations &annotations = *event.annotations;
    Trace::Stall stall;
    stall.id = stallId(annotations.number("id"));
    stall.track = trackOfRemote(annotations.number("track"));
    stall.startedAt = event.at;
    stall.duration = durationOf(annotations.number("duration_ns"));
    stall.open = annotations.isSet("open");
    stall.awaitsStack = annotations.isSet("awaits_stack");
    stall.kind = stallKindFromId(annotations.text("kind"));
    stall.cause = causeFromId(annotations.text("cause"));
    stall.evidence = annotations.text("evidence");
    stall.eventName = annotations.text("event");
    readTimes(annotations, &stall);
    limitTimes(&stall);
    readTask(annotations, &stall);
    if (stall.task) // of that process: ids of several must not meet
        stall.task = stallId(stall.task);
    m_current.batch.stalls.push_back(std::move(stall));
}

void PacketDecoder::applyUse(const DecodedEvent &event)
{
    const Annotations &annotations = *event.annotations;
    Trace::WrongThreadUse use;
    use.id = stallId(annotations.number("id"));
    use.kind = wrongThreadKindFromId(annotations.text("kind"));
    use.firstAt = event.at;
    use.lastAt = Base::SteadyTime(durationOf(annotations.number("last_ns")));
    use.count = annotations.number("count");
    use.track = trackOfRemote(annotations.number("track"));
    use.object = annotations.text("object");
    use.ownThread = annotations.text("own_thread");
    use.actualThread = annotations.text("thread");
    m_current.batch.wrongThreadUses.push_back(std::move(use));
}

void PacketDecoder::applySlice(const DecodedEvent &event, Trace::TrackId track)
{
    if (event.type == EventType::SliceBegin) {
        std::vector<OpenSlice> &open = m_open[event.track];
        require(open.size() < deepestNesting);
        open.push_back({nameId(event.name), event.at, !event.annotations->isSet("continued"),
                        event.annotations->isSet("failed"), std::nullopt});
        if (event.annotations->maybeNumber("waited_ns"))
            open.back().waited = Base::Duration(event.annotations->amount("waited_ns"));
        return;
    }
    std::vector<OpenSlice> &opened = m_open[event.track];
    if (opened.empty())
        return;
    const OpenSlice open = opened.back();
    opened.pop_back();
    const Base::SteadyTime start = open.at;
    const Base::Duration duration = std::max(Base::Duration(0), event.at - start);
    m_current.batch.slices.push_back({track, open.name, start, duration, 0,
                                      static_cast<quint16>(opened.size()), open.counts, open.failed,
                                      open.waited});
    if (open.waited)
        m_current.batch.slices.back().waited = std::min(*open.waited, duration);
}

void PacketDecoder::applyDetail(const DecodedEvent &event, Trace::TrackId track)
{
    const Annotations &annotations = *event.annotations;
    const Base::SteadyTime at = event.at;
    if (event.name == "beat")
        m_current.batch.beats.push_back({track, at});
    else if (event.name == "loop totals")
        m_current.batch.totals.push_back(
            {track, at, annotations.number("iterations"), annotations.number("dispatches"),
             durationOf(annotations.number("busy_ns")), annotations.number("dropped")});
    else if (annotations.isSet("short"))
        m_current.batch.summaries.push_back({track, nameId(event.name), at, annotations.number("count"),
                                             durationOf(annotations.number("total_ns")),
                                             durationOf(annotations.number("longest_ns"))});
}

void PacketDecoder::applyLatency(const DecodedEvent &event, Trace::TrackId track)
{
    if (!(event.value >= 0 && event.value < 1e18))
        return;
    Trace::LatencySample sample;
    sample.track = track;
    sample.at = event.at;
    sample.waited = Base::Duration(static_cast<qint64>(event.value));
    sample.delivered = event.annotations->isSet("delivered");
    readSkipped(*event.annotations, &sample);
    Base::Duration &interval = m_intervals[track]; // is told with delivered pings only
    if (sample.delivered)
        interval = durationOf(event.annotations->number("interval_ns"));
    sample.interval = interval;
    m_current.batch.latencies.push_back(sample);
}

// Counters of the process: events that the rings, the codec or the socket lost.
void PacketDecoder::applyLoss(const std::string &name, const DecodedEvent &event)
{
    if (event.type != EventType::Counter || !(event.value >= 0 && event.value < 1e18))
        return;
    require(m_losses.size() < mostEntries);
    m_losses[name] = static_cast<quint64>(event.value);
}

void PacketDecoder::finishBatch(Base::SteadyTime until)
{
    if (m_phaseEnd)
        m_current.batch.phases.push_back({Trace::Phase::Done, *m_phaseEnd, 0});
    m_phaseEnd.reset();
    m_current.batch.until = until;
    for (const auto &[name, lost] : m_losses)
        m_current.batch.dropped += lost;
    m_ready.push_back(std::exchange(m_current, {}));
    m_events = 0;
}

} // namespace Loopscope::Record
