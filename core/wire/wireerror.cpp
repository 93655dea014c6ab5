#include "core/wire/wireerror.h"

#include "core/base/words.h"
#include "core/wire/gibson.h"

namespace Loopscope::Wire {

QString describe(WireError error)
{
    switch (error) {
    case WireError::None:
        return Words::tr("nothing is wrong");
    case WireError::KeyEmpty:
        return Words::tr("the key is empty");
    case WireError::KeyHasSpace:
        return Words::tr("the key contains a space");
    case WireError::KeyTooLong:
        return Words::tr("the key is too long");
    case WireError::ValueEmpty:
        return Words::tr("the value is empty");
    case WireError::ValueTooLong:
        return Words::tr("the value is too long");
    case WireError::TtlOutOfRange:
        return Words::tr("the time to live is not between 0 and %1 seconds").arg(maxTtlSeconds);
    case WireError::ReplyCodeUnknown:
        return Words::tr("a reply with an unknown code");
    case WireError::EncodingUnknown:
        return Words::tr("a value in an unknown encoding");
    case WireError::ReplyEmpty:
        return Words::tr("a reply without data");
    case WireError::ReplyTooLarge:
        return Words::tr("a reply that declares more data than is allowed");
    case WireError::StatusMalformed:
        return Words::tr("a malformed status reply");
    case WireError::NumberMalformed:
        return Words::tr("a number of neither 4 nor 8 bytes");
    case WireError::ReplyUnrequested:
        return Words::tr("a reply that nobody asked for");
    case WireError::ReplyTypeUnknown:
        return Words::tr("a reply of an unknown type");
    case WireError::ReplyMalformed:
        return Words::tr("a malformed reply");
    case WireError::ReplyTooDeep:
        return Words::tr("a reply that is nested too deeply");
    case WireError::LockOutOfRange:
        return Words::tr("the time of the lock is neither -1 nor between 1 and %1 seconds")
            .arg(maxTtlSeconds);
    case WireError::NumberNegative:
        return Words::tr("the limit is negative");
    case WireError::RequestTooSmall:
        return Words::tr("a request without an opcode");
    case WireError::RequestTooLarge:
        return Words::tr("a request over the size limit");
    case WireError::OpcodeUnknown:
        return Words::tr("a request with an unknown opcode");
    }
    return Words::tr("an unknown fault");
}

} // namespace Loopscope::Wire
