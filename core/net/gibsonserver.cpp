#include "core/net/gibsonserver.h"

#include "core/base/words.h"
#include "core/monitor/currenttask.h"
#include "core/net/gibsonlistener.h"

#include <QPointer>

#include <algorithm>

namespace Loopscope::Net {

QString describe(ServerError error, quint16 port)
{
    switch (error) {
    case ServerError::None:
        return Words::tr("The gibson server listens on 127.0.0.1:%1.").arg(port);
    case ServerError::AddressInUse:
        return Words::tr("The gibson server cannot use port %1, since another program listens there: choose "
                         "another port.")
            .arg(port);
    case ServerError::PermissionDenied:
        return Words::tr("The gibson server may not use port %1: choose one above 1023.").arg(port);
    case ServerError::NoSocket:
        return Words::tr("The gibson server could open no socket for port %1: close files or raise the "
                         "limit of open files.")
            .arg(port);
    case ServerError::Stopped:
        return Words::tr("The gibson server was stopped before it was ready.");
    }
    return Words::tr("The gibson server failed in an unknown way.");
}

ServerWait::~ServerWait()
{
    if (m_isWaiting)
        std::erase(m_server->m_waiting, this);
}

bool ServerWait::await_ready() noexcept
{
    using State = GibsonServer::State;
    if (m_goal == Goal::Stopped)
        return m_server->m_state == State::Idle;
    if (m_server->m_state == State::Starting)
        return false;
    if (m_server->m_state != State::Ready)
        m_error = m_server->m_failure == ServerError::None ? ServerError::Stopped : m_server->m_failure;
    return true;
}

void ServerWait::await_suspend(std::coroutine_handle<> caller)
{
    m_caller = caller;
    m_task = Monitor::currentTask();
    m_isWaiting = true;
    m_server->m_waiting.push_back(this);
}

void ServerWait::finish(ServerError error)
{
    m_isWaiting = false;
    m_error = error;
    Monitor::setCurrentTask(m_task);
    m_caller.resume();
}

GibsonServer::GibsonServer(const QString &name, QObject *parent)
    : QObject(parent)
{
    m_thread.setObjectName(name);
    connect(&m_thread, &QThread::finished, this, &GibsonServer::threadFinished);
}

GibsonServer::~GibsonServer()
{
    m_thread.quit();
    m_thread.wait();
    m_state = State::Idle;
    m_failure = ServerError::Stopped;
    resumeWaiting(ServerWait::Goal::Ready, ServerError::Stopped);
    resumeWaiting(ServerWait::Goal::Stopped, ServerError::None);
}

void GibsonServer::start(quint16 port)
{
    if (m_state != State::Idle)
        return;
    m_state = State::Starting;
    m_failure = ServerError::None;
    m_listener = new GibsonListener(&m_counters);
    m_listener->moveToThread(&m_thread);
    connect(&m_thread, &QThread::finished, m_listener, &QObject::deleteLater);
    connect(m_listener, &GibsonListener::ready, this, &GibsonServer::listenerReady);
    connect(m_listener, &GibsonListener::failed, this, &GibsonServer::listenerFailed);
    m_thread.start();
    QMetaObject::invokeMethod(
        m_listener, [listener = m_listener, port] { listener->listen(port); }, Qt::QueuedConnection);
}

void GibsonServer::stop()
{
    if (m_state != State::Starting && m_state != State::Ready)
        return;
    m_failure = ServerError::Stopped;
    m_state = State::Stopping;
    m_port = 0;
    m_thread.quit();
    resumeWaiting(ServerWait::Goal::Ready, ServerError::Stopped);
}

void GibsonServer::closeConnections()
{
    if (m_state == State::Ready)
        QMetaObject::invokeMethod(m_listener, &GibsonListener::closeConnections, Qt::QueuedConnection);
}

void GibsonServer::listenerReady(quint16 port)
{
    if (m_state != State::Starting)
        return;
    m_state = State::Ready;
    m_port = port;
    const QPointer<GibsonServer> alive(this);
    Q_EMIT ready(port);
    if (alive)
        resumeWaiting(ServerWait::Goal::Ready, ServerError::None);
}

void GibsonServer::listenerFailed(ServerError error)
{
    if (m_state != State::Starting)
        return;
    m_failure = error;
    m_state = State::Stopping;
    m_thread.quit();
    const QPointer<GibsonServer> alive(this);
    Q_EMIT failed(error);
    if (alive)
        resumeWaiting(ServerWait::Goal::Ready, error);
}

void GibsonServer::threadFinished()
{
    // The thread has left its loop and deleted its objects; what is left takes microseconds.
    m_thread.wait();
    m_state = State::Idle;
    m_listener = nullptr;
    const QPointer<GibsonServer> alive(this);
    Q_EMIT stopped();
    if (alive)
        resumeWaiting(ServerWait::Goal::Stopped, ServerError::None);
}

// Who is resumed may wait again, stop the server or destroy it.
void GibsonServer::resumeWaiting(ServerWait::Goal goal, ServerError error)
{
    const QPointer<GibsonServer> alive(this);
    const Monitor::CurrentTaskScope task(Monitor::currentTask());
    const auto isFor = [goal](const ServerWait *wait) { return wait->m_goal == goal; };
    while (alive) {
        const auto found = std::ranges::find_if(m_waiting, isFor);
        if (found == m_waiting.end())
            return;
        ServerWait *wait = *found;
        m_waiting.erase(found);
        wait->finish(error);
    }
}

} // namespace Loopscope::Net
