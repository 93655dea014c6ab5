#include "core/wire/gibsonreplyparser.h"

#include <QtEndian>

namespace Loopscope::Wire {

namespace {

qint64 numberFrom(const char *data, quint32 size)
{
    return size == sizeof(qint64) ? qFromLittleEndian<qint64>(data) : qFromLittleEndian<qint32>(data);
}

} // namespace

WireError GibsonReplyParser::checkHeader(quint16 code, quint8 encoding, quint32 size) const noexcept
{
    if (code > static_cast<quint16>(ReplyCode::KeyValues))
        return WireError::ReplyCodeUnknown;
    const bool isNumber = encoding == static_cast<quint8>(Encoding::Number);
    if (encoding != static_cast<quint8>(Encoding::Plain) && !isNumber)
        return WireError::EncodingUnknown;
    if (size == 0)
        return WireError::ReplyEmpty;
    if (size > m_maxReplyBytes)
        return WireError::ReplyTooLarge;
    if (code <= static_cast<quint16>(ReplyCode::Ok))
        return size == 1 && !isNumber ? WireError::None : WireError::StatusMalformed;
    if (!isNumber)
        return WireError::None;
    if (code != static_cast<quint16>(ReplyCode::Value))
        return WireError::EncodingUnknown;
    return size == sizeof(qint64) || size == sizeof(qint32) ? WireError::None : WireError::NumberMalformed;
}

ParseResult GibsonReplyParser::nextOther(Reply *reply)
{
    if (m_error != WireError::None)
        return ParseResult::Failed;
    if (m_bytes.size() < replyHeaderBytes)
        return ParseResult::Incomplete;
    const char *header = m_bytes.data();
    const auto code = qFromLittleEndian<quint16>(header);
    const auto encoding = static_cast<quint8>(header[2]);
    const auto size = qFromLittleEndian<quint32>(header + 3);
    if (const WireError error = checkHeader(code, encoding, size); error != WireError::None) [[unlikely]]
        return fail(error);
    if (m_bytes.size() - replyHeaderBytes < size)
        return ParseResult::Incomplete;

    const char *data = header + replyHeaderBytes;
    reply->code = static_cast<ReplyCode>(code);
    reply->encoding = static_cast<Encoding>(encoding);
    reply->value = {};
    reply->number = 0;
    if (reply->encoding == Encoding::Number)
        reply->number = numberFrom(data, size);
    else if (reply->code > ReplyCode::Ok)
        reply->value = {data, static_cast<qsizetype>(size)};
    // What was consumed stays where it is until there is need for space.
    m_bytes.consume(replyHeaderBytes + size);
    return ParseResult::Complete;
}

void GibsonReplyParser::reset() noexcept
{
    m_bytes.clear();
    m_error = WireError::None;
}

ParseResult GibsonReplyParser::fail(WireError error) noexcept
{
    m_error = error;
    return ParseResult::Failed;
}

} // namespace Loopscope::Wire
