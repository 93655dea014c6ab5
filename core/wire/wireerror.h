#pragma once

#include <QString>

/// Faults and results that the machines of every protocol share.
namespace Loopscope::Wire {

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
    ReplyTypeUnknown, ///< RESP: a reply that begins with a byte of no known type
    ReplyMalformed,   ///< RESP: a size or number that is none, or no line end where one must be
    ReplyTooDeep,     ///< RESP: arrays inside arrays beyond every use
    LockOutOfRange,   ///< before sending: neither for ever nor a time that servers keep
    NumberNegative,   ///< before sending: a limit below 0
    RequestTooSmall,  ///< a request with no room for an opcode
    RequestTooLarge,  ///< a request over the limit
    OpcodeUnknown,    ///< a request for something that does not exist
};

/// A clause that names what is wrong, without a full stop.
QString describe(WireError error);

/// What a parser found in the bytes so far.
enum class ParseResult : quint8
{
    Complete,   ///< one message was taken out
    Incomplete, ///< the rest has not come yet
    Failed,     ///< see error(); nothing more comes out
};

} // namespace Loopscope::Wire
