#include "core/net/gibsonconnection.h"

#include "core/net/gibsonserver.h"

#include <sys/socket.h>

#include <cerrno>

namespace Loopscope::Net {

namespace {

constexpr std::size_t readBytes = 256 * 1024;
constexpr std::size_t maxOutputBytes = 1024 * 1024; // one reply may exceed it

bool isHarmless(int code)
{
    return code == EAGAIN || code == EWOULDBLOCK || code == EINTR;
}

} // namespace

GibsonConnection::GibsonConnection(Descriptor socket, GibsonStore *store, ServerCounters *counters,
                                   QObject *parent)
    : QObject(parent)
    , m_socket(std::move(socket))
    , m_store(store)
    , m_counters(counters)
    , m_reader(new DescriptorNotifier(m_socket.get(), QSocketNotifier::Read,
                                      QStringLiteral("gibson server reader"), [this] { socketReadable(); }))
    , m_writer(new DescriptorNotifier(m_socket.get(), QSocketNotifier::Write,
                                      QStringLiteral("gibson server writer"), [this] { socketWritable(); }))
{
    m_writer->setEnabled(false);
    m_counters->active.fetch_add(1, std::memory_order_relaxed);
}

GibsonConnection::~GibsonConnection()
{
    close();
}

void GibsonConnection::close()
{
    if (!m_socket.isOpen())
        return;
    m_reader.reset();
    m_writer.reset();
    m_socket.close();
    m_counters->active.fetch_sub(1, std::memory_order_relaxed);
    deleteLater();
}

void GibsonConnection::socketReadable()
{
    const auto space = m_parser.space(readBytes);
    const ssize_t count = ::recv(m_socket.get(), space.data(), space.size(), 0);
    if (count > 0) {
        m_parser.commit(static_cast<std::size_t>(count));
        serve();
    } else if (count == 0 || !isHarmless(errno)) {
        close();
    }
}

void GibsonConnection::socketWritable()
{
    serve();
}

// Executes and sends in turns until the requests run out or the client takes no more.
void GibsonConnection::serve()
{
    bool hasMore = true;
    while (hasMore) {
        if (m_output.size() < maxOutputBytes)
            hasMore = executeBuffered();
        if (!sendOutput())
            return close();
        if (!m_output.isEmpty())
            break;
    }
    if (m_isLast && m_output.isEmpty())
        return close();
    // While requests are left over in memory no more are read.
    m_reader->setEnabled(!hasMore && !m_isLast && m_output.size() < maxOutputBytes);
    m_writer->setEnabled(!m_output.isEmpty());
}

// False when every complete request has been executed.
bool GibsonConnection::executeBuffered()
{
    const Base::SteadyTime now = Base::now();
    qint64 executed = 0;
    Wire::Request request;
    auto result = m_isLast ? Wire::ParseResult::Incomplete : Wire::ParseResult::Complete;
    while (result == Wire::ParseResult::Complete && m_output.size() < maxOutputBytes) {
        result = m_parser.next(&request);
        if (result != Wire::ParseResult::Complete)
            break;
        m_store->execute(request, now, &m_output);
        ++executed;
        if (request.opcode == Wire::Opcode::End) {
            m_isLast = true;
            result = Wire::ParseResult::Incomplete;
        }
    }
    m_isLast = m_isLast || result == Wire::ParseResult::Failed;
    m_counters->requests.fetch_add(executed, std::memory_order_relaxed);
    return result == Wire::ParseResult::Complete;
}

// False when the connection is broken. What the socket does not take now stays.
bool GibsonConnection::sendOutput()
{
    while (!m_output.isEmpty()) {
        const ssize_t count = ::send(m_socket.get(), m_output.data(), m_output.size(), MSG_NOSIGNAL);
        if (count >= 0)
            m_output.consume(static_cast<std::size_t>(count));
        else if (errno != EINTR)
            return isHarmless(errno);
    }
    return true;
}

} // namespace Loopscope::Net
