#include "ui/recordingfile.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QStandardPaths>

namespace Loopscope::Ui {

const QString recordingEnding = QStringLiteral(".perfetto-trace");

bool RecordingFile::isThere() const
{
    return !path.isEmpty() && QFileInfo::exists(path);
}

qint64 RecordingFile::size() const
{
    return isThere() ? QFileInfo(path).size() : 0;
}

RecordingFile temporaryRecording(const QString &fileName)
{
    auto folder = std::make_shared<QTemporaryDir>();
    const QString path = folder->isValid() ? QDir(folder->path()).filePath(fileName) : QString();
    return {path, std::move(folder)};
}

QString usualRecordingFolder()
{
    const QString documents = QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation);
    const bool usable = QFileInfo(documents).isDir() && QFileInfo(documents).isWritable();
    return usable ? documents : QDir::currentPath();
}

QString freshRecordingPath(const QString &folder, const QString &name)
{
    const QDir dir(folder);
    QString fresh = name + recordingEnding;
    for (int number = 2; dir.exists(fresh); ++number)
        fresh = QStringLiteral("%1-%2%3").arg(name).arg(number).arg(recordingEnding);
    return dir.filePath(fresh);
}

QString copyRecording(const QString &from, const QString &to)
{
    const QString part = to + QStringLiteral(".part");
    QFile::remove(part);
    QFile source(from);
    if (!source.copy(part))
        return source.errorString();
    QFile::remove(to);
    QFile copy(part);
    if (copy.rename(to))
        return {};
    const QString reason = copy.errorString();
    QFile::remove(part);
    return reason;
}

} // namespace Loopscope::Ui
