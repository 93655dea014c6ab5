#pragma once

#include "core/net/gibsonreply.h"
#include "core/trace/track.h"

#include <coroutine>

namespace Loopscope::Net {

class GibsonClient;

/// One request to be awaited: `const GibsonReply reply = co_await client.get(key);`
///
/// It is queued when it is awaited and keeps pointers to key and value until the answer is there, so these
/// must live until then (a temporary inside the co_await expression does). Resumes on the client's thread,
/// with the task that awaited as the current one. Destroying the suspended coroutine drops the answer.
class [[nodiscard]] GibsonRequest
{
public:
    // QCoro's await_transform makes g++ move the awaiter just after it was built. Moving everything would
    // wait for stores that are still on their way, so only what a fresh request has is copied.
    GibsonRequest(GibsonRequest &&other) noexcept
        : m_client(other.m_client)
    {
        m_command.opcode = other.m_command.opcode;
        m_command.key = {other.m_command.key.data(), other.m_command.key.size()};
        if (m_command.opcode == Wire::Opcode::Set) {
            m_command.value = other.m_command.value;
            m_command.ttlSeconds = other.m_command.ttlSeconds;
        }
    }
    GibsonRequest &operator=(GibsonRequest &&) = delete;
    ~GibsonRequest()
    {
        if (m_isQueued) [[unlikely]]
            forget();
    }

    bool await_ready() const noexcept { return false; }
    /// False, and the coroutine goes on at once, when the request cannot be sent.
    bool await_suspend(std::coroutine_handle<> caller);
    GibsonReply await_resume() { return m_reply ? GibsonReply(*m_reply) : GibsonReply(m_error, m_wireError); }

private:
    friend class GibsonClient;

    GibsonRequest(GibsonClient *client, Wire::Opcode opcode, QByteArrayView key = {}) noexcept
        : m_client(client)
    {
        m_command.opcode = opcode;
        m_command.key = key;
    }
    GibsonRequest(GibsonClient *client, QByteArrayView key, QByteArrayView value, int ttlSeconds) noexcept
        : m_client(client)
        , m_command{Wire::Opcode::Set, ttlSeconds, key, value}
    {}

    void forget();
    // The coroutine goes on; this object may be gone afterwards.
    void finish(const Wire::Reply &reply);
    void finish(ClientError error, Wire::WireError detail);
    void resume();

    GibsonClient *m_client;
    Wire::Command m_command;
    std::coroutine_handle<> m_caller;
    Trace::TaskId m_task = 0;
    const Wire::Reply *m_reply = nullptr; // valid while the coroutine is being resumed
    ClientError m_error = ClientError::None;
    Wire::WireError m_wireError = Wire::WireError::None;
    bool m_isQueued = false;
};

} // namespace Loopscope::Net
