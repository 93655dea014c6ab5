#include "app/worker/jobloop.h"

#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <charconv>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <optional>

namespace {

std::optional<int> toNumber(const char *text)
{
    int number = 0;
    const char *end = text + std::strlen(text);
    const auto result = std::from_chars(text, end, number);
    if (result.ec != std::errc() || result.ptr != end)
        return {};
    return number;
}

/// Nothing is left running when the pool's process dies, however it dies.
bool dieWithParent(pid_t parent)
{
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    return ::getppid() == parent; // it may have died before the line above
}

} // namespace

/// loopscope-worker SOCKET PARENT-PID NICENESS
int main(int argc, char **argv)
{
    const std::optional<int> parent = argc == 4 ? toNumber(argv[2]) : std::nullopt;
    const std::optional<int> niceness = argc == 4 ? toNumber(argv[3]) : std::nullopt;
    if (!parent || !niceness) {
        std::fputs(
            "loopscope-worker is started by loopscope for its process pools; it does nothing on its own.\n",
            stderr);
        return 2;
    }
    if (!dieWithParent(*parent))
        return 1;
    std::signal(SIGINT, SIG_IGN); // Ctrl+C goes to the whole group; the pool decides when a worker ends

    const int socket = Loopscope::Worker::connectTo(argv[1]);
    if (socket < 0) {
        std::fprintf(stderr, "loopscope-worker cannot connect to %s: %s\n", argv[1], std::strerror(errno));
        return 1;
    }
    if (*niceness > 0) // only now: a pool on a busy machine waits for the lines above
        ::setpriority(PRIO_PROCESS, 0, *niceness);
    Loopscope::Worker::JobLoop loop(socket);
    return loop.run();
}
