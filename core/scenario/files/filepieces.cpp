#include "core/scenario/files/filepieces.h"

#include <QHashFunctions>
#include <QRandomGenerator>

#include <cstring>

namespace Loopscope::Scenario {

namespace {

constexpr qint64 wordSize = sizeof(quint64);
constexpr qint64 groupSize = 4 << 20;

} // namespace

FilePieces::FilePieces(qint64 size, qint64 piece)
    : m_size(size)
    , m_piece(std::min(piece, size))
    , m_count((size + m_piece - 1) / m_piece)
    , m_perGroup(std::max<qint64>(1, groupSize / m_piece))
{
    const qint64 words = m_piece / wordSize + 1 + m_count;
    m_noise.resize(words * wordSize);
    QRandomGenerator64 random(static_cast<quint32>(size));
    for (qint64 word = 0; word < words; ++word) {
        const quint64 value = random.generate64();
        std::memcpy(m_noise.data() + word * wordSize, &value, sizeof value);
    }
}

QByteArray FilePieces::data(qint64 index) const
{
    return QByteArray::fromRawData(m_noise.constData() + index * wordSize, size(index));
}

quint64 FilePieces::checksum(const QByteArray &data)
{
    constexpr std::size_t seed = 1; // any but 0: then it is the fast one
    return qHashBits(data.constData(), static_cast<std::size_t>(data.size()), seed);
}

} // namespace Loopscope::Scenario
