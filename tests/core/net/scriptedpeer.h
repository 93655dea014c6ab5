#pragma once

#include <QTcpServer>
#include <QTcpSocket>
#include <QThread>
#include <QTimer>

#include <sys/socket.h>

#include <atomic>
#include <chrono>

namespace Loopscope::Testing {

/// A port on which nobody listens.
inline quint16 unusedPort()
{
    QTcpServer server;
    server.listen(QHostAddress::LocalHost);
    return server.serverPort();
}

/// A peer in a thread of its own that waits for so many bytes, sends what it was told, whatever it is, and
/// then keeps the connection, closes or resets it. It may answer late.
class ScriptedPeer
{
public:
    enum class Then
    {
        Stay,
        Close,
        Reset
    };

    ScriptedPeer(const QByteArray &reply, qsizetype after, Then then = Then::Stay,
                 std::chrono::milliseconds delay = {})
    {
        m_server = new QTcpServer;
        m_server->listen(QHostAddress::LocalHost);
        m_port = m_server->serverPort();
        QObject::connect(m_server, &QTcpServer::newConnection, m_server, [=, this] {
            QTcpSocket *socket = m_server->nextPendingConnection();
            QObject::connect(socket, &QTcpSocket::readyRead, socket, [=, this] {
                if (m_firstBytes == 0)
                    m_firstBytes = socket->bytesAvailable();
                m_received += socket->readAll().size();
                if (m_received < after || m_replied.exchange(true))
                    return;
                QTimer::singleShot(delay, socket, [=, this] { answer(socket, reply, then); });
            });
        });
        m_server->moveToThread(&m_thread);
        QObject::connect(&m_thread, &QThread::finished, m_server, &QObject::deleteLater);
        m_thread.start();
    }
    ~ScriptedPeer()
    {
        m_thread.quit();
        m_thread.wait();
    }

    quint16 port() const { return m_port; }
    qint64 received() const { return m_received; }
    /// How much was there when it looked for the first time.
    qint64 firstBytes() const { return m_firstBytes; }

    /// The reply was handed to the system, whoever is still there.
    bool hasReplied() const { return m_hasWritten; }

private:
    void answer(QTcpSocket *socket, const QByteArray &reply, Then then)
    {
        socket->write(reply);
        socket->flush();
        m_hasWritten = true;
        if (then == Then::Close)
            socket->disconnectFromHost();
        if (then == Then::Reset) {
            const linger atOnce{1, 0};
            ::setsockopt(static_cast<int>(socket->socketDescriptor()), SOL_SOCKET, SO_LINGER, &atOnce,
                         sizeof atOnce);
            socket->abort();
        }
    }

    QTcpServer *m_server;
    quint16 m_port = 0;
    std::atomic<qint64> m_received{0};
    std::atomic<qint64> m_firstBytes{0};
    std::atomic<bool> m_replied{false};
    std::atomic<bool> m_hasWritten{false};
    QThread m_thread;
};

} // namespace Loopscope::Testing
