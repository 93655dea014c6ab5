#include "app/worker/jobloop.h"

#include "core/base/steadytime.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>

namespace Loopscope::Worker {

namespace {

constexpr qsizetype inputSize = 64 * 1024;
constexpr qint64 longJob = 100'000; // nanoseconds

Wire::WorkerStatus toWire(Jobs::JobStatus status)
{
    switch (status) {
    case Jobs::JobStatus::Done:
        return Wire::WorkerStatus::Done;
    case Jobs::JobStatus::Failed:
        return Wire::WorkerStatus::Failed;
    case Jobs::JobStatus::Stopped:
        return Wire::WorkerStatus::Stopped;
    case Jobs::JobStatus::UnknownName:
        return Wire::WorkerStatus::Unknown;
    }
    Q_UNREACHABLE();
}

} // namespace

int connectTo(const char *path)
{
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (std::strlen(path) >= sizeof address.sun_path) {
        errno = ENAMETOOLONG;
        return -1;
    }
    std::strcpy(address.sun_path, path);
    const int socket = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (socket >= 0 && ::connect(socket, reinterpret_cast<const sockaddr *>(&address), sizeof address) != 0) {
        const int reason = errno;
        ::close(socket);
        errno = reason;
        return -1;
    }
    return socket;
}

JobLoop::JobLoop(int socket)
    : m_socket(socket)
    , m_input(inputSize, Qt::Uninitialized)
{}

JobLoop::~JobLoop()
{
    ::close(m_socket);
}

int JobLoop::run()
{
    if (!send(Wire::WorkerHello{}))
        return 1;
    while (m_open) {
        if (m_requests.empty()) {
            receive(Wait::Block);
            continue;
        }
        const Wire::WorkerRequest request = std::move(m_requests.front());
        m_requests.pop_front();
        const Wire::WorkerReply reply = answer(request);
        if (!send(reply))
            return 1;
        // The pool takes back what waits behind a job that takes long.
        if (reply.endedAt - reply.startedAt > longJob && !m_requests.empty())
            receive(Wait::Peek);
    }
    if (m_frames.error() == Wire::WorkerFrameError::None)
        return 0;
    std::fprintf(stderr, "loopscope-worker: the pool %s\n", qUtf8Printable(Wire::describe(m_frames.error())));
    return 1;
}

bool JobLoop::receive(Wait wait)
{
    const int flags = wait == Wait::Peek ? MSG_DONTWAIT : 0;
    const ssize_t size = ::recv(m_socket, m_input.data(), static_cast<std::size_t>(m_input.size()), flags);
    if (size < 0 && (errno == EAGAIN || errno == EINTR))
        return true;
    m_open = size > 0;
    if (!m_open)
        return false;
    m_frames.feed(QByteArrayView(m_input).first(size));
    while (auto frame = m_frames.next())
        m_open = sort(std::move(*frame)) && m_open;
    m_open = m_open && m_frames.error() == Wire::WorkerFrameError::None;
    return m_open;
}

bool JobLoop::sort(Wire::WorkerFrame frame)
{
    if (auto *request = std::get_if<Wire::WorkerRequest>(&frame)) {
        m_requests.push_back(std::move(*request));
        return true;
    }
    if (const auto *cancel = std::get_if<Wire::WorkerCancel>(&frame)) {
        const auto waiting = std::ranges::find(m_requests, cancel->jobId, &Wire::WorkerRequest::jobId);
        if (waiting != m_requests.end()) { // it does not begin, and another worker may have it now
            m_requests.erase(waiting);
            return send(Wire::WorkerReply{cancel->jobId, Wire::WorkerStatus::Stopped, 0, 0, {}});
        }
        if (cancel->jobId > m_lastAnswered)
            m_cancelled.insert(cancel->jobId);
        return true;
    }
    return false;
}

bool JobLoop::send(const Wire::WorkerFrame &frame)
{
    const QByteArray bytes = Wire::encode(frame);
    for (qsizetype sent = 0; sent < bytes.size();) {
        const auto left = static_cast<std::size_t>(bytes.size() - sent);
        const ssize_t size = ::send(m_socket, bytes.constData() + sent, left, MSG_NOSIGNAL);
        if (size < 0 && errno != EINTR)
            return false;
        sent += std::max<ssize_t>(size, 0);
    }
    return true;
}

Wire::WorkerReply JobLoop::answer(const Wire::WorkerRequest &request)
{
    const Base::SteadyTime start = Base::now();
    m_waits.begin(start);
    Wire::WorkerReply reply = resultFor(request);
    const Base::SteadyTime end = Base::now();
    reply.jobId = request.jobId;
    reply.startedAt = Base::toNanoseconds(start);
    reply.endedAt = Base::toNanoseconds(end);
    if (const auto waited = m_waits.waited(end))
        reply.waited = waited->count();
    m_lastAnswered = request.jobId;
    m_cancelled.erase(m_cancelled.begin(), m_cancelled.upper_bound(request.jobId));
    return reply;
}

Wire::WorkerReply JobLoop::resultFor(const Wire::WorkerRequest &request)
{
    Wire::WorkerReply reply;
    const auto stop = [this, id = request.jobId] { return isStopped(id); };
    try {
        Jobs::JobResult result = Jobs::runJob(request.name, request.payload, stop);
        reply.status = toWire(result.status);
        reply.payload = std::move(result.output);
    } catch (const std::exception &exception) { // memory, mostly: the worker itself goes on
        reply.status = Wire::WorkerStatus::Failed;
        reply.payload = exception.what();
    }
    if (reply.payload.size() > Wire::maxWorkerPayload) {
        reply.status = Wire::WorkerStatus::Failed;
        reply.payload = "the result is larger than a worker frame may be";
    }
    return reply;
}

bool JobLoop::isStopped(quint64 jobId)
{
    // Looking for a cancel costs one system call per stop check and needs no second thread.
    return !receive(Wait::Peek) || m_cancelled.contains(jobId);
}

} // namespace Loopscope::Worker
