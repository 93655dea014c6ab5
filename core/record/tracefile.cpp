#include "core/record/tracefile.h"

#include <QFile>

#include <fcntl.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

namespace Loopscope::Record {

std::size_t wholePackets(std::string_view packets, std::size_t limit)
{
    const char *const begin = packets.data();
    const char *const end = begin + std::min(limit, packets.size());
    const char *whole = begin;
    while (whole < end) {
        const char *at = whole + 1; // the frame's tag is one byte
        std::size_t size = 0;
        int shift = 0;
        bool isComplete = false;
        while (at < end && !isComplete && shift < 35) { // sizes have at most five bytes
            size |= static_cast<std::size_t>(*at & 0x7f) << shift;
            isComplete = (*at & 0x80) == 0;
            shift += 7;
            ++at;
        }
        if (!isComplete || size > static_cast<std::size_t>(end - at))
            break;
        whole = at + size;
    }
    return static_cast<std::size_t>(whole - begin);
}

TraceFile::~TraceFile()
{
    close();
}

RecordError TraceFile::open(const QString &path)
{
    m_path = path;
    if (m_path.isEmpty() || m_path.contains(QChar(0)))
        return RecordError::BadName;
    // Non-blocking, so that a pipe nobody reads from is refused instead of waited for.
    constexpr int flags = O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NONBLOCK | O_NOCTTY;
    m_descriptor = ::open(QFile::encodeName(m_path).constData(), flags, 0666);
    if (m_descriptor < 0)
        return recordErrorFrom(errno);
    struct stat status = {};
    if (::fstat(m_descriptor, &status) != 0)
        return recordErrorFrom(errno);
    m_isRegular = S_ISREG(status.st_mode);
    if (!m_isRegular && !S_ISCHR(status.st_mode))
        return RecordError::NotAFile;
    if (::fcntl(m_descriptor, F_SETFL, O_WRONLY) != 0)
        return recordErrorFrom(errno);
    return RecordError::None;
}

// Some file systems count no links: the name has to be gone, too.
bool TraceFile::isRemoved() const
{
    struct stat status = {};
    return m_isRegular && ::fstat(m_descriptor, &status) == 0 && status.st_nlink == 0 &&
           ::access(QFile::encodeName(m_path).constData(), F_OK) != 0;
}

RecordError TraceFile::append(std::string_view packets)
{
    if (isRemoved())
        return RecordError::Removed;
    std::size_t done = 0;
    while (done < packets.size()) {
        const ssize_t count = ::write(m_descriptor, packets.data() + done, packets.size() - done);
        if (count > 0) {
            done += static_cast<std::size_t>(count);
        } else if (count == 0 || errno != EINTR) {
            const RecordError error = count == 0 ? RecordError::Other : recordErrorFrom(errno);
            m_size += static_cast<qint64>(wholePackets(packets, done));
            if (m_isRegular && ::ftruncate(m_descriptor, m_size) != 0)
                return RecordError::InputOutput;
            return error;
        }
    }
    m_size += static_cast<qint64>(done);
    return RecordError::None;
}

RecordError TraceFile::dropFront(qint64 bytes)
{
    if (!m_isRegular || bytes <= 0 || bytes > m_size)
        return RecordError::None;
    const QByteArray path = QFile::encodeName(m_path);
    const QByteArray part = path + ".part";
    const int source = ::open(path.constData(), O_RDONLY | O_CLOEXEC);
    const int target = ::open(part.constData(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    int problem = source < 0 || target < 0 ? errno : 0;
    off_t from = bytes;
    while (problem == 0 && from < m_size) {
        const ssize_t count = ::sendfile(target, source, &from, static_cast<std::size_t>(m_size - from));
        if (count <= 0 && errno != EINTR)
            problem = count == 0 ? EIO : errno;
    }
    if (problem == 0 && ::rename(part.constData(), path.constData()) != 0)
        problem = errno;
    if (source >= 0)
        ::close(source);
    if (problem != 0) {
        if (target >= 0)
            ::close(target);
        ::unlink(part.constData());
        return recordErrorFrom(problem);
    }
    ::close(std::exchange(m_descriptor, target));
    m_size -= bytes;
    return RecordError::None;
}

void TraceFile::close()
{
    if (m_descriptor >= 0)
        ::close(std::exchange(m_descriptor, -1));
}

void TraceFile::remove()
{
    close();
    if (m_isRegular)
        ::unlink(QFile::encodeName(m_path).constData());
}

} // namespace Loopscope::Record
