#pragma once

#include "core/net/protocolrequest.h"
#include "core/net/respreply.h"
#include "core/wire/respcommand.h"
#include "core/wire/wirefields.h"

namespace Loopscope::Net {

/// What the clients need to know about RESP.
struct RespProtocol
{
    using Command = Wire::RespCommand;
    using WireReply = Wire::RespReply;
    using Parser = Wire::RespReplyParser;
    using Reply = RespReply;
    static constexpr auto wire = Wire::Protocol::Resp;

    static constexpr Command get(QByteArrayView key) { return {Wire::RespVerb::Get, 0, key, {}}; }
    static constexpr Command set(QByteArrayView key, QByteArrayView value, int seconds)
    {
        return {Wire::RespVerb::Set, seconds, key, value};
    }

    static Wire::WireError check(const Command &command, const Wire::Limits &limits)
    {
        return Wire::check(command, limits);
    }
    static std::size_t append(Wire::ByteQueue &output, const Command &command)
    {
        return Wire::append(output, command);
    }
    static void copyFresh(const Command &from, Command *to) noexcept
    {
        to->verb = from.verb;
        to->key = {from.key.data(), from.key.size()};
        if (from.verb != Wire::RespVerb::Get) {
            to->value = from.value;
            to->seconds = from.seconds;
        }
    }
};

using RespRequest = ProtocolRequest<RespProtocol>;

} // namespace Loopscope::Net
