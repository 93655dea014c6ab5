#pragma once

#include "core/base/steadytime.h"

#include <optional>

namespace Loopscope::Base {

/// CPU time of a thread, and the time that it was ready to run but had no CPU.
struct SchedulerTimes
{
    Duration onCpu{0};
    Duration waitingForCpu{0};
};

/// What the scheduler knows of one thread of this process, from a file that is kept open: opening it is the
/// dear part of a reading. In a forked child it is the file of the child's own thread, or of none. One thread
/// at a time.
class SchedulerFile
{
public:
    /// Of the calling thread, which is the one that reads it.
    SchedulerFile();
    /// Of any thread of this process.
    explicit SchedulerFile(qint64 tid);
    ~SchedulerFile();
    SchedulerFile(const SchedulerFile &) = delete;
    SchedulerFile &operator=(const SchedulerFile &) = delete;

    /// CPU time as of the scheduler's last tick, waiting as of when the thread got a CPU last. Nothing when
    /// the thread has ended, or the kernel keeps no such figures.
    std::optional<SchedulerTimes> read() noexcept;

private:
    void open(const char *path) noexcept;
    void close() noexcept;
    void leaveParent() noexcept;

    int m_descriptor = -1;
    quint64 m_device = 0; ///< of the open file
    quint64 m_inode = 0;
    const bool m_isOwn;
    unsigned m_forks; ///< of the process, when it was opened
};

} // namespace Loopscope::Base
