#include "core/wire/gibson.h"

#include <QtEndian>

#include <charconv>

namespace Loopscope::Wire {

namespace {

constexpr std::size_t opcodeBytes = sizeof(quint16);
constexpr char separator = ' ';

bool takesKey(Opcode opcode)
{
    return opcode != Opcode::Ping && opcode != Opcode::End && opcode != Opcode::Stats;
}

std::size_t digits(int number)
{
    std::size_t count = 1;
    for (; number >= 10; number /= 10)
        ++count;
    return count;
}

char *put(char *to, QByteArrayView bytes)
{
    std::memcpy(to, bytes.data(), static_cast<std::size_t>(bytes.size()));
    return to + bytes.size();
}

char *putReplyHeader(char *to, ReplyCode code, Encoding encoding, quint32 size)
{
    qToLittleEndian(static_cast<quint16>(code), to);
    to[2] = static_cast<char>(encoding);
    qToLittleEndian(size, to + 3);
    return to + replyHeaderBytes;
}

} // namespace

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
    case WireError::RequestTooSmall:
        return QStringLiteral("a request without an opcode");
    case WireError::RequestTooLarge:
        return QStringLiteral("a request over the size limit");
    case WireError::OpcodeUnknown:
        return QStringLiteral("a request with an unknown opcode");
    }
    return QStringLiteral("an unknown fault");
}

WireError check(const Command &command, const Limits &limits)
{
    if (!takesKey(command.opcode))
        return WireError::None;
    const QByteArrayView key = command.key;
    if (key.isEmpty())
        return WireError::KeyEmpty;
    const auto keyBytes = static_cast<std::size_t>(key.size());
    if (std::memchr(key.data(), separator, keyBytes))
        return WireError::KeyHasSpace;
    if (command.opcode != Opcode::Set)
        return keyBytes > limits.keyBytes ? WireError::KeyTooLong : WireError::None;

    if (command.ttlSeconds < 0 || command.ttlSeconds > maxTtlSeconds)
        return WireError::TtlOutOfRange;
    const std::size_t beforeValue = digits(command.ttlSeconds) + 1 + keyBytes + 1;
    if (beforeValue > limits.keyBytes)
        return WireError::KeyTooLong;
    if (command.value.isEmpty())
        return WireError::ValueEmpty;
    const auto valueBytes = static_cast<std::size_t>(command.value.size());
    if (valueBytes > limits.valueBytes || opcodeBytes + beforeValue + valueBytes > limits.requestBytes)
        return WireError::ValueTooLong;
    return WireError::None;
}

std::size_t append(ByteQueue &output, const Command &command)
{
    const bool isSet = command.opcode == Opcode::Set;
    const bool hasKey = takesKey(command.opcode);
    std::size_t payload = hasKey ? static_cast<std::size_t>(command.key.size()) : 0;
    if (isSet)
        payload += digits(command.ttlSeconds) + 2 + static_cast<std::size_t>(command.value.size());

    const std::size_t bytes = requestHeaderBytes + payload;
    char *to = output.reserve(bytes);
    qToLittleEndian(static_cast<quint32>(opcodeBytes + payload), to);
    qToLittleEndian(static_cast<quint16>(command.opcode), to + requestSizeBytes);
    to += requestHeaderBytes;
    if (isSet) {
        to = std::to_chars(to, to + digits(command.ttlSeconds), command.ttlSeconds).ptr;
        *to++ = separator;
    }
    if (hasKey)
        to = put(to, command.key);
    if (isSet) {
        *to++ = separator;
        put(to, command.value);
    }
    output.commit(bytes);
    return bytes;
}

void appendStatus(ByteQueue &output, ReplyCode code)
{
    constexpr std::size_t bytes = replyHeaderBytes + 1;
    *putReplyHeader(output.reserve(bytes), code, Encoding::Plain, 1) = 0;
    output.commit(bytes);
}

void appendValue(ByteQueue &output, QByteArrayView value)
{
    const std::size_t bytes = replyHeaderBytes + static_cast<std::size_t>(value.size());
    char *to = output.reserve(bytes);
    put(putReplyHeader(to, ReplyCode::Value, Encoding::Plain, static_cast<quint32>(value.size())), value);
    output.commit(bytes);
}

void appendNumber(ByteQueue &output, qint64 number)
{
    constexpr std::size_t bytes = replyHeaderBytes + sizeof(number);
    char *to = output.reserve(bytes);
    qToLittleEndian(number, putReplyHeader(to, ReplyCode::Value, Encoding::Number, sizeof(number)));
    output.commit(bytes);
}

std::optional<qint64> parseNumber(QByteArrayView text)
{
    if (text.isEmpty())
        return std::nullopt;
    if (text.front() == '0' || text == QByteArrayView("-"))
        return 0;
    qint64 number = 0;
    const char *end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, number);
    if (error != std::errc() || stop != end)
        return std::nullopt;
    return number;
}

} // namespace Loopscope::Wire
