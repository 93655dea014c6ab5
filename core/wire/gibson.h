#pragma once

#include "core/wire/bytequeue.h"

#include <QByteArrayView>
#include <QString>

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
    Stats = 18,
    Ping = 19,
    Meta = 20,
    Keys = 21,
    End = 255,
};

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

/// What is wrong with bytes that came, or with a request before it is sent.
enum class WireError : quint8
{
    None,
    KeyEmpty,         ///< before sending: a key of no bytes
    KeyHasSpace,      ///< before sending: a space would end the key
    KeyTooLong,       ///< before sending: servers cut such a key silently
    ValueEmpty,       ///< before sending: crashes the original server
    ValueTooLong,     ///< before sending: servers cut such a value silently
    TtlOutOfRange,    ///< before sending: servers keep a ttl in 16 bits
    ReplyCodeUnknown, ///< a reply code that is none
    EncodingUnknown,  ///< a value in an encoding that never travels
    ReplyEmpty,       ///< a reply of size 0
    ReplyTooLarge,    ///< a declared size over the limit
    StatusMalformed,  ///< a reply without a value that carries more than its one byte
    NumberMalformed,  ///< a number of neither 4 nor 8 bytes
    ReplyUnrequested, ///< a reply that nobody asked for
    RequestTooSmall,  ///< a request with no room for an opcode
    RequestTooLarge,  ///< a request over the limit
    OpcodeUnknown,    ///< a request for something that does not exist
};

/// A clause that names what is wrong, without a full stop.
QString describe(WireError error);

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

/// A request of a client. The views must stay valid until it has been appended to an output.
struct Command
{
    Opcode opcode = Opcode::Ping;
    int ttlSeconds = 0; ///< of a SET; 0: for ever
    QByteArrayView key;
    QByteArrayView value; ///< of a SET
};

/// Whether a server would take the command as it is meant. Anything but None must not be sent.
WireError check(const Command &command, const Limits &limits);
/// The bytes of a checked command, appended; returns how many.
std::size_t append(ByteQueue &output, const Command &command);

/// Replies, as a server writes them.
void appendStatus(ByteQueue &output, ReplyCode code);
void appendValue(ByteQueue &output, QByteArrayView value);
void appendNumber(ByteQueue &output, qint64 number);

/// Decimal digits with an optional minus, as the original server reads them: whatever starts with '0' is 0,
/// and so is a lone minus. Empty when the text is no number or does not fit.
std::optional<qint64> parseNumber(QByteArrayView text);

/// What a parser found in the bytes so far.
enum class ParseResult : quint8
{
    Complete,   ///< one message was taken out
    Incomplete, ///< the rest has not come yet
    Failed,     ///< see error(); nothing more comes out
};

} // namespace Loopscope::Wire
