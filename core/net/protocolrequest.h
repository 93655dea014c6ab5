#pragma once

#include "core/net/pipelinedrequest.h"

namespace Loopscope::Net {

template <typename Protocol>
class ProtocolClient;

/// One request to be awaited: `const auto reply = co_await client.get(key);`
///
/// It is queued when it is awaited and keeps pointers to key and value until the answer is there, so these
/// must live until then (a temporary inside the co_await expression does). Resumes on the client's thread,
/// with the task that awaited as the current one. Destroying the suspended coroutine drops the answer.
template <typename Protocol>
class [[nodiscard]] ProtocolRequest final : public PipelinedRequest
{
public:
    using Command = typename Protocol::Command;
    using Reply = typename Protocol::Reply;

    ProtocolRequest(ProtocolClient<Protocol> *client, const Command &command) noexcept
        : PipelinedRequest(client)
        , m_command(command)
    {}
    // QCoro's await_transform makes g++ move the awaiter just after it was built. Moving everything would
    // wait for stores that are still on their way, so only what a fresh request has is copied.
    ProtocolRequest(ProtocolRequest &&other) noexcept
        : PipelinedRequest(std::move(other))
    {
        Protocol::copyFresh(other.m_command, &m_command);
    }

    bool await_ready() const noexcept { return false; }
    /// False, and the coroutine goes on at once, when the request cannot be sent.
    bool await_suspend(std::coroutine_handle<> caller);
    Reply await_resume() { return m_reply ? Reply(*m_reply) : Reply(m_error, m_wireError); }

private:
    friend class ProtocolClient<Protocol>;
    using WireReply = typename Protocol::WireReply;

    // The coroutine goes on; this object may be gone afterwards.
    void finish(const WireReply &reply)
    {
        m_reply = &reply;
        resume();
    }
    void refuse(ClientError error, Wire::WireError detail = Wire::WireError::None)
    {
        m_error = error;
        m_wireError = detail;
    }

    Command m_command;
    const WireReply *m_reply = nullptr; // valid while the coroutine is being resumed
};

} // namespace Loopscope::Net
