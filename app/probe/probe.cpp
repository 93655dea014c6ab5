// The library with the monitor, loaded into the observed program by the preloaded one.

#include "app/probe/addresslocator.h"
#include "app/probe/attachedprogram.h"
#include "core/monitor/addressresolver.h"
#include "core/session/attachprotocol.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>

namespace Loopscope::Monitor {

// Symbols are found in loopscope: libdw and its memory stay out of the program.
std::unique_ptr<StackResolver> makeStackResolver()
{
    return std::make_unique<AddressResolver>();
}

std::unique_ptr<CallLocator> makeCallLocator()
{
    return std::make_unique<Probe::AddressLocator>();
}

} // namespace Loopscope::Monitor

namespace {

using namespace Loopscope;

constexpr int firstDescriptor = 700; // above those that a program may count on

bool isOfThisUser(int descriptor)
{
    ucred peer{};
    socklen_t size = sizeof peer;
    return ::getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 &&
           (peer.uid == ::geteuid() || peer.uid == 0);
}

int connectTo(const char *path)
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

} // namespace

extern "C" Q_DECL_EXPORT int loopscopeProbeStart(const Session::AttachProtocol::Settings *settings)
{
    const int descriptor = connectTo(settings->socketPath);
    if (descriptor < 0)
        return 1;
    Probe::AttachedProgram::start(descriptor, Base::Duration(settings->thresholdNanoseconds));
    return 0;
}
