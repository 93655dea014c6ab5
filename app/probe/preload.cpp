// The library that `loopscope attach` preloads. It needs nothing but the C library, so that it can do no harm
// in a launcher, a program of another Qt version or one without Qt. When a Qt 6 application object is made,
// it loads the library with the monitor, if that fits.

#include "core/link/attachprotocol.h"

#include <dlfcn.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace {

namespace Protocol = Loopscope::Link::AttachProtocol;

// Qt's table of hooks for debuggers (qhooks_p.h): which entry is what.
constexpr int hookDataVersion = 0;
constexpr int hookQtVersion = 2;
constexpr int hookStartup = 5;
constexpr std::uintptr_t oldestHookData = 3; // has the startup hook
constexpr std::uintptr_t builtFor = LOOPSCOPE_QT_VERSION;
constexpr std::size_t longestPath = 4096;

using Hook = void (*)();

std::uintptr_t *hookData = nullptr;
Hook formerHook = nullptr;
char socketPath[longestPath];
char monitorPath[longestPath];

bool copy(char *to, const char *from)
{
    if (!from || std::strlen(from) >= longestPath)
        return false;
    std::strcpy(to, from);
    return true;
}

// Tells loopscope why there will be nothing to see.
void refuse(const char *reason)
{
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (std::strlen(socketPath) >= sizeof address.sun_path)
        return;
    std::strcpy(address.sun_path, socketPath);
    const int descriptor = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (descriptor < 0)
        return;
    char text[1024];
    const int length = std::snprintf(text, sizeof text, "%c%s\n", Protocol::refusalMark, reason);
    if (length > 0 && ::connect(descriptor, reinterpret_cast<sockaddr *>(&address), sizeof address) == 0)
        (void)!::send(descriptor, text, std::strlen(text), MSG_NOSIGNAL);
    ::close(descriptor);
}

// Programs that this one starts see the environment that loopscope was started with.
void restoreEnvironment()
{
    const char *former = std::getenv(Protocol::preloadVariable);
    if (former)
        ::setenv("LD_PRELOAD", former, 1);
    else
        ::unsetenv("LD_PRELOAD");
    for (const char *variable : Protocol::variables)
        ::unsetenv(variable);
}

void loadMonitor(const Protocol::Settings &settings)
{
    char reason[512];
    const std::uintptr_t version = hookData[hookQtVersion];
    if (version >> 8 != builtFor >> 8 || hookData[hookDataVersion] < oldestHookData) {
        std::snprintf(reason, sizeof reason,
                      "it runs with Qt %d.%d and this loopscope was built for Qt %d.%d",
                      static_cast<int>(version >> 16), static_cast<int>(version >> 8 & 0xff),
                      static_cast<int>(builtFor >> 16), static_cast<int>(builtFor >> 8 & 0xff));
        return refuse(reason);
    }
    // A program that links the monitor has one already.
    void *library = ::dlopen(LOOPSCOPE_MONITOR_LIBRARY, RTLD_NOW | RTLD_NOLOAD);
    if (!library)
        library = ::dlopen(monitorPath, RTLD_NOW | RTLD_LOCAL);
    void *start = library ? ::dlsym(library, Protocol::startFunction) : nullptr;
    if (!start) {
        std::snprintf(reason, sizeof reason, "the monitor could not be loaded into it: %s", ::dlerror());
        return refuse(reason);
    }
    if (reinterpret_cast<Protocol::StartFunction>(start)(&settings) == Protocol::OtherVersion)
        refuse("it links a libloopscope-monitor of another version; build it with this one");
}

// Called by Qt on the main thread when the application object has its event dispatcher.
void onStartup()
{
    if (formerHook)
        formerHook();
    static bool isStarted = false; // an application object may be made again
    if (isStarted)
        return;
    isStarted = true;
    const char *threshold = std::getenv(Protocol::thresholdVariable);
    const Protocol::Settings settings{Protocol::version, socketPath, threshold ? std::atoll(threshold) : 0};
    if (!std::getenv(Protocol::followVariable))
        restoreEnvironment();
    loadMonitor(settings);
}

bool isForUs()
{
    if (std::getenv(Protocol::followVariable))
        return true;
    const char *parent = std::getenv(Protocol::parentVariable);
    return parent && std::atoll(parent) == ::getppid();
}

// Not the place to take LD_PRELOAD out of the environment: this may be a launcher that is yet to exec the
// program.
__attribute__((constructor)) void onLoad()
{
    if (!copy(socketPath, std::getenv(Protocol::socketVariable)) ||
        !copy(monitorPath, std::getenv(Protocol::monitorVariable)) || !isForUs())
        return;
    if (!::dlopen("libQt6Core.so.6", RTLD_LAZY | RTLD_NOLOAD))
        return;
    hookData = static_cast<std::uintptr_t *>(::dlsym(RTLD_DEFAULT, "qtHookData"));
    if (!hookData)
        return;
    formerHook = reinterpret_cast<Hook>(hookData[hookStartup]);
    hookData[hookStartup] = reinterpret_cast<std::uintptr_t>(&onStartup);
}

} // namespace
