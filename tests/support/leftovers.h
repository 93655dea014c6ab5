#pragma once

#include <QDir>
#include <QFile>
#include <QRegularExpression>

#include <unistd.h>

/// What a run must not leave behind: threads, processes, sockets, shared memory.
namespace Loopscope::Testing {

/// Names of this process's threads; none of the monitor's, which stay as long as the process, and none of
/// Qt's own pool (pools of ours have names), whose threads stay for half a minute.
inline QStringList threadNames()
{
    QStringList names;
    const QDir tasks(QStringLiteral("/proc/self/task"));
    for (const QString &tid : tasks.entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
        QFile file(tasks.filePath(tid) + QStringLiteral("/comm"));
        const QString name =
            file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()).trimmed() : QString();
        if (!name.isEmpty() && !name.startsWith(QLatin1String("loopscope-")) &&
            name != QLatin1String("Thread (pooled)"))
            names.append(name);
    }
    names.sort();
    return names;
}

/// Processes that this one started and that still are (also ended ones that nobody waited for).
inline QStringList childProcesses()
{
    QStringList names;
    const QDir processes(QStringLiteral("/proc"));
    static const QRegularExpression pattern(QStringLiteral(R"(^(\d+) \((.*)\) \S (\d+) )"));
    for (const QString &pid : processes.entryList(QDir::Dirs)) {
        QFile file(processes.filePath(pid) + QStringLiteral("/stat"));
        if (!file.open(QIODevice::ReadOnly))
            continue;
        const auto match = pattern.match(QString::fromUtf8(file.readAll()));
        if (match.captured(3).toLongLong() == ::getpid())
            names.append(match.captured(2));
    }
    return names;
}

/// Open sockets and shared memory, by what they are.
inline QStringList openSockets()
{
    static const QRegularExpression wanted(QStringLiteral("^(socket|/memfd)"));
    QStringList targets;
    const QDir descriptors(QStringLiteral("/proc/self/fd"));
    for (const QString &fd : descriptors.entryList(QDir::AllEntries | QDir::System | QDir::NoDotAndDotDot)) {
        char target[4096];
        const auto path = QFile::encodeName(descriptors.filePath(fd));
        const ssize_t size = ::readlink(path.constData(), target, sizeof target);
        const QString text = QString::fromLocal8Bit(target, size > 0 ? size : 0);
        if (wanted.match(text).hasMatch())
            targets.append(text);
    }
    targets.sort();
    return targets;
}

} // namespace Loopscope::Testing
