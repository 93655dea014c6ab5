#pragma once

#include "core/base/steadytime.h"
#include "core/record/annotationview.h"
#include "core/record/packetsequence.h"
#include "core/record/sequenceclocks.h"
#include "core/record/skippednotes.h"
#include "core/trace/track.h"

#include <limits>
#include <unordered_map>

namespace Loopscope::Record {

/// A name as a sequence has interned it.
struct InternedName
{
    std::string text;
    Trace::NameId id = 0; ///< room for the reader's own number of it
};

/// An event with all that its sequence knows put in; the views last as long as its packet.
struct DecodedEvent
{
    Fields::EventType type = Fields::EventType::Instant;
    quint64 track = 0;
    Base::SteadyTime at;
    std::string_view name;
    InternedName *interned = nullptr; ///< null when the name stands in the event itself
    const CodeLine *line = nullptr;   ///< null when there is none
    double value = 0;
    const Annotations *annotations = nullptr;
    qint64 offset = 0;
};

struct DecodedTrack
{
    quint64 uuid = 0;
    quint64 parent = 0;
    std::string_view name;
    bool isProcess = false;
    bool isThread = false;
    bool isCounter = false;
    bool countsBytes = false;
    qint64 pid = 0;
    qint64 tid = 0;
};

/// Takes what a decoder finds, in the order of the file.
class DecoderTarget
{
public:
    virtual ~DecoderTarget() = default;
    virtual void onTrack(const DecodedTrack &track) = 0;
    virtual void onEvent(const DecodedEvent &event) = 0;
    virtual void onAnchor(const Base::TimeAnchor &anchor) = 0;
    /// A packet with nothing but its time.
    virtual void onTimeMark(Base::SteadyTime at) = 0;
};

/// Reads the packets of a Perfetto trace: interned data, clocks, defaults. What is malformed is noted;
/// nothing is thrown. One thread at a time.
class PerfettoDecoder
{
public:
    /// What is kept for later packets; more is noted as TooMany. A file's size bounds its names already.
    struct Limits
    {
        std::size_t sequences = 200'000;
        std::size_t entries = std::numeric_limits<std::size_t>::max(); ///< names of one kind, of a sequence
        std::size_t textLength = std::numeric_limits<std::size_t>::max(); ///< longer ones are cut
    };

    PerfettoDecoder(DecoderTarget *target, SkippedNotes *notes)
        : PerfettoDecoder(target, notes, Limits())
    {}
    PerfettoDecoder(DecoderTarget *target, SkippedNotes *notes, Limits limits)
        : m_target(target)
        , m_notes(notes)
        , m_limits(limits)
    {}

    void decode(std::string_view packet, qint64 offset);
    /// Bytes were lost: what sequences count on may be missing.
    void noteGap(qint64 offset);

private:
    struct Sequence
    {
        bool hasState = false;
        std::uint32_t defaultClock = 0;
        quint64 defaultTrack = 0;
        SequenceClocks clocks;
        std::unordered_map<quint64, InternedName> names;
        std::unordered_map<quint64, std::string> annotationNames;
        std::unordered_map<quint64, std::string> annotationTexts;
        std::unordered_map<quint64, CodeLine> lines;
    };
    struct RawPacket;
    struct RawEvent;

    void decodeUnsafe(std::string_view packet);
    void takeState(const RawPacket &raw, Sequence &sequence);
    void readDescriptor(std::string_view bytes);
    void readSnapshot(std::string_view bytes, Sequence &sequence);
    void readDefaults(std::string_view bytes, Sequence &sequence);
    void readInterned(std::string_view bytes, Sequence &sequence);
    void readEvent(const RawPacket &raw, Sequence &sequence);
    bool resolve(const RawEvent &raw, Sequence &sequence, DecodedEvent *event);
    void readAnnotation(std::string_view bytes, Sequence &sequence);
    std::optional<Base::SteadyTime> timeOf(const RawPacket &raw, Sequence &sequence);
    Sequence *sequenceOf(std::uint32_t id);

    DecoderTarget *const m_target;
    SkippedNotes *const m_notes;
    const Limits m_limits;
    qint64 m_offset = 0;
    std::unordered_map<std::uint32_t, Sequence> m_sequences;
    GlobalClocks m_clocks;
    Annotations m_annotations; // of the event that is being read
};

} // namespace Loopscope::Record
