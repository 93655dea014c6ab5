#pragma once

#include <QString>
#include <QStringList>

namespace Loopscope::Exec {

struct WorkerSearch
{
    QString path;       ///< of a file that exists; empty when there is none
    QStringList places; ///< where it was looked for
};

/// The program loopscope-worker: `path` when it is not empty; otherwise next to the running program,
/// then in ../lib/loopscope seen from there. Needs the application object only for the latter.
WorkerSearch findWorker(const QString &path = {});

} // namespace Loopscope::Exec
