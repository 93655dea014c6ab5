#pragma once

#include "app/cli/programprocess.h"
#include "core/session/attachsource.h"

#include <QObject>
#include <QStringList>

#include <optional>

namespace Loopscope::Cli {

struct AttachPlan
{
    QStringList command; ///< the program and its arguments
    Base::Duration threshold{std::chrono::milliseconds(100)};
    bool followChildren = false;
    bool passesSignals = true;  ///< SIGINT and SIGTERM that we get are for the program
    bool outputToError = false; ///< the program's stdout is our stderr
};

/// A program that runs under observation, from its start to its last stack: starts it with the probe, and
/// source() tells what it does, for a report as for a window. One thread, which it never blocks.
class AttachRun final : public QObject
{
    Q_OBJECT

public:
    explicit AttachRun(AttachPlan plan);

    /// Everything that can fail before the program is started: both libraries, the socket. Empty, or one
    /// sentence. Once, before start().
    [[nodiscard]] QString prepare();
    /// Empty, or one sentence that says why it could not be started; exitStatus() is then a shell's, 127 or
    /// 126.
    [[nodiscard]] QString start();

    const AttachPlan &plan() const { return m_plan; }
    Session::AttachSource *source() { return &m_source; }
    const Session::AttachSource *source() const { return &m_source; }
    /// The one with the loop: what a launcher (env, a script) became.
    QString programName() const;
    qint64 pid() const { return m_program.pid(); }
    Base::SteadyTime startedAt() const { return m_startedAt; }
    /// Its own, 128 + n when signal n ended it; none while it runs.
    std::optional<int> exitStatus() const { return m_exitStatus; }
    /// That ended it; 0: none, or it runs.
    int endSignal() const { return m_endSignal; }
    bool isRunning() const { return m_program.pid() != 0 && !m_exitStatus; }
    bool wasObserved() const { return m_source.wasObserved(); }
    /// One clause for the moment; empty when it is observed.
    QString whyUnobserved() const;
    /// "my-app is not observed: <clause>."
    QString notObserved(const QString &reason) const;
    /// Asks the program to end (SIGTERM), as when a window is closed; it may take its time, or not follow.
    void terminate();
    /// The program goes on, and nothing more is read of it. finished() follows.
    void stopObserving();

Q_SIGNALS:
    /// The main loop is being observed.
    void observed(qint64 pid, const QString &process);
    /// It runs on unobserved, or one of its processes does: one sentence. Also when it is not observed 3 s
    /// after its start.
    void problem(const QString &sentence);
    /// Somebody wants an end of us, which is the program's matter: it got the signal.
    void signalPassedOn();
    /// The program has ended, or stopObserving() was called, and everything that it had sent, names of stacks
    /// included, went to the sinks.
    void finished();

private:
    std::vector<std::string> environment() const;
    void tellWhenUnobserved();
    void onEnded(int status, int signal);

    const AttachPlan m_plan;
    QString m_preload;
    QString m_monitor;
    QString m_process; // of the subject
    Base::SteadyTime m_startedAt;
    std::optional<int> m_exitStatus;
    int m_endSignal = 0;
    bool m_isOver = false; // nothing more is read
    Session::AttachSource m_source;
    ProgramProcess m_program;
};

} // namespace Loopscope::Cli
