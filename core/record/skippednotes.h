#pragma once

#include <QString>

#include <map>
#include <vector>

namespace Loopscope::Record {

/// Why a part of a trace was not read.
enum class SkipReason : quint8
{
    Garbage,         ///< bytes that are no packet
    CutShort,        ///< the file ends within a packet or a value
    BadPacket,       ///< a packet that is not well formed
    Compressed,      ///< packets inside a compressed packet
    OtherPacket,     ///< packets of kinds that have neither slices nor counters
    OtherEvent,      ///< events that are neither slice nor counter
    NoState,         ///< an event that refers to something lost
    NoTime,          ///< an event of an unknown clock or with an impossible time
    UnknownTrack,    ///< an event of a track that was never declared
    UnmatchedEnd,    ///< the end of a slice that never began
    NeverEnded,      ///< a slice whose end is not in the file
    TooDeep,         ///< slices or values nested too deeply
    TooMany,         ///< more tracks, names or stacks than the file's size can justify
    ImpossibleValue, ///< a value out of its range
    Syntax,          ///< JSON that is not well formed
    TimesUncertain,  ///< not skipped: times after a damaged place may be early, until the track starts afresh
};

/// One kind of thing that was skipped.
struct SkippedPart
{
    SkipReason reason = SkipReason::Garbage;
    qint64 offset = 0; ///< of the first one, in bytes from the start of the file
    quint64 count = 0;
    quint64 bytes = 0; ///< of all; 0 when that says nothing
    QString detail;    ///< of the first one; may be empty

    /// One sentence.
    QString toString() const;
};

/// Collects what a reader skips. One thread at a time.
class SkippedNotes
{
public:
    void add(SkipReason reason, qint64 offset, quint64 bytes = 0, const QString &detail = {});
    bool has(SkipReason reason) const { return m_parts.contains(reason); }
    /// In order of the first offset.
    std::vector<SkippedPart> parts() const;

private:
    std::map<SkipReason, SkippedPart> m_parts;
};

} // namespace Loopscope::Record
