#include "core/exec/workerserver.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QUuid>

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace Loopscope::Exec {

namespace {

// Qt makes the socket in a folder of its own beside the path first, which takes some characters more.
constexpr qsizetype longestPath = sizeof(sockaddr_un::sun_path) - 24;

/// The folder if it is ours alone, without the warnings of QStandardPaths.
QString privateRuntimeFolder()
{
    const QString folder = qEnvironmentVariable("XDG_RUNTIME_DIR");
    const QFileInfo entry(folder);
    constexpr auto forOthers = QFile::ReadGroup | QFile::WriteGroup | QFile::ExeGroup | QFile::ReadOther |
                               QFile::WriteOther | QFile::ExeOther;
    const bool isOurs =
        !folder.isEmpty() && entry.isDir() && entry.isWritable() && entry.ownerId() == ::getuid();
    return isOurs && !(entry.permissions() & forOthers) ? folder : QString();
}

qint64 peerProcessId(qintptr descriptor)
{
    ucred peer{};
    socklen_t size = sizeof peer;
    if (::getsockopt(static_cast<int>(descriptor), SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0)
        return 0;
    return peer.uid == ::getuid() ? peer.pid : 0;
}

} // namespace

bool WorkerServer::listen()
{
    if (m_server.isListening())
        return true;
    m_path = choosePath();
    if (m_path.isEmpty())
        return false;
    m_server.setSocketOptions(QLocalServer::UserAccessOption);
    connect(&m_server, &QLocalServer::newConnection, this, &WorkerServer::acceptPending,
            Qt::UniqueConnection);
    if (m_server.listen(m_path))
        return true;
    m_error = m_server.errorString();
    return false;
}

void WorkerServer::close()
{
    m_server.close();
}

QString WorkerServer::choosePath()
{
    const QString name = QStringLiteral("loopscope-%1").arg(QUuid::createUuid().toString(QUuid::Id128));
    const QString folder = privateRuntimeFolder();
    if (!folder.isEmpty()) {
        const QString path = QDir(folder).filePath(name);
        if (QFile::encodeName(path).size() <= longestPath)
            return path;
    }
    if (!m_folder)
        m_folder = std::make_unique<QTemporaryDir>(QDir::tempPath() + QStringLiteral("/loopscope-XXXXXX"));
    if (m_folder->isValid())
        return m_folder->filePath(QStringLiteral("workers"));
    m_error = m_folder->errorString();
    return {};
}

void WorkerServer::acceptPending()
{
    while (QLocalSocket *socket = m_server.nextPendingConnection()) {
        Q_EMIT connected(socket, peerProcessId(socket->socketDescriptor()));
        if (socket->parent() == &m_server)
            delete socket;
    }
}

} // namespace Loopscope::Exec
