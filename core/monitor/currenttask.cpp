#include "core/monitor/currenttask.h"

#include "core/monitor/loopprobe.h"
#include "core/monitor/registry.h"

namespace Loopscope::Monitor {

namespace {

[[gnu::tls_model("initial-exec")]] constinit thread_local Trace::TaskId current = 0;

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
    const LoopProbe *loop = LoopProbe::current();
    announce(TaskAnnouncement{
        id, name, function, createdAt, TaskState::Started, {}, loop ? loop->track.id : 0, current});
    return id;
}

void taskFinished(Trace::TaskId task)
{
    announce(TaskAnnouncement{task, {}, {}, {}, TaskState::Finished, {}, 0, 0});
}

void taskFailed(Trace::TaskId task, const QString &message)
{
    announce(TaskAnnouncement{task, {}, {}, {}, TaskState::Failed, message, 0, 0});
}

void taskDropped(Trace::TaskId task)
{
    announce(TaskAnnouncement{task, {}, {}, {}, TaskState::Dropped, {}, 0, 0});
}

} // namespace Loopscope::Monitor
