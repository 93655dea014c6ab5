#include "app/cli/slowcallbacklog.h"

#include <QLoggingCategory>

namespace Loopscope::Cli {

namespace {

Q_LOGGING_CATEGORY(slowLog, "loopscope.slow")

} // namespace

bool SlowCallbackLog::isOfSubject(Trace::TrackId track) const
{
    const auto role = m_roles.find(track);
    return role != m_roles.end() && role->second == Trace::LoopRole::Subject;
}

void SlowCallbackLog::consume(const Trace::BatchPtr &batch)
{
    for (const Trace::Track &track : batch->tracks)
        m_roles[track.id] = track.role;
    for (const Trace::Stall &stall : batch->stalls) {
        // A stall without a stack is told when it closes, one with a stack when its symbols have come.
        const bool isKnown =
            !stall.open &&
            (stall.mainStack() || stall.evidence.contains(QLatin1String("before it was looked at")));
        if (!isKnown || !isOfSubject(stall.track) || m_printed[stall.id])
            continue;
        m_printed[stall.id] = true;
        qCWarning(slowLog).noquote() << Trace::slowCallbackLine(stall);
    }
}

} // namespace Loopscope::Cli
