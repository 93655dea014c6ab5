#pragma once

#include "core/net/clienterror.h"
#include "core/wire/gibsonreplyparser.h"

#include <array>
#include <cstring>
#include <memory>

namespace Loopscope::Net {

/// The answer to one request, or why there is none. Owns its value: short ones inside, longer ones on the
/// heap.
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
        , m_size(static_cast<quint32>(reply.value.size()))
        , m_number(reply.number)
    {
        char *to = m_inline.data();
        if (m_size > inlineBytes) {
            m_heap = std::make_unique_for_overwrite<char[]>(m_size);
            to = m_heap.get();
        }
        if (m_size > 0)
            std::memcpy(to, reply.value.data(), m_size);
    }

    GibsonReply(GibsonReply &&other) noexcept { *this = std::move(other); }
    GibsonReply &operator=(GibsonReply &&other) noexcept
    {
        m_error = other.m_error;
        m_wireError = other.m_wireError;
        m_code = other.m_code;
        m_encoding = other.m_encoding;
        m_size = other.m_size;
        m_number = other.m_number;
        m_heap = std::move(other.m_heap);
        if (!m_heap && m_size > 0)
            std::memcpy(m_inline.data(), other.m_inline.data(), m_size);
        return *this;
    }

    /// None: the server answered, be it with NotFound or an error of its own.
    ClientError error() const noexcept { return m_error; }
    /// Says more about ProtocolError and InvalidRequest.
    Wire::WireError wireError() const noexcept { return m_wireError; }
    /// Answered, with a value or Ok.
    bool isOk() const noexcept { return m_error == ClientError::None && m_code >= Wire::ReplyCode::Ok; }

    Wire::ReplyCode code() const noexcept { return m_code; }
    Wire::Encoding encoding() const noexcept { return m_encoding; }
    /// The bytes of a plain value; valid as long as this reply. Empty for statuses and numbers.
    QByteArrayView value() const noexcept
    {
        return {m_heap ? m_heap.get() : m_inline.data(), static_cast<qsizetype>(m_size)};
    }
    qint64 number() const noexcept { return m_number; }

private:
    static constexpr std::size_t inlineBytes = 48;

    ClientError m_error = ClientError::None;
    Wire::WireError m_wireError = Wire::WireError::None;
    Wire::ReplyCode m_code = Wire::ReplyCode::Error;
    Wire::Encoding m_encoding = Wire::Encoding::Plain;
    quint32 m_size = 0;
    qint64 m_number = 0;
    std::unique_ptr<char[]> m_heap;
    std::array<char, inlineBytes> m_inline; // not initialised: only m_size bytes of it mean anything
};

} // namespace Loopscope::Net
