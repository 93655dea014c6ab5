#pragma once

#include "core/wire/bytequeue.h"
#include "core/wire/shortcopy.h"
#include "core/wire/wireerror.h"

#include <QByteArrayView>
#include <QtEndian>

#include <optional>

/// The gibson protocol: what stands on the wire, without sockets and clocks. All numbers are little-endian.
namespace Loopscope::Wire {

enum class Opcode : quint16
{
    Set = 1,
    Ttl = 2,
    Get = 3,
    Del = 4,
    Inc = 5,
    Dec = 6,
    Lock = 7,
    Unlock = 8,
    MultiSet = 9, ///< these take a prefix and act on every key that begins with it
    MultiTtl = 10,
    MultiGet = 11,
    MultiDel = 12,
    MultiInc = 13,
    MultiDec = 14,
    MultiLock = 15,
    MultiUnlock = 16,
    Count = 17,
    Stats = 18,
    Ping = 19,
    Meta = 20,
    Keys = 21,
    End = 255,
};

/// What stands in the payload of a request, with one space between.
enum class Arguments : quint8
{
    None,
    Key,
    KeyNumber,      ///< seconds
    KeyLimit,       ///< the limit may be left out
    KeyValue,       ///< a value, or the field of a META
    NumberKeyValue, ///< SET
};

constexpr Arguments argumentsOf(Opcode opcode) noexcept
{
    using enum Opcode;
    switch (opcode) {
    case Set:
        return Arguments::NumberKeyValue;
    case Ttl:
    case Lock:
    case MultiTtl:
    case MultiLock:
        return Arguments::KeyNumber;
    case MultiGet:
        return Arguments::KeyLimit;
    case MultiSet:
    case Meta:
        return Arguments::KeyValue;
    case Stats:
    case Ping:
    case End:
        return Arguments::None;
    default:
        return Arguments::Key;
    }
}

enum class ReplyCode : quint16
{
    Error = 0,       ///< syntax: a missing or empty key, ttl or value
    NotFound = 1,    ///< no such key
    NotANumber = 2,  ///< a ttl that is no number, or counting on text
    OutOfMemory = 3, ///< the store is full
    Locked = 4,      ///< the item is locked
    Ok = 5,          ///< done, nothing to tell
    Value = 6,       ///< one value
    KeyValues = 7,   ///< a set of keys and values
};

enum class Encoding : quint8
{
    Plain = 0,  ///< raw bytes
    Lzf = 1,    ///< in a server's memory only, never on the wire
    Number = 2, ///< a signed integer of 8 bytes, of 4 from a 32-bit server
};

/// What both ends agree to; the smaller of the original server's built-in and shipped limits where clients
/// must fit both.
struct Limits
{
    quint32 requestBytes = 2 * 1024 * 1024; ///< opcode and payload
    quint32 keyBytes = 512;                 ///< of a SET: ttl, separators and key together
    quint32 valueBytes = 2'096'127;
    quint32 replyBytes = 15 * 1024 * 1024; ///< of the data of one reply
};

constexpr int maxTtlSeconds = 32767;
constexpr std::size_t requestSizeBytes = 4;
constexpr std::size_t requestHeaderBytes = 6; ///< size and opcode
constexpr std::size_t replyHeaderBytes = 7;   ///< code, encoding and size

constexpr int lockForEver = -1;

/// A request of a client. The views must stay valid until it has been appended to an output.
struct Command
{
    Opcode opcode = Opcode::Ping;
    int number = 0;       ///< a ttl or the time of a lock in seconds, or a limit; ttl and limit 0: none
    QByteArrayView key;   ///< or a prefix
    QByteArrayView value; ///< of SET and MSET; the field of a META
};

WireError checkOther(const Command &command, const Limits &limits);
std::size_t appendOther(ByteQueue &output, const Command &command);

inline WireError checkKey(QByteArrayView key, const Limits &limits)
{
    const auto bytes = static_cast<std::size_t>(key.size());
    if (bytes == 0)
        return WireError::KeyEmpty;
    if (std::memchr(key.data(), ' ', bytes))
        return WireError::KeyHasSpace;
    return bytes > limits.keyBytes ? WireError::KeyTooLong : WireError::None;
}

inline std::size_t appendKeyRequest(ByteQueue &output, Opcode opcode, QByteArrayView key)
{
    const std::size_t bytes = requestHeaderBytes + static_cast<std::size_t>(key.size());
    char *to = output.reserve(bytes);
    qToLittleEndian(static_cast<quint32>(bytes - requestSizeBytes), to);
    qToLittleEndian(static_cast<quint16>(opcode), to + requestSizeBytes);
    copyShort(to + requestHeaderBytes, key.data(), static_cast<std::size_t>(key.size()));
    output.commit(bytes);
    return bytes;
}

// A GET is what is sent by the million: what it needs is inlined.

/// Whether a server would take the command as it is meant. Anything but None must not be sent.
inline WireError check(const Command &command, const Limits &limits)
{
    return command.opcode == Opcode::Get ? checkKey(command.key, limits) : checkOther(command, limits);
}
/// The bytes of a checked command, appended; returns how many.
inline std::size_t append(ByteQueue &output, const Command &command)
{
    return command.opcode == Opcode::Get ? appendKeyRequest(output, command.opcode, command.key)
                                         : appendOther(output, command);
}

/// Replies, as a server writes them.
void appendStatus(ByteQueue &output, ReplyCode code);
void appendValue(ByteQueue &output, QByteArrayView value);
void appendNumber(ByteQueue &output, qint64 number);

/// Decimal digits with an optional minus, as the original server reads them: whatever starts with '0' is 0,
/// and so is a lone minus. Empty when the text is no number or does not fit.
std::optional<qint64> parseNumber(QByteArrayView text);

} // namespace Loopscope::Wire
