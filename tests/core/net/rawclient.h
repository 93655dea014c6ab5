#pragma once

#include "core/net/socketconnect.h"

#include <QByteArray>

#include <cerrno>

namespace Loopscope::Testing {

/// A blocking socket that sends and reads exactly what a test says.
class RawClient
{
public:
    explicit RawClient(quint16 port)
    {
        auto begun = Net::beginConnection(QStringLiteral("127.0.0.1"), port, Net::SocketMode::Blocking,
                                          std::chrono::seconds(10));
        m_socket = std::move(begun.descriptor);
    }

    bool isOpen() const { return m_socket.isOpen(); }

    bool send(QByteArrayView bytes)
    {
        while (!bytes.isEmpty()) {
            const ssize_t count =
                ::send(m_socket.get(), bytes.data(), static_cast<std::size_t>(bytes.size()), MSG_NOSIGNAL);
            if (count < 0)
                return false;
            bytes = bytes.sliced(count);
        }
        return true;
    }

    /// What came until so many bytes were there, or the peer closed, or nothing came for long.
    QByteArray read(qsizetype wanted)
    {
        QByteArray bytes(wanted, Qt::Uninitialized);
        qsizetype filled = 0;
        while (filled < wanted) {
            const ssize_t count =
                ::recv(m_socket.get(), bytes.data() + filled, static_cast<std::size_t>(wanted - filled), 0);
            if (count <= 0)
                break;
            filled += count;
        }
        return bytes.first(filled);
    }

    /// Closed by the peer, and nothing left to read.
    bool isAtEnd()
    {
        char byte = 0;
        const ssize_t count = ::recv(m_socket.get(), &byte, 1, 0);
        return count == 0 || (count < 0 && errno == ECONNRESET);
    }

    /// Half-closes: nothing more is sent, everything is still read.
    void endWriting() { ::shutdown(m_socket.get(), SHUT_WR); }

private:
    Net::Descriptor m_socket;
};

} // namespace Loopscope::Testing
