#pragma once

#include "core/net/clienterror.h"
#include "core/net/replybytes.h"
#include "core/wire/respreplyparser.h"

namespace Loopscope::Net {

/// The answer of a Redis server to one request, or why there is none. Owns its value. An error that the
/// server answered with (NOAUTH, LOADING, ...) is error() too: ServerError, with the text in value().
class RespReply
{
public:
    RespReply() = default;
    explicit RespReply(ClientError error, Wire::WireError detail = Wire::WireError::None) noexcept
        : m_error(error)
        , m_wireError(detail)
    {}
    /// Of an Array only the number of its elements is kept.
    explicit RespReply(const Wire::RespReply &reply)
        : m_error(reply.type == Wire::RespType::Error ? ClientError::ServerError : ClientError::None)
        , m_type(reply.type)
        , m_number(reply.number)
        , m_value(reply.text)
    {}

    ClientError error() const noexcept { return m_error; }
    /// Says more about ProtocolError and InvalidRequest.
    Wire::WireError wireError() const noexcept { return m_wireError; }
    /// Answered, with anything but "no such key".
    bool isOk() const noexcept { return m_error == ClientError::None && m_type != Wire::RespType::Nil; }
    /// One sentence for an error(), which names the server.
    QString describe(const QString &server) const
    {
        return m_error == ClientError::ServerError
                   ? describeServerError(value(), server)
                   : Net::describe(m_error, server, m_wireError, ServerKind::Redis);
    }

    Wire::RespType type() const noexcept { return m_type; }
    /// Of strings, statuses and errors; valid as long as this reply.
    QByteArrayView value() const noexcept { return m_value.view(); }
    qint64 number() const noexcept { return m_number; }

private:
    ClientError m_error = ClientError::None;
    Wire::WireError m_wireError = Wire::WireError::None;
    Wire::RespType m_type = Wire::RespType::Nil;
    qint64 m_number = 0;
    ReplyBytes m_value;
};

} // namespace Loopscope::Net
