#include "core/net/gibsonlistener.h"

#include "core/net/gibsonconnection.h"

#include <QTimerEvent>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <cerrno>

namespace Loopscope::Net {

namespace {

constexpr int backlog = 1024;
constexpr qint64 maxClients = 1024;
constexpr std::chrono::milliseconds retryInterval{100};

ServerError errorFrom(int code)
{
    switch (code) {
    case EADDRINUSE:
        return ServerError::AddressInUse;
    case EACCES:
    case EPERM:
        return ServerError::PermissionDenied;
    default:
        return ServerError::NoSocket;
    }
}

sockaddr_in loopback(quint16 port)
{
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(port);
    return address;
}

bool isOutOfDescriptors(int code)
{
    return code == EMFILE || code == ENFILE || code == ENOBUFS || code == ENOMEM;
}

} // namespace

void GibsonListener::listen(quint16 port)
{
    m_socket = Descriptor(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    if (!m_socket.isOpen())
        return Q_EMIT failed(errorFrom(errno));
    const int on = 1;
    ::setsockopt(m_socket.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
    sockaddr_in address = loopback(port);
    socklen_t size = sizeof(address);
    auto *any = reinterpret_cast<sockaddr *>(&address);
    if (::bind(m_socket.get(), any, size) != 0 || ::listen(m_socket.get(), backlog) != 0 ||
        ::getsockname(m_socket.get(), any, &size) != 0)
        return Q_EMIT failed(errorFrom(errno));
    m_notifier.reset(new DescriptorNotifier(m_socket.get(), QSocketNotifier::Read,
                                            QStringLiteral("gibson server listener"),
                                            [this] { acceptClients(); }));
    Q_EMIT ready(ntohs(address.sin_port));
}

void GibsonListener::acceptClients()
{
    for (;;) {
        Descriptor client(::accept4(m_socket.get(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
        if (!client.isOpen()) {
            if (errno == EINTR || errno == ECONNABORTED)
                continue;
            if (isOutOfDescriptors(errno)) {
                m_notifier->setEnabled(false); // it would fire without end
                m_retryTimer.start(static_cast<int>(retryInterval.count()), this);
            }
            return;
        }
        m_counters->accepted.fetch_add(1, std::memory_order_relaxed);
        if (m_counters->active.load(std::memory_order_relaxed) >= maxClients)
            continue; // closed without a word, like the original
        const int on = 1;
        ::setsockopt(client.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
        new GibsonConnection(std::move(client), &m_store, m_counters, this);
    }
}

void GibsonListener::timerEvent(QTimerEvent *event)
{
    if (event->timerId() != m_retryTimer.timerId())
        return;
    m_retryTimer.stop();
    m_notifier->setEnabled(true);
}

void GibsonListener::closeConnections()
{
    // Whoever connected before this was called is closed too, even if not accepted yet.
    if (m_notifier)
        acceptClients();
    const auto connections = findChildren<GibsonConnection *>(QString(), Qt::FindDirectChildrenOnly);
    for (GibsonConnection *connection : connections)
        connection->close();
}

} // namespace Loopscope::Net
