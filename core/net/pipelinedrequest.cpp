#include "core/net/pipelinedrequest.h"

#include "core/monitor/currenttask.h"
#include "core/net/pipelinedclient.h"

namespace Loopscope::Net {

void PipelinedRequest::finish(ClientError error, Wire::WireError detail)
{
    m_error = error;
    m_wireError = detail;
    resume();
}

void PipelinedRequest::resume()
{
    m_isQueued = false;
    Monitor::setCurrentTask(m_task);
    m_caller.resume();
}

void PipelinedRequest::forget()
{
    m_client->forget(this);
}

} // namespace Loopscope::Net
