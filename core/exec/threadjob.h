#pragma once

#include "core/async/stop.h"
#include "core/exec/executorcounters.h"
#include "core/exec/suspension.h"

#include <QRunnable>

#include <exception>
#include <optional>
#include <type_traits>

namespace Loopscope::Exec {

class ThreadExecutor;
class ThreadMailbox;

/// What a job is called on the timeline.
class JobName
{
public:
    JobName() = default;
    /// Registers the name: once per name, `static const JobName name(QStringLiteral("is-prime"));`. Any
    /// thread.
    explicit JobName(const QString &name);
    Trace::NameId id() const noexcept { return m_id; }

private:
    Trace::NameId m_id = 0;
};

/// The part of ThreadJob that does not depend on what is run. It is awaiter, runnable and queue
/// node in one, and lives in the frame of the coroutine that awaits.
class ThreadJobBase : public QRunnable, public Suspension
{
public:
    bool await_ready() const noexcept { return false; }
    void await_suspend(std::coroutine_handle<> handle);
    void run() final;

protected:
    ThreadJobBase(ThreadExecutor &executor, JobName name) noexcept;
    /// Only for a job that is not awaited yet: nobody knows its address before await_suspend.
    ThreadJobBase(ThreadJobBase &&other) noexcept;

    /// On the pool's thread; keeps the result or the exception.
    virtual JobOutcome invoke(const std::stop_token &stop) noexcept = 0;
    /// First line of every destructor: leaves nothing of a suspended coroutine with the pool.
    void abandon() noexcept
    {
        if (m_mailbox)
            abandonAwaited();
    }

    std::exception_ptr m_error;

private:
    friend class ThreadExecutor;
    friend class ThreadMailbox;

    void abandonAwaited() noexcept;

    ThreadExecutor *m_executor;
    JobName m_name;
    std::stop_token m_stop;
    ThreadMailbox *m_mailbox = nullptr; ///< while it waits or runs; touched by the awaiting thread only
    ThreadMailbox *m_replyTo = nullptr; ///< the same, for the pool's thread
    ThreadJobBase *m_endedBefore = nullptr;
};

/// `auto result = co_await executor.run(callable);` The callable is invoked without arguments or
/// with a std::stop_token, its result is given by value, its exception comes out of the co_await.
template <typename Callable>
class [[nodiscard]] ThreadJob final : public ThreadJobBase
{
    static constexpr bool takesStopToken = std::is_invocable_v<Callable &, std::stop_token>;
    static auto call(Callable &callable, const std::stop_token &stop)
    {
        if constexpr (takesStopToken)
            return callable(stop);
        else
            return callable();
    }

public:
    using Result = decltype(call(std::declval<Callable &>(), std::declval<std::stop_token>()));

    ThreadJob(ThreadExecutor &executor, JobName name, Callable callable)
        : ThreadJobBase(executor, name)
        , m_callable(std::move(callable))
    {}
    ThreadJob(ThreadJob &&other) noexcept(std::is_nothrow_move_constructible_v<Callable>)
        : ThreadJobBase(std::move(other))
        , m_callable(std::move(other.m_callable))
    {}
    ~ThreadJob() override { abandon(); }

    Result await_resume()
    {
        if (m_error)
            std::rethrow_exception(std::exchange(m_error, nullptr));
        if constexpr (!std::is_void_v<Result>)
            return std::move(*m_result);
    }

private:
    struct Nothing
    {};
    using Kept = std::conditional_t<std::is_void_v<Result>, Nothing, Result>;

    JobOutcome invoke(const std::stop_token &stop) noexcept override
    {
        try {
            if constexpr (std::is_void_v<Result>)
                call(m_callable, stop);
            else
                m_result.emplace(call(m_callable, stop));
            return JobOutcome::Completed;
        } catch (const Async::Cancelled &) {
            m_error = std::current_exception();
            return JobOutcome::Cancelled;
        } catch (...) {
            m_error = std::current_exception();
            return JobOutcome::Failed;
        }
    }

    Callable m_callable;
    std::optional<Kept> m_result;
};

} // namespace Loopscope::Exec
