#include "ui/models/runmodel.h"

#include <algorithm>
#include <cmath>
#include <tuple>

namespace Loopscope::Models {

namespace {

using namespace std::chrono_literals;

// A ping that waits is reported every few milliseconds. Without news for so long nobody is watching any more.
constexpr Base::Duration trustedFor = 500ms;
constexpr Base::Duration timeOfRate = 100ms; // Trace::CounterKind
constexpr std::size_t unwatchedLimit = 200;

int orderOf(const Trace::Track &track)
{
    if (track.kind == Trace::TrackKind::Loop)
        return track.role == Trace::LoopRole::Subject ? 0 : 1;
    return 1 + static_cast<int>(track.kind);
}

} // namespace

RunModel::RunModel(QObject *parent, Clock clock)
    : QObject(parent)
    , m_clock(std::move(clock))
{}

Base::SteadyTime RunModel::now() const
{
    if (m_run.workEndedAt)
        return *m_run.workEndedAt;
    return m_heldNow ? *m_heldNow : m_clock();
}

void RunModel::holdNow()
{
    m_heldNow = isLive() ? std::optional(m_clock()) : std::nullopt;
}

void RunModel::setClock(Clock clock)
{
    m_clock = std::move(clock);
    m_heldNow.reset();
}

void RunModel::noteLook(Base::SteadyTime at)
{
    if (m_lookedAt != Base::SteadyTime() && at - m_lookedAt > lateLook)
        m_unwatched.push_back({m_lookedAt, at});
    if (m_unwatched.size() > unwatchedLimit)
        m_unwatched.pop_front();
    m_lookedAt = at;
}

double RunModel::rarerPings() const
{
    const double interval = Base::toSeconds(m_run.lastLatency.interval);
    return m_pingsAreRarer && interval > 0 ? 1 / interval : 0;
}

Base::Duration RunModel::runTime() const
{
    return m_run.workStartedAt ? std::max(now() - *m_run.workStartedAt, Base::Duration::zero())
                               : Base::Duration::zero();
}

bool RunModel::hasRates() const
{
    return m_stage != RunStage::Ended || runTime() >= timeOfRate;
}

bool RunModel::isClimbing() const
{
    return isLive() && m_run.lastLatency.track != 0 && !m_run.lastLatency.delivered &&
           now() - m_run.lastLatency.at < trustedFor;
}

Base::Duration RunModel::currentLatency() const
{
    Base::Duration waited = m_run.lastLatency.waited;
    if (isClimbing())
        waited += std::max(now() - m_run.lastLatency.at, Base::Duration::zero());
    // The ping may have been sent long after the dispatch began, or not yet.
    const Trace::Stall *open = openStall();
    return open ? std::max(waited, stallDuration(*open, now())) : waited;
}

const Trace::Stall *RunModel::openStall() const
{
    const Trace::Stall *stall = m_run.stalls.newest();
    return isLive() && stall && stall->open ? stall : nullptr;
}

const CounterSeries *RunModel::counter(Trace::CounterKind kind) const
{
    const auto found = std::ranges::find_if(m_counters, [kind](const auto &entry) {
        return entry.second.inRun && entry.second.counter.kind == kind;
    });
    return found == m_counters.end() ? nullptr : &found->second;
}

const CounterSeries *RunModel::jobsRunning() const
{
    return counter(Trace::CounterKind::JobsRunning);
}

const CounterSeries *RunModel::jobsWaiting() const
{
    const CounterSeries *running = jobsRunning();
    if (!running)
        return counter(Trace::CounterKind::JobsWaiting);
    const auto found = std::ranges::find_if(m_counters, [running](const auto &entry) {
        return entry.second.inRun && entry.second.counter.kind == Trace::CounterKind::JobsWaiting &&
               entry.second.counter.name == running->counter.name;
    });
    return found == m_counters.end() ? nullptr : &found->second;
}

const CounterSeries *RunModel::requestRate() const
{
    return counter(Trace::CounterKind::RequestsPerSecond);
}

const CounterSeries *RunModel::requestsInFlight() const
{
    return counter(Trace::CounterKind::RequestsInFlight);
}

qint64 RunModel::wrongAnswers() const
{
    const CounterSeries *wrong = counter(Trace::CounterKind::WrongAnswers);
    const auto last = wrong ? wrong->values.last() : std::nullopt;
    return last ? std::llround(last->value) : 0;
}

qint64 RunModel::wrongUses() const
{
    quint64 uses = 0;
    for (const auto &[id, use] : m_run.wrongThreadUses)
        uses += use.count;
    return static_cast<qint64>(uses);
}

// Of connections that may be opened, only those are of interest that carried something.
std::vector<const Lane *> RunModel::lanes() const
{
    const auto isUsed = [](const Lane &lane) {
        return lane.track().kind == Trace::TrackKind::Connection && lane.size() > 0;
    };
    const bool hasUsed =
        std::ranges::any_of(m_run.lanes, [&](const auto &entry) { return isUsed(*entry.second); });
    std::vector<const Lane *> lanes;
    for (const auto &[id, lane] : m_run.lanes) {
        if (!hasUsed || lane->track().kind != Trace::TrackKind::Connection || isUsed(*lane))
            lanes.push_back(lane.get());
    }
    // Threads of a pool come into being in any order: Pool 2 stands before Pool 10.
    std::ranges::stable_sort(lanes, {}, [](const Lane *lane) {
        const Trace::Track &track = lane->track();
        const QString numbered = track.kind == Trace::TrackKind::Loop ? QString() : track.name;
        return std::tuple(orderOf(track), numbered.size(), numbered);
    });
    return lanes;
}

double RunModel::busyFraction() const
{
    if (m_run.totals.size() < 2)
        return 0;
    const Base::Duration span = m_run.totals.back().at - m_run.totals.front().at;
    const Base::Duration busy = m_run.totals.back().busy - m_run.totals.front().busy;
    return span > Base::Duration::zero() ? std::clamp(Base::toSeconds(busy) / Base::toSeconds(span), 0.0, 1.0)
                                         : 0;
}

quint64 RunModel::dropped() const
{
    return m_dropped - m_droppedBefore + m_inbox.droppedBatches() - m_inboxDroppedBefore;
}

void RunModel::drainInbox()
{
    for (const Trace::BatchPtr &batch : m_inbox.drain())
        apply(*batch);
    if (isLive() && m_run.figures.refresh(m_clock()))
        m_changed = true;
    if (std::exchange(m_changed, false) || isLive())
        Q_EMIT changed();
}

void RunModel::clear()
{
    m_run = Run();
    for (auto &[id, series] : m_counters) {
        series.values.clear();
        series.inRun = false;
    }
    m_heldNow.reset();
    m_droppedBefore = m_dropped;
    m_inboxDroppedBefore = m_inbox.droppedBatches();
    m_changed = true;
    setStage(RunStage::None);
    Q_EMIT cleared();
}

void RunModel::forgetSource()
{
    m_tracks.clear();
    m_counters.clear();
    m_names.clear();
    m_subject = 0;
    m_dropped = 0;
    m_heardUntil = {};
    m_unwatched.clear();
    m_lookedAt = {};
    m_pingsAreRarer = false;
    clear();
}

void RunModel::settle()
{
    m_heldNow.reset();
    m_run.figures.refreshNow();
    m_changed = true;
}

void RunModel::beginWork(Base::SteadyTime at)
{
    m_run.workStartedAt = at;
    m_run.workEndedAt.reset();
    laneOf(m_subject);
    setStage(RunStage::Working);
}

void RunModel::setStage(RunStage stage)
{
    if (m_stage == stage)
        return;
    m_stage = stage;
    m_changed = true;
    Q_EMIT stageChanged(stage);
}

void RunModel::finish(Base::SteadyTime at)
{
    m_run.workEndedAt = at;
    m_run.figures.refreshNow();
    setStage(RunStage::Ended);
}

bool RunModel::isWork(Base::SteadyTime at) const
{
    return m_run.workStartedAt && at >= *m_run.workStartedAt &&
           (!m_run.workEndedAt || at <= *m_run.workEndedAt);
}

bool RunModel::isWindow(Trace::TrackId id) const
{
    const auto track = m_tracks.find(id);
    return track != m_tracks.end() && track->second.role == Trace::LoopRole::Window;
}

Lane *RunModel::laneOf(Trace::TrackId id)
{
    const auto lane = m_run.lanes.find(id);
    if (lane != m_run.lanes.end())
        return lane->second.get();
    const auto track = m_tracks.find(id);
    if (track == m_tracks.end() || track->second.kind == Trace::TrackKind::Run || isWindow(id))
        return nullptr;
    return m_run.lanes.emplace(id, std::make_unique<Lane>(track->second)).first->second.get();
}

} // namespace Loopscope::Models
