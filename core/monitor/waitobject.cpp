#include "core/monitor/waitobject.h"

#include "core/monitor/ownmemory.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstring>

namespace Loopscope::Monitor {

namespace {

QString addressText(const sockaddr_storage &address, socklen_t length)
{
    std::array<char, INET6_ADDRSTRLEN> text{};
    if (address.ss_family == AF_INET) {
        const auto &v4 = reinterpret_cast<const sockaddr_in &>(address);
        ::inet_ntop(AF_INET, &v4.sin_addr, text.data(), text.size());
        return QStringLiteral("%1:%2").arg(QLatin1String(text.data())).arg(ntohs(v4.sin_port));
    }
    if (address.ss_family == AF_INET6) {
        const auto &v6 = reinterpret_cast<const sockaddr_in6 &>(address);
        ::inet_ntop(AF_INET6, &v6.sin6_addr, text.data(), text.size());
        return QStringLiteral("[%1]:%2").arg(QLatin1String(text.data())).arg(ntohs(v6.sin6_port));
    }
    if (address.ss_family == AF_UNIX && length > offsetof(sockaddr_un, sun_path)) {
        const auto &local = reinterpret_cast<const sockaddr_un &>(address);
        const std::size_t most = length - offsetof(sockaddr_un, sun_path);
        if (local.sun_path[0] == '\0') // abstract: no end mark
            return u'@' + QString::fromLocal8Bit(local.sun_path + 1, static_cast<qsizetype>(most) - 1);
        return QString::fromLocal8Bit(local.sun_path,
                                      static_cast<qsizetype>(::strnlen(local.sun_path, most)));
    }
    return {};
}

QString socketText(int descriptor)
{
    sockaddr_storage address{};
    socklen_t length = sizeof(address);
    if (::getpeername(descriptor, reinterpret_cast<sockaddr *>(&address), &length) == 0) {
        const QString peer = addressText(address, length);
        if (!peer.isEmpty())
            return QStringLiteral("socket to %1").arg(peer);
    }
    length = sizeof(address);
    if (::getsockname(descriptor, reinterpret_cast<sockaddr *>(&address), &length) == 0) {
        const QString own = addressText(address, length);
        if (!own.isEmpty())
            return QStringLiteral("socket of %1").arg(own);
    }
    return QStringLiteral("socket");
}

QString descriptorText(quint64 argument)
{
    const auto descriptor = static_cast<int>(argument);
    if (descriptor < 0)
        return {};
    std::array<char, 64> path;
    std::snprintf(path.data(), path.size(), "/proc/self/fd/%d", descriptor);
    std::array<char, 1024> target;
    const ssize_t length = ::readlink(path.data(), target.data(), target.size());
    if (length <= 0)
        return {};
    QString text = QString::fromLocal8Bit(target.data(), length);
    if (text.startsWith(QLatin1String("socket:")))
        return socketText(descriptor);
    if (text.startsWith(QLatin1String("pipe:")))
        return QStringLiteral("pipe");
    return text;
}

QString pathText(quint64 address)
{
    // Piece by piece: what lies behind the end of the text need not be readable.
    constexpr std::size_t most = 512;
    constexpr std::size_t piece = 32;
    std::array<char, most + 1> text{};
    for (std::size_t at = 0; at < most; at += piece) {
        std::array<char, piece> part{};
        std::size_t size = std::min<std::size_t>(piece, 4096 - (address + at) % 4096);
        if (readOwnMemory(address + at, part.data(), size) != size)
            return {};
        std::copy_n(part.begin(), size, text.begin() + static_cast<std::ptrdiff_t>(at));
        if (std::find(part.begin(), part.begin() + static_cast<std::ptrdiff_t>(size), '\0') !=
            part.begin() + static_cast<std::ptrdiff_t>(size))
            break;
        at -= piece - size; // up to the end of the page, then on
    }
    return QString::fromLocal8Bit(text.data());
}

QString pollText(quint64 address, quint64 count)
{
    pollfd first{};
    if (count == 0 || !readOwnMemory(address, &first))
        return {};
    QString text = descriptorText(static_cast<quint64>(first.fd));
    if (count == 1 || text.isEmpty())
        return text;
    return QStringLiteral("%1 and %2 more").arg(text).arg(count - 1);
}

QString threadText(int tid)
{
    std::array<char, 64> path;
    std::snprintf(path.data(), path.size(), "/proc/self/task/%d/comm", tid);
    const int file = ::open(path.data(), O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return {}; // no thread of this process
    std::array<char, 32> name{};
    const ssize_t length = ::read(file, name.data(), name.size() - 1);
    ::close(file);
    const QString text = QString::fromLocal8Bit(name.data(), std::max<ssize_t>(length, 0)).trimmed();
    return QStringLiteral("thread %1 (%2)").arg(tid).arg(text);
}

// glibc's mutex begins with lock (2: somebody waits), count and the owner's thread; a thread that waits for
// it passes the lock's address and 2. Other things that are waited for so look otherwise: then there is no
// such thread.
QString lockText(const std::array<quint64, 3> &arguments)
{
    struct Mutex
    {
        int lock;
        unsigned count;
        int owner;
        unsigned users;
    } mutex{};
    constexpr quint64 somebodyWaits = 2;
    if (arguments[2] != somebodyWaits || !readOwnMemory(arguments[0], &mutex) || mutex.lock != 2 ||
        mutex.users == 0)
        return {};
    const QString owner = threadText(mutex.owner);
    return owner.isEmpty() ? QString() : QStringLiteral("lock held by %1").arg(owner);
}

} // namespace

QString describeWait(WaitOn on, const std::array<quint64, 3> &arguments)
{
    switch (on) {
    case WaitOn::Descriptor:
        return descriptorText(arguments[0]);
    case WaitOn::Path:
        return pathText(arguments[0]);
    case WaitOn::PathAt:
        return pathText(arguments[1]);
    case WaitOn::PollSet:
        return pollText(arguments[0], arguments[1]);
    case WaitOn::Futex:
        return lockText(arguments);
    case WaitOn::Nothing:
        break;
    }
    return {};
}

} // namespace Loopscope::Monitor
