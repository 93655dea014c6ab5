#pragma once

#include "app/cli/runselection.h"
#include "core/session/session.h"
#include "core/trace/eventsink.h"

#include <QObject>

#include <memory>

namespace Loopscope::Cli {

/// Runs one plan after another in one session. Never blocks.
class RunQueue final : public QObject
{
    Q_OBJECT

public:
    explicit RunQueue(std::vector<PlannedRun> runs, QObject *parent = nullptr);

    void start();
    /// Ends the run that goes on, and starts no further one.
    void stop();

Q_SIGNALS:
    void runEnded(const std::shared_ptr<const Loopscope::Session::RunReport> &report);
    void runUnavailable(const QString &scenarioId, const QString &reason);
    void recordingFailed(const QString &reason);
    void finished();

private:
    void startNext();
    void onStateChanged(Session::RunState state);

    const std::vector<PlannedRun> m_runs;
    std::size_t m_next = 0;
    bool m_stopped = false;
    Session::Session m_session;
};

} // namespace Loopscope::Cli
