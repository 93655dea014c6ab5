#include "core/record/skippednotes.h"

#include <algorithm>

namespace Loopscope::Record {

namespace {

QString reasonText(SkipReason reason)
{
    switch (reason) {
    case SkipReason::Garbage:
        return QStringLiteral("stretches of bytes that are no packet");
    case SkipReason::CutShort:
        return QStringLiteral("packets or values that the end of the file cuts short");
    case SkipReason::BadPacket:
        return QStringLiteral("malformed packets");
    case SkipReason::Compressed:
        return QStringLiteral("compressed packets");
    case SkipReason::OtherPacket:
        return QStringLiteral("packets without slices or counters");
    case SkipReason::OtherEvent:
        return QStringLiteral("events that are neither slice nor counter");
    case SkipReason::NoState:
        return QStringLiteral("events that refer to something that is not in the file");
    case SkipReason::NoTime:
        return QStringLiteral("events without a usable time");
    case SkipReason::UnknownTrack:
        return QStringLiteral("events of unknown tracks");
    case SkipReason::UnmatchedEnd:
        return QStringLiteral("ends of slices that never began");
    case SkipReason::NeverEnded:
        return QStringLiteral("slices that never end");
    case SkipReason::TooDeep:
        return QStringLiteral("slices or values that are nested too deeply");
    case SkipReason::TooMany:
        return QStringLiteral("tracks, names or stacks beyond the limit");
    case SkipReason::ImpossibleValue:
        return QStringLiteral("events with impossible values");
    case SkipReason::Syntax:
        return QStringLiteral("parts that are not well-formed JSON");
    case SkipReason::TimesUncertain:
        break;
    }
    return QStringLiteral("damaged places after which times may be early for up to 10 s");
}

} // namespace

QString SkippedPart::toString() const
{
    const bool isSkipped = reason != SkipReason::TimesUncertain;
    QString text = QStringLiteral("%1%2 %3, first at byte %4")
                       .arg(isSkipped ? QStringLiteral("skipped ") : QString())
                       .arg(count)
                       .arg(reasonText(reason))
                       .arg(offset);
    if (bytes)
        text += QStringLiteral(", %1 bytes in all").arg(bytes);
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
