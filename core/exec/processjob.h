#pragma once

#include "core/exec/executorcounters.h"
#include "core/exec/suspension.h"
#include "core/trace/track.h"

#include <QByteArray>

#include <exception>

namespace Loopscope::Exec {

class ProcessExecutor;

/// `QByteArray output = co_await pool.run(name, payload);` Awaiter and queue node in one. Throws
/// ExecException or Async::Cancelled. Belongs to the pool's thread.
class [[nodiscard]] ProcessJob final : public Suspension
{
public:
    ProcessJob(ProcessExecutor &executor, const QByteArray &name, const QByteArray &payload)
        : m_executor(&executor)
        , m_name(name)
        , m_payload(payload)
    {}
    /// Only for a job that is not awaited yet.
    ProcessJob(ProcessJob &&other) noexcept
        : m_executor(other.m_executor)
        , m_name(std::move(other.m_name))
        , m_payload(std::move(other.m_payload))
    {}
    ~ProcessJob();

    bool await_ready() const noexcept { return false; }
    bool await_suspend(std::coroutine_handle<> handle);
    QByteArray await_resume();

private:
    friend class ProcessExecutor;

    ProcessExecutor *m_executor; ///< null once it has ended
    QByteArray m_name;
    QByteArray m_payload; ///< kept until it has ended: it may have to be run again
    int m_losses = 0;
    bool m_awaited = false;
    bool m_cancelled = false;
    QByteArray m_output;
    std::exception_ptr m_error;
};

} // namespace Loopscope::Exec
