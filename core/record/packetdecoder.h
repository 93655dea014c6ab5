#pragma once

#include "core/record/perfettofields.h"
#include "core/record/streamencoder.h"
#include "core/trace/batch.h"

#include <QByteArray>

#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>
#include <variant>

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

/// Everything up to one `batch` mark. Stalls and uses have no stacks: those are beside them.
struct StreamBatch
{
    Trace::Batch batch;
    std::vector<StreamStack> stacks;
    std::optional<ProbeCost> cost;
};

/// Gives identifiers that no other decoder of this process gives. One thread.
struct StreamIds
{
    Trace::TrackId track = 0;
    Trace::NameId name = 0;
    Trace::StallId stall = 0;
};

/// Turns the packets that StreamEncoder writes back into batches, as they arrive. What comes from the other
/// side is never trusted: sizes and counts have limits, and a stream that breaks a rule is given up
/// (isBroken()) with what was understood before it. One thread at a time.
class PacketDecoder
{
public:
    static constexpr std::size_t longestPacket = std::size_t{1} << 20;
    static constexpr std::size_t mostEntries = 20'000; ///< names, tracks, modules, sequences: of each
    static constexpr std::size_t mostEvents = 500'000; ///< in one batch

    explicit PacketDecoder(StreamIds *ids)
        : m_ids(ids)
    {}

    /// Any piece of the stream.
    void feed(std::string_view bytes);
    /// The next complete batch; none: feed more.
    std::optional<StreamBatch> next();
    bool isBroken() const { return m_isBroken; }

private:
    using Value = std::variant<std::monostate, bool, quint64, double, std::string, std::vector<std::string>>;
    struct Annotations
    {
        const Value *find(std::string_view name) const;
        quint64 number(std::string_view name) const;
        double real(std::string_view name) const;
        bool flag(std::string_view name) const;
        QString text(std::string_view name) const;

        std::vector<std::pair<std::string, Value>> values;
    };
    struct OpenSlice
    {
        Trace::NameId name = 0;
        qint64 at = 0;
        bool counts = true;
        bool failed = false;
    };
    struct Sequence
    {
        quint64 trackUuid = 0;
        qint64 clock = 0;
        std::unordered_map<quint64, std::string> names;
        std::unordered_map<quint64, std::string> annotationNames;
        std::vector<OpenSlice> open;
    };
    struct TrackEntry
    {
        std::string name;
        quint64 parent = 0;
        qint64 pid = 0;
        qint64 tid = 0;
    };
    struct Event
    {
        Fields::EventType type = Fields::EventType::Instant;
        std::string name;
        double value = 0;
        Annotations annotations;
        qint64 at = 0;
    };

    // packetdecoder.cpp: packets and what they refer to
    bool takePacket();
    void readPacket(std::string_view packet);
    void readSnapshot(std::string_view bytes, Sequence &sequence);
    void readDefaults(std::string_view bytes, Sequence &sequence);
    void readInterned(std::string_view bytes, Sequence &sequence);
    void readTrack(std::string_view bytes);
    Event readEvent(std::string_view bytes, const Sequence &sequence);
    void readAnnotation(std::string_view bytes, const Sequence &sequence, Annotations &out);
    void require(bool condition);

    // packetdecoder_events.cpp: what the events say
    void apply(const Event &event, Sequence &sequence);
    void applyRun(const Event &event);
    void applyDeclaration(const Annotations &annotations);
    void applyLive(const Event &event);
    static ProbeCost costOf(const Annotations &values);
    void applyModule(const Annotations &annotations);
    void applyStack(const Event &event);
    void applyStall(const Event &event);
    void applyUse(const Event &event);
    void applySlice(const Event &event, Trace::TrackId track, Sequence &sequence);
    void applyDetail(const Event &event, Trace::TrackId track);
    void applyLatency(const Event &event, Trace::TrackId track);
    void applyLoss(const std::string &name, const Event &event);
    void finishBatch(qint64 until);
    Trace::NameId nameId(const std::string &name);
    Trace::TrackId trackOf(quint64 uuid) const;
    Trace::TrackId trackOfRemote(quint64 id) const;
    Trace::StallId stallId(quint64 remote);

    StreamIds *const m_ids;
    std::string m_buffer;
    std::size_t m_at = 0; // read up to here
    bool m_isBroken = false;
    std::unordered_map<quint64, Sequence> m_sequences;
    std::unordered_map<quint64, TrackEntry> m_descriptors;          // by uuid
    std::unordered_map<quint64, Trace::TrackId> m_tracks;           // by uuid
    std::unordered_map<quint64, Trace::TrackId> m_remoteTracks;     // by the other side's id
    std::unordered_map<Trace::TrackId, Base::Duration> m_intervals; // of pings
    std::unordered_map<std::string, Trace::NameId> m_names;
    std::unordered_map<quint64, StreamModule> m_modules;
    std::map<quint64, Trace::StallId> m_stalls; // by the other side's id
    std::map<std::string, quint64> m_losses;    // by counter
    std::optional<qint64> m_phaseEnd;
    StreamBatch m_current;
    std::size_t m_events = 0;
    std::deque<StreamBatch> m_ready;
};

} // namespace Loopscope::Record
