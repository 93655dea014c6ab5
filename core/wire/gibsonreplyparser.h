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

    ParseResult next(Reply *reply);
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
    ParseResult fail(WireError error) noexcept;
    WireError checkHeader(quint16 code, quint8 encoding, quint32 size) const noexcept;

    ByteQueue m_bytes;
    const quint32 m_maxReplyBytes;
    WireError m_error = WireError::None;
};

} // namespace Loopscope::Wire
