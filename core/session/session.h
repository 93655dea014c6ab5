#pragma once

#include "core/scenario/scenario.h"
#include "core/session/runplan.h"
#include "core/session/runreport.h"
#include "core/trace/eventsource.h"

#include <QObject>

#include <chrono>
#include <memory>
#include <optional>

namespace Loopscope::Session {

enum class RunState
{
    Idle,
    Preparing, ///< servers, workers, connections
    Working,
    Stopping, ///< stop() was called, or the work is done and everything is being released
    Done,     ///< the report is there
    Failed,   ///< the report is there, with a reason
};

/// One run from start to report. Lives on the thread that made it (the window's or the command
/// line's), which it never blocks: the loop under test has a thread of its own.
class Session final : public QObject
{
    Q_OBJECT

public:
    explicit Session(QObject *parent = nullptr);
    /// Stops a run that is still going on and waits for its threads to end. A run on this thread's own loop
    /// is asked to stop and left to that loop.
    ~Session() override;

    /// Starts a run, on a loop of its own if the plan does not say otherwise; the former one must be Done,
    /// Failed or Idle. What cannot be started (an unavailable scenario, a file that cannot be written) fails
    /// like a run.
    void start(RunPlan plan);
    /// Asks the run to end at the next await or unit of work; stateChanged tells when it has.
    void stop();
    /// While a run goes on, or before: stalls count from this threshold on.
    void setThreshold(std::chrono::nanoseconds threshold);

    RunState state() const;
    bool isRunning() const;
    const RunPlan &plan() const;
    /// Of the run that ended last; null before.
    std::shared_ptr<const RunReport> report() const;
    /// Where the batches of all runs come from: the whole program's. Of a run on this thread's own loop it
    /// tells what is not the run's as RunSource does. For sinks that this thread adds and removes.
    Trace::EventSource *source() const;
    /// Starts writing what happens from now on to a file (while a run goes on); see recordingFailed.
    void startRecording(const QString &path);
    void stopRecording();
    bool isRecording() const;
    QString recordingPath() const;
    qint64 recordedBytes() const;

Q_SIGNALS:
    void stateChanged(Loopscope::Session::RunState state);
    /// A round of the work was finished.
    void roundFinished(int rounds);
    /// Why the run failed: a clear sentence. stateChanged(Failed) follows.
    void runFailed(const QString &reason);
    /// The recording ended before the run did; what was written is kept. The run goes on.
    void recordingFailed(const QString &reason);

private:
    class Private;
    const std::unique_ptr<Private> d;
};

} // namespace Loopscope::Session
