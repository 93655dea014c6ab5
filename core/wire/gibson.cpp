#include "core/wire/gibson.h"

#include <charconv>

namespace Loopscope::Wire {

namespace {

constexpr std::size_t opcodeBytes = sizeof(quint16);
constexpr char separator = ' ';

std::size_t digits(int number)
{
    std::size_t count = number < 0 ? 2 : 1;
    for (; number >= 10 || number <= -10; number /= 10)
        ++count;
    return count;
}

char *put(char *to, QByteArrayView bytes)
{
    copyShort(to, bytes.data(), static_cast<std::size_t>(bytes.size()));
    return to + bytes.size();
}

char *putReplyHeader(char *to, ReplyCode code, Encoding encoding, quint32 size)
{
    qToLittleEndian(static_cast<quint16>(code), to);
    to[2] = static_cast<char>(encoding);
    qToLittleEndian(size, to + 3);
    return to + replyHeaderBytes;
}

WireError checkNumber(Opcode opcode, int number)
{
    switch (opcode) {
    case Opcode::Set:
    case Opcode::Ttl:
    case Opcode::MultiTtl:
        return number >= 0 && number <= maxTtlSeconds ? WireError::None : WireError::TtlOutOfRange;
    case Opcode::Lock:
    case Opcode::MultiLock:
        return number == lockForEver || (number > 0 && number <= maxTtlSeconds) ? WireError::None
                                                                                : WireError::LockOutOfRange;
    default:
        return number >= 0 ? WireError::None : WireError::NumberNegative;
    }
}

WireError checkValue(const Command &command, std::size_t beforeValue, const Limits &limits)
{
    const auto valueBytes = static_cast<std::size_t>(command.value.size());
    if (valueBytes == 0)
        return WireError::ValueEmpty;
    const bool fits = opcodeBytes + beforeValue + valueBytes <= limits.requestBytes;
    return valueBytes <= limits.valueBytes && fits ? WireError::None : WireError::ValueTooLong;
}

char *putNumber(char *to, int number)
{
    return std::to_chars(to, to + digits(number), number).ptr;
}

} // namespace

WireError checkOther(const Command &command, const Limits &limits)
{
    const Arguments form = argumentsOf(command.opcode);
    if (form == Arguments::None)
        return WireError::None;
    const WireError keyError = checkKey(command.key, limits);
    if (keyError != WireError::None || form == Arguments::Key)
        return keyError;
    const auto keyBytes = static_cast<std::size_t>(command.key.size());
    const bool isSet = form == Arguments::NumberKeyValue;
    const std::size_t beforeValue = keyBytes + 1 + (isSet ? digits(command.number) + 1 : 0);
    if (isSet && beforeValue > limits.keyBytes)
        return WireError::KeyTooLong;
    if (const WireError error = checkNumber(command.opcode, command.number); error != WireError::None)
        return error;
    const bool hasValue = isSet || form == Arguments::KeyValue;
    return hasValue ? checkValue(command, beforeValue, limits) : WireError::None;
}

std::size_t appendOther(ByteQueue &output, const Command &command)
{
    const Arguments form = argumentsOf(command.opcode);
    if (form == Arguments::Key)
        return appendKeyRequest(output, command.opcode, command.key);
    if (form == Arguments::None)
        return appendKeyRequest(output, command.opcode, {});

    const bool isSet = form == Arguments::NumberKeyValue;
    const bool hasValue = isSet || form == Arguments::KeyValue;
    const bool hasNumberLast = form == Arguments::KeyNumber || (!hasValue && command.number != 0);
    std::size_t bytes = requestHeaderBytes + static_cast<std::size_t>(command.key.size());
    if (isSet || hasNumberLast)
        bytes += digits(command.number) + 1;
    if (hasValue)
        bytes += static_cast<std::size_t>(command.value.size()) + 1;

    char *to = output.reserve(bytes);
    qToLittleEndian(static_cast<quint32>(bytes - requestSizeBytes), to);
    qToLittleEndian(static_cast<quint16>(command.opcode), to + requestSizeBytes);
    to += requestHeaderBytes;
    if (isSet) {
        to = putNumber(to, command.number);
        *to++ = separator;
    }
    to = put(to, command.key);
    if (hasNumberLast || hasValue)
        *to++ = separator;
    if (hasNumberLast)
        putNumber(to, command.number);
    if (hasValue)
        put(to, command.value);
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
