#include "core/trace/statistics.h"

#include <algorithm>

namespace Loopscope::Trace {

double LoopFigures::busyFraction(Base::Duration work) const
{
    return work > Base::Duration::zero() ? Base::toSeconds(busy) / Base::toSeconds(work) : 0.0;
}

Base::Duration Figures::workDuration() const
{
    return workStartedAt && workEndedAt ? *workEndedAt - *workStartedAt : Base::Duration::zero();
}

const LoopFigures *Figures::subject() const
{
    if (const auto loop = loops.find(subjectTrack); loop != loops.end())
        return &loop->second;
    for (const auto &[id, loop] : loops) {
        if (loop.track.role == LoopRole::Subject)
            return &loop;
    }
    return nullptr;
}

std::vector<const Stall *> Figures::stallsOf(TrackId track) const
{
    std::vector<const Stall *> result;
    for (const auto &[id, stall] : stalls) {
        if (stall.track == track)
            result.push_back(&stall);
    }
    std::ranges::sort(result, {}, [](const Stall *stall) { return stall->startedAt; });
    return result;
}

void Statistics::consume(const BatchPtr &batch)
{
    const std::lock_guard lock(m_mutex);
    for (const Track &track : batch->tracks) {
        if (track.kind == TrackKind::Loop)
            m_figures.loops[track.id].track = track;
    }
    for (const Counter &counter : batch->counters)
        m_figures.counters[counter.id] = counter;
    for (const PhaseChange &change : batch->phases)
        applyPhase(change, *batch);
    for (const LoopTotals &totals : batch->totals)
        applyTotals(totals);
    for (const LatencySample &sample : batch->latencies)
        applyLatency(sample);
    for (const Stall &stall : batch->stalls)
        applyStall(stall);
    for (const WrongThreadUse &use : batch->wrongThreadUses)
        applyWrongThread(use);
    for (const CounterSample &sample : batch->samples) {
        double &max = m_figures.counterMax[sample.counter];
        max = std::max(max, sample.value);
    }
    m_figures.dropped = std::max(m_figures.dropped, batch->dropped);
    if (batch->selfCost) {
        m_figures.selfCost = *batch->selfCost;
        m_figures.mostSlowdown = std::max(m_figures.mostSlowdown, batch->selfCost->sampleSlowdown);
    }
}

Figures Statistics::figures() const
{
    const std::lock_guard lock(m_mutex);
    return m_figures;
}

// The loop that changes the phase sends its totals with the very time of the change; of the other
// loops the totals that came last before it are used.
void Statistics::applyPhase(const PhaseChange &change, const Batch &batch)
{
    if (change.phase == Phase::Done)
        m_doneAt = change.at;
    if (change.phase == Phase::Prepare)
        m_doneAt.reset();
    if (change.phase != Phase::Work && change.phase != Phase::TearDown)
        return;
    auto totals = m_latest;
    for (const LoopTotals &candidate : batch.totals) {
        if (candidate.at <= change.at)
            totals[candidate.track] = candidate;
    }
    if (change.phase == Phase::Work) {
        m_figures.workStartedAt = change.at;
        m_figures.subjectTrack = change.track;
        m_atWorkStart = std::move(totals);
    } else if (m_figures.workStartedAt) {
        m_figures.workEndedAt = change.at;
        m_atWorkEnd = std::move(totals);
    }
    for (auto &[id, loop] : m_figures.loops) {
        if (m_atWorkEnd.contains(id))
            loop.busy = m_atWorkEnd[id].busy - m_atWorkStart[id].busy;
    }
}

void Statistics::applyTotals(const LoopTotals &totals)
{
    if (m_doneAt && totals.at > *m_doneAt)
        return;
    LoopTotals &latest = m_latest[totals.track];
    if (latest.track == 0 || latest.at <= totals.at)
        latest = totals;
    LoopFigures &loop = m_figures.loops[totals.track];
    loop.iterations = std::max(loop.iterations, totals.iterations);
    loop.dispatches = std::max(loop.dispatches, totals.dispatches);
    if (m_figures.workStartedAt && !m_figures.workEndedAt)
        loop.busy = latest.busy - m_atWorkStart[totals.track].busy;
}

// The phase may change in the same batch: whoever came first in it, the use happened before or after.
void Statistics::applyWrongThread(const WrongThreadUse &use)
{
    if (m_figures.workStartedAt && use.lastAt >= *m_figures.workStartedAt &&
        (!m_figures.workEndedAt || use.firstAt <= *m_figures.workEndedAt))
        m_figures.wrongThreadUses[use.id] = use;
}

void Statistics::applyLatency(const LatencySample &sample)
{
    const auto inWork = withinWork(sample, m_figures.workStartedAt, m_figures.workEndedAt);
    if (inWork && inWork->delivered)
        inWork->recordIn(&m_figures.loops[inWork->track].latency);
}

void Statistics::applyStall(const Stall &stall)
{
    const bool isKnown = m_counted.contains(stall.id);
    if (!isKnown && !isOfWork(stall, m_figures.workStartedAt, m_figures.workEndedAt))
        return;
    if (!isKnown) {
        m_counted[stall.id] = true;
        ++m_figures.stallsTotal;
    }
    auto kept = m_figures.stalls.find(stall.id);
    if (kept != m_figures.stalls.end()) {
        if (stall.revision >= kept->second.revision)
            kept->second = stall;
    } else if (!isKnown) {
        m_figures.stalls.emplace(stall.id, stall);
        if (m_figures.stalls.size() > stallLimit)
            forgetShortestStall();
    }
}

void Statistics::forgetShortestStall()
{
    const auto byDuration = [](const auto &left, const auto &right) {
        return std::pair(left.second.open ? 1 : 0, left.second.duration) <
               std::pair(right.second.open ? 1 : 0, right.second.duration);
    };
    m_figures.stalls.erase(std::ranges::min_element(m_figures.stalls, byDuration));
}

} // namespace Loopscope::Trace
