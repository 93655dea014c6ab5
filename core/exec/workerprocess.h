#pragma once

#include "core/wire/workerframe.h"

#include <QLocalSocket>
#include <QObject>
#include <QProcess>
#include <QTimer>

#include <chrono>

namespace Loopscope::Exec {

struct WorkerLaunch
{
    QString program;
    QString socketPath;
    int niceness = 0;
    std::chrono::milliseconds connectTimeout{5000};
    std::chrono::milliseconds endTimeout{200}; ///< between being told to end and being killed
};

/// One worker process and its connection, restartable. QProcess knows whether it lives, QLocalSocket
/// carries the frames. Whatever goes wrong ends in one `ended`, after the process was reaped.
class WorkerProcess : public QObject
{
    Q_OBJECT

public:
    enum class State : quint8
    {
        Down,     ///< no process
        Starting, ///< started, has not said hello
        Ready,    ///< takes jobs
        Ending,   ///< told to end or killed, not reaped yet
    };

    explicit WorkerProcess(QObject *parent = nullptr);
    /// Kills what still runs and blocks for the moment that this takes.
    ~WorkerProcess() override;

    /// Only when Down. `ended` comes later also when the program cannot be started.
    void start(const WorkerLaunch &launch);
    /// The worker has connected.
    void adopt(QLocalSocket *socket);
    /// Leaves with the next flush().
    void queue(const Wire::WorkerFrame &frame);
    void flush();
    /// Of the job that runs; kills the worker when it is still in it after the end timeout.
    void cancel(quint64 jobId);
    /// Of a job that waits in the worker: it answers that one before its turn. Leaves with the next flush().
    void withdraw(quint64 jobId) { queue(Wire::WorkerCancel{jobId}); }
    /// Closes the connection, which ends a worker; kills it after the end timeout.
    void end();
    /// `reason` is a clause such as "sent a malformed frame".
    void kill(const QString &reason);
    /// The same, for one that broke the protocol.
    void reject(const QString &reason);

    State state() const { return m_state; }
    /// 0 when there is none.
    qint64 processId() const { return m_process ? m_process->processId() : 0; }
    bool wasStartable() const { return m_startable; }
    /// It ended since it broke the protocol or never came to take a job.
    bool isFaulty() const { return m_faulty; }

    /// A signal ended it that was not ours.
    bool wasKilled() const { return m_wasKilled; }

Q_SIGNALS:
    void becameReady();
    void replied(const Loopscope::Wire::WorkerReply &reply);
    /// All replies that came were told.
    void caughtUp();
    /// `reason` is a clause such as "was killed by signal 9".
    void ended(const QString &reason);

private:
    void killLate();
    void readFrames();
    void takeFrames();
    void readRest();
    void take(const Wire::WorkerFrame &frame);
    void expectEnd();
    void finish(const QString &reason);
    void dropSocket();
    QString exitReason(int exitCode, QProcess::ExitStatus status) const;

    WorkerLaunch m_launch;
    QProcess *m_process = nullptr;
    QLocalSocket *m_socket = nullptr;
    Wire::WorkerFrameMachine m_frames;
    QByteArray m_output;        ///< queued
    quint64 m_cancelledJob = 0; ///< whose end the deadline waits for
    QTimer m_deadline;
    QString m_deadlineReason;
    QString m_killReason;
    State m_state = State::Down;
    bool m_startable = true;
    bool m_faulty = false;
    bool m_wasKilled = false;
};

} // namespace Loopscope::Exec
