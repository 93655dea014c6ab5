#pragma once

#include "core/net/protocolclient.h"
#include "core/net/respprotocol.h"

namespace Loopscope::Net {

extern template class ProtocolClient<RespProtocol>;

/// A client of a Redis server (RESP version 2) on the loop of its thread; see PipelinedClient. Keys may hold
/// any bytes. An error that the server answers with belongs to its request alone: the connection goes on.
class RespClient final : public ProtocolClient<RespProtocol>
{
    Q_OBJECT

public:
    explicit RespClient(ClientOptions options = {}, QObject *parent = nullptr)
        : ProtocolClient(std::move(options), parent)
    {}

    using Verb = Wire::RespVerb;

    Request get(QByteArrayView key) noexcept { return {this, RespProtocol::get(key)}; }
    /// `seconds` until it expires; 0: never. Answers with the status OK.
    Request set(QByteArrayView key, QByteArrayView value, int seconds = 0) noexcept
    {
        return {this, RespProtocol::set(key, value, seconds)};
    }
    /// Answers with the number of keys that were there.
    Request del(QByteArrayView key) noexcept { return ask(Verb::Del, key); }
    Request incr(QByteArrayView key) noexcept { return ask(Verb::Incr, key); }
    Request expire(QByteArrayView key, int seconds) noexcept { return ask(Verb::Expire, key, seconds); }
    /// Answers with the seconds left, -1 without expiry, -2 without the key.
    Request ttl(QByteArrayView key) noexcept { return ask(Verb::Ttl, key); }
    Request ping() noexcept { return ask(Verb::Ping); }

private:
    Request ask(Verb verb, QByteArrayView key = {}, int seconds = 0) noexcept
    {
        return {this, {verb, seconds, key, {}}};
    }
};

} // namespace Loopscope::Net
