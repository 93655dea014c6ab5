#include "core/link/loopscopesocket.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>

namespace Loopscope::Link {

namespace {

constexpr int firstDescriptor = 700; // above those that a program may count on

bool isOfThisUser(int descriptor)
{
    ucred peer{};
    socklen_t size = sizeof peer;
    return ::getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 &&
           (peer.uid == ::geteuid() || peer.uid == 0);
}

} // namespace

int connectToLoopscope(const char *path)
{
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (std::strlen(path) >= sizeof address.sun_path)
        return -1;
    std::strcpy(address.sun_path, path);
    const int descriptor = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (descriptor < 0)
        return -1;
    if (::connect(descriptor, reinterpret_cast<sockaddr *>(&address), sizeof address) != 0 ||
        !isOfThisUser(descriptor)) {
        ::close(descriptor);
        return -1;
    }
    const int high = ::fcntl(descriptor, F_DUPFD_CLOEXEC, firstDescriptor);
    if (high < 0)
        return descriptor;
    ::close(descriptor);
    return high;
}

} // namespace Loopscope::Link
