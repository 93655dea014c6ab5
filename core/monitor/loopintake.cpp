#include "core/monitor/loopintake.h"

#include <limits>

namespace Loopscope::Monitor {

namespace {

constexpr std::chrono::milliseconds summaryInterval{100};

// What may be the whole process that stood still. Others have no start.
bool mayHaveBeenStopped(const LoopRecord &record)
{
    using Kind = LoopEvent::Kind;
    const bool hasStart = record.kind == Kind::Dispatch || record.kind == Kind::IterationEnd ||
                          record.kind == Kind::PingDelivered || record.kind == Kind::Times;
    return hasStart && record.end - record.start > StopDetector::shortest;
}

} // namespace

LoopIntake::LoopIntake(std::shared_ptr<LoopProbe> probe, NameBook *names, StallBook *stalls)
    : m_probe(std::move(probe))
    , m_names(names)
    , m_stalls(stalls)
{
    m_totals.track = m_probe->track.id;
}

std::size_t LoopIntake::drain(qint64 until, qint64 stopsToldUntil, Base::Duration shortest,
                              Trace::Batch *batch)
{
    Trace::Batch unheard;
    if (m_muted)
        batch = &unheard;
    std::size_t count = 0;
    m_waitingAt = 0;
    for (LoopRecord *record = m_probe->ring.front(); record && record->end <= until;
         record = m_probe->ring.front()) {
        if (record->end > stopsToldUntil && mayHaveBeenStopped(*record)) {
            m_waitingAt = record->end;
            return count;
        }
        take(record->event(m_lastSequence, m_lastIteration), shortest, batch);
        m_probe->ring.pop();
        ++count;
    }
    appendTotals(until, batch);
    appendSummaries(until, batch);
    return count;
}

void LoopIntake::take(const LoopEvent &event, Base::Duration shortest, Trace::Batch *batch)
{
    const Trace::TrackId track = m_probe->track.id;
    const Base::SteadyTime at = Base::fromNanoseconds(event.end);
    switch (event.kind) {
    case LoopEvent::Kind::Dispatch:
        takeDispatch(event, shortest, batch);
        break;
    case LoopEvent::Kind::IterationEnd:
        if (m_probe->isMeasured(event.end) && lastsAsStall(event))
            m_stalls->closeIteration(track, event);
        break;
    case LoopEvent::Kind::PingDelivered:
        m_stalls->closeOutside(track, event.end);
        // A ping is delivered between dispatches: none of those before it goes on.
        m_stalls->closeOverdue(track, event.sequence + 1, event.iteration, event.end);
        takePing(event, batch);
        break;
    case LoopEvent::Kind::Times:
        m_stalls->noteTimes(track, event, m_probe->threshold());
        break;
    case LoopEvent::Kind::Beat:
        batch->beats.push_back({track, at});
        break;
    case LoopEvent::Kind::Phase:
        batch->phases.push_back({event.phase, at, track});
        batch->totals.push_back({track, at, event.iteration, event.sequence, Base::Duration(event.start),
                                 m_probe->ring.dropped()});
        break;
    case LoopEvent::Kind::Detached:
        m_stalls->closeOverdue(track, std::numeric_limits<quint64>::max(),
                               std::numeric_limits<quint64>::max(), event.end);
        if (m_probe->options.tellsPendingTasks)
            m_names->logPending(track);
        m_finished = true;
        break;
    }
}

void LoopIntake::takePing(const LoopEvent &event, Trace::Batch *batch)
{
    if (!m_probe->isMeasured(event.end) ||
        m_stalls->stoppedWithin(event.start, event.end) != Base::Duration::zero())
        return;
    const Base::Duration waited(event.end - std::max(event.start, m_probe->measuredSince()));
    batch->latencies.push_back({m_probe->track.id, Base::fromNanoseconds(event.end), waited,
                                m_probe->pingInterval(), true, event.eventType});
}

// Also without the time in which the whole process stood still.
bool LoopIntake::lastsAsStall(const LoopEvent &event) const
{
    const Base::Duration duration(event.end - event.start);
    const Base::Duration threshold = m_probe->threshold();
    return duration >= threshold && duration - m_stalls->stoppedWithin(event.start, event.end) >= threshold;
}

void LoopIntake::takeDispatch(const LoopEvent &event, Base::Duration shortest, Trace::Batch *batch)
{
    const Base::Duration duration(event.end - event.start);
    const Base::SteadyTime start = Base::fromNanoseconds(event.start);
    m_stalls->closeOutside(m_probe->track.id, event.start);
    if (event.sequence > m_lastSequence + 1 || event.iteration > m_lastIteration)
        m_stalls->closeOverdue(m_probe->track.id, event.sequence, event.iteration, event.start);
    m_lastSequence = std::max(m_lastSequence, event.sequence);
    m_lastIteration = std::max(m_lastIteration, event.iteration);
    if (event.counts)
        ++m_totals.dispatches;
    m_totals.iterations = std::max(m_totals.iterations, event.iteration);
    m_totals.busy += duration;
    const bool isStall = lastsAsStall(event) && m_probe->isMeasured(event.end);
    if (isStall)
        m_stalls->closeCallback(m_probe->track.id, event);
    const Trace::NameId taskName = event.task ? m_names->idOfTask(event.task) : 0;
    const Trace::NameId name =
        taskName ? taskName : m_names->idOfDispatch(event.className, event.eventType, event.call);
    if (isStall || taskName || duration >= shortest) {
        batch->slices.push_back(
            {m_probe->track.id, name, start, duration, event.task, event.depth, event.counts, false});
        return;
    }
    Trace::DispatchSummary &summary = m_summaries[name];
    summary.count += event.counts ? 1 : 0;
    summary.total += duration;
    summary.longest = std::max(summary.longest, duration);
}

void LoopIntake::appendTotals(qint64 at, Trace::Batch *batch)
{
    const LoopProbe::Snapshot now = m_probe->snapshot();
    Trace::LoopTotals totals = m_totals;
    totals.at = Base::fromNanoseconds(at);
    totals.dropped = m_probe->ring.dropped();
    if (now.busySince != 0 && now.busySince < at)
        totals.busy += Base::Duration(at - now.busySince);
    batch->totals.push_back(totals);
}

void LoopIntake::appendSummaries(qint64 at, Trace::Batch *batch)
{
    const Base::SteadyTime now = Base::fromNanoseconds(at);
    if (m_summaries.isEmpty() || (now - m_lastSummaries < summaryInterval && !m_finished))
        return;
    m_lastSummaries = now;
    for (auto summary = m_summaries.begin(); summary != m_summaries.end(); ++summary) {
        summary->track = m_probe->track.id;
        summary->name = summary.key();
        summary->at = now;
        batch->summaries.push_back(*summary);
    }
    m_summaries.clear();
}

} // namespace Loopscope::Monitor
