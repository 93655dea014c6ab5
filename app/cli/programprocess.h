#pragma once

#include <QObject>
#include <QStringList>

#include <memory>
#include <string>
#include <vector>

QT_BEGIN_NAMESPACE
class QSocketNotifier;
QT_END_NAMESPACE

namespace Loopscope::Cli {

/// The environment that loopscope itself was started with, before it changed anything for itself. Called
/// first thing in main().
void keepOriginalEnvironment();
/// NAME=VALUE of each variable.
std::vector<std::string> originalEnvironment();

/// A program that runs beside us with our own stdin, stdout and stderr, and goes on when we are killed. Not a
/// QProcess, which cannot tell "not found" from "not startable" nor give both outputs to one descriptor.
/// While it runs, SIGINT and SIGTERM that only we got are passed on to it; the terminal's go to both of us
/// anyway.
class ProgramProcess final : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;
    ~ProgramProcess() override;

    struct Start
    {
        int error = 0;      ///< errno
        int exitStatus = 0; ///< a shell's: 127 not found, 126 not startable
    };
    /// `command`: the program, looked for in PATH, and its arguments.
    [[nodiscard]] Start start(const QStringList &command, const std::vector<std::string> &environment,
                              bool outputToError);
    /// Signals are the matter of whoever had them before, as they are when the program has ended.
    void leaveSignals();
    qint64 pid() const { return m_pid; }

Q_SIGNALS:
    /// `status`: 0 to 255, 128 + n when signal n ended it; `signal`: n, else 0.
    void ended(int status, int signal);
    /// SIGINT or SIGTERM, that only we got, went to the program.
    void signalPassedOn();

private:
    void watchSignals();
    void passOn();
    void watchEnd();
    void reap();

    qint64 m_pid = 0;
    bool m_isRunning = false;
    bool m_passesSignals = true;
    int m_handle = -1; // pidfd
    std::unique_ptr<QSocketNotifier> m_endNotifier;
    std::unique_ptr<QSocketNotifier> m_signalNotifier;
};

} // namespace Loopscope::Cli
