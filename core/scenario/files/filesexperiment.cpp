#include "core/scenario/files/filesexperiment.h"

#include "core/base/words.h"
#include "core/exec/diskfile.h"
#include "core/scenario/preparation.h"
#include "core/scenario/scenarioerror.h"

#include <QCoreApplication>
#include <QDir>
#include <QRandomGenerator>
#include <QStandardPaths>

#include <linux/magic.h>
#include <sys/vfs.h>

namespace Loopscope::Scenario {

struct FilesExperiment::Prepared
{
    QString path;
    bool isOnTmpfs = false;
    std::unique_ptr<FilePieces> pieces;
};

namespace {

bool isMemory(const QString &folder)
{
    struct statfs status
    {};
    const QByteArray name = QFile::encodeName(folder);
    return ::statfs(name.constData(), &status) == 0 &&
           (status.f_type == TMPFS_MAGIC || status.f_type == RAMFS_MAGIC);
}

// The folder that was named, which must be there, or the user's folder for caches.
QString existingFolder(const QString &named)
{
    if (named.isEmpty()) {
        const QString cache = QStandardPaths::writableLocation(QStandardPaths::GenericCacheLocation);
        QDir().mkpath(cache);
        return cache;
    }
    if (!QFileInfo(named).isDir()) {
        throw ScenarioError(
            Words::tr("The folder %1 is not there. Create it, or name another with --set folder=….")
                .arg(named));
    }
    return QFileInfo(named).absoluteFilePath();
}

QString newFileName()
{
    return QStringLiteral("loopscope-files-%1-%2.tmp")
        .arg(QCoreApplication::applicationPid())
        .arg(QRandomGenerator::global()->generate64(), 16, 16, QLatin1Char('0'));
}

} // namespace

FilesExperiment::FilesExperiment(RunContext *run)
    : m_run(run)
    , m_preparation(QStringLiteral("Preparation"), preparationOptions())
{}

FilesExperiment::Prepared FilesExperiment::prepareHere() const
{
    const Parameters &parameters = m_run->parameters();
    Prepared prepared;
    const QString folder = existingFolder(parameters.text(QStringLiteral("folder")));
    prepared.isOnTmpfs = isMemory(folder);
    prepared.pieces = std::make_unique<FilePieces>(parameters.integer(QStringLiteral("size_mib")) << 20,
                                                   parameters.integer(QStringLiteral("chunk_kib")) << 10);
    prepared.path = QDir(folder).filePath(newFileName());
    Exec::DiskFile().open(prepared.path, Exec::DiskFile::Mode::Create);
    return prepared;
}

QCoro::Task<> FilesExperiment::prepare()
{
    static const Exec::JobName name(QStringLiteral("prepare()"));
    const auto job = [this] { return prepareHere(); };
    Prepared prepared = co_await m_preparation.run(name, job);
    m_path = prepared.path;
    m_isOnTmpfs = prepared.isOnTmpfs;
    m_pieces = std::move(prepared.pieces);
    m_checksums.resize(static_cast<std::size_t>(m_pieces->count()));
    m_run->checkStopped();
}

QCoro::Task<> FilesExperiment::round()
{
    m_checksums.assign(m_checksums.size(), 0);
    m_run->spawn([this] { return writeAndRead(); }, QStringLiteral("write_and_read"));
    co_await m_run->tasks().finished();
    m_run->checkStopped();
}

QCoro::Task<> FilesExperiment::tearDown()
{
    if (m_path.isEmpty())
        co_return;
    static const Exec::JobName name(QStringLiteral("remove()"));
    const auto job = [path = m_path] { QFile::remove(path); };
    co_await m_preparation.run(name, job);
}

void FilesExperiment::wrote(qint64 index, quint64 checksum)
{
    m_checksums[static_cast<std::size_t>(index)] = checksum;
    m_bytes += m_pieces->size(index);
    m_completed.set(m_bytes);
}

void FilesExperiment::wasRead(qint64 index, quint64 checksum)
{
    if (m_checksums[static_cast<std::size_t>(index)] != checksum) {
        throw ScenarioError(
            Words::tr("Piece %1 of the file %2 came back with other bytes than those written.")
                .arg(index)
                .arg(m_path));
    }
    m_bytes += m_pieces->size(index);
    m_completed.set(m_bytes);
}

void FilesExperiment::report(RunFigures *figures) const
{
    figures->workUnits = m_bytes;
    constexpr double littleOf = 0.05;
    if (m_pagesKept < littleOf)
        return;
    figures->remark =
        m_isOnTmpfs ? Words::tr("Nothing was cold: the folder is on a tmpfs, which is memory.")
                    : Words::tr("The reading was not cold: the system kept %1\u00a0% of the file in memory.")
                          .arg(100 * m_pagesKept, 0, 'f', 0);
}

} // namespace Loopscope::Scenario
