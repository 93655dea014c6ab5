#pragma once

#include <QByteArray>
#include <QString>

namespace Loopscope::Exec {

/// A file by its descriptor. Every call blocks until the system has done it: for pool threads, or for
/// showing what happens on a loop. Offsets and sizes are bytes. Failures are thrown as ExecException
/// with Error::FileMissing, FileTooLarge or FileFailed. read() and write() may run in several threads at
/// once.
class DiskFile
{
public:
    enum class Mode
    {
        Create,  ///< for reading and writing; it must not be there yet; for this user only
        Existing ///< for reading and writing; it must be there
    };

    DiskFile() = default;
    /// Closes it; what that reports is lost.
    ~DiskFile();
    DiskFile(const DiskFile &) = delete;
    DiskFile &operator=(const DiskFile &) = delete;

    void open(const QString &path, Mode mode);
    /// All of it, or an exception.
    void write(qint64 offset, const QByteArray &data);
    /// Exactly `size` bytes, or an exception.
    QByteArray read(qint64 offset, qint64 size);
    /// Returns when the data is on the disk (fsync).
    void flush();
    /// Asks the system to forget the file's pages, so that reading has to go to the disk. What was not
    /// flushed stays. Returns the share of the file that is in memory all the same, 0 to 1: on a tmpfs 1.
    double dropPages();
    void close();

    bool isOpen() const noexcept { return m_descriptor >= 0; }
    const QString &path() const noexcept { return m_path; }

private:
    qint64 size();
    [[noreturn]] void fail(const char *action, int code) const;

    int m_descriptor = -1;
    QString m_path;
};

} // namespace Loopscope::Exec
