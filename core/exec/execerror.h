#pragma once

#include <QException>
#include <QString>

namespace Loopscope::Exec {

/// What can go wrong with an executor, a file or a database connection. Any other job of a thread executor
/// fails with its own exception.
enum class Error : quint8
{
    WorkerMissing,      ///< no program loopscope-worker where it is looked for; detail: those places
    WorkerNotStartable, ///< the system does not run it; detail: the program and the system's reason
    WorkerNotConnected, ///< it ran and never said hello; detail: what it did instead
    SocketUnavailable,  ///< the pool cannot listen for its workers; detail: the system's reason
    AlreadyStarted,     ///< start() while the pool runs
    NotRunning,         ///< run() before start() or after stop(); detail: the job
    WorkersExhausted,   ///< every worker was lost again and again, none is left; detail: the last reason
    WorkerLost,         ///< the job's worker was lost twice; detail: the job and the last reason
    JobFailed,          ///< the job itself reports a failure; detail: the job and its text
    JobUnknown,         ///< no job has this name; detail: the name
    PayloadTooLarge,    ///< name or payload is over the limit of a worker frame; detail: the job and the size
    FileMissing,        ///< no such file or folder; detail: what was done with which file
    FileTooLarge,       ///< the disk is full or a limit is reached; detail: the same and the system's reason
    FileFailed,         ///< anything else about a file; detail: the same and the system's reason
    DriverMissing,      ///< Qt cannot load its ODBC driver; no detail
    NotConnected,       ///< the database refused the connection; detail: connection string and reason
    StatementFailed,    ///< the database refused or broke off a statement; detail: statement and reason
};

/// A sentence for people: what happened and what to do about it.
QString describe(Error error, const QString &detail = {});

/// Comes out of a `co_await` of a process executor, an AsyncFile or an SqlSession.
class ExecException final : public QException
{
public:
    explicit ExecException(Error error, const QString &detail = {});

    Error error() const noexcept { return m_error; }
    const QString &detail() const noexcept { return m_detail; }
    /// describe(error(), detail()) as UTF-8.
    const char *what() const noexcept override { return m_text.constData(); }
    void raise() const override { throw *this; }
    ExecException *clone() const override { return new ExecException(*this); }

private:
    Error m_error;
    QString m_detail;
    QByteArray m_text;
};

} // namespace Loopscope::Exec
