#pragma once

#include "core/net/clienterror.h"
#include "core/trace/track.h"

#include <chrono>
#include <coroutine>

namespace Loopscope::Net {

class PipelinedClient;

/// A connection being made: `const ClientError error = co_await client.connectTo(host, port);`
/// Resumes on the client's thread. Destroying the suspended coroutine ends the attempt.
class [[nodiscard]] ConnectAttempt
{
public:
    ConnectAttempt(ConnectAttempt &&other) noexcept;
    ConnectAttempt &operator=(ConnectAttempt &&) = delete;
    ~ConnectAttempt();

    bool await_ready() const noexcept { return false; }
    bool await_suspend(std::coroutine_handle<> caller);
    ClientError await_resume() const noexcept { return m_error; }

private:
    friend class PipelinedClient;

    ConnectAttempt(PipelinedClient *client, const QString &host, quint16 port,
                   std::chrono::milliseconds timeout);
    // The coroutine goes on; this object may be gone afterwards.
    void finish(ClientError error);

    PipelinedClient *m_client;
    QString m_host;
    quint16 m_port;
    std::chrono::milliseconds m_timeout;
    std::coroutine_handle<> m_caller;
    Trace::TaskId m_task = 0;
    ClientError m_error = ClientError::None;
    bool m_isWaiting = false;
};

} // namespace Loopscope::Net
