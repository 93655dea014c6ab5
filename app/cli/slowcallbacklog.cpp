#include "app/cli/slowcallbacklog.h"

#include <QLoggingCategory>

namespace Loopscope::Cli {

namespace {

Q_LOGGING_CATEGORY(slowLog, "loopscope.slow")
Q_LOGGING_CATEGORY(selfLog, "loopscope.self")

} // namespace

// Preparing and tearing down may take their time.
bool SlowCallbackLog::isOfWork(const Trace::Stall &stall) const
{
    const auto role = m_roles.find(stall.track);
    const auto start = m_workStart.find(stall.track);
    return role != m_roles.end() && role->second == Trace::LoopRole::Subject && start != m_workStart.end() &&
           stall.startedAt + stall.duration > start->second;
}

void SlowCallbackLog::consume(const Trace::BatchPtr &batch)
{
    for (const Trace::Track &track : batch->tracks)
        m_roles[track.id] = track.role;
    for (const Trace::PhaseChange &change : batch->phases) {
        if (change.phase == Trace::Phase::Work)
            m_workStart[change.track] = change.at;
    }
    if (batch->selfCost && batch->selfCost->sampleSlowdown > m_slowdown) {
        m_slowdown = batch->selfCost->sampleSlowdown;
        qCInfo(selfLog).noquote() << Trace::slowdownLine(*batch->selfCost);
    }
    for (const Trace::Stall &stall : batch->stalls) {
        if (!isOfWork(stall) || !stall.isKnown() || m_printed[stall.id])
            continue;
        m_printed[stall.id] = true;
        qCWarning(slowLog).noquote() << Trace::slowCallbackLine(stall);
    }
}

} // namespace Loopscope::Cli
