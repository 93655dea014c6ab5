#include "core/wire/gibsonrequestparser.h"

#include <QtEndian>

namespace Loopscope::Wire {

namespace {

constexpr quint32 opcodeBytes = sizeof(quint16);
constexpr quint16 lastNumberedOpcode = 21;

bool exists(quint16 opcode)
{
    return (opcode >= static_cast<quint16>(Opcode::Set) && opcode <= lastNumberedOpcode) ||
           opcode == static_cast<quint16>(Opcode::End);
}

// Takes what stands before the first space off the front; the space goes too. All of it when there is none.
QByteArrayView takeWord(QByteArrayView *text)
{
    const auto *space = text->isEmpty() ? nullptr
                                        : static_cast<const char *>(std::memchr(
                                              text->data(), ' ', static_cast<std::size_t>(text->size())));
    const QByteArrayView whole = std::exchange(*text, {});
    if (!space)
        return whole;
    *text = {space + 1, whole.end()};
    return {whole.data(), space};
}

RequestFault readNumber(QByteArrayView text, qint64 *number)
{
    const auto parsed = parseNumber(text);
    *number = parsed.value_or(0);
    return parsed ? RequestFault::None : RequestFault::NotANumber;
}

} // namespace

ParseResult GibsonRequestParser::next(Request *request)
{
    if (m_error != WireError::None)
        return ParseResult::Failed;
    if (m_bytes.size() < requestSizeBytes)
        return ParseResult::Incomplete;
    const char *header = m_bytes.data();
    const auto size = qFromLittleEndian<quint32>(header);
    if (size < opcodeBytes) [[unlikely]]
        return fail(WireError::RequestTooSmall);
    if (size > m_limits.requestBytes) [[unlikely]]
        return fail(WireError::RequestTooLarge);
    if (m_bytes.size() < requestHeaderBytes)
        return ParseResult::Incomplete;
    const auto opcode = qFromLittleEndian<quint16>(header + requestSizeBytes);
    if (!exists(opcode)) [[unlikely]]
        return fail(WireError::OpcodeUnknown);
    if (m_bytes.size() - requestSizeBytes < size)
        return ParseResult::Incomplete;

    request->opcode = static_cast<Opcode>(opcode);
    readArguments({header + requestHeaderBytes, static_cast<qsizetype>(size - opcodeBytes)}, request);
    m_bytes.consume(requestSizeBytes + size);
    return ParseResult::Complete;
}

void GibsonRequestParser::readArguments(QByteArrayView payload, Request *request) const
{
    request->fault = RequestFault::None;
    request->number = 0;
    request->key = {};
    request->value = {};
    const Arguments form = argumentsOf(request->opcode);
    if (form == Arguments::NumberKeyValue)
        request->fault = readSet(payload, request);
    else if (form != Arguments::None)
        request->fault = readKeyAnd(form, payload, request);
}

RequestFault GibsonRequestParser::readSet(QByteArrayView payload, Request *request) const
{
    const qsizetype total = payload.size();
    const QByteArrayView ttl = takeWord(&payload);
    request->key = takeWord(&payload);
    request->value = payload;
    const qsizetype beforeValue = total - payload.size();
    if (ttl.isEmpty() || request->key.isEmpty() || request->value.isEmpty() ||
        beforeValue > static_cast<qsizetype>(m_limits.keyBytes) ||
        request->value.size() > static_cast<qsizetype>(m_limits.valueBytes))
        return RequestFault::Syntax;
    return readNumber(ttl, &request->number);
}

RequestFault GibsonRequestParser::readKeyAnd(Arguments form, QByteArrayView payload, Request *request) const
{
    const qsizetype total = payload.size();
    request->key = takeWord(&payload);
    if (request->key.isEmpty() || request->key.size() > static_cast<qsizetype>(m_limits.keyBytes))
        return RequestFault::Syntax;
    // Text after a space is ignored where nothing belongs, as the original server does.
    if (form == Arguments::Key || (form == Arguments::KeyLimit && total == request->key.size()))
        return RequestFault::None;
    if (payload.isEmpty() || payload.size() > static_cast<qsizetype>(m_limits.valueBytes))
        return RequestFault::Syntax;
    if (form != Arguments::KeyValue)
        return readNumber(payload, &request->number);
    request->value = payload;
    return RequestFault::None;
}

ParseResult GibsonRequestParser::fail(WireError error) noexcept
{
    m_error = error;
    return ParseResult::Failed;
}

} // namespace Loopscope::Wire
