#pragma once

#include "core/net/clienterror.h"
#include "core/net/descriptor.h"

#include <QString>

#include <sys/socket.h>

#include <chrono>
#include <optional>

namespace Loopscope::Net {

/// Where to connect to.
struct SocketAddress
{
    sockaddr_storage storage{};
    socklen_t size = 0;

    /// An IPv4 or IPv6 address in digits, or "localhost", which is 127.0.0.1. Nothing is looked up.
    static std::optional<SocketAddress> from(const QString &host, quint16 port);
};

/// A TCP socket (TCP_NODELAY, closed on exec) whose connection has begun; blocking ones are connected.
struct BegunConnection
{
    Descriptor descriptor;
    ClientError error = ClientError::None;
};

enum class SocketMode
{
    Blocking,
    NonBlocking
};

/// Never waits in the mode NonBlocking: when the socket is writable, finishConnection() tells the outcome.
/// In the mode Blocking it waits at most as long as the given time.
BegunConnection beginConnection(const QString &host, quint16 port, SocketMode mode,
                                std::chrono::milliseconds timeout);
ClientError finishConnection(const Descriptor &descriptor);
bool isWritable(const Descriptor &descriptor);

} // namespace Loopscope::Net
