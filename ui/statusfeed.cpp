#include "ui/statusfeed.h"

#include "core/monitor/monitor.h"
#include "ui/charts/frameclock.h"
#include "ui/livefeed.h"
#include "ui/panels/heartbeat.h"

namespace Loopscope::Ui {

using Panels::LoopStatus;

namespace {

using namespace std::chrono_literals;

constexpr Base::Duration figuresInterval = 100ms;
constexpr Base::Duration holdFor = 800ms;
// Beats come every few frames; so long without one means that the loop stands.
constexpr Base::Duration beatsMissedAfter = 150ms;
constexpr double busyFrom = 0.01;

} // namespace

StatusFeed::StatusFeed(const Parts &parts, QObject *parent)
    : QObject(parent)
    , m_parts(parts)
    , m_ownInbox(std::make_shared<Models::BatchInbox>())
{
    m_parts.source->addSink(m_ownInbox);
    connect(parts.run, &Models::RunModel::stallChanged, this, &StatusFeed::followStall);
    connect(parts.run, &Models::RunModel::cleared, this, [this] {
        m_heldStall = 0;
        m_heldUntil = {};
        m_parts.panel->setProbe(std::nullopt); // it was that run's
    });
}

StatusFeed::~StatusFeed()
{
    m_parts.source->removeSink(m_ownInbox);
}

void StatusFeed::followStall(Trace::StallId id)
{
    const Trace::Stall *stall = m_parts.run->stalls().find(id);
    const Models::RunModel &run = *m_parts.run;
    // What ended with the run is told a moment after its end.
    const bool hasRun = run.isLive() || run.stage() == Models::RunStage::Ended;
    if (!stall || stall->open || !hasRun || run.now() - (stall->startedAt + stall->duration) >= holdFor)
        return;
    // The newest one, for the same time, is what the chart's number tells: two figures would be a riddle.
    if (id < m_heldStall)
        return;
    m_heldStall = id;
    m_held = stall->duration;
    m_heldUntil = stall->startedAt + stall->duration + holdFor;
}

LoopStatus StatusFeed::loopStatus(Base::SteadyTime now) const
{
    const auto replay = m_replay ? m_replay() : std::nullopt;
    if (!replay)
        return runStatus(now);
    LoopStatus status = replay->isPair ? LoopStatus() : runStatus(m_parts.run->now());
    status.isRecorded = true;
    status.isAtCursor = !replay->isPlaying;
    status.traces = replay->blocked;
    if (replay->isPair)
        status.kind = replay->blocked.isEmpty() ? LoopStatus::Kind::Idle : LoopStatus::Kind::Frozen;
    return status;
}

LoopStatus StatusFeed::runStatus(Base::SteadyTime now) const
{
    const Models::RunModel &run = *m_parts.run;
    LoopStatus status;
    const bool live = run.stage() == Models::RunStage::Working;
    if (run.stage() == Models::RunStage::None)
        return status;
    status.kind = LoopStatus::Kind::Idle;
    if (const Trace::Stall *stall = run.openStall()) {
        status.kind = LoopStatus::Kind::Frozen;
        status.frozenFor = Models::stallDuration(*stall, run.now());
    } else if (live && run.lastBeatAt() && now - *run.lastBeatAt() > beatsMissedAfter) {
        status.kind = LoopStatus::Kind::Frozen;
        status.frozenFor = now - *run.lastBeatAt();
    } else if (now < m_heldUntil && m_heldUntil - now <= 2 * holdFor) {
        status.kind = LoopStatus::Kind::WasFrozen;
        status.frozenFor = m_held;
    } else if (live && run.busyFraction() >= busyFrom) {
        status.kind = LoopStatus::Kind::Busy;
        status.busy = run.busyFraction();
    }
    return status;
}

void StatusFeed::refresh()
{
    for (const Trace::BatchPtr &batch : m_ownInbox->drain())
        m_windowLatency.apply(*batch);
    const Models::RunModel &run = *m_parts.run;
    if (run.lastBeatAt() && run.beats() != m_beats)
        m_parts.panel->heartbeat()->beat(*run.lastBeatAt());
    m_beats = run.beats();
    const Base::SteadyTime now = Base::now();
    // A replay has a time of its own.
    if (m_replay)
        m_parts.panel->setReplay(m_replay());
    const LoopStatus status = loopStatus(run.isLive() ? run.now() : now);
    const bool figuresDue = now - m_figuresAt >= figuresInterval;
    if (figuresDue || status.kind == LoopStatus::Kind::Frozen || status.kind != m_shown)
        m_parts.panel->setLoop(status);
    m_shown = status.kind;
    if (figuresDue) {
        m_figuresAt = now;
        refreshFigures();
    }
}

void StatusFeed::refreshFigures()
{
    const Models::RunModel &run = *m_parts.run;
    m_parts.panel->setWindowFrame(m_parts.clock->frameTime());
    m_parts.panel->setWindowLatency(m_windowLatency.longest());
    m_parts.panel->setDropped(run.dropped() + m_parts.feed->droppedBatches());
    // What the probe costs another program is not known here.
    m_parts.panel->setProbeKnowable(!m_parts.feed->isPaused());
    if (m_parts.feed->isPaused())
        m_parts.panel->setProbe(std::nullopt);
    else if (run.isLive())
        showProbe(m_parts.feed->dispatchesPerSecond() *
                  Monitor::Monitor::instance().probeNanosecondsPerDispatch() / 1e9);
}

void StatusFeed::showProbe(double share)
{
    m_parts.panel->setProbe(share, m_parts.run->rarerPings());
}

} // namespace Loopscope::Ui
