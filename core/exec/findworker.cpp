#include "core/exec/findworker.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>

namespace Loopscope::Exec {

namespace {

QStringList usualPlaces()
{
    const QDir folder(QCoreApplication::applicationDirPath());
    return {folder.filePath(QStringLiteral("loopscope-worker")),
            QDir::cleanPath(folder.filePath(QStringLiteral("../lib/loopscope/loopscope-worker")))};
}

} // namespace

WorkerSearch findWorker(const QString &path)
{
    WorkerSearch search;
    search.places = path.isEmpty() ? usualPlaces() : QStringList{path};
    for (const QString &place : std::as_const(search.places)) {
        if (QFileInfo(place).isFile()) {
            search.path = place;
            break;
        }
    }
    return search;
}

} // namespace Loopscope::Exec
