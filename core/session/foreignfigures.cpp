#include "core/session/foreignfigures.h"

namespace Loopscope::Session {

void ForeignFigures::consume(const Trace::Batch &batch)
{
    for (const Trace::Track &track : batch.tracks) {
        if (track.kind == Trace::TrackKind::Loop)
            m_figures.loops[track.id].track = track;
    }
    for (const Trace::Counter &counter : batch.counters)
        m_figures.counters[counter.id] = counter;
    for (const Trace::CounterSample &sample : batch.samples) {
        double &max = m_figures.counterMax[sample.counter];
        max = std::max(max, sample.value);
    }
    for (const Trace::LatencySample &sample : batch.latencies) {
        if (sample.delivered)
            sample.recordIn(&m_figures.loops[sample.track].latency);
    }
    m_names.insert(batch.names.begin(), batch.names.end());
    for (const Trace::Slice &slice : batch.slices) {
        const auto loop = m_figures.loops.find(slice.track);
        if (loop == m_figures.loops.end() || slice.depth > 0)
            continue;
        ++loop->second.dispatches;
        loop->second.busy += slice.duration;
        if (slice.duration >= threshold)
            addStall(slice);
    }
}

void ForeignFigures::addStall(const Trace::Slice &slice)
{
    Trace::Stall stall;
    stall.id = ++m_figures.stallsTotal;
    stall.track = slice.track;
    stall.startedAt = slice.start;
    stall.duration = slice.duration;
    stall.eventName = m_names[slice.name];
    auto &stalls = m_figures.stalls;
    stalls.emplace(stall.id, stall);
    if (stalls.size() > Trace::Statistics::stallLimit) {
        stalls.erase(
            std::ranges::min_element(stalls, {}, [](const auto &entry) { return entry.second.duration; }));
    }
}

Trace::Figures ForeignFigures::figures(Base::SteadyTime firstAt, Base::SteadyTime lastAt) const
{
    Trace::Figures result = m_figures;
    result.workStartedAt = firstAt;
    result.workEndedAt = lastAt;
    const Trace::LoopFigures *subject = result.subject();
    if (!subject && !result.loops.empty()) {
        subject = &std::ranges::max_element(result.loops, {}, [](const auto &entry) {
                       return entry.second.busy;
                   })->second;
    }
    result.subjectTrack = subject ? subject->track.id : 0;
    return result;
}

} // namespace Loopscope::Session
