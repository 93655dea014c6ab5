#pragma once

#include "core/record/batchbuilder.h"
#include "core/record/perfettodecoder.h"
#include "core/record/tracereader.h"

#include <map>
#include <set>

namespace Loopscope::Record {

/// Turns the events of a Perfetto trace into batches: ours by what PerfettoCodec says of its tracks, those of
/// others by their descriptors. One thread at a time.
class PerfettoReader final : private DecoderTarget
{
public:
    PerfettoReader(BatchBuilder *builder, TraceDescription *description, SkippedNotes *notes, qint64 size);

    /// False: cancelled.
    bool read(QIODevice *device, qint64 size, const TraceReader::Progress &progress);
    /// One packet, without its frame; also of an attached program's stream.
    void take(std::string_view packet, qint64 offset) { m_decoder.decode(packet, offset); }
    void noteGap(qint64 offset) { m_decoder.noteGap(offset); }
    /// What is left when the last packet was taken.
    void finish();

private:
    enum class RowKind : quint8
    {
        Unknown,
        Process,
        Run,
        Slices,
        Stalls,
        Latency,
        Details,
        Counter,
        DroppedEvents,
        LeftOutDispatches,
        LeftOutSamples,
    };
    struct OpenSlice
    {
        Trace::Slice slice;
        qint64 offset = 0;
    };
    /// What the trace has under one uuid.
    struct Row
    {
        RowKind kind = RowKind::Unknown;
        Trace::TrackId track = 0;
        Trace::CounterId counter = 0;
        DecodedTrack descriptor; // its name is in `name`
        std::string name;
        std::vector<OpenSlice> open;
        std::vector<Trace::Stall> openStalls;
    };

    void onTrack(const DecodedTrack &track) override;
    void onEvent(const DecodedEvent &event) override;
    void onAnchor(const Base::TimeAnchor &anchor) override;
    void onTimeMark(Base::SteadyTime at) override;

    Row *rowOf(quint64 uuid);
    bool isOurs() const { return m_description->format == TraceDescription::Format::Loopscope; }
    void classify(Row *row);
    void classifyForeign(Row *row);
    Trace::TrackId declareTrack(Trace::Track track);
    Trace::CounterId declareCounter(Trace::Counter counter);

    void onSliceEvent(Row &row, const DecodedEvent &event);
    void onStallEvent(Row &row, const DecodedEvent &event);
    void onRunEvent(const DecodedEvent &event);
    void onRunInstant(const DecodedEvent &event);
    void beginPhase(const DecodedEvent &event);
    void onDetail(Row &row, const DecodedEvent &event);
    void takeUnfinished(const Row &row, const DecodedEvent &event);
    void endUnfinished();
    void onLatency(Row &row, const DecodedEvent &event);
    void onCounter(Row &row, const DecodedEvent &event);
    void takeRun(const DecodedEvent &event);
    void takeTrack(const Annotations &values);
    void takeCounter(const Annotations &values);
    void takeExecutor(const Annotations &values);
    void takeRequests(const Annotations &values, qint64 offset);
    void takeFinish(const Annotations &values);
    Trace::NameId nameIdOf(const DecodedEvent &event);
    void endPhases();
    void skip(SkipReason reason, qint64 offset) { m_notes->add(reason, offset); }

    BatchBuilder *const m_builder;
    TraceDescription *const m_description;
    SkippedNotes *const m_notes;
    PerfettoDecoder m_decoder;
    std::unordered_map<quint64, Row> m_rows;
    std::set<Trace::TrackId> m_trackIds;
    std::set<Trace::CounterId> m_counterIds;
    std::set<Trace::StallId> m_stallIds;
    std::map<Trace::StallId, Trace::Stall> m_unfinished; // by the number that the trace gives
    Trace::TrackId m_lastTrack = 0;
    Trace::CounterId m_lastCounter = 0;
    Trace::StallId m_lastStall = 0;
    Trace::TrackId m_phaseTrack = 0;
    std::optional<Base::SteadyTime> m_phaseEndedAt; // no next one was seen yet
    RunSummary m_summary;
    qint64 m_frameBudget; // of frames that stand in the file once and are read several times
    bool m_hasSubject = false;
};

} // namespace Loopscope::Record
