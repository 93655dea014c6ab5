#pragma once

#include "core/exec/resumequeue.h"

#include <memory>
#include <utility>

namespace Loopscope::Exec {

/// A number of permits that coroutines of one loop share, first come first served: a large request at the
/// front holds back the small ones behind it. Belongs to the thread that made it; nothing ever blocks.
class Semaphore
{
    struct State;

public:
    /// What was acquired; gives it back when it is destroyed, on the same thread.
    class [[nodiscard]] Permit
    {
    public:
        Permit() = default;
        Permit(std::shared_ptr<State> state, int count)
            : m_state(std::move(state))
            , m_count(count)
        {}
        Permit(Permit &&other) noexcept
            : m_state(std::exchange(other.m_state, nullptr))
            , m_count(other.m_count)
        {}
        Permit &operator=(Permit &&other) noexcept
        {
            std::swap(m_state, other.m_state);
            std::swap(m_count, other.m_count);
            return *this;
        }
        ~Permit();

    private:
        std::shared_ptr<State> m_state;
        int m_count = 0;
    };

    /// `const auto permit = co_await semaphore.acquire();` Throws Async::Cancelled.
    class [[nodiscard]] Acquire final : public Suspension
    {
    public:
        Acquire(std::shared_ptr<State> state, int count)
            : m_state(std::move(state))
            , m_count(count)
        {}
        /// Only for one that is not awaited yet.
        Acquire(Acquire &&other) noexcept
            : m_state(std::move(other.m_state))
            , m_count(other.m_count)
        {}
        ~Acquire();

        bool await_ready();
        void await_suspend(std::coroutine_handle<> handle);
        Permit await_resume();

    private:
        friend class Semaphore;
        enum class Phase : quint8
        {
            Waiting,
            Granted,
            Cancelled,
            Over
        };

        std::shared_ptr<State> m_state;
        int m_count;
        Phase m_phase = Phase::Waiting;
    };

    explicit Semaphore(int permits);
    /// Those who wait get Async::Cancelled.
    ~Semaphore();
    Semaphore(const Semaphore &) = delete;
    Semaphore &operator=(const Semaphore &) = delete;

    /// `count`: 1 to the number of permits that there are.
    Acquire acquire(int count = 1) { return Acquire(m_state, count); }
    /// Those who wait now get Async::Cancelled.
    void cancel();

private:
    const std::shared_ptr<State> m_state;
};

} // namespace Loopscope::Exec
