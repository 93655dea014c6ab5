#include "core/exec/odbcdriver.h"

#include <QDir>
#include <QFile>
#include <QSqlDatabase>

namespace Loopscope::Exec {

namespace {

constexpr qint64 longestFile = 1 << 20; // such files have some hundred bytes

bool hasSection(const QString &path, const QString &section)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return false;
    const QString wanted = u'[' + section + u']';
    const QList<QByteArray> lines = file.read(longestFile).split('\n');
    return std::ranges::any_of(lines, [&wanted](const QByteArray &line) {
        return QString::fromUtf8(line).trimmed().compare(wanted, Qt::CaseInsensitive) == 0;
    });
}

} // namespace

bool hasQtOdbc()
{
    return QSqlDatabase::isDriverAvailable(QStringLiteral("QODBC"));
}

bool isOdbcDriverRegistered(const QString &name)
{
    const QDir folder(qEnvironmentVariable("ODBCSYSINI", QStringLiteral("/etc")));
    const QString file = qEnvironmentVariable("ODBCINSTINI", QStringLiteral("odbcinst.ini"));
    return hasSection(folder.filePath(file), name) ||
           hasSection(QDir::home().filePath(QStringLiteral(".odbcinst.ini")), name);
}

} // namespace Loopscope::Exec
