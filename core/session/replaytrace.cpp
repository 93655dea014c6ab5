#include "core/session/replaytrace.h"

#include <algorithm>

namespace Loopscope::Session {

namespace {

using namespace std::chrono_literals;
using Record::TraceDescription;

// A batch of a live run holds a few milliseconds: of hours of them the empty lists alone would be large.
constexpr std::size_t eventsPerBatch = 4096;
constexpr auto thresholdOfRuns = 10ms;
constexpr auto thresholdOfPrograms = 100ms;
const QString thresholdKey = QStringLiteral("threshold_ms");

Base::SteadyTime endOf(const Trace::Slice &slice)
{
    return slice.start + slice.duration;
}

template <typename T>
void append(std::vector<T> &list, const std::vector<T> &more)
{
    list.insert(list.end(), more.begin(), more.end());
}

std::size_t eventsOf(const Trace::Batch &batch)
{
    return batch.latencies.size() + batch.samples.size() + batch.summaries.size() + batch.beats.size() +
           batch.totals.size();
}

/// Sorts what the reader hands out into what a replay needs.
class Collector
{
public:
    explicit Collector(ReplayTrace *trace)
        : m_trace(trace)
    {}

    void take(const Trace::Batch &batch)
    {
        for (const Trace::Slice &slice : batch.slices)
            m_trace->slices[slice.track].push_back(slice);
        append(m_trace->stalls, batch.stalls);
        noteTracks(batch);
        // Where events were lost is known from the time of the batch that says so.
        if (batch.dropped != m_open.dropped || eventsOf(m_open) >= eventsPerBatch)
            close();
        merge(batch);
    }

    void finish()
    {
        close();
        for (auto &[id, slices] : m_trace->slices) {
            if (!std::ranges::is_sorted(slices, {}, endOf))
                std::ranges::stable_sort(slices, {}, endOf);
        }
        std::ranges::stable_sort(m_trace->stalls, {}, &Trace::Stall::startedAt);
        nameSubject();
        frame();
        m_trace->batches.assign(m_batches.begin(), m_batches.end());
    }

private:
    void noteTracks(const Trace::Batch &batch)
    {
        for (const Trace::Track &track : batch.tracks) {
            const bool isSubject = track.role == Trace::LoopRole::Subject;
            m_hasSubject = m_hasSubject || isSubject;
            if (isSubject || (track.kind == Trace::TrackKind::Loop && m_trace->subject == 0))
                m_trace->subject = track.id;
        }
        for (const Trace::PhaseChange &change : batch.phases) {
            if (change.phase == Trace::Phase::Work)
                m_workStart = m_workStart ? m_workStart : change.at;
            else if (change.phase == Trace::Phase::TearDown ||
                     (change.phase == Trace::Phase::Done && m_workStart))
                m_workEnd = m_workEnd ? m_workEnd : change.at;
        }
    }

    void merge(const Trace::Batch &batch)
    {
        m_open.until = batch.until;
        m_open.dropped = batch.dropped;
        append(m_open.tracks, batch.tracks);
        append(m_open.counters, batch.counters);
        append(m_open.names, batch.names);
        append(m_open.summaries, batch.summaries);
        append(m_open.latencies, batch.latencies);
        append(m_open.samples, batch.samples);
        append(m_open.beats, batch.beats);
        append(m_open.wrongThreadUses, batch.wrongThreadUses);
        append(m_open.totals, batch.totals);
        append(m_open.phases, batch.phases);
        m_isOpen = true;
    }

    void close()
    {
        if (!m_isOpen)
            return;
        const quint64 dropped = m_open.dropped;
        m_open.latencies.shrink_to_fit();
        m_open.samples.shrink_to_fit();
        m_batches.push_back(std::make_shared<Trace::Batch>(std::move(m_open)));
        m_open = {};
        m_open.dropped = dropped;
        m_isOpen = false;
    }

    // Models show the loop under test; a trace that names none has a first loop.
    void nameSubject()
    {
        for (const auto &batch : m_batches) {
            for (Trace::Track &track : batch->tracks) {
                if (!m_hasSubject && track.id == m_trace->subject)
                    track.role = Trace::LoopRole::Subject;
            }
        }
    }

    // A program's trace has no phases, and one that was cut lacks the last.
    void frame()
    {
        const TraceDescription &description = m_trace->loaded.description;
        m_trace->begin = m_workStart.value_or(description.firstAt);
        m_trace->lastAt = std::max(description.lastAt, m_trace->begin);
        m_trace->end = std::max(m_workEnd.value_or(m_trace->lastAt), m_trace->begin);
        if (!m_workStart)
            m_batches.insert(m_batches.begin(),
                             phases(m_trace->begin, {Trace::Phase::Prepare, Trace::Phase::Work}));
        if (!m_workEnd)
            m_batches.push_back(phases(m_trace->end, {Trace::Phase::TearDown}));
    }

    std::shared_ptr<Trace::Batch> phases(Base::SteadyTime at, std::initializer_list<Trace::Phase> list) const
    {
        auto batch = std::make_shared<Trace::Batch>();
        batch->until = at;
        batch->dropped = m_batches.empty() || list.size() > 1 ? 0 : m_batches.back()->dropped;
        for (const Trace::Phase phase : list)
            batch->phases.push_back({phase, at, m_trace->subject});
        return batch;
    }

    ReplayTrace *const m_trace;
    Trace::Batch m_open;
    bool m_isOpen = false;
    bool m_hasSubject = false;
    std::vector<std::shared_ptr<Trace::Batch>> m_batches;
    std::optional<Base::SteadyTime> m_workStart;
    std::optional<Base::SteadyTime> m_workEnd;
};

std::chrono::milliseconds thresholdOf(const LoadedTrace &loaded)
{
    for (const auto &[key, value] : loaded.description.run.parameters) {
        bool isNumber = false;
        const double milliseconds = value.toDouble(&isNumber);
        if (key == thresholdKey && isNumber && milliseconds >= 1 && milliseconds <= 1e6)
            return std::chrono::milliseconds(std::llround(milliseconds));
    }
    return loaded.description.run.scenario.isEmpty() ? thresholdOfPrograms : thresholdOfRuns;
}

} // namespace

ReplayTracePtr loadReplay(const QString &path, const Record::TraceReader::Progress &progress)
{
    auto trace = std::make_shared<ReplayTrace>();
    Collector collector(trace.get());
    trace->loaded = loadTrace(path, progress, [&](const Trace::BatchPtr &batch) { collector.take(*batch); });
    if (trace->loaded.error != Record::ReadError::None)
        return std::make_shared<ReplayTrace>(
            ReplayTrace{std::move(trace->loaded), {}, {}, {}, {}, 0, {}, {}, {}});
    trace->threshold = thresholdOf(trace->loaded);
    collector.finish();
    return trace;
}

} // namespace Loopscope::Session
