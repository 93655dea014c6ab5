#pragma once

#include <QJsonDocument>
#include <QProcess>
#include <QProcessEnvironment>
#include <QtTest>

namespace Loopscope::Testing {

struct Ended
{
    int status = -1;
    QString out;
    QString err;
    QJsonDocument json() const { return QJsonDocument::fromJson(out.toUtf8()); }
    int errorLines() const { return static_cast<int>(err.count(u'\n')); }
};

inline void prepare(QProcess *process, const QStringList &arguments)
{
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.remove(QStringLiteral("DISPLAY"));
    environment.remove(QStringLiteral("WAYLAND_DISPLAY"));
    environment.remove(QStringLiteral("QT_QPA_PLATFORM"));
    process->setProcessEnvironment(environment);
    process->setProgram(QStringLiteral(LOOPSCOPE_PROGRAM));
    process->setArguments(arguments);
}

/// Runs the real program to its end, without a display.
inline Ended runProgram(const QStringList &arguments)
{
    QProcess process;
    prepare(&process, arguments);
    process.start();
    if (!process.waitForFinished(120000)) {
        process.kill();
        process.waitForFinished();
        return {-1, {}, QStringLiteral("did not end")};
    }
    return {process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -2,
            QString::fromUtf8(process.readAllStandardOutput()),
            QString::fromUtf8(process.readAllStandardError())};
}

/// Processes of the worker program that are running now; with an argument only the children of that process.
inline QStringList workers(qint64 ofProcess = 0)
{
    const auto isChild = [ofProcess](const QString &pid) {
        QFile status(QStringLiteral("/proc/%1/status").arg(pid));
        return status.open(QIODevice::ReadOnly) &&
               status.readAll().contains("\nPPid:\t" + QByteArray::number(ofProcess) + '\n');
    };
    QStringList found;
    const QDir processes(QStringLiteral("/proc"));
    for (const QString &pid : processes.entryList(QDir::Dirs)) {
        QFile name(processes.filePath(pid) + QStringLiteral("/comm"));
        if (name.open(QIODevice::ReadOnly) && name.readAll().trimmed() == "loopscope-worke" &&
            (ofProcess == 0 || isChild(pid)))
            found.append(pid);
    }
    return found;
}

} // namespace Loopscope::Testing
