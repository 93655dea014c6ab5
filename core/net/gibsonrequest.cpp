#include "core/net/gibsonrequest.h"

#include "core/monitor/currenttask.h"
#include "core/net/gibsonclient.h"

namespace Loopscope::Net {

bool GibsonRequest::await_suspend(std::coroutine_handle<> caller)
{
    m_caller = caller;
    m_isQueued = m_client->enqueue(this);
    if (m_isQueued)
        m_task = Monitor::currentTask();
    return m_isQueued;
}

void GibsonRequest::finish(const Wire::Reply &reply)
{
    m_reply = &reply;
    resume();
}

void GibsonRequest::finish(ClientError error, Wire::WireError detail)
{
    m_error = error;
    m_wireError = detail;
    resume();
}

void GibsonRequest::resume()
{
    m_isQueued = false;
    Monitor::setCurrentTask(m_task);
    m_caller.resume();
}

void GibsonRequest::forget()
{
    m_client->forget(this);
}

} // namespace Loopscope::Net
