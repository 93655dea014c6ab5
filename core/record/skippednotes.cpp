#include "core/record/skippednotes.h"

#include "core/base/words.h"

#include <algorithm>

namespace Loopscope::Record {

namespace {

QString reasonText(SkipReason reason, bool one)
{
    switch (reason) {
    case SkipReason::Garbage:
        return one ? Words::tr("stretch of bytes that is no packet")
                   : Words::tr("stretches of bytes that are no packet");
    case SkipReason::CutShort:
        return one ? Words::tr("packet or value that the end of the file cuts short")
                   : Words::tr("packets or values that the end of the file cuts short");
    case SkipReason::BadPacket:
        return one ? Words::tr("malformed packet") : Words::tr("malformed packets");
    case SkipReason::Compressed:
        return one ? Words::tr("compressed packet") : Words::tr("compressed packets");
    case SkipReason::OtherPacket:
        return one ? Words::tr("packet without slices or counters")
                   : Words::tr("packets without slices or counters");
    case SkipReason::OtherEvent:
        return one ? Words::tr("event that is neither slice nor counter")
                   : Words::tr("events that are neither slice nor counter");
    case SkipReason::NoState:
        return one ? Words::tr("event that refers to something that is not in the file")
                   : Words::tr("events that refer to something that is not in the file");
    case SkipReason::NoTime:
        return one ? Words::tr("event without a usable time") : Words::tr("events without a usable time");
    case SkipReason::UnknownTrack:
        return one ? Words::tr("event of an unknown track") : Words::tr("events of unknown tracks");
    case SkipReason::UnmatchedEnd:
        return one ? Words::tr("end of a slice that never began")
                   : Words::tr("ends of slices that never began");
    case SkipReason::NeverEnded:
        return one ? Words::tr("slice that never ends") : Words::tr("slices that never end");
    case SkipReason::TooDeep:
        return one ? Words::tr("slice or value that is nested too deeply")
                   : Words::tr("slices or values that are nested too deeply");
    case SkipReason::TooMany:
        return one ? Words::tr("track, name or stack beyond the limit")
                   : Words::tr("tracks, names or stacks beyond the limit");
    case SkipReason::ImpossibleValue:
        return one ? Words::tr("event with an impossible value") : Words::tr("events with impossible values");
    case SkipReason::Syntax:
        return one ? Words::tr("part that is not well-formed JSON")
                   : Words::tr("parts that are not well-formed JSON");
    case SkipReason::TimesUncertain:
        break;
    }
    return one ? Words::tr("damaged place after which times may be early for up to 10 s")
               : Words::tr("damaged places after which times may be early for up to 10 s");
}

} // namespace

QString SkippedPart::toString() const
{
    const bool isSkipped = reason != SkipReason::TimesUncertain;
    QString text = Words::tr("%1%2 %3, first at byte %4")
                       .arg(isSkipped ? Words::tr("skipped ") : QString())
                       .arg(count)
                       .arg(reasonText(reason, count == 1))
                       .arg(offset);
    if (bytes)
        text += Words::tr(", %1 %2 in all")
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
