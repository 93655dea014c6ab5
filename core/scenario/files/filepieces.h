#pragma once

#include <QByteArray>

#include <vector>

namespace Loopscope::Scenario {

/// A file's worth of test data in pieces. Every piece has bytes of its own, so that one that is missing or
/// in another's place is noticed; together they take little more memory than one of them.
class FilePieces
{
public:
    /// `size` of the file and of a `piece`, bytes; both at least 8.
    FilePieces(qint64 size, qint64 piece);

    qint64 count() const { return m_count; }
    qint64 offset(qint64 index) const { return index * m_piece; }
    qint64 size(qint64 index) const { return std::min(m_piece, m_size - offset(index)); }
    /// The data of a piece, not copied: valid as long as this object.
    QByteArray data(qint64 index) const;
    /// The first piece of the group behind that of `first`: pieces are flushed in groups of 4 MiB.
    qint64 groupEnd(qint64 first) const { return std::min(m_count, first + m_perGroup); }
    qint64 totalSize() const { return m_size; }

    /// Qt's hash of the bytes, which is little beside what a disk takes. The same within one run only.
    static quint64 checksum(const QByteArray &data);

private:
    qint64 m_size;
    qint64 m_piece;
    qint64 m_count;
    qint64 m_perGroup;
    QByteArray m_noise; ///< piece i begins at byte 8 * i
};

} // namespace Loopscope::Scenario
