#pragma once

#include "core/wire/bytequeue.h"
#include "core/wire/gibson.h"

/// RESP version 2, which Redis speaks: what stands on the wire, without sockets and clocks.
namespace Loopscope::Wire {

enum class RespVerb : quint8
{
    Get,
    Set,
    Del,
    Incr,
    Expire,
    Ttl,
    Ping,
};

/// A request of a client. The views must stay valid until it has been appended to an output.
struct RespCommand
{
    RespVerb verb = RespVerb::Ping;
    int seconds = 0;      ///< of a SET, where 0 is for ever, and of an EXPIRE
    QByteArrayView key;   ///< of all but PING
    QByteArrayView value; ///< of a SET; may be empty
};

/// Whether it can be sent. Keys may hold any bytes here, spaces too, and be as long as `limits.requestBytes`
/// lets the whole request be.
WireError check(const RespCommand &command, const Limits &limits);
/// The bytes of a checked command, appended; returns how many.
std::size_t append(ByteQueue &output, const RespCommand &command);

} // namespace Loopscope::Wire
