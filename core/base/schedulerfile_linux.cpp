#include "core/base/schedulerfile.h"

#include <fcntl.h>
#include <pthread.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cstdio>
#include <utility>

namespace Loopscope::Base {

namespace {

constexpr char ownPath[] = "/proc/thread-self/schedstat";

// Counted by each child for itself: asking for the process id at each reading would cost a system call.
constinit std::atomic<unsigned> forks{0};

unsigned forksSoFar()
{
    static const int registered =
        ::pthread_atfork(nullptr, nullptr, [] { forks.fetch_add(1, std::memory_order_relaxed); });
    static_cast<void>(registered); // without memory for it a child has its parent's figures
    return forks.load(std::memory_order_relaxed);
}

} // namespace

SchedulerFile::SchedulerFile()
    : m_isOwn(true)
    , m_forks(forksSoFar())
{
    open(ownPath);
}

SchedulerFile::SchedulerFile(qint64 tid)
    : m_isOwn(false)
    , m_forks(forksSoFar())
{
    std::array<char, 64> path;
    std::snprintf(path.data(), path.size(), "/proc/self/task/%lld/schedstat", static_cast<long long>(tid));
    open(path.data());
}

SchedulerFile::~SchedulerFile()
{
    close();
}

void SchedulerFile::open(const char *path) noexcept
{
    m_descriptor = ::open(path, O_RDONLY | O_CLOEXEC);
    struct stat status;
    if (m_descriptor < 0 || ::fstat(m_descriptor, &status) != 0)
        return;
    m_device = status.st_dev;
    m_inode = status.st_ino;
}

// An observed program may have closed all that it did not open itself: the number is then one of its own.
void SchedulerFile::close() noexcept
{
    const int descriptor = std::exchange(m_descriptor, -1);
    struct stat status;
    if (descriptor >= 0 && ::fstat(descriptor, &status) == 0 && status.st_dev == m_device &&
        status.st_ino == m_inode)
        ::close(descriptor);
}

// What it has open is of the parent's thread. Of its threads only the one that forked is in the child.
void SchedulerFile::leaveParent() noexcept
{
    m_forks = forks.load(std::memory_order_relaxed);
    close();
    if (m_isOwn)
        open(ownPath);
}

std::optional<SchedulerTimes> SchedulerFile::read() noexcept
{
    if (m_forks != forks.load(std::memory_order_relaxed)) [[unlikely]]
        leaveParent();
    std::array<char, 128> text;
    const ssize_t got = ::pread(m_descriptor, text.data(), text.size() - 1, 0);
    if (got <= 0)
        return std::nullopt;
    text[static_cast<std::size_t>(got)] = '\0';
    unsigned long long onCpu = 0;
    unsigned long long waiting = 0;
    if (std::sscanf(text.data(), "%llu %llu", &onCpu, &waiting) != 2)
        return std::nullopt;
    return SchedulerTimes{Duration(static_cast<qint64>(onCpu)), Duration(static_cast<qint64>(waiting))};
}

} // namespace Loopscope::Base
