#pragma once

#include "core/net/descriptor.h"
#include "core/net/gibsonprotocol.h"
#include "core/net/respprotocol.h"
#include "core/net/wiretap.h"

namespace Loopscope::Net {

/// A client as one writes it without a loop: every call waits for the server and holds up its whole thread.
/// On an error of the connection it is closed.
template <typename Protocol>
class BlockingClient
{
public:
    using Reply = typename Protocol::Reply;

    explicit BlockingClient(const Wire::Limits &limits = {})
        : m_limits(limits)
        , m_parser(limits.replyBytes)
    {}

    /// `timeout` is for the connection and then for every answer.
    ClientError connectTo(const QString &host, quint16 port,
                          std::chrono::milliseconds timeout = defaultTimeout);
    Reply set(QByteArrayView key, QByteArrayView value, int ttlSeconds = 0)
    {
        return execute(Protocol::set(key, value, ttlSeconds));
    }
    Reply get(QByteArrayView key) { return execute(Protocol::get(key)); }
    Reply execute(const typename Protocol::Command &command);
    bool isConnected() const noexcept { return m_socket.isOpen(); }
    void close();
    /// Shows what goes over the wire from now on; may be null. It must outlive the client.
    void setWireTap(SingleWireTap *tap) { m_tap = tap; }

    static constexpr std::chrono::milliseconds defaultTimeout{5'000};

private:
    ClientError sendAll();
    Reply receive();
    Reply fail(ClientError error, Wire::WireError detail = Wire::WireError::None);

    const Wire::Limits m_limits;
    Descriptor m_socket;
    Wire::ByteQueue m_output;
    typename Protocol::Parser m_parser;
    SingleWireTap *m_tap = nullptr;
};

extern template class BlockingClient<GibsonProtocol>;
extern template class BlockingClient<RespProtocol>;

using BlockingGibsonClient = BlockingClient<GibsonProtocol>;
using BlockingRespClient = BlockingClient<RespProtocol>;

} // namespace Loopscope::Net
