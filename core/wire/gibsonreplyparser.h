#pragma once

#include "core/wire/gibson.h"

#include <QByteArray>

#include <span>

namespace Loopscope::Wire {

/// One reply of a server. `value` points into the parser: valid until bytes are fed or space is asked for.
struct Reply
{
    ReplyCode code = ReplyCode::Error;
    Encoding encoding = Encoding::Plain;
    QByteArrayView value; ///< of Value and KeyValues; empty otherwise
    qint64 number = 0;    ///< of a Value in the encoding Number
};

/// Takes replies out of a stream that may be split anywhere. Memory grows with the bytes that came, never
/// with the size that a peer declares.
class GibsonReplyParser
{
public:
    explicit GibsonReplyParser(quint32 maxReplyBytes = Limits().replyBytes)
        : m_maxReplyBytes(maxReplyBytes)
    {}

    /// Where the next bytes of the stream may be written: at least `bytes`. commit() says how many came.
    std::span<char> space(std::size_t bytes)
    {
        char *begin = m_bytes.reserve(bytes);
        return {begin, m_bytes.room()};
    }
    void commit(std::size_t bytes) noexcept { m_bytes.commit(bytes); }
    void feed(QByteArrayView bytes) { m_bytes.append(bytes); }

    ParseResult next(Reply *reply)
    {
        const auto taken = takeText(reply);
        return taken == ParseResult::Failed ? nextOther(reply) : taken;
    }
    WireError error() const noexcept { return m_error; }
    /// Bytes that came and belong to no reply taken so far.
    std::size_t buffered() const noexcept { return m_bytes.size(); }
    /// Appends what comes next, at most so many bytes.
    void peek(qsizetype atMost, QByteArray *to) const
    {
        to->append(m_bytes.view().first(std::min(atMost, m_bytes.view().size())));
    }
    /// For a new connection.
    void reset() noexcept;

private:
    ParseResult takeText(Reply *reply) noexcept;
    ParseResult nextOther(Reply *reply);
    ParseResult fail(WireError error) noexcept;
    WireError checkHeader(quint16 code, quint8 encoding, quint32 size) const noexcept;

    ByteQueue m_bytes;
    const quint32 m_maxReplyBytes;
    WireError m_error = WireError::None;
};

// A plain value, the answer to nearly every request. Failed: it is something else, or nothing yet.
inline ParseResult GibsonReplyParser::takeText(Reply *reply) noexcept
{
    const char *const header = m_bytes.data();
    if (m_bytes.size() < replyHeaderBytes || m_error != WireError::None ||
        qFromLittleEndian<quint16>(header) != static_cast<quint16>(ReplyCode::Value) ||
        header[2] != static_cast<char>(Encoding::Plain))
        return ParseResult::Failed;
    const auto size = qFromLittleEndian<quint32>(header + 3);
    if (size == 0 || size > m_maxReplyBytes)
        return ParseResult::Failed;
    if (m_bytes.size() - replyHeaderBytes < size)
        return ParseResult::Incomplete;
    *reply = {
        ReplyCode::Value, Encoding::Plain, {header + replyHeaderBytes, static_cast<qsizetype>(size)}, 0};
    m_bytes.consume(replyHeaderBytes + size);
    return ParseResult::Complete;
}

} // namespace Loopscope::Wire
