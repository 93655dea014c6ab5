#pragma once

#include "core/wire/bytequeue.h"
#include "core/wire/gibson.h"

#include <QByteArray>

#include <memory>
#include <optional>
#include <span>
#include <vector>

struct redisReader;

namespace Loopscope::Wire {

enum class RespType : quint8
{
    Nil,    ///< no such key
    Status, ///< "OK"
    Error,  ///< an error of the server; the text begins with its code, such as NOAUTH
    Integer,
    String,
    Array,
};

/// One reply of a Redis server. Texts point into the parser: valid until next(), space(), feed() or reset().
struct RespReply
{
    RespType type = RespType::Nil;
    QByteArrayView text; ///< of Status, Error and String
    qint64 number = 0;   ///< of an Integer; of an Array how many elements it has itself
    /// Of an Array: its elements, each followed by its own. Elements have no span of their own.
    std::span<const RespReply> elements;
};

/// Takes replies out of a stream that may be split anywhere. The reading is hiredis', but for the most
/// frequent reply, a string: that is taken out of the input as it stands, for a tenth of the instructions.
/// This bounds what a peer may declare, so that memory grows with the bytes that came, never with a size that
/// was only announced.
class RespReplyParser
{
public:
    explicit RespReplyParser(quint32 maxReplyBytes = Limits().replyBytes);
    ~RespReplyParser();

    /// Where the next bytes of the stream may be written: at least `bytes`. commit() says how many came.
    std::span<char> space(std::size_t bytes)
    {
        char *begin = m_input.reserve(bytes);
        return {begin, m_input.room()};
    }
    void commit(std::size_t bytes) noexcept { m_input.commit(bytes); }
    void feed(QByteArrayView bytes) { m_input.append(bytes); }

    ParseResult next(RespReply *reply);
    WireError error() const noexcept { return m_error; }
    /// Bytes that came and belong to no reply taken so far.
    std::size_t buffered() const noexcept;
    /// Appends what comes next, at most so many bytes.
    void peek(qsizetype atMost, QByteArray *to) const;
    /// For a new connection.
    void reset();

    /// Of all levels together.
    static constexpr std::size_t maxElements = 64 * 1024;
    static constexpr int maxNesting = 7;

private:
    struct Functions;
    struct Freer
    {
        void operator()(redisReader *reader) const;
    };
    struct Element
    {
        RespType type;
        std::size_t offset; // of its text
        std::size_t bytes;
        qint64 number;
    };

    std::optional<ParseResult> takeString(RespReply *reply);
    bool isReaderEmpty() const noexcept;
    bool feedReader();
    void show(RespReply *reply);
    RespReply toReply(const Element &element) const;
    WireError faultOfReader() const;
    WireError faultOfRest() const;
    bool add(const Element &element);
    ParseResult fail(WireError error) noexcept;

    const quint32 m_maxReplyBytes;
    ByteQueue m_input; // came, and not given to the reader yet
    std::unique_ptr<redisReader, Freer> m_reader;
    ByteQueue m_text;                // of the reply that is being read
    std::vector<Element> m_elements; // likewise; the first is the reply itself
    std::vector<RespReply> m_shown;
    bool m_isBegun = false; // m_elements belongs to a reply that is not complete
    WireError m_error = WireError::None;
};

} // namespace Loopscope::Wire
