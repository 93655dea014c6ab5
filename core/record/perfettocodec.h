#pragma once

#include "core/record/packetsequence.h"
#include "core/record/runsummary.h"
#include "core/record/tracklanes.h"
#include "core/trace/batch.h"

#include <QString>

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <unordered_map>
#include <utility>
#include <vector>

namespace Loopscope::Record {

/// What a trace says of the run that it shows; all of it may be empty.
struct RunDescription
{
    QString program = QStringLiteral("loopscope");
    qint64 pid = 0; ///< of the observed program; 0: this process
    QString scenario;
    QString variant;
    std::vector<std::pair<QString, QString>> parameters;
};

/// Turns batches into the packets of a native Perfetto trace. No file, no thread, no clock; one
/// thread at a time.
///
/// Tracks: the process; in it "Run" (the phases as slices with
/// the `loop_uuid` of the loop under test, instants with what the run was), one per
/// loop, worker and connection, one counter per gauge. A loop has child tracks: "Stalls" (slices with
/// line and annotations), "Latency" (counter in ns with `interval_ns`; a ping's last sample has
/// `delivered`) and "Details" with instants: `beat`, `loop totals` (`iterations`, `dispatches`,
/// `busy_ns`, `dropped`; when the phase changes, at the end, and every 100 ms), and one per name and
/// 100 ms for the dispatches too short to be slices (`count`, `total_ns`, `longest_ns`, `short` true).
/// A use in a wrong thread is an instant "wrong thread" with its line and `kind`, `object`, `own_thread`,
/// `thread`, `count` and `stack`, on the "Details" of the loop where it happened; again at the end when it
/// happened more often. A stall that goes on, or waits for its stack, is an instant there, too (what its
/// slice will have, and `unfinished`, `started_ns`, `duration_ns`): that is what a killed program leaves of
/// it. On "Run" the instants `track` and `counter` tell kind, role and limit of each track by its uuid. A
/// slice has `task`, `failed`, `continued`, `depth` where they are not 0, and `waited_ns` where it was
/// measured.
///
/// At the end "Run" has one instant `executor` for each (`name`, `kind`, `workers`, `submitted`, `completed`,
/// `failed`, `cancelled`, `max_queue_depth`), `requests` (`completed`, `failed`, `wrong_answers`,
/// `max_in_flight`, `connections_accepted`, `min_ns`, `max_ns`, `latency`: HdrHistogram's encoding V2 in
/// Base64), `self` (`probe_ns_per_dispatch`, `watchdog_core_fraction`, `recorder_core_fraction`) and `run
/// finished` (`verdict`, `failure`, `stopped`, `rounds`, `work_units`, `left_out_dispatches`,
/// `left_out_samples`). After each batch stands a packet with nothing but its time: the batch's `until`.
/// resources/docs/traces.md says the same for users.
class PerfettoCodec
{
public:
    explicit PerfettoCodec(RunDescription run);

    /// What a trace starts with: the clocks' anchor, process, run.
    void writeHeader(std::string &out, const Base::TimeAnchor &anchor);
    void encode(const Trace::Batch &batch, std::string &out);
    /// Says again what later packets refer to: from here on the packets are a trace of their own, with or
    /// without those before.
    void restart(std::string &out, const Base::TimeAnchor &anchor);
    /// What a trace ends with: stalls that are still open or wait for their stack, the totals, the
    /// open phase, the verdict.
    void writeEnd(std::string &out, const RunSummary &summary);

    /// Events that never came to encode(), summed up since the start.
    struct LeftOut
    {
        quint64 dispatches = 0; ///< slices that count, and dispatches in summaries
        quint64 samples = 0;    ///< everything else
    };
    void setLeftOut(const LeftOut &leftOut) { m_leftOut = leftOut; }

private:
    /// A track of slices with its further lanes.
    struct SliceRow
    {
        quint64 uuid = 0;
        std::string name;
        TrackLanes lanes;
        std::vector<PacketSequence> sequences; // of each lane
    };
    struct TrackEntry
    {
        Trace::Track track;
        SliceRow slices;
        std::optional<SliceRow> stalls;
        std::optional<PacketSequence> latency;
        std::optional<PacketSequence> details;
        std::optional<Trace::LoopTotals> unwrittenTotals;
        std::optional<Trace::LoopTotals> lastTotals;
        Base::SteadyTime totalsWrittenAt;
    };
    struct PendingStall
    {
        Trace::Stall stall;
        Base::SteadyTime heardAt;
        quint32 notedRevision = 0;
        Base::SteadyTime notedAt;
        bool isNoted = false;
        bool isNotedOpen = false;
    };
    struct WrongThreadState
    {
        Trace::WrongThreadUse use;
        quint64 writtenCount = 0;
    };
    struct DropCounter
    {
        std::optional<PacketSequence> sequence;
        quint64 written = 0;
    };

    /// An instant on "Run" that says what a track or a counter is.
    struct Declaration
    {
        const char *name = "";
        std::vector<Annotation> annotations;
    };

    void writeRun(Base::SteadyTime at, std::string &out);
    void declare(Declaration declaration, Base::SteadyTime at, std::string &out);
    void describeTrack(std::string &out, const std::function<void(std::string &)> &write);
    void restartSequences();
    void declareTrack(const Trace::Track &track, Base::SteadyTime at, std::string &out);
    void declareCounter(const Trace::Counter &counter, Base::SteadyTime at, std::string &out);
    void writePhases(const std::vector<Trace::PhaseChange> &phases, std::string &out);
    void beginPhase(const Trace::PhaseChange &change, Base::SteadyTime at, std::string &out);
    void writeSlices(const std::vector<Trace::Slice> &slices, std::string &out);
    void writeDetails(const Trace::Batch &batch, std::string &out);
    void writeTotals(TrackEntry &entry, std::string &out);
    void writeLatencies(const std::vector<Trace::LatencySample> &samples, std::string &out);
    void writeSamples(const std::vector<Trace::CounterSample> &samples, std::string &out);
    void takeStalls(const std::vector<Trace::Stall> &stalls, Base::SteadyTime at);
    void writeStalls(bool all, std::string &out);
    void noteUnfinished(PendingStall &pending, std::string &out);
    void writeStallsOf(Trace::TrackId track, const std::vector<Trace::Stall> &stalls, std::string &out);
    void writeWrongThreads(const std::vector<Trace::WrongThreadUse> &uses, bool all, std::string &out);
    void writeDropped(quint64 dropped, std::string &out);
    void writeExecutors(const std::vector<Trace::ExecutorFigures> &executors, std::string &out);
    void writeRequests(const Trace::RequestFigures &requests, std::string &out);
    void writeSelf(const RunSummary::Self &self, std::string &out);
    void writeDropCounter(DropCounter &counter, quint64 value, const char *name, std::string &out);

    template <typename BeginSlice>
    std::size_t writeRow(SliceRow &row, std::span<Stretch> stretches, std::string &out,
                         const BeginSlice &beginSlice);
    quint64 nextUuid() { return ++m_lastUuid; }
    quint64 processUuid(qint64 pid, const QString &name, std::string &out);
    PacketSequence childSequence(quint64 parent, const std::string &name, std::string &out);
    PacketSequence counterSequence(quint64 parent, const QString &name, Fields::CounterUnit unit,
                                   std::string &out);
    TrackEntry &entryOf(Trace::TrackId track, std::string &out);
    PacketSequence &detailsOf(TrackEntry &entry, std::string &out);
    std::string_view nameOf(Trace::NameId name) const;

    const RunDescription m_run;
    quint64 m_lastUuid = 0;
    PacketSequence m_runSequence;
    Trace::Phase m_phase = Trace::Phase::Done;
    Base::SteadyTime m_phaseAt; // of the last change
    Base::SteadyTime m_until;
    std::unordered_map<Trace::NameId, std::string> m_names;
    std::map<Trace::TrackId, TrackEntry> m_tracks;
    std::map<Trace::CounterId, PacketSequence> m_counters;
    std::string m_descriptors; // of all tracks
    std::vector<Declaration> m_declarations;
    std::map<qint64, quint64> m_processes; // uuid by pid
    std::set<qint64> m_threads;            // tids that have a track
    std::map<Trace::StallId, PendingStall> m_stalls;
    std::set<Trace::StallId> m_writtenStalls;
    std::map<Trace::StallId, WrongThreadState> m_wrongThreads;
    LeftOut m_leftOut;
    LeftOut m_refused; // stretches that no lane of their track took
    DropCounter m_droppedEvents;
    DropCounter m_droppedDispatches;
    DropCounter m_droppedSamples;
};

} // namespace Loopscope::Record
