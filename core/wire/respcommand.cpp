#include "core/wire/respcommand.h"

#include <charconv>
#include <limits>

namespace Loopscope::Wire {

namespace {

constexpr std::size_t longestSize = 22; // '$', a number of 64 bits, the line end

// What stands before the size of the key: the number of arguments and the name.
QByteArrayView opening(const RespCommand &command)
{
    switch (command.verb) {
    case RespVerb::Get:
        return "*2\r\n$3\r\nGET\r\n";
    case RespVerb::Set:
        return command.seconds > 0 ? "*5\r\n$3\r\nSET\r\n" : "*3\r\n$3\r\nSET\r\n";
    case RespVerb::Del:
        return "*2\r\n$3\r\nDEL\r\n";
    case RespVerb::Incr:
        return "*2\r\n$4\r\nINCR\r\n";
    case RespVerb::Expire:
        return "*3\r\n$6\r\nEXPIRE\r\n";
    case RespVerb::Ttl:
        return "*2\r\n$3\r\nTTL\r\n";
    case RespVerb::Ping:
        break;
    }
    return "*1\r\n$4\r\nPING\r\n";
}

char *put(char *to, QByteArrayView bytes)
{
    if (!bytes.isEmpty()) // an empty view may have no data
        std::memcpy(to, bytes.data(), static_cast<std::size_t>(bytes.size()));
    return to + bytes.size();
}

char *putLineEnd(char *to)
{
    *to++ = '\r';
    *to++ = '\n';
    return to;
}

char *putArgument(char *to, QByteArrayView bytes)
{
    *to++ = '$';
    to = putLineEnd(std::to_chars(to, to + longestSize, bytes.size()).ptr);
    return putLineEnd(put(to, bytes));
}

std::size_t mostBytes(QByteArrayView argument)
{
    return longestSize + static_cast<std::size_t>(argument.size()) + 2;
}

} // namespace

WireError check(const RespCommand &command, const Limits &limits)
{
    const bool takesSeconds = command.verb == RespVerb::Set || command.verb == RespVerb::Expire;
    if (takesSeconds && command.seconds < 0)
        return WireError::TtlOutOfRange;
    if (static_cast<std::size_t>(command.key.size()) > limits.requestBytes)
        return WireError::KeyTooLong;
    if (command.verb != RespVerb::Set)
        return WireError::None;
    const auto bytes =
        static_cast<std::size_t>(command.key.size()) + static_cast<std::size_t>(command.value.size());
    return bytes > limits.requestBytes ? WireError::ValueTooLong : WireError::None;
}

std::size_t append(ByteQueue &output, const RespCommand &command)
{
    const QByteArrayView begin = opening(command);
    constexpr std::size_t secondsBytes = 64; // "EX" and a number, both with their sizes
    char *const start = output.reserve(static_cast<std::size_t>(begin.size()) + mostBytes(command.key) +
                                       mostBytes(command.value) + secondsBytes);
    char *to = put(start, begin);
    if (command.verb != RespVerb::Ping)
        to = putArgument(to, command.key);
    if (command.verb == RespVerb::Set)
        to = putArgument(to, command.value);
    if (command.verb == RespVerb::Set && command.seconds > 0)
        to = putArgument(to, "EX");
    if (command.verb == RespVerb::Expire || (command.verb == RespVerb::Set && command.seconds > 0)) {
        char digits[std::numeric_limits<int>::digits10 + 2];
        const char *end = std::to_chars(digits, std::end(digits), command.seconds).ptr;
        to = putArgument(to, {digits, end});
    }
    const auto bytes = static_cast<std::size_t>(to - start);
    output.commit(bytes);
    return bytes;
}

} // namespace Loopscope::Wire
