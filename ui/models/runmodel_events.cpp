// What the model does with each kind of event; runmodel.cpp has what it tells of them.
#include "ui/models/runmodel.h"
#include "ui/models/shownstall.h"

#include <algorithm>

namespace Loopscope::Models {

namespace {

using namespace std::chrono_literals;

constexpr Base::Duration rememberedFor = 1s;
constexpr Base::Duration closingTime = 100ms;
constexpr Base::Duration shortWait = 5ms; // a line that does not fall from it says nothing wrong
constexpr std::size_t gapLimit = 200;
constexpr std::size_t longWaitLimit = 4096;

template <typename T>
void keepLastSecond(std::deque<T> &list)
{
    while (list.size() > 2 && list.back().at - list[1].at >= rememberedFor)
        list.pop_front();
}

bool isRate(const CounterSeries &series)
{
    using Trace::CounterKind;
    return series.counter.kind == CounterKind::RequestsPerSecond ||
           series.counter.kind == CounterKind::BytesPerSecond;
}

// Gauges are looked at every few milliseconds: what is seen right after the end is how the work ended. A rate
// only falls then, and is of use when the work was over before the first look.
bool closes(const CounterSeries &series, Base::Duration late)
{
    if (!isRate(series))
        return late <= closingTime;
    const auto last = series.values.last();
    return late <= closingTime && (!last || last->value <= 0);
}

} // namespace

// Phases first: they decide whether the rest belongs to the run.
void RunModel::apply(const Trace::Batch &batch)
{
    declare(batch);
    for (const Trace::PhaseChange &change : batch.phases) {
        applyPhase(change);
        if (change.phase == Trace::Phase::Prepare)
            declare(batch); // a short run may have begun and ended in one batch
    }
    for (const Trace::Slice &slice : batch.slices)
        applySlice(slice);
    for (const Trace::LatencySample &sample : batch.latencies)
        if (!isWindow(sample.track))
            applyLatency(sample);
    for (const Trace::CounterSample &sample : batch.samples)
        applySample(sample);
    for (const Trace::Beat &beat : batch.beats)
        applyBeat(beat);
    for (const Trace::Stall &stall : batch.stalls)
        applyStall(stall);
    for (const Trace::WrongThreadUse &use : batch.wrongThreadUses)
        applyWrongThread(use);
    for (const Trace::LoopTotals &totals : batch.totals)
        applyTotals(totals);
    if (batch.selfCost)
        m_pingsAreRarer = batch.selfCost->pingSlowdown > 1;
    applyDrops(batch);
}

void RunModel::declare(const Trace::Batch &batch)
{
    for (const Trace::Track &track : batch.tracks)
        applyTrack(track);
    for (const Trace::Counter &counter : batch.counters)
        applyCounter(counter);
    for (const auto &[id, name] : batch.names)
        m_names.insert(id, name);
}

void RunModel::applyDrops(const Trace::Batch &batch)
{
    if (batch.dropped > m_dropped) {
        m_dropped = batch.dropped;
        if (m_heardUntil != Base::SteadyTime() && batch.until > m_heardUntil)
            m_run.gaps.push_back({m_heardUntil, batch.until});
        if (m_run.gaps.size() > gapLimit)
            m_run.gaps.pop_front();
        m_changed = true;
    }
    m_heardUntil = std::max(m_heardUntil, batch.until);
}

void RunModel::applyPhase(const Trace::PhaseChange &change)
{
    switch (change.phase) {
    case Trace::Phase::Prepare:
        clear();
        setStage(RunStage::Preparing);
        break;
    case Trace::Phase::Work:
        beginWork(change.at);
        break;
    case Trace::Phase::TearDown:
        if (m_stage == RunStage::Working)
            finish(change.at);
        break;
    case Trace::Phase::Done:
        if (m_stage == RunStage::Working)
            finish(change.at);
        else if (m_stage == RunStage::Preparing)
            setStage(RunStage::None);
        break;
    }
}

void RunModel::applyTrack(const Trace::Track &track)
{
    m_tracks[track.id] = track;
    // Of several loops under test the one made last is meant: those of earlier runs are gone.
    if (track.role == Trace::LoopRole::Subject && track.id > m_subject)
        m_subject = track.id;
    const bool isOldLoop = track.role == Trace::LoopRole::Subject && track.id != m_subject;
    const bool belongsToRun = m_stage == RunStage::Preparing || m_stage == RunStage::Working;
    if (belongsToRun && !isOldLoop)
        laneOf(track.id);
    m_changed = true;
}

void RunModel::applyCounter(const Trace::Counter &counter)
{
    CounterSeries &series = m_counters[counter.id];
    series.counter = counter;
    series.inRun = m_stage == RunStage::Preparing || m_stage == RunStage::Working;
    m_changed = true;
}

void RunModel::applySlice(const Trace::Slice &slice)
{
    const bool endsInWork = m_run.workStartedAt && slice.start + slice.duration > *m_run.workStartedAt;
    if (!endsInWork || (m_run.workEndedAt && slice.start >= *m_run.workEndedAt))
        return;
    if (Lane *lane = laneOf(slice.track)) {
        lane->append(slice);
        m_changed = true;
    }
}

void RunModel::applyLatency(const Trace::LatencySample &sample)
{
    const auto inWork = Trace::withinWork(sample, m_run.workStartedAt, m_run.workEndedAt);
    if (sample.track != m_subject || !inWork)
        return;
    // The line has fallen: that this ping had waited was told late.
    if (!sample.delivered && sample.at - sample.waited < m_run.pingDeliveredAt)
        return;
    if (sample.delivered) {
        m_run.pingDeliveredAt = sample.at;
        noteLongWait(sample);
    }
    // A ping that outlives the work is shown up to the work's end.
    const Base::SteadyTime shownAt = m_run.workEndedAt ? std::min(sample.at, *m_run.workEndedAt) : sample.at;
    appendLatency(shownAt, *inWork);
    m_run.lastLatency = *inWork;
    m_run.figures.record(*inWork);
    if (m_stage == RunStage::Ended)
        m_run.figures.refreshNow();
    m_changed = true;
}

void RunModel::noteLongWait(const Trace::LatencySample &sample)
{
    if (sample.waited < shortWait)
        return;
    m_run.longWaits.push_back({sample.at - sample.waited, sample.at});
    if (m_run.longWaits.size() > longWaitLimit)
        m_run.longWaits.pop_front();
}

// The line stays where it was until the ping is sent, climbs while it waits and falls when it is
// delivered: without these corners it would slope over the pause between two pings.
void RunModel::appendLatency(Base::SteadyTime shownAt, const Trace::LatencySample &sample)
{
    const bool isFirstOfPing =
        !sample.delivered && (m_run.lastLatency.delivered || m_run.lastLatency.track == 0);
    const Base::SteadyTime sentAt = sample.at - sample.waited;
    if (isFirstOfPing && !m_run.latency.isEmpty() && sentAt > m_run.latency.last()->at)
        m_run.latency.append(sentAt, m_run.latency.last()->value);
    m_run.latency.append(shownAt, Base::toMilliseconds(sample.waited - (sample.at - shownAt)));
    const bool falls = sample.waited > std::min(sample.interval, shortWait);
    if (sample.delivered && falls && shownAt == sample.at)
        m_run.latency.append(shownAt, 0);
}

void RunModel::applySample(const Trace::CounterSample &sample)
{
    const auto found = m_counters.find(sample.counter);
    if (found == m_counters.end() || m_stage == RunStage::None)
        return;
    const bool isLate = m_run.workEndedAt && sample.at > *m_run.workEndedAt;
    if (isLate && !closes(found->second, sample.at - *m_run.workEndedAt))
        return;
    found->second.values.append(isLate ? *m_run.workEndedAt : sample.at, sample.value);
    found->second.inRun = true;
    m_changed = true;
}

void RunModel::applyBeat(const Trace::Beat &beat)
{
    if (beat.track != m_subject)
        return;
    m_run.lastBeatAt = beat.at;
    ++m_run.beats;
    m_changed = true;
}

void RunModel::applyStall(const Trace::Stall &stall)
{
    if (stall.track != m_subject ||
        !(m_run.stalls.knows(stall.id) || Trace::isOfWork(stall, m_run.workStartedAt, m_run.workEndedAt)))
        return;
    if (!m_run.stalls.put(shownStall(stall)))
        return;
    m_changed = true;
    Q_EMIT stallChanged(stall.id);
}

void RunModel::applyWrongThread(const Trace::WrongThreadUse &use)
{
    if (!m_run.workStartedAt || use.lastAt < *m_run.workStartedAt ||
        (m_run.workEndedAt && use.firstAt > *m_run.workEndedAt))
        return;
    m_run.wrongThreadUses[use.id] = use;
    Q_EMIT wrongThreadUsed(use.id);
}

void RunModel::applyTotals(const Trace::LoopTotals &totals)
{
    if (totals.track != m_subject)
        return;
    m_run.totals.push_back(totals);
    keepLastSecond(m_run.totals);
}

} // namespace Loopscope::Models
