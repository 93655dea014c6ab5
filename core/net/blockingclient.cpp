#include "core/net/blockingclient.h"

#include "core/net/socketconnect.h"

#include <cerrno>

namespace Loopscope::Net {

namespace {

constexpr std::size_t readBytes = 64 * 1024;

ClientError errorFrom(int code)
{
    return code == EAGAIN || code == EWOULDBLOCK ? ClientError::TimedOut : ClientError::PeerClosed;
}

} // namespace

template <typename Protocol>
ClientError BlockingClient<Protocol>::connectTo(const QString &host, quint16 port,
                                                std::chrono::milliseconds timeout)
{
    close();
    auto begun = beginConnection(host, port, SocketMode::Blocking, timeout);
    m_socket = std::move(begun.descriptor);
    return begun.error;
}

template <typename Protocol>
void BlockingClient<Protocol>::close()
{
    m_socket.close();
    m_output.clear();
    m_parser.reset();
}

template <typename Protocol>
auto BlockingClient<Protocol>::execute(const typename Protocol::Command &command) -> Reply
{
    if (!isConnected())
        return Reply(ClientError::NotConnected);
    const Wire::WireError fault = Protocol::check(command, m_limits);
    if (fault != Wire::WireError::None)
        return Reply(ClientError::InvalidRequest, fault);
    Protocol::append(m_output, command);
    if (m_tap)
        m_tap->sent(m_output.view());
    const ClientError error = sendAll();
    return error == ClientError::None ? receive() : fail(error);
}

template <typename Protocol>
ClientError BlockingClient<Protocol>::sendAll()
{
    while (!m_output.isEmpty()) {
        const ssize_t count = ::send(m_socket.get(), m_output.data(), m_output.size(), MSG_NOSIGNAL);
        if (count >= 0)
            m_output.consume(static_cast<std::size_t>(count));
        else if (errno != EINTR)
            return errorFrom(errno);
    }
    return ClientError::None;
}

template <typename Protocol>
auto BlockingClient<Protocol>::receive() -> Reply
{
    typename Protocol::WireReply reply;
    for (;;) {
        const auto space = m_parser.space(readBytes);
        const ssize_t count = ::recv(m_socket.get(), space.data(), space.size(), 0);
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            return fail(count == 0 ? ClientError::PeerClosed : errorFrom(errno));
        m_parser.commit(static_cast<std::size_t>(count));
        if (m_tap)
            m_tap->peek(m_parser);
        const Wire::ParseResult result = m_parser.next(&reply);
        if (m_tap)
            m_tap->parsed(m_parser.buffered());
        if (result == Wire::ParseResult::Failed)
            return fail(ClientError::ProtocolError, m_parser.error());
        if (result == Wire::ParseResult::Incomplete)
            continue;
        Reply answer(reply);
        // With one request at a time nothing can stand behind its reply.
        if (m_parser.buffered() > 0)
            return fail(ClientError::ProtocolError, Wire::WireError::ReplyUnrequested);
        return answer;
    }
}

template <typename Protocol>
auto BlockingClient<Protocol>::fail(ClientError error, Wire::WireError detail) -> Reply
{
    close();
    return Reply(error, detail);
}

template class BlockingClient<GibsonProtocol>;
template class BlockingClient<RespProtocol>;

} // namespace Loopscope::Net
