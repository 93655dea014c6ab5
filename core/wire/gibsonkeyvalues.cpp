#include "core/wire/gibsonkeyvalues.h"

#include <QtEndian>

namespace Loopscope::Wire {

namespace {

constexpr qsizetype lengthBytes = sizeof(quint32);
constexpr qsizetype smallestPair = lengthBytes + 1 + lengthBytes; // key length, encoding, value length

/// Takes pieces off the front of bytes that may end anywhere.
class Cursor
{
public:
    explicit Cursor(QByteArrayView bytes)
        : m_rest(bytes)
    {}

    std::optional<QByteArrayView> take(qsizetype bytes)
    {
        if (bytes > m_rest.size())
            return std::nullopt;
        const QByteArrayView piece = m_rest.first(bytes);
        m_rest = m_rest.sliced(bytes);
        return piece;
    }
    std::optional<quint32> takeLength()
    {
        const auto bytes = take(lengthBytes);
        return bytes ? std::optional(qFromLittleEndian<quint32>(bytes->data())) : std::nullopt;
    }
    std::optional<QByteArrayView> takeText()
    {
        const auto bytes = takeLength();
        return bytes ? take(static_cast<qsizetype>(*bytes)) : std::nullopt;
    }
    qsizetype left() const { return m_rest.size(); }

private:
    QByteArrayView m_rest;
};

bool readNumber(QByteArrayView bytes, qint64 *number)
{
    if (bytes.size() == sizeof(qint64))
        *number = qFromLittleEndian<qint64>(bytes.data());
    else if (bytes.size() == sizeof(qint32))
        *number = qFromLittleEndian<qint32>(bytes.data());
    else
        return false;
    return true;
}

std::optional<KeyValue> takePair(Cursor *cursor)
{
    const auto key = cursor->takeText();
    const auto encoding = key ? cursor->take(1) : std::nullopt;
    const auto value = encoding ? cursor->takeText() : std::nullopt;
    if (!value)
        return std::nullopt;
    KeyValue pair{*key, static_cast<Encoding>(encoding->front()), {}, 0};
    if (pair.encoding == Encoding::Plain)
        pair.value = *value;
    else if (pair.encoding != Encoding::Number || !readNumber(*value, &pair.number))
        return std::nullopt;
    return pair;
}

} // namespace

std::optional<std::vector<KeyValue>> parseKeyValues(QByteArrayView data)
{
    Cursor cursor(data);
    const auto count = cursor.takeLength();
    if (!count || *count > cursor.left() / smallestPair)
        return std::nullopt;
    std::vector<KeyValue> pairs;
    pairs.reserve(*count);
    for (quint32 i = 0; i < *count; ++i) {
        const auto pair = takePair(&cursor);
        if (!pair)
            return std::nullopt;
        pairs.push_back(*pair);
    }
    return cursor.left() == 0 ? std::optional(std::move(pairs)) : std::nullopt;
}

KeyValuesWriter::KeyValuesWriter(ByteQueue *output)
    : m_output(output)
{}

void KeyValuesWriter::append(QByteArrayView key, QByteArrayView value)
{
    appendHead(key, Encoding::Plain, static_cast<std::size_t>(value.size()));
    m_pairs.append(value);
}

void KeyValuesWriter::append(QByteArrayView key, qint64 number)
{
    appendHead(key, Encoding::Number, sizeof(number));
    qToLittleEndian(number, m_pairs.reserve(sizeof(number)));
    m_pairs.commit(sizeof(number));
}

void KeyValuesWriter::appendHead(QByteArrayView key, Encoding encoding, std::size_t valueBytes)
{
    ++m_count;
    qToLittleEndian(static_cast<quint32>(key.size()), m_pairs.reserve(lengthBytes));
    m_pairs.commit(lengthBytes);
    m_pairs.append(key);
    char *to = m_pairs.reserve(1 + lengthBytes);
    *to = static_cast<char>(encoding);
    qToLittleEndian(static_cast<quint32>(valueBytes), to + 1);
    m_pairs.commit(1 + lengthBytes);
}

void KeyValuesWriter::finish()
{
    constexpr std::size_t headBytes = replyHeaderBytes + lengthBytes;
    char *to = m_output->reserve(headBytes);
    qToLittleEndian(static_cast<quint16>(ReplyCode::KeyValues), to);
    to[2] = static_cast<char>(Encoding::Plain);
    qToLittleEndian(static_cast<quint32>(dataBytes()), to + 3);
    qToLittleEndian(m_count, to + replyHeaderBytes);
    m_output->commit(headBytes);
    m_output->append(m_pairs.view());
}

} // namespace Loopscope::Wire
