#pragma once

#include "core/monitor/gauge.h"
#include "core/scenario/experiment.h"
#include "core/scenario/files/filepieces.h"
#include "core/scenario/runcontext.h"

#include <memory>
#include <optional>
#include <vector>

namespace Loopscope::Scenario {

/// Writes a temporary file in pieces, flushed to the disk after every 4 MiB and at the end; drops its pages
/// from memory and reads it back. What was read is compared with what was written, piece by piece.
class FilesExperiment : public Experiment
{
public:
    explicit FilesExperiment(RunContext *run);

    /// Makes the temporary file and the data, off the loop.
    QCoro::Task<> prepare() override;
    QCoro::Task<> round() override;
    /// Removes the temporary file, off the loop.
    QCoro::Task<> tearDown() override;
    void report(RunFigures *figures) const override;

protected:
    /// One round: writeAll, then readAll of the file path().
    virtual QCoro::Task<> writeAndRead() = 0;

    RunContext *run() const { return m_run; }
    const QString &path() const { return m_path; }
    const FilePieces &pieces() const { return *m_pieces; }

    /// A piece was written, or read, and its data had this checksum. The second throws ScenarioError
    /// when it is not what was written.
    void wrote(qint64 index, quint64 checksum);
    void wasRead(qint64 index, quint64 checksum);
    /// The share of the file that stayed in memory when its pages were dropped.
    void notePagesKept(double share) { m_pagesKept = std::max(m_pagesKept, share); }

private:
    struct Prepared;
    Prepared prepareHere() const;

    RunContext *const m_run;
    Exec::ThreadExecutor m_preparation; ///< not seen by the charts
    QString m_path;                     ///< of the temporary file, once it is there
    bool m_isOnTmpfs = false;
    double m_pagesKept = 0;
    std::unique_ptr<FilePieces> m_pieces;
    std::vector<quint64> m_checksums; ///< by piece, of this round
    qint64 m_bytes = 0;               ///< written and read
    Monitor::Gauge m_completed{Trace::CounterKind::Completed, QStringLiteral("Completed")};
};

std::unique_ptr<Experiment> makeFilesOnLoop(RunContext *run);
std::unique_ptr<Experiment> makeFilesThreadPool(RunContext *run);

} // namespace Loopscope::Scenario
