#include "ui/models/tracewords.h"

#include "core/base/words.h"

#include <QRegularExpression>

#include <algorithm>
#include <optional>

namespace Loopscope::Models {

namespace {

// What stands behind the word in a name of this form: "1" of "Pool 1", "92-100" of "Connection 92-100".
std::optional<QString> numbersAfter(const QString &words, const QString &name)
{
    static const QRegularExpression number(QStringLiteral("^ \\d+(?:[-\u2013]\\d+)?$"));
    if (!name.startsWith(words))
        return {};
    const QString rest = name.mid(words.size());
    if (rest.isEmpty())
        return rest;
    return number.match(rest).hasMatch() ? std::optional(rest.mid(1)) : std::nullopt;
}

QString loopName(const Trace::Track &track)
{
    using Trace::LoopRole;
    if (track.role == LoopRole::Subject && track.name == QStringLiteral("Loop"))
        return Words::tr("Loop");
    if (track.role == LoopRole::Window && track.name == QStringLiteral("Window"))
        return Words::tr("Window");
    if (track.role == LoopRole::Server && track.name == QStringLiteral("Other loop"))
        return Words::tr("Other loop");
    return track.name;
}

QString connectionName(const Trace::Track &track, int level)
{
    if (track.name == QStringLiteral("Blocking GET"))
        return level > 1 ? QStringLiteral("GET") : Words::tr("Blocking GET");
    auto numbers = numbersAfter(QStringLiteral("Connection"), track.name);
    if (!numbers) {
        numbers = numbersAfter(QStringLiteral("Conn"), track.name);
        level = std::max(level, 1);
    }
    if (!numbers)
        return track.name;
    if (numbers->isEmpty())
        return level == 0 ? Words::tr("Connection") : Words::tr("Conn");
    return level == 0   ? Words::tr("Connection %1").arg(*numbers)
           : level == 1 ? Words::tr("Conn %1").arg(*numbers)
                        : *numbers;
}

QString numberedName(const Trace::Track &track, const QString &word, QString (*translated)(const QString &))
{
    const auto number = numbersAfter(word, track.name);
    return number && !number->isEmpty() ? translated(*number) : track.name;
}

} // namespace

QString laneName(const Trace::Track &track)
{
    return shortLaneName(track, 0);
}

QString shortLaneName(const Trace::Track &track, int level)
{
    switch (track.kind) {
    case Trace::TrackKind::Loop:
        return loopName(track);
    case Trace::TrackKind::WorkerThread:
        return numberedName(track, QStringLiteral("Pool"),
                            [](const QString &number) { return Words::tr("Pool %1").arg(number); });
    case Trace::TrackKind::WorkerProcess:
        return numberedName(track, QStringLiteral("Worker"),
                            [](const QString &number) { return Words::tr("Worker %1").arg(number); });
    case Trace::TrackKind::Connection:
        return connectionName(track, level);
    case Trace::TrackKind::Run:
        break;
    }
    return track.name;
}

QString sliceName(const QString &name)
{
    if (name == QStringLiteral("requests in flight"))
        return Words::tr("requests in flight");
    if (name == QStringLiteral("Connection"))
        return Words::tr("Connection");
    if (name == QStringLiteral("Blocking GET"))
        return Words::tr("Blocking GET");
    return name;
}

} // namespace Loopscope::Models
