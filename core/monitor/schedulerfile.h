#pragma once

#include "core/monitor/threadsnapshot.h"

#include <optional>

namespace Loopscope::Monitor {

/// What the scheduler knows of one thread of this process, from a file that is kept open: opening it is the
/// dear part of a reading. Any thread.
class SchedulerFile
{
public:
    explicit SchedulerFile(qint64 tid);
    ~SchedulerFile();
    SchedulerFile(const SchedulerFile &) = delete;
    SchedulerFile &operator=(const SchedulerFile &) = delete;

    /// CPU time as of the scheduler's last tick, waiting as of when the thread got a CPU last. Nothing when
    /// the thread has ended, or the kernel keeps no such figures.
    std::optional<ThreadTimes> read() const noexcept;

private:
    int m_descriptor;
};

} // namespace Loopscope::Monitor
