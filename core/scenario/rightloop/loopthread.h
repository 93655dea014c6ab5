#pragma once

#include "core/monitor/monitor.h"

#include <QCoroTask>
#include <QThread>

#include <coroutine>
#include <functional>
#include <memory>

namespace Loopscope::Scenario {

/// An event loop that coroutines can be carried to: one of a thread of its own, or the one of the calling
/// thread.
class LoopThread
{
public:
    /// The loop of the calling thread.
    LoopThread();
    /// A loop in a new thread, observed under this name.
    explicit LoopThread(const QString &name);
    ~LoopThread();
    LoopThread(const LoopThread &) = delete;
    LoopThread &operator=(const LoopThread &) = delete;

    /// Runs a function in the loop. Any thread.
    void post(std::function<void()> function);
    /// Ends the thread that is its own; its loop must be empty of coroutines.
    QCoro::Task<> stop();
    bool isCurrent() const { return m_receiver->thread() == QThread::currentThread(); }

private:
    std::unique_ptr<QThread> m_thread;
    std::unique_ptr<Monitor::LoopWatch> m_watch;
    std::unique_ptr<QObject> m_receiver; // lives in the loop
};

/// What an asynchronous library does that knows nothing of loops: it calls back in its own thread,
/// and there the coroutine goes on.
class CalledBackBy
{
public:
    explicit CalledBackBy(LoopThread &loop)
        : m_loop(&loop)
    {}
    bool await_ready() const noexcept { return false; }
    void await_suspend(std::coroutine_handle<> handle) const
    {
        // The last act: from here on the coroutine may already run over there.
        m_loop->post([handle] { handle.resume(); });
    }
    void await_resume() const noexcept {}

private:
    LoopThread *m_loop;
};

/// The same call, but the answer is carried back to the loop that the coroutine belongs to.
class CarriedBack
{
public:
    CarriedBack(LoopThread &other, LoopThread &own)
        : m_other(&other)
        , m_own(&own)
    {}
    bool await_ready() const noexcept { return false; }
    void await_suspend(std::coroutine_handle<> handle) const
    {
        m_other->post([own = m_own, handle] { own->post([handle] { handle.resume(); }); });
    }
    void await_resume() const noexcept {}

private:
    LoopThread *m_other;
    LoopThread *m_own;
};

} // namespace Loopscope::Scenario
