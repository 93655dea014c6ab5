#include "tests/bench/socketless.h"

#include <QCoreApplication>
#include <QEvent>
#include <QSocketNotifier>
#include <QTcpServer>
#include <QTcpSocket>

#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstring>

namespace Loopscope::Benchmark {

namespace {

constexpr qsizetype mostReplies = 4096;
Socketless *activeOne = nullptr;

} // namespace

Socketless::Socketless(qsizetype requestBytes, QByteArray reply)
    : m_requestBytes(requestBytes)
    , m_reply(std::move(reply))
    , m_block(m_reply.repeated(mostReplies))
    , m_listener(std::make_unique<QTcpServer>())
{
    m_listener->listen(QHostAddress::LocalHost);
    QCoreApplication::instance()->installEventFilter(this);
}

Socketless::~Socketless()
{
    activeOne = nullptr;
}

quint16 Socketless::port() const
{
    return m_listener->serverPort();
}

// One byte shows which notifier reads for the client.
void Socketless::begin()
{
    m_listener->waitForNewConnection();
    QTcpSocket *const peer = m_listener->nextPendingConnection();
    peer->write("?", 1);
    peer->flush();
    activeOne = this;
    while (!m_reader)
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
    QCoreApplication::instance()->removeEventFilter(this);
}

bool Socketless::eventFilter(QObject *receiver, QEvent *event)
{
    auto *const notifier = qobject_cast<QSocketNotifier *>(receiver);
    const bool isClients = notifier && event->type() == QEvent::SockAct &&
                           notifier->type() == QSocketNotifier::Read && activeOne &&
                           notifier->objectName().startsWith(QLatin1String("connection"));
    if (!isClients)
        return false;
    m_reader = notifier;
    m_descriptor = static_cast<int>(notifier->socket());
    notifier->setEnabled(false);
    return true;
}

void Socketless::turn()
{
    QEvent readable(QEvent::SockAct);
    QCoreApplication::sendEvent(m_reader, &readable);
}

qsizetype Socketless::sent(qsizetype bytes)
{
    m_unanswered += bytes / m_requestBytes;
    return bytes;
}

qsizetype Socketless::received(char *to, qsizetype room)
{
    const qsizetype replies = std::min({m_unanswered, mostReplies, room / m_reply.size()});
    std::memcpy(to, m_block.constData(), static_cast<std::size_t>(replies * m_reply.size()));
    m_unanswered -= replies;
    return replies * m_reply.size();
}

Socketless *Socketless::active()
{
    return activeOne;
}

} // namespace Loopscope::Benchmark

using Loopscope::Benchmark::Socketless;

// These take the place of the C library's in the whole program.
extern "C" ssize_t send(int socket, const void *data, std::size_t size, int flags)
{
    Socketless *const one = Socketless::active();
    if (one && one->descriptor() == socket)
        return one->sent(static_cast<qsizetype>(size));
    return ::syscall(SYS_sendto, socket, data, size, flags, nullptr, 0);
}

extern "C" ssize_t recv(int socket, void *data, std::size_t size, int flags)
{
    Socketless *const one = Socketless::active();
    if (one && one->descriptor() == socket)
        return one->received(static_cast<char *>(data), static_cast<qsizetype>(size));
    return ::syscall(SYS_recvfrom, socket, data, size, flags, nullptr, nullptr);
}
