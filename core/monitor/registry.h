#pragma once

#include "core/base/sourceplace.h"
#include "core/monitor/gauge.h"
#include "core/monitor/trackwriter.h"
#include "core/monitor/wrongthread.h"

#include <functional>
#include <variant>
#include <vector>

namespace Loopscope::Monitor {

class LoopProbe;

struct NameAnnouncement
{
    Trace::NameId id = 0;
    QString name;
};

enum class TaskState : quint8
{
    Started,
    Finished,
    Failed,  ///< with an exception that nobody took
    Dropped, ///< destroyed before its end
};

struct TaskAnnouncement
{
    Trace::TaskId id = 0;
    QString name;
    Base::SourcePlace function;
    Base::SourcePlace createdAt;
    TaskState state = TaskState::Started;
    QString message;             ///< of the exception
    Trace::TrackId track = 0;    ///< the loop in whose thread it was started
    Trace::TaskId spawnedBy = 0; ///< the task that was running there
};

/// What producers tell the collector of themselves. Rare, so it may allocate; never waits.
using Announcement =
    std::variant<std::shared_ptr<Gauge::State>, std::shared_ptr<TrackWriter::State>,
                 std::shared_ptr<LoopProbe>, NameAnnouncement, TaskAnnouncement, WrongThreadAnnouncement>;

/// Any thread.
void announce(Announcement announcement);
/// Collector only: everything announced since the last call, in order.
std::vector<Announcement> takeAnnouncements();

Trace::TrackId nextTrackId() noexcept;
Trace::CounterId nextCounterId() noexcept;
Trace::NameId nextNameId() noexcept;
Trace::TaskId nextTaskId() noexcept;
Trace::StallId nextStallId() noexcept;

} // namespace Loopscope::Monitor
