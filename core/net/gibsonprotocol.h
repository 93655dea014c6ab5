#pragma once

#include "core/net/gibsonreply.h"
#include "core/net/protocolrequest.h"
#include "core/wire/wirefields.h"

namespace Loopscope::Net {

/// What the clients need to know about gibson.
struct GibsonProtocol
{
    using Command = Wire::Command;
    using WireReply = Wire::Reply;
    using Parser = Wire::GibsonReplyParser;
    using Reply = GibsonReply;
    static constexpr auto wire = Wire::Protocol::Gibson;

    static constexpr Command get(QByteArrayView key) { return {Wire::Opcode::Get, 0, key, {}}; }
    static constexpr Command set(QByteArrayView key, QByteArrayView value, int seconds)
    {
        return {Wire::Opcode::Set, seconds, key, value};
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
        to->opcode = from.opcode;
        to->key = {from.key.data(), from.key.size()};
        if (from.opcode != Wire::Opcode::Get) {
            to->value = from.value;
            to->number = from.number;
        }
    }
};

using GibsonRequest = ProtocolRequest<GibsonProtocol>;

} // namespace Loopscope::Net
