#pragma once

#include "core/net/httpreply.h"
#include "core/trace/track.h"

#include <coroutine>

namespace Loopscope::Net {

class HttpSession;

/// One GET of a session: `const HttpReply reply = co_await session.get(url);` Waits until a connection is
/// free, then for the answer; resumes on the session's thread, from the loop. Destroying the suspended
/// coroutine ends the request.
class [[nodiscard]] HttpGet
{
public:
    HttpGet(HttpGet &&other) noexcept;
    HttpGet &operator=(HttpGet &&) = delete;
    ~HttpGet();

    bool await_ready() const noexcept { return false; }
    void await_suspend(std::coroutine_handle<> caller);
    HttpReply await_resume() noexcept { return std::move(m_reply); }

private:
    friend class HttpSession;

    enum class State : quint8
    {
        New,
        Waiting, ///< for a free connection
        Active,
        Ended ///< to be resumed
    };

    HttpGet(HttpSession *session, const QUrl &url)
        : m_session(session)
        , m_url(url)
    {}
    // The coroutine goes on; this object may be gone afterwards.
    void resume();

    HttpSession *m_session;
    QUrl m_url;
    State m_state = State::New;
    HttpReply m_reply;
    std::coroutine_handle<> m_caller;
    Trace::TaskId m_task = 0;
};

} // namespace Loopscope::Net
