#pragma once

#include "core/exec/diskfile.h"
#include "core/exec/semaphore.h"
#include "core/exec/threadexecutor.h"

#include <QCoroTask>

#include <memory>

namespace Loopscope::Exec {

/// A file that coroutines await: each operation is a job of a thread executor, since the system has no
/// asynchronous files that work everywhere.
///
///     AsyncFile file(executor);
///     co_await Async::tracked(file.open(path, DiskFile::Mode::Create));
///     co_await Async::tracked(file.write(0, data));
///     co_await Async::tracked(file.flush());
///
/// Operations of one file start in the order in which they were awaited. Reads and writes name their place
/// and may run side by side; open, flush, dropPages and close run alone, after all before them and before all
/// behind them. Failures and units as with DiskFile; Async::Cancelled when the executor was cancelled first.
/// Belongs to one loop; destroyed when nothing of it is awaited any more, closes the file then if it is open.
class AsyncFile
{
public:
    explicit AsyncFile(ThreadExecutor &executor);
    ~AsyncFile();

    QCoro::Task<> open(QString path, DiskFile::Mode mode);
    QCoro::Task<> write(qint64 offset, QByteArray data);
    QCoro::Task<QByteArray> read(qint64 offset, qint64 size);
    QCoro::Task<> flush();
    QCoro::Task<double> dropPages();
    QCoro::Task<> close();

    /// Those that wait for earlier operations get Async::Cancelled.
    void cancel() { m_turns.cancel(); }

private:
    ThreadExecutor &m_executor;
    Semaphore m_turns;
    DiskFile m_file; ///< used by the executor's threads, in turns
};

} // namespace Loopscope::Exec
