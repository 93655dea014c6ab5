#pragma once

#include "core/record/recorderror.h"

#include <QString>

#include <string_view>

namespace Loopscope::Record {

/// A file of packets that is only appended to, with write(2) and no buffer of its own, so that a
/// killed program leaves what it appended. Blocks as long as the disk does; one thread at a time.
class TraceFile
{
public:
    TraceFile() = default;
    ~TraceFile();
    TraceFile(const TraceFile &) = delete;
    TraceFile &operator=(const TraceFile &) = delete;

    /// Makes the file or empties an old one.
    [[nodiscard]] RecordError open(const QString &path);
    /// Appends whole packets. After an error the file is cut back to its last whole packet. What is appended
    /// to a file that was removed would be lost: that is an error, too.
    [[nodiscard]] RecordError append(std::string_view packets);
    /// Cuts off the first bytes. At any moment there is a whole file of this name: the old one or the new
    /// one.
    [[nodiscard]] RecordError dropFront(qint64 bytes);
    void close();
    /// Closes and deletes it; a device stays where it is.
    void remove();

    qint64 size() const { return m_size; }

private:
    bool isRemoved() const;

    QString m_path;
    int m_descriptor = -1;
    bool m_isRegular = false;
    qint64 m_size = 0;
};

/// How many of the first `limit` bytes of `packets` are whole packets.
std::size_t wholePackets(std::string_view packets, std::size_t limit);

} // namespace Loopscope::Record
