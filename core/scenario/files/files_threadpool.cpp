#include "core/exec/asyncfile.h"
#include "core/exec/execerror.h"
#include "core/scenario/executorreport.h"
#include "core/scenario/files/filesexperiment.h"

namespace Loopscope::Scenario {

using Exec::DiskFile;

class FilesThreadPool final : public FilesExperiment
{
    using FilesExperiment::FilesExperiment;

    QCoro::Task<> writeAndRead() override
    {
        co_await Async::tracked(m_file.open(path(), DiskFile::Mode::Existing));
        for (qint64 first = 0; first < pieces().count();) {
            const qint64 end = pieces().groupEnd(first);
            for (; first < end; ++first)
                start(&FilesThreadPool::write, first, QStringLiteral("write"));
            co_await m_tasks.finished();
            run()->checkStopped();
            // A pool thread waits for the disk; the loop goes on.
            co_await Async::tracked(m_file.flush());
        }
        co_await Async::tracked(m_file.close());
        co_await Async::tracked(m_file.open(path(), DiskFile::Mode::Existing));
        notePagesKept(co_await Async::tracked(m_file.dropPages()));
        for (qint64 first = 0; first < pieces().count();) {
            const qint64 end = pieces().groupEnd(first);
            for (; first < end; ++first)
                start(&FilesThreadPool::read, first, QStringLiteral("read"));
            co_await m_tasks.finished();
            run()->checkStopped();
        }
        co_await Async::tracked(m_file.close());
    }

    QCoro::Task<> write(qint64 index)
    {
        const QByteArray data = pieces().data(index);
        co_await Async::tracked(m_file.write(pieces().offset(index), data));
        wrote(index, co_await checksum(data));
    }

    QCoro::Task<> read(qint64 index)
    {
        // Waits in the pool for a disk that has to be asked.
        const QByteArray data =
            co_await Async::tracked(m_file.read(pieces().offset(index), pieces().size(index)));
        wasRead(index, co_await checksum(data));
    }

    using Piece = QCoro::Task<> (FilesThreadPool::*)(qint64);
    void start(Piece piece, qint64 index, const QString &name)
    {
        m_tasks.spawn([=, this] { return (this->*piece)(index); }, name);
    }

    Exec::ThreadJob<std::function<quint64()>> checksum(const QByteArray &data)
    {
        return m_pool.run(m_checksumName,
                          std::function<quint64()>([data] { return FilePieces::checksum(data); }));
    }

    QCoro::Task<> round() override
    {
        const auto cancel = [this] {
            m_file.cancel();
            m_pool.cancel();
        };
        const std::stop_callback onStop(run()->stopToken(), cancel);
        co_await Async::tracked(FilesExperiment::round());
    }

    QCoro::Task<> tearDown() override
    {
        try {
            co_await Async::tracked(m_file.close());
        } catch (const Exec::ExecException &) {
            // The file goes now, whatever became of it.
        }
        co_await Async::tracked(FilesExperiment::tearDown());
    }

    void report(RunFigures *figures) const override
    {
        FilesExperiment::report(figures);
        figures->executors.push_back(toFigures(m_pool.stats()));
    }

    Exec::ThreadExecutor &m_pool = run()->defaultExecutor();
    Exec::AsyncFile m_file{m_pool};
    const Exec::JobName m_checksumName{QStringLiteral("checksum()")};
    Async::TaskGroup m_tasks;
};

std::unique_ptr<Experiment> makeFilesThreadPool(RunContext *run)
{
    return std::make_unique<FilesThreadPool>(run);
}

} // namespace Loopscope::Scenario
