#include "core/exec/execerror.h"

#include "core/base/words.h"

namespace Loopscope::Exec {

QString describe(Error error, const QString &detail)
{
    switch (error) {
    case Error::WorkerMissing:
        return Words::tr("The program loopscope-worker was not found; looked for %1. Build or install it "
                         "next to loopscope.")
            .arg(detail);
    case Error::WorkerNotStartable:
        return Words::tr("A worker process could not be started: %1.").arg(detail);
    case Error::WorkerNotConnected:
        return Words::tr("A worker process did not connect: %1. Is it the loopscope-worker of this "
                         "version?")
            .arg(detail);
    case Error::SocketUnavailable:
        return Words::tr("The process pool cannot listen for its workers: %1. Check that XDG_RUNTIME_DIR "
                         "or the folder for temporary files is writable.")
            .arg(detail);
    case Error::AlreadyStarted:
        return Words::tr("The process pool runs already; stop it before it is started again.");
    case Error::NotRunning:
        return Words::tr("The job %1 was given to a process pool that does not run.").arg(detail);
    case Error::WorkersExhausted:
        return Words::tr("The process pool has no worker left: the last one %1.").arg(detail);
    case Error::WorkerLost:
        return Words::tr("The job %1. It was not tried a third time.").arg(detail);
    case Error::JobFailed:
        return Words::tr("The job %1.").arg(detail);
    case Error::JobUnknown:
        return Words::tr("The worker processes know no job with the name %1.").arg(detail);
    case Error::PayloadTooLarge:
        return Words::tr("The job %1, which is more than a worker frame holds.").arg(detail);
    case Error::FileMissing:
        return Words::tr("%1 failed: it is not there. Was it removed, or is the folder missing?").arg(detail);
    case Error::FileTooLarge:
        return Words::tr("%1. Free some space there or choose another folder.").arg(detail);
    case Error::FileFailed:
        return Words::tr("%1. Check the folder and its permissions.").arg(detail);
    case Error::DriverMissing:
        return Words::tr("Qt's driver for ODBC, QODBC, cannot be loaded; install the packages "
                         "libqt6sql6-odbc and unixodbc.");
    case Error::NotConnected:
        return Words::tr("There is no connection to the database %1. Check the connection string and "
                         "that its driver is installed.")
            .arg(detail);
    case Error::StatementFailed:
        return Words::tr("The database did not answer %1.").arg(detail);
    }
    Q_UNREACHABLE();
}

ExecException::ExecException(Error error, const QString &detail)
    : m_error(error)
    , m_detail(detail)
    , m_text(describe(error, detail).toUtf8())
{}

} // namespace Loopscope::Exec
