#include "core/wire/wireerror.h"

#include "core/wire/gibson.h"

namespace Loopscope::Wire {

QString describe(WireError error)
{
    switch (error) {
    case WireError::None:
        return QStringLiteral("nothing is wrong");
    case WireError::KeyEmpty:
        return QStringLiteral("the key is empty");
    case WireError::KeyHasSpace:
        return QStringLiteral("the key contains a space");
    case WireError::KeyTooLong:
        return QStringLiteral("the key is too long");
    case WireError::ValueEmpty:
        return QStringLiteral("the value is empty");
    case WireError::ValueTooLong:
        return QStringLiteral("the value is too long");
    case WireError::TtlOutOfRange:
        return QStringLiteral("the time to live is not between 0 and %1 seconds").arg(maxTtlSeconds);
    case WireError::ReplyCodeUnknown:
        return QStringLiteral("a reply with an unknown code");
    case WireError::EncodingUnknown:
        return QStringLiteral("a value in an unknown encoding");
    case WireError::ReplyEmpty:
        return QStringLiteral("a reply without data");
    case WireError::ReplyTooLarge:
        return QStringLiteral("a reply that declares more data than is allowed");
    case WireError::StatusMalformed:
        return QStringLiteral("a malformed status reply");
    case WireError::NumberMalformed:
        return QStringLiteral("a number of neither 4 nor 8 bytes");
    case WireError::ReplyUnrequested:
        return QStringLiteral("a reply that nobody asked for");
    case WireError::ReplyTypeUnknown:
        return QStringLiteral("a reply of an unknown type");
    case WireError::ReplyMalformed:
        return QStringLiteral("a malformed reply");
    case WireError::ReplyTooDeep:
        return QStringLiteral("a reply that is nested too deeply");
    case WireError::LockOutOfRange:
        return QStringLiteral("the time of the lock is neither -1 nor between 1 and %1 seconds")
            .arg(maxTtlSeconds);
    case WireError::NumberNegative:
        return QStringLiteral("the limit is negative");
    case WireError::RequestTooSmall:
        return QStringLiteral("a request without an opcode");
    case WireError::RequestTooLarge:
        return QStringLiteral("a request over the size limit");
    case WireError::OpcodeUnknown:
        return QStringLiteral("a request with an unknown opcode");
    }
    return QStringLiteral("an unknown fault");
}

} // namespace Loopscope::Wire
