#include "core/exec/workerprocess.h"

#include "core/base/words.h"

#include <QCoreApplication>
#include <QProcessEnvironment>

#include <sys/socket.h>

#include <algorithm>
#include <csignal>

namespace Loopscope::Exec {

namespace {

using namespace std::chrono_literals;

/// Between the end of a connection and that of its process, for one that died.
constexpr auto reapTimeout = 20ms;
/// A killed process is reaped in about a millisecond; only a kernel in trouble takes longer.
constexpr auto destructorTimeout = 2000;

QProcessEnvironment environmentOfWorker()
{
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.remove(QStringLiteral("QT_NO_GLIB")); // ours, not the user's
    return environment;
}

} // namespace

WorkerProcess::WorkerProcess(QObject *parent)
    : QObject(parent)
{
    m_deadline.setSingleShot(true);
    connect(&m_deadline, &QTimer::timeout, this, &WorkerProcess::killLate);
}

WorkerProcess::~WorkerProcess()
{
    if (!m_process)
        return;
    m_process->disconnect(this);
    m_process->kill();
    m_process->waitForFinished(destructorTimeout); // no nested loop; QProcess warns if it still runs
}

void WorkerProcess::start(const WorkerLaunch &launch)
{
    m_launch = launch;
    m_frames = {};
    m_output.clear();
    m_cancelledJob = 0;
    m_killReason.clear();
    m_startable = true;
    m_faulty = true; // until it is ready
    m_wasKilled = false;
    m_state = State::Starting;
    m_process = new QProcess(this);
    m_process->setProcessEnvironment(environmentOfWorker());
    m_process->setStandardInputFile(QProcess::nullDevice());
    m_process->setStandardOutputFile(QProcess::nullDevice());
    m_process->setProcessChannelMode(QProcess::ForwardedErrorChannel);
    connect(m_process, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error != QProcess::FailedToStart)
            return;
        m_startable = false;
        finish(QStringLiteral("%1: %2").arg(m_launch.program, m_process->errorString()));
    });
    connect(m_process, &QProcess::finished, this, [this](int code, QProcess::ExitStatus status) {
        m_wasKilled = status == QProcess::CrashExit && m_killReason.isEmpty();
        finish(exitReason(code, status));
    });
    m_deadlineReason = Words::tr("did not connect within %1 ms").arg(launch.connectTimeout.count());
    m_deadline.start(launch.connectTimeout);
    m_process->start(launch.program, {launch.socketPath, QString::number(QCoreApplication::applicationPid()),
                                      QString::number(launch.niceness)});
}

void WorkerProcess::adopt(QLocalSocket *socket)
{
    dropSocket();
    m_socket = socket;
    m_socket->setParent(this);
    connect(m_socket, &QLocalSocket::readyRead, this, &WorkerProcess::readFrames);
    connect(m_socket, &QLocalSocket::disconnected, this, &WorkerProcess::expectEnd);
    if (m_socket->state() != QLocalSocket::ConnectedState)
        expectEnd();
    else
        readFrames(); // hello may be here already
}

void WorkerProcess::queue(const Wire::WorkerFrame &frame)
{
    if (m_socket) // or its end has been noticed and is about to be reported
        m_output += Wire::encode(frame);
}

// To the kernel at once, which QLocalSocket does by way of a notifier.
void WorkerProcess::flush()
{
    if (!m_socket || m_output.isEmpty())
        return;
    const QByteArray bytes = std::exchange(m_output, {});
    ssize_t sent = 0;
    if (m_socket->bytesToWrite() == 0)
        sent = ::send(static_cast<int>(m_socket->socketDescriptor()), bytes.constData(),
                      static_cast<std::size_t>(bytes.size()), MSG_NOSIGNAL | MSG_DONTWAIT);
    sent = std::max<ssize_t>(sent, 0); // a broken connection is noticed by reading
    if (sent < bytes.size())
        m_socket->write(bytes.constData() + sent, bytes.size() - sent);
}

void WorkerProcess::cancel(quint64 jobId)
{
    withdraw(jobId);
    flush();
    m_cancelledJob = jobId;
    m_deadlineReason = Words::tr("did not stop its job when it was told to");
    m_deadline.start(m_launch.endTimeout);
}

void WorkerProcess::end()
{
    if (m_state != State::Starting && m_state != State::Ready)
        return;
    m_state = State::Ending;
    if (!m_socket) { // nothing to notice the end by
        kill(Words::tr("was told to end"));
        return;
    }
    dropSocket();
    m_deadlineReason = Words::tr("did not end when it was told to");
    m_deadline.start(m_launch.endTimeout);
}

void WorkerProcess::kill(const QString &reason)
{
    if (m_state == State::Down)
        return;
    m_state = State::Ending;
    m_killReason = reason;
    m_deadline.stop();
    dropSocket();
    m_process->kill();
}

void WorkerProcess::killLate()
{
    kill(m_deadlineReason);
}

void WorkerProcess::readFrames()
{
    m_frames.feed(m_socket->readAll());
    takeFrames();
}

void WorkerProcess::takeFrames()
{
    while (m_socket) {
        const auto frame = m_frames.next();
        if (!frame)
            break;
        take(*frame);
    }
    if (m_socket && m_frames.error() != Wire::WorkerFrameError::None)
        reject(Wire::describe(m_frames.error()));
    Q_EMIT caughtUp();
}

// What a process answered before it died counts: otherwise the job that killed it would not be known.
void WorkerProcess::readRest()
{
    if (!m_socket || m_state != State::Ready)
        return;
    char bytes[4096];
    for (;;) {
        const ssize_t count =
            ::recv(static_cast<int>(m_socket->socketDescriptor()), bytes, sizeof bytes, MSG_DONTWAIT);
        if (count <= 0)
            break;
        m_frames.feed(QByteArrayView(bytes, count));
    }
    m_state = State::Ending; // nobody gives it a job for what is told here
    takeFrames();
}

void WorkerProcess::take(const Wire::WorkerFrame &frame)
{
    if (const auto *hello = std::get_if<Wire::WorkerHello>(&frame); hello && m_state == State::Starting) {
        if (hello->version != Wire::workerProtocolVersion) {
            reject(Words::tr("speaks version %1 of the worker protocol, not %2")
                       .arg(hello->version)
                       .arg(Wire::workerProtocolVersion));
            return;
        }
        m_state = State::Ready;
        m_faulty = false;
        m_deadline.stop();
        Q_EMIT becameReady();
    } else if (const auto *reply = std::get_if<Wire::WorkerReply>(&frame);
               reply && m_state != State::Starting) {
        if (reply->jobId == m_cancelledJob)
            m_deadline.stop();
        Q_EMIT replied(*reply);
    } else {
        reject(Words::tr("sent a frame that a worker does not send then"));
    }
}

void WorkerProcess::reject(const QString &reason)
{
    m_faulty = true;
    kill(reason);
}

void WorkerProcess::expectEnd()
{
    // A process that died loses its connection first; how it died is known a moment later.
    if (m_state == State::Ending)
        return;
    m_state = State::Ending;
    dropSocket();
    m_deadlineReason = Words::tr("closed its connection");
    m_deadline.start(reapTimeout);
}

void WorkerProcess::finish(const QString &reason)
{
    m_deadline.stop();
    readRest();
    dropSocket();
    m_process->disconnect(this);
    m_process->deleteLater();
    m_process = nullptr;
    m_state = State::Down;
    Q_EMIT ended(reason);
}

void WorkerProcess::dropSocket()
{
    if (!m_socket)
        return;
    m_socket->disconnect(this);
    m_socket->abort();
    m_socket->deleteLater();
    m_socket = nullptr;
}

QString WorkerProcess::exitReason(int exitCode, QProcess::ExitStatus status) const
{
    if (!m_killReason.isEmpty())
        return m_killReason;
    if (status == QProcess::CrashExit)
        return Words::tr("was killed by signal %1").arg(exitCode);
    return Words::tr("exited with status %1").arg(exitCode);
}

} // namespace Loopscope::Exec
