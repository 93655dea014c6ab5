#include "core/record/counterwords.h"
#include "core/record/hdrencoding.h"
#include "core/record/perfettoreader.h"
#include "core/record/stallreading.h"

// What PerfettoCodec has written.

namespace Loopscope::Record {

namespace {

using Fields::EventType;

constexpr std::string_view overlapping = " (overlapping)";
constexpr std::string_view parameterPrefix = "parameters.";
constexpr std::size_t executorLimit = 10'000;
constexpr Base::Duration longestWait = std::chrono::hours(24 * 365);
constexpr Base::Duration shortestInterval = std::chrono::microseconds(100);

Trace::TrackKind trackKindFrom(const QString &text)
{
    if (text == QLatin1String("loop"))
        return Trace::TrackKind::Loop;
    if (text == QLatin1String("worker thread"))
        return Trace::TrackKind::WorkerThread;
    if (text == QLatin1String("worker process"))
        return Trace::TrackKind::WorkerProcess;
    return text == QLatin1String("connection") ? Trace::TrackKind::Connection : Trace::TrackKind::Run;
}

Trace::LoopRole roleFrom(const QString &text)
{
    if (text == QLatin1String("subject"))
        return Trace::LoopRole::Subject;
    if (text == QLatin1String("server"))
        return Trace::LoopRole::Server;
    return text == QLatin1String("window") ? Trace::LoopRole::Window : Trace::LoopRole::None;
}

std::optional<Trace::Phase> phaseFrom(std::string_view name)
{
    if (name == "prepare")
        return Trace::Phase::Prepare;
    if (name == "work")
        return Trace::Phase::Work;
    if (name == "tear down")
        return Trace::Phase::TearDown;
    return std::nullopt;
}

} // namespace

// Rows that no instant "track" or "counter" has named: children of tracks, and the recorder's own counters.
void PerfettoReader::classify(Row *row)
{
    const auto parent = m_rows.find(row->descriptor.parent);
    if (row->name == "Dropped events")
        row->kind = RowKind::DroppedEvents;
    else if (row->name == "Dispatches left out by the recorder")
        row->kind = RowKind::LeftOutDispatches;
    else if (row->name == "Samples left out by the recorder")
        row->kind = RowKind::LeftOutSamples;
    if (row->kind != RowKind::Unknown || parent == m_rows.end() || &parent->second == row)
        return;
    const Row &above = parent->second;
    if (above.kind != RowKind::Slices && above.kind != RowKind::Stalls)
        return;
    row->track = above.track;
    if (row->descriptor.isCounter)
        row->kind = RowKind::Latency;
    else if (row->name.ends_with(overlapping))
        row->kind = above.kind;
    else if (row->name == "Stalls")
        row->kind = RowKind::Stalls;
    else if (row->name == "Details")
        row->kind = RowKind::Details;
}

void PerfettoReader::onStallEvent(Row &row, const DecodedEvent &event)
{
    if (event.type == EventType::SliceBegin && row.openStalls.size() < executorLimit) {
        Trace::Stall stall;
        if (!readStall(*event.annotations, event.line, &m_frameBudget, &stall))
            skip(SkipReason::TooMany, event.offset);
        stall.track = row.track;
        stall.startedAt = event.at;
        stall.id = event.annotations->number("id");
        m_unfinished.erase(stall.id);
        if (stall.id == 0 || m_stallIds.contains(stall.id)) {
            while (m_stallIds.contains(++m_lastStall)) {
            }
            stall.id = m_lastStall;
        }
        m_stallIds.insert(stall.id);
        row.openStalls.push_back(std::move(stall));
    } else if (event.type == EventType::SliceEnd && !row.openStalls.empty() &&
               row.openStalls.back().startedAt <= event.at) {
        Trace::Stall stall = std::move(row.openStalls.back());
        row.openStalls.pop_back();
        stall.duration = event.at - stall.startedAt;
        limitTimes(&stall);
        m_builder->noteEvent(stall.startedAt, event.at);
        m_builder->batch().stalls.push_back(std::move(stall));
    } else {
        skip(SkipReason::UnmatchedEnd, event.offset);
    }
}

void PerfettoReader::takeUnfinished(const Row &row, const DecodedEvent &event)
{
    const Trace::StallId id = event.annotations->number("id");
    if (m_stallIds.contains(id) || (m_unfinished.size() >= executorLimit && !m_unfinished.contains(id)))
        return;
    Trace::Stall stall;
    if (!readStall(*event.annotations, event.line, &m_frameBudget, &stall))
        skip(SkipReason::TooMany, event.offset);
    stall.id = id;
    stall.track = row.track;
    const Base::Duration sinceEpoch(event.annotations->amount("started_ns"));
    stall.startedAt = std::min(Base::SteadyTime(sinceEpoch), event.at);
    stall.duration = std::min(Base::Duration(event.annotations->amount("duration_ns")), longestWait);
    limitTimes(&stall);
    m_unfinished[id] = std::move(stall);
}

// Stalls whose end the file does not have: one that went on lasted at least until the last thing that it has.
void PerfettoReader::endUnfinished()
{
    const Base::SteadyTime end = m_builder->lastAt();
    for (auto &[id, stall] : m_unfinished) {
        if (stall.open) {
            stall.duration = std::max(stall.duration, end - stall.startedAt);
            stall.evidence =
                (stall.evidence + QStringLiteral(" The recording ended before the stall did.")).trimmed();
        }
        m_stallIds.insert(id);
        m_builder->noteEvent(stall.startedAt, stall.startedAt + stall.duration);
        m_builder->batch().stalls.push_back(stall);
    }
    m_unfinished.clear();
}

void PerfettoReader::onRunEvent(const DecodedEvent &event)
{
    if (event.type == EventType::SliceBegin)
        beginPhase(event);
    else if (event.type == EventType::SliceEnd)
        m_phaseEndedAt = event.at;
    else if (event.type == EventType::Instant)
        onRunInstant(event);
    else
        skip(SkipReason::OtherEvent, event.offset);
}

void PerfettoReader::beginPhase(const DecodedEvent &event)
{
    const auto phase = phaseFrom(event.name);
    if (!phase) {
        skip(SkipReason::OtherEvent, event.offset);
        return;
    }
    m_phaseEndedAt.reset();
    m_phaseTrack = 0;
    if (const auto uuid = event.annotations->maybeNumber("loop_uuid")) {
        const auto loop = m_rows.find(*uuid);
        m_phaseTrack = loop != m_rows.end() ? loop->second.track : 0;
    }
    m_builder->noteEvent(event.at);
    m_builder->batch().phases.push_back({*phase, event.at, m_phaseTrack});
}

// A phase that ended and was followed by none: the run was done.
void PerfettoReader::endPhases()
{
    if (!m_phaseEndedAt)
        return;
    m_builder->noteEvent(*m_phaseEndedAt);
    m_builder->batch().phases.push_back({Trace::Phase::Done, *m_phaseEndedAt, m_phaseTrack});
    m_phaseEndedAt.reset();
}

void PerfettoReader::onRunInstant(const DecodedEvent &event)
{
    const Annotations &values = *event.annotations;
    if (event.name == "track")
        takeTrack(values);
    else if (event.name == "counter")
        takeCounter(values);
    else if (event.name == "run")
        takeRun(event);
    else if (event.name == "executor")
        takeExecutor(values);
    else if (event.name == "requests")
        takeRequests(values, event.offset);
    else if (event.name == "self")
        m_summary.self = RunSummary::Self{
            values.real("probe_ns_per_dispatch"), values.real("watchdog_core_fraction"),
            values.real("recorder_core_fraction"), std::max<quint64>(1, values.number("sampling_slowdown"))};
    else if (event.name == "run finished")
        takeFinish(values);
    else
        skip(SkipReason::OtherEvent, event.offset);
}

void PerfettoReader::takeRun(const DecodedEvent &event)
{
    RunDescription &run = m_description->run;
    run.scenario = event.annotations->text("scenario");
    run.variant = event.annotations->text("variant");
    run.parameters.clear();
    for (const AnnotationView &value : event.annotations->all()) {
        if (value.name.starts_with(parameterPrefix) && value.kind == AnnotationView::Kind::Text)
            run.parameters.emplace_back(toText(value.name.substr(parameterPrefix.size())),
                                        toText(value.text));
    }
}

void PerfettoReader::takeTrack(const Annotations &values)
{
    Row *row = rowOf(values.number("uuid"));
    if (!row || row->kind == RowKind::Slices)
        return;
    Trace::Track track;
    track.id = static_cast<Trace::TrackId>(values.number("id"));
    track.kind = trackKindFrom(values.text("kind"));
    track.role = roleFrom(values.text("role"));
    track.name = values.text("name");
    track.pid = values.amount("pid");
    track.tid = values.amount("tid");
    row->kind = RowKind::Slices;
    row->track = declareTrack(track);
}

void PerfettoReader::takeCounter(const Annotations &values)
{
    Row *row = rowOf(values.number("uuid"));
    if (!row || row->kind == RowKind::Counter)
        return;
    Trace::Counter counter;
    counter.id = static_cast<Trace::CounterId>(values.number("id"));
    counter.kind = counterKindOf(values.text("kind"));
    counter.name = values.text("name");
    counter.limit = values.real("limit");
    row->kind = RowKind::Counter;
    row->counter = declareCounter(counter);
}

void PerfettoReader::takeExecutor(const Annotations &values)
{
    if (m_summary.executors.size() >= executorLimit)
        return;
    m_summary.executors.push_back({values.text("name"), values.text("kind"), values.amount("workers"),
                                   values.amount("submitted"), values.amount("completed"),
                                   values.amount("failed"), values.amount("cancelled"),
                                   values.amount("max_queue_depth")});
}

void PerfettoReader::takeRequests(const Annotations &values, qint64 offset)
{
    Trace::RequestFigures requests;
    requests.completed = values.amount("completed");
    requests.failed = values.amount("failed");
    requests.wrongAnswers = values.amount("wrong_answers");
    requests.maxInFlight = values.amount("max_in_flight");
    requests.connectionsAccepted = values.amount("connections_accepted");
    const auto latency =
        fromHdrEncoding(QByteArray::fromBase64(values.text("latency").toLatin1()),
                        Base::Duration(values.amount("min_ns")), Base::Duration(values.amount("max_ns")));
    if (latency)
        requests.latency = *latency;
    else
        skip(SkipReason::ImpossibleValue, offset);
    m_summary.requests = std::move(requests);
}

void PerfettoReader::takeFinish(const Annotations &values)
{
    m_summary.verdict = values.text("verdict");
    m_summary.failure = values.text("failure");
    m_summary.stopped = values.isSet("stopped");
    m_summary.rounds = values.amount("rounds");
    m_summary.workUnits = values.amount("work_units");
    m_description->leftOutDispatches = static_cast<quint64>(values.amount("left_out_dispatches"));
    m_description->leftOutSamples = static_cast<quint64>(values.amount("left_out_samples"));
    m_description->summary = m_summary;
}

void PerfettoReader::onLatency(Row &row, const DecodedEvent &event)
{
    const double longest = static_cast<double>(longestWait.count());
    if (event.type != EventType::Counter || !(event.value >= 0 && event.value <= longest)) {
        skip(SkipReason::ImpossibleValue, event.offset);
        return;
    }
    Trace::LatencySample sample;
    sample.track = row.track;
    sample.at = event.at;
    sample.waited = Base::Duration(static_cast<qint64>(event.value));
    sample.interval = Base::Duration(event.annotations->amount("interval_ns"));
    sample.delivered = event.annotations->isSet("delivered");
    readSkipped(*event.annotations, &sample);
    if (sample.waited.count() > event.at.time_since_epoch().count() ||
        (sample.interval < shortestInterval && sample.interval != Base::Duration::zero())) {
        skip(SkipReason::ImpossibleValue, event.offset);
        return;
    }
    m_builder->noteEvent(event.at);
    m_builder->batch().latencies.push_back(sample);
}

void PerfettoReader::onDetail(Row &row, const DecodedEvent &event)
{
    const Annotations &values = *event.annotations;
    Trace::Batch &batch = m_builder->batch();
    if (event.type != EventType::Instant) {
        skip(SkipReason::OtherEvent, event.offset);
        return;
    }
    m_builder->noteEvent(event.at);
    if (values.isSet("unfinished")) {
        takeUnfinished(row, event);
        return;
    }
    const auto span = [&values](std::string_view name) { return Base::Duration(values.amount(name)); };
    const auto count = [&values](std::string_view name) { return static_cast<quint64>(values.amount(name)); };
    if (values.isSet("short")) {
        batch.summaries.push_back(
            {row.track, nameIdOf(event), event.at, count("count"), span("total_ns"), span("longest_ns")});
    } else if (event.name == "beat") {
        batch.beats.push_back({row.track, event.at});
    } else if (event.name == "loop totals") {
        batch.totals.push_back({row.track, event.at, count("iterations"), count("dispatches"),
                                span("busy_ns"), count("dropped")});
    } else if (event.name == "wrong thread") {
        Trace::WrongThreadUse use;
        use.firstAt = use.lastAt = event.at;
        readWrongThread(values, event.line, &use);
        use.id = values.number("id");
        use.track = row.track;
        batch.wrongThreadUses.push_back(std::move(use));
    } else {
        skip(SkipReason::OtherEvent, event.offset);
    }
}

} // namespace Loopscope::Record
