#pragma once

#include "core/net/clienterror.h"
#include "core/trace/track.h"

#include <coroutine>

namespace Loopscope::Net {

class PipelinedClient;

/// What every request of a pipelined client has, whatever its protocol: who waits for it and how it ended.
class PipelinedRequest
{
public:
    PipelinedRequest &operator=(PipelinedRequest &&) = delete;

protected:
    explicit PipelinedRequest(PipelinedClient *client) noexcept
        : m_client(client)
    {}
    // Of a fresh request: see ProtocolRequest.
    PipelinedRequest(PipelinedRequest &&other) noexcept
        : m_client(other.m_client)
    {}
    ~PipelinedRequest()
    {
        if (m_isQueued) [[unlikely]]
            forget();
    }

    // The coroutine goes on; this object may be gone afterwards.
    void resume();

    PipelinedClient *m_client;
    std::coroutine_handle<> m_caller;
    Trace::TaskId m_task = 0;
    ClientError m_error = ClientError::None;
    Wire::WireError m_wireError = Wire::WireError::None;
    bool m_isQueued = false;
    quint32 m_wireNumber = 0; // on its connection, while somebody taps it

private:
    friend class PipelinedClient;

    void finish(ClientError error, Wire::WireError detail);
    void forget();
};

} // namespace Loopscope::Net
