#pragma once

#include "ui/models/batchinbox.h"
#include "ui/models/lane.h"
#include "ui/models/latencyfigures.h"
#include "ui/models/series.h"
#include "ui/models/stallstore.h"

#include <QHash>
#include <QObject>

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>

namespace Loopscope::Models {

/// Where the run stands, as the events say.
enum class RunStage
{
    None,      ///< nothing ran yet, or the run ended before its work began
    Preparing, ///< servers, workers and connections are being made
    Working,
    Ended, ///< the last run's picture stays until the next begins
};

/// One counter of the run and its values.
struct CounterSeries
{
    Trace::Counter counter;
    Series values;
    bool inRun = false; ///< announced or changed since the run began
};

/// The run that the window shows: everything that its batches said, ready to be painted. A new run
/// (Phase::Prepare) clears the old one. GUI thread; the inbox alone is filled from the source's thread.
class RunModel final : public QObject
{
    Q_OBJECT

public:
    using Clock = std::function<Base::SteadyTime()>;
    /// Gauges are looked at every 5 ms; a look so long after the former was late.
    static constexpr std::chrono::milliseconds lateLook{25};

    /// The clock tells the time while a run goes on; a replay or a test has its own.
    explicit RunModel(QObject *parent = nullptr, Clock clock = Base::now);
    /// Another source, with another time, is shown from now on; see forgetSource().
    void setClock(Clock clock);

    /// Add it to the source as a sink, and remove it there before the model dies.
    BatchInbox *inbox() { return &m_inbox; }

    RunStage stage() const { return m_stage; }
    bool isLive() const { return m_stage == RunStage::Working; }
    /// While the work goes on the clock's time, or that of the frame; after it its end.
    Base::SteadyTime now() const;
    /// Everything that is read of a run that goes on is of this moment until the next call, so that a frame
    /// says one thing in all places.
    void holdNow();
    std::optional<Base::SteadyTime> workStartedAt() const { return m_run.workStartedAt; }
    std::optional<Base::SteadyTime> workEndedAt() const { return m_run.workEndedAt; }
    /// Since the work began; zero before.
    Base::Duration runTime() const;
    /// It lasts, or lasted for as long as the time that a rate is of: else there is none over time.
    bool hasRates() const;

    /// Milliseconds, of the loop under test.
    const Series &latency() const { return m_run.latency; }
    const LatencyFigures::Values &latencyFigures() const { return m_run.figures.values(); }
    /// How long an event posted now would wait: the ping that waits, carried on to now, or the last one
    /// delivered.
    Base::Duration currentLatency() const;
    /// A ping waits at this moment.
    bool isClimbing() const;

    /// The stalls of the loop under test that touch the work.
    const StallStore &stalls() const { return m_run.stalls; }
    /// What was used in a wrong thread during the work, by id.
    const std::map<Trace::StallId, Trace::WrongThreadUse> &wrongThreadUses() const
    {
        return m_run.wrongThreadUses;
    }
    /// The stall that goes on; null when the loop is not blocked.
    const Trace::Stall *openStall() const;

    /// The variant's main executor and its jobs; null when the run uses none.
    const CounterSeries *jobsWaiting() const;
    const CounterSeries *jobsRunning() const;
    /// Null when the run sends no requests.
    const CounterSeries *requestRate() const;
    const CounterSeries *requestsInFlight() const;
    /// So far; 0 while every answer reached its caller.
    qint64 wrongAnswers() const;
    /// In wrong threads, so far.
    qint64 wrongUses() const;
    /// The first counter of this kind that belongs to the run; null when there is none.
    const CounterSeries *counter(Trace::CounterKind kind) const;

    /// The rows of the timeline: loops (the one under test first), thread workers, process workers,
    /// connections.
    std::vector<const Lane *> lanes() const;
    /// The loop under test; 0 when none is known.
    Trace::TrackId subject() const { return m_subject; }
    QString name(Trace::NameId id) const { return m_names.value(id); }

    /// When the loop under test last moved the heartbeat.
    std::optional<Base::SteadyTime> lastBeatAt() const { return m_run.lastBeatAt; }
    quint64 beats() const { return m_run.beats; }
    /// Share of the last second that the loop under test spent in dispatches.
    double busyFraction() const;
    /// Events lost since the run began, on the way to the window included.
    quint64 dropped() const;
    /// Where events were lost, in order of time.
    struct Gap
    {
        Base::SteadyTime from;
        Base::SteadyTime to;
    };
    const std::deque<Gap> &gaps() const { return m_run.gaps; }
    /// Pings that waited for long, sent and delivered, in order of time: the last thousands of them.
    const std::deque<Gap> &longWaits() const { return m_run.longWaits; }
    /// The source looked at its gauges at this time. When it was late, it is not known what they were.
    void noteLook(Base::SteadyTime at);
    /// Where nobody looked at the gauges, in order of time.
    const std::deque<Gap> &unwatched() const { return m_unwatched; }
    /// Pings per second, when they were made rarer because watching costs too much; else 0.
    double rarerPings() const;

    /// Everything that is shown of a run that has ended.
    struct Picture;
    using PicturePtr = std::shared_ptr<Picture>;
    /// Takes it out of the model, which is empty then; null when no run has ended.
    [[nodiscard]] PicturePtr takePicture();
    /// In place of what is shown; the source that told of it is the present one again.
    void showPicture(const PicturePtr &picture);

    /// What a batch says; drainInbox() calls it, a replay or a test may.
    void apply(const Trace::Batch &batch);

public Q_SLOTS:
    /// Once per frame: takes what came and tells it by one changed() at most.
    void drainInbox();
    /// Forgets the run, not the tracks.
    void clear();
    /// Forgets the run and everything that the source has declared: its numbers mean nothing any more.
    void forgetSource();
    /// The figures are those of this moment, however short ago they were looked at: a replay stands still.
    void settle();
    /// Begins a run that has no phases (an attached program).
    void beginWork(Loopscope::Base::SteadyTime at);

Q_SIGNALS:
    /// Something that is painted changed; at most once per drainInbox().
    void changed();
    /// The run was forgotten, a new one may begin.
    void cleared();
    void stageChanged(Loopscope::Models::RunStage stage);
    /// A stall began, is known better, or ended.
    void stallChanged(Loopscope::Trace::StallId id);
    /// Something was used in a wrong thread, for the first time at its place or again.
    void wrongThreadUsed(Loopscope::Trace::StallId id);

private:
    // What is forgotten when another run begins, and kept of one that is put aside.
    struct Run
    {
        std::optional<Base::SteadyTime> workStartedAt;
        std::optional<Base::SteadyTime> workEndedAt;
        std::map<Trace::TrackId, std::unique_ptr<Lane>> lanes;
        Series latency;
        Trace::LatencySample lastLatency;
        Base::SteadyTime pingDeliveredAt; // of the one delivered last
        LatencyFigures figures;
        StallStore stalls;
        std::map<Trace::StallId, Trace::WrongThreadUse> wrongThreadUses;
        std::optional<Base::SteadyTime> lastBeatAt;
        quint64 beats = 0;
        std::deque<Trace::LoopTotals> totals; // of the subject, a second of them
        std::deque<Gap> gaps;
        std::deque<Gap> longWaits;
    };

    void declare(const Trace::Batch &batch);
    void applyPhase(const Trace::PhaseChange &change);
    void applyTrack(const Trace::Track &track);
    void applyCounter(const Trace::Counter &counter);
    void applySlice(const Trace::Slice &slice);
    void applyLatency(const Trace::LatencySample &sample);
    void noteLongWait(const Trace::LatencySample &sample);
    void appendLatency(Base::SteadyTime shownAt, const Trace::LatencySample &sample);
    void applySample(const Trace::CounterSample &sample);
    void applyBeat(const Trace::Beat &beat);
    void applyStall(const Trace::Stall &stall);
    void applyWrongThread(const Trace::WrongThreadUse &use);
    void applyTotals(const Trace::LoopTotals &totals);
    void applyDrops(const Trace::Batch &batch);
    void setStage(RunStage stage);
    void finish(Base::SteadyTime at);
    bool isWork(Base::SteadyTime at) const;
    bool isWindow(Trace::TrackId id) const;
    Lane *laneOf(Trace::TrackId id);

    BatchInbox m_inbox;
    Clock m_clock;
    RunStage m_stage = RunStage::None;
    Run m_run;
    std::optional<Base::SteadyTime> m_heldNow; // of the frame
    std::map<Trace::TrackId, Trace::Track> m_tracks;
    Trace::TrackId m_subject = 0;
    QHash<Trace::NameId, QString> m_names;
    std::map<Trace::CounterId, CounterSeries> m_counters;
    bool m_pingsAreRarer = false;
    std::deque<Gap> m_unwatched;
    Base::SteadyTime m_lookedAt;
    Base::SteadyTime m_heardUntil; // of the batch that came last
    quint64 m_dropped = 0;
    quint64 m_droppedBefore = 0; // when the run began
    quint64 m_inboxDroppedBefore = 0;
    bool m_changed = false;
};

} // namespace Loopscope::Models
