#pragma once

#include "app/cli/subcommand.h"
#include "core/session/traceload.h"

#include <atomic>
#include <thread>

namespace Loopscope::Cli {

/// A command on traces: they are read on a thread of its own, so that a signal can end it; then show()
/// prints.
class TraceCommand : public Command
{
    Q_OBJECT

public:
    explicit TraceCommand(QStringList paths);
    ~TraceCommand() override;

    void start() override;
    void stop() override { m_isCancelled = true; }

protected:
    /// On the reading thread, after the traces were read without an error: long work. Null or a problem.
    virtual QString work() { return {}; }
    /// On the command's own thread. Returns the exit status.
    virtual int show() = 0;

    const QStringList &paths() const { return m_paths; }
    const std::vector<Session::LoadedTrace> &traces() const { return m_traces; }
    bool isCancelled() const { return m_isCancelled; }
    /// On stderr: what of the traces was skipped.
    void printSkipped() const;

private:
    QString read();
    void onRead(const QString &problem);

    const QStringList m_paths;
    std::vector<Session::LoadedTrace> m_traces;
    std::atomic<bool> m_isCancelled{false};
    std::thread m_thread;
};

} // namespace Loopscope::Cli
