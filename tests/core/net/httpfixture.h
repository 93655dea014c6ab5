#pragma once

#include "core/net/httporigin.h"
#include "core/net/httpsession.h"
#include "tests/core/net/gibsoncoroutines.h"
#include "tests/core/net/scriptedpeer.h"

#include <QTcpServer>
#include <QTcpSocket>
#include <QThread>
#include <QtTest>

namespace Loopscope::Testing {

/// Starts an origin and waits until it is ready or has failed.
inline bool isReady(Net::HttpOrigin *origin)
{
    bool changed = false;
    QObject::connect(origin, &Net::HttpOrigin::stateChanged, origin, [&changed] { changed = true; });
    origin->start();
    runUntil([&changed] { return changed; });
    origin->disconnect(origin);
    return origin->port() != 0;
}

inline QUrl urlOf(quint16 port, const QString &path = QStringLiteral("/"))
{
    return QUrl(QStringLiteral("http://127.0.0.1:%1%2").arg(port).arg(path));
}

/// A server in a thread of its own that answers the first bytes of every connection with the same ones,
/// whatever they are, and then keeps the connection or closes it. (ScriptedPeer answers once; Qt asks again
/// when a connection is closed before the answer.)
class BrokenServer
{
public:
    BrokenServer(const QByteArray &reply, bool closes)
    {
        m_server = new QTcpServer;
        m_server->listen(QHostAddress::LocalHost);
        m_port = m_server->serverPort();
        QObject::connect(m_server, &QTcpServer::newConnection, m_server, [this, reply, closes] {
            QTcpSocket *socket = m_server->nextPendingConnection();
            QObject::connect(socket, &QTcpSocket::readyRead, socket, [socket, reply, closes] {
                socket->readAll();
                socket->write(reply);
                if (closes)
                    socket->disconnectFromHost();
            });
        });
        m_server->moveToThread(&m_thread);
        QObject::connect(&m_thread, &QThread::finished, m_server, &QObject::deleteLater);
        m_thread.start();
    }
    ~BrokenServer()
    {
        m_thread.quit();
        m_thread.wait();
    }

    quint16 port() const { return m_port; }

private:
    QTcpServer *m_server;
    quint16 m_port = 0;
    QThread m_thread;
};

/// What broken servers send, as rows of a data function; the clients run with tightLimits().
inline void addBrokenReplies()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<bool>("closes");
    QTest::addColumn<Net::HttpError>("error");
    const QByteArray header = "HTTP/1.1 200 OK\r\nContent-Length: 40\r\n\r\n";
    const QByteArray unannounced = "HTTP/1.1 200 OK\r\n\r\n";
    const QByteArray huge = "HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n";
    QTest::newRow("complete") << header + QByteArray(40, 'x') << false << Net::HttpError::None;
    QTest::newRow("closed without a reply") << QByteArray() << true << Net::HttpError::ClosedEarly;
    QTest::newRow("closed in the header") << header.left(20) << true << Net::HttpError::ClosedEarly;
    QTest::newRow("closed in the body") << header + "half" << true << Net::HttpError::ClosedEarly;
    QTest::newRow("silent") << QByteArray() << false << Net::HttpError::TimedOut;
    QTest::newRow("silent in the header") << header.left(20) << false << Net::HttpError::TimedOut;
    QTest::newRow("silent in the body") << header + "half" << false << Net::HttpError::TimedOut;
    QTest::newRow("too large") << unannounced + QByteArray(200, 'x') << false << Net::HttpError::TooLarge;
    QTest::newRow("announced as far too large") << huge + 'x' << false << Net::HttpError::TooLarge;
}

/// Limits that the broken replies run into.
inline Net::HttpLimits tightLimits()
{
    Net::HttpLimits limits;
    limits.timeout = std::chrono::milliseconds(300);
    limits.bodyBytes = 50;
    return limits;
}

/// What origins and addresses make both clients say.
inline void addAddresses()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<Net::HttpError>("error");
    QTest::addColumn<int>("status");
    QTest::newRow("fine") << "/" << Net::HttpError::None << 200;
    QTest::newRow("not found") << "/nothing" << Net::HttpError::Status << 404;
    QTest::newRow("server error") << "/status/500" << Net::HttpError::Status << 500;
    QTest::newRow("unauthorized") << "/status/401" << Net::HttpError::Status << 401;
    QTest::newRow("redirected") << "/redirect/1" << Net::HttpError::None << 200;
    QTest::newRow("redirected as often as allowed") << "/redirect/5" << Net::HttpError::None << 200;
    QTest::newRow("redirected too often") << "/redirect/6" << Net::HttpError::TooManyRedirects << 302;
}

inline void addBadUrls()
{
    QTest::addColumn<QString>("text");
    QTest::newRow("empty") << "";
    QTest::newRow("no scheme") << "127.0.0.1:80/path";
    QTest::newRow("another scheme") << "ftp://127.0.0.1/";
    QTest::newRow("a file") << "file:///etc/passwd";
    QTest::newRow("no host") << "http:///path";
    QTest::newRow("no such port") << "http://127.0.0.1:99999/";
    QTest::newRow("words") << "not an address";
}

} // namespace Loopscope::Testing
