#include "core/monitor/schedulerfile.h"

#include <fcntl.h>
#include <unistd.h>

#include <cstdio>

namespace Loopscope::Monitor {

SchedulerFile::SchedulerFile(qint64 tid)
{
    std::array<char, 64> path;
    std::snprintf(path.data(), path.size(), "/proc/self/task/%lld/schedstat", static_cast<long long>(tid));
    m_descriptor = ::open(path.data(), O_RDONLY | O_CLOEXEC);
}

SchedulerFile::~SchedulerFile()
{
    if (m_descriptor >= 0)
        ::close(m_descriptor);
}

std::optional<ThreadTimes> SchedulerFile::read() const noexcept
{
    std::array<char, 128> text;
    const ssize_t got = ::pread(m_descriptor, text.data(), text.size() - 1, 0);
    if (got <= 0)
        return std::nullopt;
    text[static_cast<std::size_t>(got)] = '\0';
    unsigned long long onCpu = 0;
    unsigned long long waiting = 0;
    if (std::sscanf(text.data(), "%llu %llu", &onCpu, &waiting) != 2)
        return std::nullopt;
    return ThreadTimes{Base::Duration(static_cast<qint64>(onCpu)),
                       Base::Duration(static_cast<qint64>(waiting)), 0};
}

} // namespace Loopscope::Monitor
