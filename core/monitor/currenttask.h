#pragma once

#include "core/base/export.h"
#include "core/base/sourceplace.h"
#include "core/trace/track.h"

namespace Loopscope::Monitor {

/// Which task runs on this thread. Set by `spawn`, cleared by the probe at each new dispatch of the
/// loop, restored by whoever resumes a coroutine (`tracked`, our own awaiters). Two loads and a store.
LOOPSCOPE_EXPORT Trace::TaskId currentTask() noexcept;
LOOPSCOPE_EXPORT void setCurrentTask(Trace::TaskId task) noexcept;

/// Makes a task known to the collector; the id is valid until it has ended in one of the three ways below.
/// Any thread, never waits.
LOOPSCOPE_EXPORT Trace::TaskId registerTask(const QString &name, const Base::SourcePlace &function,
                                            const Base::SourcePlace &createdAt);
LOOPSCOPE_EXPORT void taskFinished(Trace::TaskId task);
/// It ended with an exception that nobody took: told in the logging category loopscope.task.
LOOPSCOPE_EXPORT void taskFailed(Trace::TaskId task, const QString &message);
/// It was destroyed before it had ended: told in the logging category loopscope.task.
LOOPSCOPE_EXPORT void taskDropped(Trace::TaskId task);

/// Sets the current task for a scope and puts the former one back.
class CurrentTaskScope
{
public:
    explicit CurrentTaskScope(Trace::TaskId task) noexcept
        : m_former(currentTask())
    {
        setCurrentTask(task);
    }
    ~CurrentTaskScope() { setCurrentTask(m_former); }
    CurrentTaskScope(const CurrentTaskScope &) = delete;
    CurrentTaskScope &operator=(const CurrentTaskScope &) = delete;

private:
    const Trace::TaskId m_former;
};

} // namespace Loopscope::Monitor
