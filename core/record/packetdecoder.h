#pragma once

#include "core/record/perfettodecoder.h"
#include "core/record/streamcalls.h"
#include "core/record/streamencoder.h"
#include "core/trace/batch.h"

#include <QByteArray>

#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>

namespace Loopscope::Record {

/// A program or library of the observed process.
struct StreamModule
{
    QString path;
    QByteArray buildId;
};

/// A stack as it comes over the wire: its frames still have to be looked up.
struct StreamStack
{
    Trace::StallId owner = 0;   ///< the stall, or the use in a wrong thread
    bool isWrongThread = false; ///< which of the two
    Trace::Stack stack;         ///< without frames
    struct Address
    {
        StreamModule module; ///< no path: unknown
        quint64 offset = 0;
    };
    std::vector<Address> addresses; ///< innermost first
};

/// Everything up to one `batch` mark. Stalls and uses have no stacks: those are beside them. Names of stalls'
/// events are as they came: StreamCalls makes them readable.
struct StreamBatch
{
    Trace::Batch batch;
    std::vector<StreamStack> stacks;
    std::optional<ProbeCost> cost;
};

/// What the decoders of this process share: identifiers that no other gives, and names of queued calls. One
/// thread.
struct StreamIds
{
    StreamCalls calls;
    Trace::TrackId track = 0;
    Trace::NameId name = 0;
    Trace::StallId stall = 0;
};

/// Turns the packets that StreamEncoder writes back into batches, as they arrive: PerfettoDecoder reads the
/// packets, as it does those of files; here is what they mean in a stream. What comes from the other
/// side is never trusted: sizes and counts have limits, and a stream that breaks a rule is given up
/// (isBroken()) with what was understood before it. One thread at a time.
class PacketDecoder final : private DecoderTarget
{
public:
    static constexpr std::size_t longestPacket = std::size_t{1} << 20;
    static constexpr std::size_t mostEntries = 20'000; ///< names, tracks, modules, sequences: of each
    static constexpr std::size_t mostEvents = 500'000; ///< in one batch

    explicit PacketDecoder(StreamIds *ids);

    /// Any piece of the stream.
    void feed(std::string_view bytes);
    /// The next complete batch; none: feed more.
    std::optional<StreamBatch> next();
    bool isBroken() const { return m_isBroken; }

private:
    struct OpenSlice
    {
        Trace::NameId name = 0;
        Base::SteadyTime at;
        bool counts = true;
        bool failed = false;
        std::optional<Base::Duration> waited;
    };
    struct TrackEntry
    {
        std::string name;
        quint64 parent = 0;
        qint64 pid = 0;
        qint64 tid = 0;
    };
    // packetdecoder.cpp: frames, and the rules that a stream must keep
    bool takePacket();
    void onTrack(const DecodedTrack &track) override;
    void onEvent(const DecodedEvent &event) override;
    void onAnchor(const Base::TimeAnchor &) override {}
    void onTimeMark(Base::SteadyTime) override {}

    // packetdecoder_events.cpp: what the events say
    void apply(const DecodedEvent &event);
    void applyRun(const DecodedEvent &event);
    void applyDeclaration(const Annotations &annotations);
    void applyLive(const DecodedEvent &event);
    static ProbeCost costOf(const Annotations &values);
    void applyModule(const Annotations &annotations);
    void applyStack(const DecodedEvent &event);
    void applyStall(const DecodedEvent &event);
    void applyUse(const DecodedEvent &event);
    void applySlice(const DecodedEvent &event, Trace::TrackId track);
    void applyDetail(const DecodedEvent &event, Trace::TrackId track);
    void applyLatency(const DecodedEvent &event, Trace::TrackId track);
    void applyLoss(const std::string &name, const DecodedEvent &event);
    void finishBatch(Base::SteadyTime until);
    Trace::NameId nameId(std::string_view name);
    Trace::NameId readableNameId(const QString &name);
    Trace::TrackId trackOf(quint64 uuid) const;
    Trace::TrackId trackOfRemote(quint64 id) const;
    Trace::StallId stallId(quint64 remote);

    StreamIds *const m_ids;
    std::string m_buffer;
    std::size_t m_at = 0; // read up to here
    bool m_isBroken = false;
    SkippedNotes m_notes;
    PerfettoDecoder m_decoder;
    std::unordered_map<quint64, std::vector<OpenSlice>> m_open;     // by uuid
    std::unordered_map<quint64, TrackEntry> m_descriptors;          // by uuid
    std::unordered_map<quint64, Trace::TrackId> m_tracks;           // by uuid
    std::unordered_map<quint64, Trace::TrackId> m_remoteTracks;     // by the other side's id
    std::unordered_map<Trace::TrackId, Base::Duration> m_intervals; // of pings
    std::unordered_map<std::string, Trace::NameId> m_names;
    std::unordered_map<quint64, StreamModule> m_modules;
    std::map<quint64, Trace::StallId> m_stalls; // by the other side's id
    std::map<std::string, quint64> m_losses;    // by counter
    std::optional<Base::SteadyTime> m_phaseEnd;
    StreamBatch m_current;
    std::size_t m_events = 0;
    std::deque<StreamBatch> m_ready;
};

} // namespace Loopscope::Record
