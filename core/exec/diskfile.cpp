#include "core/exec/diskfile.h"

#include "core/base/words.h"
#include "core/exec/execerror.h"

#include <QFile>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>
#include <vector>

namespace Loopscope::Exec {

namespace {

Error errorOf(int code)
{
    switch (code) {
    case ENOENT:
    case ENOTDIR:
        return Error::FileMissing;
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
        return Error::FileTooLarge;
    default:
        return Error::FileFailed;
    }
}

} // namespace

DiskFile::~DiskFile()
{
    if (isOpen())
        ::close(m_descriptor);
}

void DiskFile::fail(const char *action, int code) const
{
    const Error error = errorOf(code);
    QString detail = Words::tr("%1 the file %2").arg(QLatin1String(action), m_path);
    if (error != Error::FileMissing)
        detail += Words::tr(" failed: ") + qt_error_string(code);
    throw ExecException(error, detail);
}

void DiskFile::open(const QString &path, Mode mode)
{
    if (isOpen())
        close();
    m_path = path;
    const QByteArray name = QFile::encodeName(path);
    const int flags = O_RDWR | O_CLOEXEC | (mode == Mode::Create ? O_CREAT | O_EXCL : 0);
    m_descriptor = static_cast<int>(TEMP_FAILURE_RETRY(::open(name.constData(), flags, 0600)));
    if (m_descriptor < 0)
        fail(mode == Mode::Create ? "Creating" : "Opening", errno);
}

void DiskFile::write(qint64 offset, const QByteArray &data)
{
    for (qint64 done = 0; done < data.size();) {
        const auto count =
            TEMP_FAILURE_RETRY(::pwrite(m_descriptor, data.constData() + done,
                                        static_cast<std::size_t>(data.size() - done), offset + done));
        if (count <= 0)
            fail("Writing", count < 0 ? errno : ENOSPC);
        done += count;
    }
}

QByteArray DiskFile::read(qint64 offset, qint64 size)
{
    // Before memory is asked for: no file gives more than it has.
    if (offset < 0 || size < 0 || offset > this->size() - size)
        throw ExecException(Error::FileFailed,
                            Words::tr("Reading the file %1 failed: it has no %2 bytes at byte %3")
                                .arg(m_path)
                                .arg(size)
                                .arg(offset));
    QByteArray data(size, Qt::Uninitialized);
    for (qint64 done = 0; done < size;) {
        const auto count = TEMP_FAILURE_RETRY(
            ::pread(m_descriptor, data.data() + done, static_cast<std::size_t>(size - done), offset + done));
        if (count <= 0)
            fail("Reading", count < 0 ? errno : EIO); // it became shorter meanwhile
        done += count;
    }
    return data;
}

void DiskFile::flush()
{
    if (TEMP_FAILURE_RETRY(::fsync(m_descriptor)) < 0)
        fail("Flushing", errno);
}

double DiskFile::dropPages()
{
    const qint64 bytes = size();
    if (bytes == 0)
        return 0;
    const int refused = ::posix_fadvise(m_descriptor, 0, 0, POSIX_FADV_DONTNEED);
    if (refused)
        fail("Dropping the pages of", refused);
    const auto length = static_cast<std::size_t>(bytes);
    const auto pageSize = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
    void *const map = ::mmap(nullptr, length, PROT_READ, MAP_SHARED, m_descriptor, 0);
    if (map == MAP_FAILED)
        fail("Looking at the pages of", errno);
    std::vector<unsigned char> pages((length + pageSize - 1) / pageSize);
    const int code = ::mincore(map, length, pages.data()) < 0 ? errno : 0;
    ::munmap(map, length);
    if (code)
        fail("Looking at the pages of", code);
    const auto inMemory = std::ranges::count_if(pages, [](unsigned char page) { return page & 1; });
    return static_cast<double>(inMemory) / static_cast<double>(pages.size());
}

void DiskFile::close()
{
    if (!isOpen())
        return;
    // The descriptor is gone even when close reports an error, EINTR included.
    if (::close(std::exchange(m_descriptor, -1)) < 0 && errno != EINTR)
        fail("Closing", errno);
}

qint64 DiskFile::size()
{
    struct stat status
    {};
    if (::fstat(m_descriptor, &status) < 0)
        fail("Looking at", errno);
    return status.st_size;
}

} // namespace Loopscope::Exec
