#pragma once

#include "core/monitor/currenttask.h"
#include "core/monitor/threadmark.h"

#include <QCoroTask>

#include <coroutine>
#include <optional>
#include <type_traits>
#include <utility>

namespace Loopscope::Async {

namespace detail {

template <typename Awaitable>
decltype(auto) makeAwaiter(Awaitable &awaitable)
{
    if constexpr (requires { awaitable.operator co_await(); })
        return awaitable.operator co_await();
    else if constexpr (requires { operator co_await(awaitable); })
        return operator co_await(awaitable);
    else if constexpr (requires {
                           typename QCoro::detail::awaiter_type<std::remove_cvref_t<Awaitable>>::type;
                       })
        return typename QCoro::detail::awaiter_type<std::remove_cvref_t<Awaitable>>::type{awaitable};
    else
        return (awaitable);
}

/// Stores an awaiter that was made, refers to one that is there already.
template <typename Awaiter>
using Stored = std::conditional_t<std::is_lvalue_reference_v<Awaiter>, std::remove_reference_t<Awaiter> *,
                                  std::optional<Awaiter>>;

} // namespace detail

/// Awaits what it wraps and makes the task that awaited current again when it goes on, on whatever
/// thread that is; one that differs from where it was suspended is reported. The inner awaiter is made when
/// the coroutine suspends, so that moving the wrapper is safe.
template <typename Awaitable>
class Tracked
{
    using Awaiter = decltype(detail::makeAwaiter(std::declval<Awaitable &>()));

public:
    explicit Tracked(Awaitable &&awaitable)
        : m_awaitable(std::forward<Awaitable>(awaitable))
        , m_task(Monitor::currentTask())
    {}

    bool await_ready()
    {
        if constexpr (std::is_lvalue_reference_v<Awaiter>)
            m_awaiter = &detail::makeAwaiter(m_awaitable);
        else
            m_awaiter.emplace(detail::makeAwaiter(m_awaitable));
        return m_awaiter->await_ready();
    }

    template <typename Promise>
    auto await_suspend(std::coroutine_handle<Promise> handle)
    {
        m_suspendedIn = Monitor::currentThreadMark();
        return m_awaiter->await_suspend(handle);
    }

    decltype(auto) await_resume()
    {
        Monitor::setCurrentTask(m_task);
        if (m_suspendedIn.thread && m_suspendedIn.thread != Monitor::currentThreadMark().thread)
            Monitor::reportResumption(m_task, m_suspendedIn);
        return m_awaiter->await_resume();
    }

private:
    Awaitable m_awaitable;
    const Trace::TaskId m_task;
    Monitor::ThreadMark m_suspendedIn;
    detail::Stored<Awaiter> m_awaiter{};
};

/// `co_await tracked(awaitable)`: every await of our own code goes through it, except of our own awaiters,
/// which do the same themselves.
template <typename Awaitable>
[[nodiscard]] Tracked<Awaitable> tracked(Awaitable &&awaitable)
{
    return Tracked<Awaitable>(std::forward<Awaitable>(awaitable));
}

} // namespace Loopscope::Async
