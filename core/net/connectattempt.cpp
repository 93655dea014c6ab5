#include "core/net/connectattempt.h"

#include "core/monitor/currenttask.h"
#include "core/net/pipelinedclient.h"

namespace Loopscope::Net {

ConnectAttempt::ConnectAttempt(PipelinedClient *client, const QString &host, quint16 port,
                               std::chrono::milliseconds timeout)
    : m_client(client)
    , m_host(host)
    , m_port(port)
    , m_timeout(timeout)
{}

ConnectAttempt::ConnectAttempt(ConnectAttempt &&other) noexcept
    : m_client(other.m_client)
    , m_host(std::move(other.m_host))
    , m_port(other.m_port)
    , m_timeout(other.m_timeout)
{
    Q_ASSERT(!other.m_isWaiting);
}

ConnectAttempt::~ConnectAttempt()
{
    if (m_isWaiting)
        m_client->forgetAttempt();
}

bool ConnectAttempt::await_suspend(std::coroutine_handle<> caller)
{
    m_caller = caller;
    m_task = Monitor::currentTask();
    m_error = m_client->beginConnect(this);
    m_isWaiting = m_error == ClientError::None;
    return m_isWaiting;
}

void ConnectAttempt::finish(ClientError error)
{
    m_isWaiting = false;
    m_error = error;
    Monitor::setCurrentTask(m_task);
    m_caller.resume();
}

} // namespace Loopscope::Net
