#include "app/cli/runqueue.h"

namespace Loopscope::Cli {

RunQueue::RunQueue(std::vector<PlannedRun> runs, QObject *parent)
    : QObject(parent)
    , m_runs(std::move(runs))
{
    connect(&m_session, &Session::Session::stateChanged, this, &RunQueue::onStateChanged);
    connect(&m_session, &Session::Session::recordingFailed, this, &RunQueue::recordingFailed);
}

void RunQueue::start()
{
    startNext();
}

void RunQueue::stop()
{
    m_stopped = true;
    m_session.stop();
}

void RunQueue::startNext()
{
    while (m_next < m_runs.size() && !m_stopped) {
        const PlannedRun &run = m_runs[m_next++];
        if (const auto *plan = std::get_if<Session::RunPlan>(&run)) {
            m_session.start(*plan);
            return;
        }
        const auto &unavailable = std::get<Unavailable>(run);
        Q_EMIT runUnavailable(unavailable.scenarioId, unavailable.reason);
    }
    Q_EMIT finished();
}

void RunQueue::onStateChanged(Session::RunState state)
{
    if (state != Session::RunState::Done && state != Session::RunState::Failed)
        return;
    Q_EMIT runEnded(m_session.report());
    startNext();
}

} // namespace Loopscope::Cli
