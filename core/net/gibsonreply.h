#pragma once

#include "core/net/clienterror.h"
#include "core/net/replybytes.h"
#include "core/wire/gibsonreplyparser.h"

namespace Loopscope::Net {

/// The answer to one request, or why there is none. Owns its value.
class GibsonReply
{
public:
    GibsonReply() = default;
    explicit GibsonReply(ClientError error, Wire::WireError detail = Wire::WireError::None) noexcept
        : m_error(error)
        , m_wireError(detail)
    {}
    explicit GibsonReply(const Wire::Reply &reply)
        : m_code(reply.code)
        , m_encoding(reply.encoding)
        , m_number(reply.number)
        , m_value(reply.value)
    {}

    /// None: the server answered, be it with NotFound or an error of its own.
    ClientError error() const noexcept { return m_error; }
    /// Says more about ProtocolError and InvalidRequest.
    Wire::WireError wireError() const noexcept { return m_wireError; }
    /// Answered, with a value or Ok.
    bool isOk() const noexcept { return m_error == ClientError::None && m_code >= Wire::ReplyCode::Ok; }
    /// One sentence for an error(), which names the server.
    QString describe(const QString &server) const { return Net::describe(m_error, server, m_wireError); }

    Wire::ReplyCode code() const noexcept { return m_code; }
    Wire::Encoding encoding() const noexcept { return m_encoding; }
    /// The bytes of a plain value, or of key values for Wire::parseKeyValues(); valid as long as this reply.
    /// Empty for statuses and numbers.
    QByteArrayView value() const noexcept { return m_value.view(); }
    qint64 number() const noexcept { return m_number; }

private:
    ClientError m_error = ClientError::None;
    Wire::WireError m_wireError = Wire::WireError::None;
    Wire::ReplyCode m_code = Wire::ReplyCode::Error;
    Wire::Encoding m_encoding = Wire::Encoding::Plain;
    qint64 m_number = 0;
    ReplyBytes m_value;
};

} // namespace Loopscope::Net
