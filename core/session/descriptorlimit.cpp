#include "core/session/descriptorlimit.h"

#include "core/base/words.h"

#include <sys/resource.h>

#include <filesystem>

namespace Loopscope::Session {

namespace {

constexpr qint64 neededByARun = 96; // loops, servers, workers, the trace; connections fail by themselves

// None when not even the folder that lists them can be opened.
std::optional<qint64> openDescriptors()
{
    std::error_code error;
    const std::filesystem::directory_iterator folder("/proc/self/fd", error);
    if (error)
        return std::nullopt;
    return std::distance(begin(folder), end(folder));
}

} // namespace

QString makeRoomForDescriptors()
{
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return {};
    if (limit.rlim_cur < limit.rlim_max) {
        limit.rlim_cur = limit.rlim_max;
        if (::setrlimit(RLIMIT_NOFILE, &limit) != 0)
            ::getrlimit(RLIMIT_NOFILE, &limit);
    }
    const qint64 allowed = static_cast<qint64>(std::min<rlim_t>(limit.rlim_cur, 1 << 30));
    const qint64 left = allowed - openDescriptors().value_or(allowed);
    if (left >= neededByARun)
        return {};
    return Words::tr("Only %1 of %2 open files are left, a run needs %3: close files or raise the limit "
                     "(ulimit -n).")
        .arg(std::max<qint64>(0, left))
        .arg(allowed)
        .arg(neededByARun);
}

} // namespace Loopscope::Session
