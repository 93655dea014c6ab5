#pragma once

#include "core/net/descriptor.h"
#include "core/net/gibsonreply.h"

namespace Loopscope::Net {

/// A client as one writes it without a loop: every call waits for the server and holds up its whole thread.
/// On an error the connection is closed.
class BlockingGibsonClient
{
public:
    explicit BlockingGibsonClient(const Wire::Limits &limits = {})
        : m_limits(limits)
        , m_parser(limits.replyBytes)
    {}

    /// `timeout` is for the connection and then for every answer.
    ClientError connectTo(const QString &host, quint16 port,
                          std::chrono::milliseconds timeout = defaultTimeout);
    GibsonReply set(QByteArrayView key, QByteArrayView value, int ttlSeconds = 0);
    GibsonReply get(QByteArrayView key);
    bool isConnected() const noexcept { return m_socket.isOpen(); }
    void close();

    static constexpr std::chrono::milliseconds defaultTimeout{5'000};

private:
    GibsonReply execute(const Wire::Command &command);
    ClientError sendAll();
    GibsonReply receive();
    GibsonReply fail(ClientError error, Wire::WireError detail = Wire::WireError::None);

    const Wire::Limits m_limits;
    Descriptor m_socket;
    Wire::ByteQueue m_output;
    Wire::GibsonReplyParser m_parser;
};

} // namespace Loopscope::Net
