#pragma once

#include <QLocalServer>
#include <QLocalSocket>
#include <QTemporaryDir>

#include <memory>

namespace Loopscope::Exec {

/// Where the workers of a pool connect: a socket file with a random name, for this user only, that
/// exists only while a worker is expected. Who connects is known by the process id that the kernel tells.
class WorkerServer : public QObject
{
    Q_OBJECT

public:
    /// True when it listens already. Sets errorString() otherwise.
    bool listen();
    void close();
    QString path() const { return m_path; }
    QString errorString() const { return m_error; }

Q_SIGNALS:
    /// Whoever wants the connection makes itself its parent; it is dropped otherwise. `processId` 0: unknown.
    void connected(QLocalSocket *socket, qint64 processId);

private:
    QString choosePath();
    void acceptPending();

    QLocalServer m_server;
    std::unique_ptr<QTemporaryDir> m_folder; ///< when the user has no run-time folder
    QString m_path;
    QString m_error;
};

} // namespace Loopscope::Exec
