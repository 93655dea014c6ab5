#include "app/cli/programprocess.h"

#include <QSocketNotifier>
#include <QTimer>

#include <fcntl.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>

namespace Loopscope::Cli {

namespace {

constexpr std::chrono::milliseconds endPollInterval{20}; // on kernels without pidfd
constexpr int notFound = 127;
constexpr int notStartable = 126;

std::vector<std::string> original;
std::array<int, 2> pipeEnds{-1, -1};
std::array<struct sigaction, 2> formerActions; // of SIGINT and SIGTERM

// Only what is allowed in a handler. A signal of the terminal has reached the program, too.
void onSignal(int number, siginfo_t *info, void *)
{
    const bool isForUsAlone = info->si_code <= 0;
    const char byte = static_cast<char>(number);
    if (isForUsAlone) [[maybe_unused]]
        const ssize_t written = ::write(pipeEnds[1], &byte, 1);
}

std::vector<char *> pointersTo(std::vector<std::string> &texts)
{
    std::vector<char *> pointers;
    pointers.reserve(texts.size() + 1);
    for (std::string &text : texts)
        pointers.push_back(text.data());
    pointers.push_back(nullptr);
    return pointers;
}

int spawn(const QStringList &command, std::vector<std::string> environment, bool outputToError, pid_t *pid)
{
    std::vector<std::string> arguments;
    for (const QString &argument : command)
        arguments.push_back(argument.toLocal8Bit().toStdString());
    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    if (outputToError)
        ::posix_spawn_file_actions_adddup2(&actions, STDERR_FILENO, STDOUT_FILENO);
    posix_spawnattr_t attributes;
    ::posix_spawnattr_init(&attributes);
    sigset_t ours; // signals that we or Qt changed
    ::sigemptyset(&ours);
    for (const int number : {SIGINT, SIGTERM, SIGPIPE})
        ::sigaddset(&ours, number);
    ::posix_spawnattr_setsigdefault(&attributes, &ours);
    ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
    const int error = ::posix_spawnp(pid, arguments.front().c_str(), &actions, &attributes,
                                     pointersTo(arguments).data(), pointersTo(environment).data());
    ::posix_spawnattr_destroy(&attributes);
    ::posix_spawn_file_actions_destroy(&actions);
    return error;
}

} // namespace

void keepOriginalEnvironment()
{
    original.clear();
    for (char **variable = environ; variable && *variable; ++variable)
        original.emplace_back(*variable);
}

std::vector<std::string> originalEnvironment()
{
    return original;
}

ProgramProcess::~ProgramProcess()
{
    leaveSignals();
    m_endNotifier.reset();
    if (m_handle >= 0)
        ::close(m_handle);
}

void ProgramProcess::leaveSignals()
{
    m_passesSignals = false;
    if (!m_signalNotifier)
        return;
    ::sigaction(SIGINT, &formerActions[0], nullptr);
    ::sigaction(SIGTERM, &formerActions[1], nullptr);
    m_signalNotifier.reset();
    for (int &end : pipeEnds)
        ::close(std::exchange(end, -1));
}

ProgramProcess::Start ProgramProcess::start(const QStringList &command,
                                            const std::vector<std::string> &environment, bool outputToError)
{
    if (m_passesSignals)
        watchSignals();
    pid_t pid = 0;
    const int error = spawn(command, environment, outputToError, &pid);
    if (error)
        return {error, error == ENOENT ? notFound : notStartable};
    m_pid = pid;
    m_isRunning = true;
    watchEnd();
    return {};
}

void ProgramProcess::watchSignals()
{
    if (::pipe2(pipeEnds.data(), O_CLOEXEC | O_NONBLOCK) != 0)
        return;
    m_signalNotifier = std::make_unique<QSocketNotifier>(pipeEnds[0], QSocketNotifier::Read);
    connect(m_signalNotifier.get(), &QSocketNotifier::activated, this, &ProgramProcess::passOn);
    struct sigaction action
    {};
    action.sa_sigaction = onSignal;
    action.sa_flags = SA_RESTART | SA_SIGINFO;
    ::sigaction(SIGINT, &action, &formerActions[0]);
    ::sigaction(SIGTERM, &action, &formerActions[1]);
}

void ProgramProcess::passOn()
{
    char number = 0;
    bool isPassedOn = false;
    while (::read(pipeEnds[0], &number, 1) == 1) {
        if (m_isRunning && ::kill(static_cast<pid_t>(m_pid), number) == 0)
            isPassedOn = true;
    }
    if (isPassedOn)
        Q_EMIT signalPassedOn();
}

void ProgramProcess::watchEnd()
{
    m_handle = static_cast<int>(::syscall(SYS_pidfd_open, static_cast<pid_t>(m_pid), 0));
    if (m_handle >= 0) {
        m_endNotifier = std::make_unique<QSocketNotifier>(m_handle, QSocketNotifier::Read);
        connect(m_endNotifier.get(), &QSocketNotifier::activated, this, &ProgramProcess::reap);
        return;
    }
    auto *timer = new QTimer(this);
    connect(timer, &QTimer::timeout, this, &ProgramProcess::reap);
    timer->start(endPollInterval);
}

void ProgramProcess::reap()
{
    int status = 0;
    if (!m_isRunning || ::waitpid(static_cast<pid_t>(m_pid), &status, WNOHANG) <= 0)
        return;
    m_isRunning = false;
    if (m_endNotifier)
        m_endNotifier->setEnabled(false);
    leaveSignals();
    const int signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
    Q_EMIT ended(signal ? 128 + signal : WEXITSTATUS(status), signal);
}

} // namespace Loopscope::Cli
