#pragma once

#include "core/net/gibsonprotocol.h"
#include "core/net/protocolclient.h"

namespace Loopscope::Net {

extern template class ProtocolClient<GibsonProtocol>;

/// A gibson client on the loop of its thread, with every command of the protocol; see PipelinedClient.
/// Before sending it refuses what servers would misread (InvalidRequest): see Wire::check(). Keys and
/// prefixes have no space; for lengths see Wire::Limits.
class GibsonClient final : public ProtocolClient<GibsonProtocol>
{
    Q_OBJECT

public:
    explicit GibsonClient(ClientOptions options = {}, QObject *parent = nullptr)
        : ProtocolClient(std::move(options), parent)
    {}

    using Opcode = Wire::Opcode;

    /// `ttlSeconds` 0: for ever. Answers with the value.
    Request set(QByteArrayView key, QByteArrayView value, int ttlSeconds = 0) noexcept
    {
        return {this, {Opcode::Set, ttlSeconds, key, value}};
    }
    Request get(QByteArrayView key) noexcept { return ask(Opcode::Get, key); }
    Request del(QByteArrayView key) noexcept { return ask(Opcode::Del, key); }
    Request inc(QByteArrayView key) noexcept { return ask(Opcode::Inc, key); }
    Request dec(QByteArrayView key) noexcept { return ask(Opcode::Dec, key); }
    Request ttl(QByteArrayView key, int seconds) noexcept { return ask(Opcode::Ttl, key, seconds); }
    /// Reading stays allowed. Restarts the age of the item; `seconds` may be Wire::lockForEver.
    Request lock(QByteArrayView key, int seconds) noexcept { return ask(Opcode::Lock, key, seconds); }
    Request unlock(QByteArrayView key) noexcept { return ask(Opcode::Unlock, key); }
    Request meta(QByteArrayView key, QByteArrayView field) noexcept
    {
        return {this, {Opcode::Meta, 0, key, field}};
    }

    // For every key that begins with the prefix. These answer with the number of items that they changed,
    // or NotFound; mget() and keys() with pairs for Wire::parseKeyValues().
    Request mset(QByteArrayView prefix, QByteArrayView value) noexcept
    {
        return {this, {Opcode::MultiSet, 0, prefix, value}};
    }
    /// `limit` 0: all.
    Request mget(QByteArrayView prefix, int limit = 0) noexcept
    {
        return ask(Opcode::MultiGet, prefix, limit);
    }
    Request mdel(QByteArrayView prefix) noexcept { return ask(Opcode::MultiDel, prefix); }
    Request minc(QByteArrayView prefix) noexcept { return ask(Opcode::MultiInc, prefix); }
    Request mdec(QByteArrayView prefix) noexcept { return ask(Opcode::MultiDec, prefix); }
    Request mttl(QByteArrayView prefix, int seconds) noexcept
    {
        return ask(Opcode::MultiTtl, prefix, seconds);
    }
    Request mlock(QByteArrayView prefix, int seconds) noexcept
    {
        return ask(Opcode::MultiLock, prefix, seconds);
    }
    Request munlock(QByteArrayView prefix) noexcept { return ask(Opcode::MultiUnlock, prefix); }
    Request count(QByteArrayView prefix) noexcept { return ask(Opcode::Count, prefix); }
    Request keys(QByteArrayView prefix) noexcept { return ask(Opcode::Keys, prefix); }

    Request stats() noexcept { return ask(Opcode::Stats); }
    Request ping() noexcept { return ask(Opcode::Ping); }
    /// The server answers and closes the connection.
    Request end() noexcept { return ask(Opcode::End); }

private:
    Request ask(Opcode opcode, QByteArrayView key = {}, int number = 0) noexcept
    {
        return {this, {opcode, number, key, {}}};
    }
};

} // namespace Loopscope::Net
