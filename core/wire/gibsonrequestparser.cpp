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
    const qsizetype space = text->indexOf(' ');
    const QByteArrayView word = space < 0 ? *text : text->first(space);
    *text = space < 0 ? QByteArrayView() : text->sliced(space + 1);
    return word;
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
    request->ttlSeconds = 0;
    request->key = {};
    request->value = {};
    switch (request->opcode) {
    case Opcode::Set:
        readSetArguments(payload, request);
        break;
    case Opcode::Get:
    case Opcode::Del:
    case Opcode::Inc:
    case Opcode::Dec:
        // Text after a space is ignored, as the original server does.
        request->key = takeWord(&payload);
        if (request->key.isEmpty() || request->key.size() > static_cast<qsizetype>(m_limits.keyBytes))
            request->fault = RequestFault::Syntax;
        break;
    default:
        break;
    }
}

void GibsonRequestParser::readSetArguments(QByteArrayView payload, Request *request) const
{
    const qsizetype total = payload.size();
    const QByteArrayView ttl = takeWord(&payload);
    request->key = takeWord(&payload);
    request->value = payload;
    const qsizetype beforeValue = total - payload.size();
    if (ttl.isEmpty() || request->key.isEmpty() || request->value.isEmpty() ||
        beforeValue > static_cast<qsizetype>(m_limits.keyBytes) ||
        request->value.size() > static_cast<qsizetype>(m_limits.valueBytes)) {
        request->fault = RequestFault::Syntax;
        return;
    }
    if (const auto seconds = parseNumber(ttl))
        request->ttlSeconds = *seconds;
    else
        request->fault = RequestFault::NotANumber;
}

ParseResult GibsonRequestParser::fail(WireError error) noexcept
{
    m_error = error;
    return ParseResult::Failed;
}

} // namespace Loopscope::Wire
