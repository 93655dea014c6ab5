#pragma once

#include <QProcess>
#include <QStandardPaths>
#include <QTcpServer>
#include <QTemporaryDir>

#include <memory>

namespace Loopscope::Testing {

/// A real redis-server on a free loopback port, in a folder of its own, that keeps nothing. Ends with this
/// object.
class RedisServer
{
public:
    ~RedisServer() { kill(); }

    /// Empty when it answers, else what is wrong. `arguments`: further ones of redis-server.
    QString start(const QStringList &arguments = {})
    {
        const QString program = QStandardPaths::findExecutable(QStringLiteral("redis-server"));
        if (program.isEmpty())
            return QStringLiteral("redis-server is missing: install the package redis-server");
        for (int attempt = 0; attempt < 5; ++attempt) { // somebody may be quicker with the port
            m_port = freePort();
            m_process = std::make_unique<QProcess>();
            m_process->setWorkingDirectory(m_folder.path());
            m_process->setStandardOutputFile(QProcess::nullDevice());
            m_process->start(program, QStringList{QStringLiteral("--port"), QString::number(m_port),
                                                  QStringLiteral("--bind"), QStringLiteral("127.0.0.1"),
                                                  QStringLiteral("--save"), QString(),
                                                  QStringLiteral("--appendonly"), QStringLiteral("no")} +
                                          arguments);
            if (m_process->waitForStarted() && answers())
                return {};
            kill();
        }
        return QStringLiteral("redis-server does not answer");
    }

    /// At once, as a crash would.
    void kill()
    {
        if (!m_process)
            return;
        m_process->kill();
        m_process->waitForFinished();
        m_process.reset();
    }

    quint16 port() const { return m_port; }
    QByteArray address() const { return "127.0.0.1:" + QByteArray::number(m_port); }

    /// What redis-cli prints, without the last line end.
    QByteArray cli(const QStringList &command) const
    {
        QProcess client;
        client.start(QStringLiteral("redis-cli"),
                     QStringList{QStringLiteral("-p"), QString::number(m_port)} + command);
        client.waitForFinished();
        return client.readAllStandardOutput().trimmed();
    }

private:
    static quint16 freePort()
    {
        QTcpServer server;
        server.listen(QHostAddress::LocalHost);
        return server.serverPort();
    }

    // A password makes it answer with an error, which is an answer.
    bool answers() const
    {
        for (int i = 0; i < 200 && m_process->state() == QProcess::Running; ++i) {
            const QByteArray answer = cli({QStringLiteral("ping")});
            if (answer == "PONG" || answer.startsWith("NOAUTH"))
                return true;
            m_process->waitForFinished(50);
        }
        return false;
    }

    QTemporaryDir m_folder;
    std::unique_ptr<QProcess> m_process;
    quint16 m_port = 0;
};

} // namespace Loopscope::Testing
