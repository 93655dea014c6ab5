#pragma once

#include "core/wire/gibson.h"

#include <optional>
#include <vector>

namespace Loopscope::Wire {

/// One pair of the answer to MGET, KEYS or STATS. The views point into the answer's bytes.
struct KeyValue
{
    QByteArrayView key;
    Encoding encoding = Encoding::Plain;
    QByteArrayView value; ///< in the encoding Plain
    qint64 number = 0;    ///< in the encoding Number
};

/// Takes the data of a reply with the code KeyValues apart. Empty when the bytes are not exactly the pairs
/// that they declare; memory is asked for only as far as the bytes can hold the pairs.
std::optional<std::vector<KeyValue>> parseKeyValues(QByteArrayView data);

/// Writes a reply of pairs, one after the other, without knowing their number before.
class KeyValuesWriter
{
public:
    explicit KeyValuesWriter(ByteQueue *output);

    void append(QByteArrayView key, QByteArrayView value);
    void append(QByteArrayView key, qint64 number);
    quint32 count() const noexcept { return m_count; }
    /// Of the data so far, to be compared with what one reply may hold.
    std::size_t dataBytes() const noexcept
    {
        return static_cast<std::size_t>(m_pairs.size()) + sizeof(m_count);
    }
    /// Appends the whole reply to the output.
    void finish();

private:
    void appendHead(QByteArrayView key, Encoding encoding, std::size_t valueBytes);

    ByteQueue *const m_output;
    ByteQueue m_pairs;
    quint32 m_count = 0;
};

} // namespace Loopscope::Wire
