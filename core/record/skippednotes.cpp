#include "core/record/skippednotes.h"

#include <algorithm>

namespace Loopscope::Record {

namespace {

QString reasonText(SkipReason reason, bool one)
{
    switch (reason) {
    case SkipReason::Garbage:
        return one ? QStringLiteral("stretch of bytes that is no packet")
                   : QStringLiteral("stretches of bytes that are no packet");
    case SkipReason::CutShort:
        return one ? QStringLiteral("packet or value that the end of the file cuts short")
                   : QStringLiteral("packets or values that the end of the file cuts short");
    case SkipReason::BadPacket:
        return one ? QStringLiteral("malformed packet") : QStringLiteral("malformed packets");
    case SkipReason::Compressed:
        return one ? QStringLiteral("compressed packet") : QStringLiteral("compressed packets");
    case SkipReason::OtherPacket:
        return one ? QStringLiteral("packet without slices or counters")
                   : QStringLiteral("packets without slices or counters");
    case SkipReason::OtherEvent:
        return one ? QStringLiteral("event that is neither slice nor counter")
                   : QStringLiteral("events that are neither slice nor counter");
    case SkipReason::NoState:
        return one ? QStringLiteral("event that refers to something that is not in the file")
                   : QStringLiteral("events that refer to something that is not in the file");
    case SkipReason::NoTime:
        return one ? QStringLiteral("event without a usable time")
                   : QStringLiteral("events without a usable time");
    case SkipReason::UnknownTrack:
        return one ? QStringLiteral("event of an unknown track") : QStringLiteral("events of unknown tracks");
    case SkipReason::UnmatchedEnd:
        return one ? QStringLiteral("end of a slice that never began")
                   : QStringLiteral("ends of slices that never began");
    case SkipReason::NeverEnded:
        return one ? QStringLiteral("slice that never ends") : QStringLiteral("slices that never end");
    case SkipReason::TooDeep:
        return one ? QStringLiteral("slice or value that is nested too deeply")
                   : QStringLiteral("slices or values that are nested too deeply");
    case SkipReason::TooMany:
        return one ? QStringLiteral("track, name or stack beyond the limit")
                   : QStringLiteral("tracks, names or stacks beyond the limit");
    case SkipReason::ImpossibleValue:
        return one ? QStringLiteral("event with an impossible value")
                   : QStringLiteral("events with impossible values");
    case SkipReason::Syntax:
        return one ? QStringLiteral("part that is not well-formed JSON")
                   : QStringLiteral("parts that are not well-formed JSON");
    case SkipReason::TimesUncertain:
        break;
    }
    return one ? QStringLiteral("damaged place after which times may be early for up to 10 s")
               : QStringLiteral("damaged places after which times may be early for up to 10 s");
}

} // namespace

QString SkippedPart::toString() const
{
    const bool isSkipped = reason != SkipReason::TimesUncertain;
    QString text = QStringLiteral("%1%2 %3, first at byte %4")
                       .arg(isSkipped ? QStringLiteral("skipped ") : QString())
                       .arg(count)
                       .arg(reasonText(reason, count == 1))
                       .arg(offset);
    if (bytes)
        text += QStringLiteral(", %1 %2 in all")
                    .arg(bytes)
                    .arg(bytes == 1 ? QStringLiteral("byte") : QStringLiteral("bytes"));
    if (!detail.isEmpty())
        text += QStringLiteral(" (%1)").arg(detail);
    return text;
}

void SkippedNotes::add(SkipReason reason, qint64 offset, quint64 bytes, const QString &detail)
{
    const auto [entry, isNew] = m_parts.try_emplace(reason);
    SkippedPart &part = entry->second;
    if (isNew) {
        part.reason = reason;
        part.offset = offset;
        part.detail = detail;
    }
    ++part.count;
    part.bytes += bytes;
}

std::vector<SkippedPart> SkippedNotes::parts() const
{
    std::vector<SkippedPart> result;
    result.reserve(m_parts.size());
    for (const auto &[reason, part] : m_parts)
        result.push_back(part);
    std::ranges::stable_sort(result, {}, &SkippedPart::offset);
    return result;
}

} // namespace Loopscope::Record
