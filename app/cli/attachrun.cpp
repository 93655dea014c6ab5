#include "app/cli/attachrun.h"

#include "core/link/attachprotocol.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QTimer>

#include <csignal>
#include <cstring>

namespace Loopscope::Cli {

namespace {

namespace Protocol = Link::AttachProtocol;
using namespace std::chrono_literals;

constexpr auto observedBy = 3s; // later than that a program without a loop is told of

/// The library of the name, next to the program or where packages have it; empty when it is missing.
QString findLibrary(const QString &name)
{
    const QDir folder(QCoreApplication::applicationDirPath());
    for (const char *place : {"", "../lib/loopscope/"}) {
        const QString path = QDir::cleanPath(folder.filePath(QLatin1String(place) + name));
        if (QFileInfo(path).isFile())
            return path;
    }
    return {};
}

bool hasLoaded(qint64 pid, const char *library)
{
    QFile maps(QStringLiteral("/proc/%1/maps").arg(pid));
    return maps.open(QIODevice::ReadOnly) && maps.readAll().contains(library);
}

} // namespace

AttachRun::AttachRun(AttachPlan plan)
    : m_plan(std::move(plan))
{
    if (!m_plan.passesSignals)
        m_program.leaveSignals();
    connect(&m_program, &ProgramProcess::ended, this, &AttachRun::onEnded);
    connect(&m_program, &ProgramProcess::signalPassedOn, this, &AttachRun::signalPassedOn);
    connect(&m_source, &Session::AttachSource::finished, this, &AttachRun::finished);
    connect(&m_source, &Session::AttachSource::observed, this, [this](qint64 pid, const QString &process) {
        if (pid == m_program.pid())
            m_process = process;
        Q_EMIT observed(pid, process);
    });
    connect(&m_source, &Session::AttachSource::refused, this,
            [this](const QString &reason) { Q_EMIT problem(notObserved(reason)); });
    connect(&m_source, &Session::AttachSource::broken, this, [this](qint64 pid) {
        Q_EMIT problem(
            QStringLiteral("Process %1 sent what the probe would not; it is no longer listened to.")
                .arg(pid));
    });
}

QString AttachRun::programName() const
{
    const QString command = QFileInfo(m_plan.command.first()).fileName();
    return command.startsWith(m_process) ? command : m_process; // the system keeps 15 letters
}

QString AttachRun::prepare()
{
    m_preload = findLibrary(QStringLiteral("libloopscope-probe.so"));
    m_monitor = findLibrary(QStringLiteral("libloopscope-probe-qt6.so"));
    if (m_preload.isEmpty() || m_monitor.isEmpty())
        return QStringLiteral(
            "libloopscope-probe.so and libloopscope-probe-qt6.so must be next to loopscope or "
            "in ../lib/loopscope; build or install them.");
    const QString problem = m_source.listen();
    // LD_PRELOAD cannot name a path with a space or a colon.
    if (problem.isEmpty() && (m_preload.contains(u' ') || m_preload.contains(u':'))) {
        const QString link = QDir(m_source.folder()).filePath(QStringLiteral("libloopscope-probe.so"));
        QFile::link(m_preload, link);
        m_preload = link;
    }
    return problem;
}

QString AttachRun::start()
{
    m_startedAt = Base::now();
    const ProgramProcess::Start started =
        m_program.start(m_plan.command, environment(), m_plan.outputToError);
    if (started.error) {
        m_exitStatus = started.exitStatus;
        return QStringLiteral("%1 could not be started: %2.")
            .arg(m_plan.command.first(), QString::fromLocal8Bit(std::strerror(started.error)));
    }
    m_source.expect(m_program.pid(), m_plan.followChildren);
    QTimer::singleShot(observedBy, this, &AttachRun::tellWhenUnobserved);
    return {};
}

std::vector<std::string> AttachRun::environment() const
{
    std::vector<std::string> environment;
    std::string preload = m_preload.toLocal8Bit().toStdString();
    constexpr std::string_view preloadName = "LD_PRELOAD=";
    const auto set = [&environment](const char *name, const QString &value) {
        environment.push_back(std::string(name) + '=' + value.toLocal8Bit().toStdString());
    };
    for (const std::string &variable : originalEnvironment()) {
        if (!variable.starts_with(preloadName)) {
            environment.push_back(variable);
            continue;
        }
        const std::string former = variable.substr(preloadName.size());
        preload += ':' + former;
        environment.push_back(std::string(Protocol::preloadVariable) + '=' + former);
    }
    environment.push_back(std::string(preloadName) + preload);
    set(Protocol::socketVariable, m_source.socketPath());
    set(Protocol::monitorVariable, m_monitor);
    set(Protocol::thresholdVariable, QString::number(m_plan.threshold.count()));
    set(Protocol::parentVariable, QString::number(QCoreApplication::applicationPid()));
    if (m_plan.followChildren)
        set(Protocol::followVariable, QStringLiteral("1"));
    return environment;
}

QString AttachRun::notObserved(const QString &reason) const
{
    return isRunning() ? QStringLiteral("%1 is not observed: %2.").arg(programName(), reason)
                       : QStringLiteral("%1 was not observed: %2.").arg(programName(), reason);
}

QString AttachRun::whyUnobserved() const
{
    if (wasObserved())
        return {};
    if (!m_source.refusal().isEmpty())
        return m_source.refusal();
    if (!isRunning())
        return QStringLiteral(
            "no Qt 6 application object was made in it; if it starts the program as a child, "
            "use --follow-children");
    if (!hasLoaded(pid(), "libloopscope-probe.so"))
        return QStringLiteral("the probe was not loaded (a static or set-user-id program?)");
    if (hasLoaded(pid(), "libQt6Core.so"))
        return QStringLiteral("it has loaded Qt 6, but has no application object yet");
    return QStringLiteral(
        "it has not loaded Qt 6; with --follow-children the programs that it starts are observed");
}

void AttachRun::tellWhenUnobserved()
{
    if (isRunning() && !wasObserved() && m_source.refusal().isEmpty())
        Q_EMIT problem(notObserved(whyUnobserved()));
}

void AttachRun::terminate()
{
    if (isRunning())
        ::kill(static_cast<pid_t>(pid()), SIGTERM);
}

void AttachRun::stopObserving()
{
    if (!std::exchange(m_isOver, true))
        m_source.finish(m_exitStatus.has_value());
}

void AttachRun::onEnded(int status, int signal)
{
    m_exitStatus = status;
    m_endSignal = signal;
    stopObserving();
}

} // namespace Loopscope::Cli
