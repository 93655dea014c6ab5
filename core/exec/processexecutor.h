#pragma once

#include "core/exec/execerror.h"
#include "core/exec/executorcounters.h"
#include "core/exec/processjob.h"
#include "core/exec/resumequeue.h"
#include "core/exec/workerserver.h"
#include "core/wire/workerframe.h"

#include <QCoroTask>
#include <QHash>
#include <QObject>
#include <QTimer>

#include <chrono>
#include <memory>
#include <vector>

namespace Loopscope::Exec {

struct ProcessExecutorOptions
{
    int workers = 3;    ///< 1 to 64
    int niceness = 10;  ///< of the worker processes
    QString workerPath; ///< empty: where findWorker() looks
    std::chrono::milliseconds connectTimeout{5000};
    std::chrono::milliseconds endTimeout{200}; ///< a worker that does not stop in this time is killed
};

/// Runs jobs of core/jobs in worker processes, one at a time in each, in the order in which they
/// were awaited. Belongs to one thread, whose loop awaits it.
///
/// Workers whose jobs take microseconds are given some in advance, since the way to them takes longer. When
/// one of these takes its time after all, the worker gives back those behind it.
///
/// A worker that dies or breaks the protocol is replaced at once. Its job is run once more; when that
/// worker is lost too, the job fails with Error::WorkerLost. Each worker has a lane "Worker 1".. on
/// the timeline. The destructor kills the workers and blocks for the moment that takes; coroutines
/// that still wait get Async::Cancelled. In a loop `co_await stop()` comes first.
class ProcessExecutor : public QObject
{
    Q_OBJECT

public:
    explicit ProcessExecutor(const QString &name, ProcessExecutorOptions options = {},
                             QObject *parent = nullptr);
    ~ProcessExecutor() override;

    /// Returns when all workers are ready. Throws ExecException, or Async::Cancelled when stop() came
    /// first; then no worker is left.
    [[nodiscard]] QCoro::Task<> start();
    /// Ends all jobs as cancel() does, then all workers; returns when every process was reaped. The pool
    /// can be started again.
    [[nodiscard]] QCoro::Task<> stop();

    /// Starts nothing before it is awaited.
    [[nodiscard]] ProcessJob run(const QByteArray &name, const QByteArray &payload)
    {
        return ProcessJob(*this, name, payload);
    }
    /// Withdraws the jobs that wait and stops those that run: their coroutines get Async::Cancelled, or
    /// the result if it came first. A worker that does not stop its job is killed and replaced.
    void cancel();
    /// Resumes when all jobs have ended and their coroutines were resumed.
    [[nodiscard]] Waiters::Awaiter drained();

    bool isIdle() const noexcept { return m_counters.isIdle(); }
    ExecutorStats stats() const { return m_counters.snapshot(); }
    /// Jobs that were given to a second worker since the first was lost.
    qint64 rerunCount() const noexcept { return m_reruns; }
    /// By index; 0 for a worker that is being replaced.
    std::vector<qint64> workerProcessIds() const;

Q_SIGNALS:
    void workerLost(int index, const QString &reason);
    void workerRestarted(int index);

private:
    friend class ProcessJob;
    struct Slot;
    enum class Phase : quint8
    {
        Down,
        Starting,
        Running,
        Stopping
    };

    // Jobs.
    bool submit(ProcessJob &job);
    void forget(ProcessJob &job);
    void refuseUnlessValid(const ProcessJob &job) const;
    void assignJobs();
    void fill(Slot &slot, std::size_t most);
    ProcessJob *firstWaiting();
    void assign(Slot &slot, ProcessJob &job);
    void stopJob(Slot &slot, std::size_t place);
    void takeBackFromSlow();
    void cancelGiven(Slot &slot);
    void finish(ProcessJob &job, JobOutcome outcome, std::exception_ptr error = {});
    void fail(ProcessJob &job, Error error, const QString &detail);
    void finishAsReplied(ProcessJob &job, const Wire::WorkerReply &reply);
    void withdrawWaiting();

    // Workers: processexecutor_workers.cpp.
    void prepareStart();
    void launch(Slot &slot);
    void adopt(QLocalSocket *socket, qint64 processId);
    void noteReady(Slot &slot);
    void takeReply(Slot &slot, const Wire::WorkerReply &reply);
    void noteRun(Slot &slot, Base::SteadyTime sentAt, const ProcessJob &job, const Wire::WorkerReply &reply);
    void noteEnded(Slot &slot, const QString &reason);
    void noteStartFailed(const Slot &slot, const QString &reason);
    void replace(Slot &slot, const QString &reason);
    void noteFirst(Slot &slot);
    void rerunOrFail(ProcessJob &job, const QString &reason);
    void giveAgain(ProcessJob &job);
    void failWaitingIfExhausted(const QString &reason);
    void endWorkers();
    void noteDownIfAllAre();
    void closeServerUnlessNeeded();
    bool isExhausted() const;
    Trace::NameId nameId(const QByteArray &name);

    const ProcessExecutorOptions m_options;
    ExecutorCounters m_counters;
    ResumeQueue *const m_queue; ///< lives on until all are resumed
    WorkerServer m_server;
    QString m_program;
    std::vector<std::unique_ptr<Slot>> m_slots;
    SuspensionList m_returned; ///< given once already; they come before those that wait
    SuspensionList m_waiting;
    QTimer m_takeBackTimer; ///< while a worker has more than one job
    Waiters m_startWaiters;
    Waiters m_downWaiters;
    Waiters m_drainers;
    QHash<QByteArray, Trace::NameId> m_names;
    std::exception_ptr m_startError;
    QString m_lastLoss; ///< why the last worker that was lost was lost
    Phase m_phase = Phase::Down;
    quint64 m_lastJobId = 0;
    qint64 m_reruns = 0;
};

} // namespace Loopscope::Exec
