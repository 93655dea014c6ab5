#include "core/net/socketconnect.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/time.h>

#include <cerrno>

namespace Loopscope::Net {

namespace {

ClientError errorFrom(int code)
{
    switch (code) {
    case 0:
        return ClientError::None;
    case ECONNREFUSED:
        return ClientError::Refused;
    case ETIMEDOUT:
    case EINPROGRESS: // a blocking connect whose time is up
    case EAGAIN:
        return ClientError::TimedOut;
    case EMFILE:
    case ENFILE:
    case ENOBUFS:
    case ENOMEM:
        return ClientError::NoSocket;
    default:
        return ClientError::Unreachable;
    }
}

// Zero would mean "for ever" to the kernel.
timeval toTimeval(std::chrono::milliseconds time)
{
    const auto positive = std::max(time, std::chrono::milliseconds(1));
    const auto seconds = std::chrono::floor<std::chrono::seconds>(positive);
    return {static_cast<time_t>(seconds.count()),
            static_cast<suseconds_t>(std::chrono::microseconds(positive - seconds).count())};
}

void limitWaiting(int descriptor, std::chrono::milliseconds timeout)
{
    const timeval limit = toTimeval(timeout);
    ::setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof(limit));
    ::setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
}

} // namespace

std::optional<SocketAddress> SocketAddress::from(const QString &host, quint16 port)
{
    const QByteArray text =
        host == QLatin1String("localhost") ? QByteArrayLiteral("127.0.0.1") : host.toLatin1();
    SocketAddress address;
    sockaddr_in v4{};
    sockaddr_in6 v6{};
    if (::inet_pton(AF_INET, text.constData(), &v4.sin_addr) == 1) {
        v4.sin_family = AF_INET;
        v4.sin_port = htons(port);
        std::memcpy(&address.storage, &v4, address.size = sizeof(v4));
    } else if (::inet_pton(AF_INET6, text.constData(), &v6.sin6_addr) == 1) {
        v6.sin6_family = AF_INET6;
        v6.sin6_port = htons(port);
        std::memcpy(&address.storage, &v6, address.size = sizeof(v6));
    } else {
        return std::nullopt;
    }
    return address;
}

BegunConnection beginConnection(const QString &host, quint16 port, SocketMode mode,
                                std::chrono::milliseconds timeout)
{
    const auto address = SocketAddress::from(host, port);
    if (!address)
        return {Descriptor(), ClientError::InvalidHost};
    const bool blocking = mode == SocketMode::Blocking;
    Descriptor socket(
        ::socket(address->storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC | (blocking ? 0 : SOCK_NONBLOCK), 0));
    if (!socket.isOpen())
        return {Descriptor(), errorFrom(errno)};
    const int on = 1;
    ::setsockopt(socket.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
    if (blocking)
        limitWaiting(socket.get(), timeout);
    const auto *target = reinterpret_cast<const sockaddr *>(&address->storage);
    if (::connect(socket.get(), target, address->size) == 0 || (!blocking && errno == EINPROGRESS))
        return {std::move(socket), ClientError::None};
    return {Descriptor(), errorFrom(errno)};
}

ClientError finishConnection(const Descriptor &descriptor)
{
    int code = 0;
    socklen_t size = sizeof(code);
    if (::getsockopt(descriptor.get(), SOL_SOCKET, SO_ERROR, &code, &size) != 0)
        code = errno;
    return errorFrom(code);
}

bool isWritable(const Descriptor &descriptor)
{
    pollfd request{descriptor.get(), POLLOUT, 0};
    return ::poll(&request, 1, 0) == 1;
}

} // namespace Loopscope::Net
