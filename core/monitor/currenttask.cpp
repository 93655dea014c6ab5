#include "core/monitor/currenttask.h"

#include "core/monitor/loopprobe.h"
#include "core/monitor/registry.h"

namespace Loopscope::Monitor {

namespace {

constinit thread_local Trace::TaskId current = 0;

} // namespace

Trace::TaskId currentTask() noexcept
{
    return current;
}

void setCurrentTask(Trace::TaskId task) noexcept
{
    current = task;
    // The dispatch belongs to the last task that ran in it.
    if (LoopProbe *probe = task ? LoopProbe::current() : nullptr)
        probe->noteTask(task);
}

Trace::TaskId registerTask(const QString &name, const Base::SourcePlace &function,
                           const Base::SourcePlace &createdAt)
{
    const Trace::TaskId id = nextTaskId();
    announce(TaskAnnouncement{id, name, function, createdAt, false});
    return id;
}

void taskFinished(Trace::TaskId task)
{
    announce(TaskAnnouncement{task, {}, {}, {}, true});
}

} // namespace Loopscope::Monitor
