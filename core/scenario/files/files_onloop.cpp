#include "core/exec/diskfile.h"
#include "core/scenario/files/filesexperiment.h"

namespace Loopscope::Scenario {

using Exec::DiskFile;

class FilesOnLoop final : public FilesExperiment
{
    using FilesExperiment::FilesExperiment;

    QCoro::Task<> writeAndRead() override
    {
        DiskFile file;
        file.open(path(), DiskFile::Mode::Existing);
        for (qint64 first = 0; first < pieces().count();) {
            const qint64 end = pieces().groupEnd(first);
            for (; first < end; ++first)
                write(file, first);
            // Never suspends: the loop stands still
            // until the disk has what was written.
            file.flush();
        }
        file.close();
        file.open(path(), DiskFile::Mode::Existing);
        notePagesKept(file.dropPages());
        for (qint64 index = 0; index < pieces().count(); ++index)
            read(file, index);
        file.close();
        co_return;
    }

    void write(DiskFile &file, qint64 index)
    {
        run()->checkStopped();
        const QByteArray data = pieces().data(index);
        file.write(pieces().offset(index), data);
        wrote(index, FilePieces::checksum(data));
    }

    void read(DiskFile &file, qint64 index)
    {
        run()->checkStopped();
        const QByteArray data = file.read(pieces().offset(index), pieces().size(index));
        wasRead(index, FilePieces::checksum(data));
    }
};

std::unique_ptr<Experiment> makeFilesOnLoop(RunContext *run)
{
    return std::make_unique<FilesOnLoop>(run);
}

} // namespace Loopscope::Scenario
