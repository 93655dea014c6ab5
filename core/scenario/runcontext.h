#pragma once

#include "core/async/resumption.h"
#include "core/async/taskgroup.h"
#include "core/exec/threadexecutor.h"
#include "core/scenario/parameters.h"

#include <functional>

QT_BEGIN_NAMESPACE
class QThread;
QT_END_NAMESPACE

namespace Loopscope::Scenario {

/// What a run offers to its experiment. Used on the loop's thread, where not said otherwise.
class RunContext
{
public:
    virtual ~RunContext() = default;

    virtual const Parameters &parameters() const = 0;
    /// As the scenario says: all requests of a round are wanted when it begins.
    virtual bool wantsAllAtOnce() const { return false; }
    /// The thread of the loop under test; in freeze mode the window's.
    virtual QThread *loopThread() const = 0;
    virtual Async::StopToken stopToken() const = 0;
    /// Whether the run was stopped. Any thread; known at once, also while the loop is blocked: to be
    /// asked between units of work.
    virtual bool isStopped() const = 0;
    /// Throws Cancelled when the run was stopped.
    void checkStopped() const
    {
        if (isStopped())
            throw Async::Cancelled();
    }
    /// The loop's default executor: a pool of 4 threads, made on first use.
    virtual Exec::ThreadExecutor &defaultExecutor() = 0;
    /// Tasks of the work; `co_await run->tasks().finished()` throws the first error of them.
    virtual Async::TaskGroup &tasks() = 0;

    Async::Sleep sleepFor(std::chrono::milliseconds time) { return Async::Sleep(time, stopToken()); }
    Async::Sleep nextTurn() { return Async::Sleep(std::nullopt, stopToken()); }

    /// Starts a coroutine of the run. It is shown under its name with the place of this call.
    template <typename Start>
    void spawn(Start start, const QString &name,
               const std::source_location &createdAt = std::source_location::current())
    {
        tasks().spawn(std::move(start), name, createdAt);
    }
};

} // namespace Loopscope::Scenario
