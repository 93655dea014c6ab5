#pragma once

#include "core/wire/gibson.h"

#include <span>

namespace Loopscope::Wire {

/// Why a request is answered with an error though its frame is sound.
enum class RequestFault : quint8
{
    None,
    Syntax,     ///< something is missing, empty or too long
    NotANumber, ///< the ttl, time or limit is no number; everything else is there
};

/// One request of a client. The views point into the parser: valid until bytes are fed or space is asked for.
struct Request
{
    Opcode opcode = Opcode::Ping;
    RequestFault fault = RequestFault::None;
    qint64 number = 0;    ///< a ttl, the time of a lock or a limit
    QByteArrayView key;   ///< or a prefix
    QByteArrayView value; ///< or the field of a META
};

/// Takes requests out of a stream that may be split anywhere, also inside the size field. Fails where the
/// original server closes the connection without a reply.
class GibsonRequestParser
{
public:
    explicit GibsonRequestParser(const Limits &limits = {})
        : m_limits(limits)
    {}

    /// Where the next bytes of the stream may be written: at least `bytes`. commit() says how many came.
    std::span<char> space(std::size_t bytes)
    {
        char *begin = m_bytes.reserve(bytes);
        return {begin, m_bytes.room()};
    }
    void commit(std::size_t bytes) noexcept { m_bytes.commit(bytes); }
    void feed(QByteArrayView bytes) { m_bytes.append(bytes); }

    ParseResult next(Request *request);
    WireError error() const noexcept { return m_error; }

private:
    ParseResult fail(WireError error) noexcept;
    void readArguments(QByteArrayView payload, Request *request) const;
    RequestFault readSet(QByteArrayView payload, Request *request) const;
    RequestFault readKeyAnd(Arguments form, QByteArrayView payload, Request *request) const;

    ByteQueue m_bytes;
    const Limits m_limits;
    WireError m_error = WireError::None;
};

} // namespace Loopscope::Wire
