#pragma once

#include "core/async/resumption.h"
#include "core/async/spawn.h"

#include <coroutine>
#include <vector>

namespace Loopscope::Async {

/// Tasks that belong together: knows how many still run, keeps their first error, and can be awaited.
/// Lives on one loop's thread and must outlive its tasks.
class TaskGroup
{
public:
    TaskGroup() = default;
    ~TaskGroup();
    TaskGroup(const TaskGroup &) = delete;
    TaskGroup &operator=(const TaskGroup &) = delete;

    /// As Async::spawn; an error is kept for finished().
    template <typename Start>
    void spawn(Start start, const QString &name,
               const std::source_location &createdAt = std::source_location::current())
    {
        ++m_running;
        Async::spawn(
            std::move(start), name, [this](std::exception_ptr error) { keepError(std::move(error)); },
            [this] { taskEnded(); }, createdAt);
    }

    int running() const { return m_running; }

    /// `co_await group.finished()`: goes on when no task runs any more and throws the first error that one
    /// of them ended with. One coroutine at a time.
    class [[nodiscard]] Finished
    {
    public:
        explicit Finished(TaskGroup *group)
            : m_group(group)
            , m_task(Monitor::currentTask())
        {}
        bool await_ready() const { return m_group->m_running == 0; }
        void await_suspend(std::coroutine_handle<> handle) { m_group->m_waiting = handle; }
        void await_resume();

    private:
        TaskGroup *m_group;
        Trace::TaskId m_task;
    };
    Finished finished() { return Finished(this); }

private:
    void keepError(std::exception_ptr error);
    void taskEnded();

    int m_running = 0;
    std::exception_ptr m_error;
    std::coroutine_handle<> m_waiting;
};

} // namespace Loopscope::Async
