#include "core/link/socketsink.h"

#include "core/monitor/addressresolver.h"
#include "core/monitor/monitor.h"

#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace Loopscope::Link {

namespace {

using namespace std::chrono_literals;

constexpr std::size_t mostPending = std::size_t{8} << 20;
constexpr Base::Duration quietInterval = 100ms; // when there are only the loops' sums to tell
constexpr Base::Duration costInterval = 1s;

std::size_t dispatchesOf(const Trace::Batch &batch)
{
    auto count = static_cast<std::size_t>(std::ranges::count_if(batch.slices, &Trace::Slice::counts));
    for (const Trace::DispatchSummary &summary : batch.summaries)
        count += summary.count;
    return count;
}

// Where the frames lie, which the other side names: what was inlined is at the same place.
Trace::Stack withAddresses(const Trace::Stack &stack)
{
    Monitor::AddressStack places;
    for (const Trace::Frame &frame : stack.frames) {
        if (!frame.inlined)
            places.addresses.push_back(frame.address);
    }
    Trace::Stack result = stack;
    result.frames = Monitor::AddressResolver().resolve(places);
    return result;
}

Record::StreamEncoder::StackForm formOf(StackForm form)
{
    if (form == StackForm::Addresses)
        return {};
    return &withAddresses;
}

} // namespace

SocketSink::SocketSink(int descriptor, Record::RunDescription run, Base::Duration threshold, StackForm form,
                       std::function<void()> lost)
    : m_descriptor(descriptor)
    , m_threshold(threshold)
    , m_lost(std::move(lost))
    , m_encoder(std::move(run), &Monitor::AddressResolver::buildIdOf, formOf(form))
{
    struct stat status
    {};
    ::fstat(m_descriptor, &status);
    m_device = status.st_dev;
    m_inode = status.st_ino;
    m_encoder.writeHeader(m_pending, Base::TimeAnchor::take());
}

SocketSink::~SocketSink()
{
    close();
}

void SocketSink::consume(const Trace::BatchPtr &batch)
{
    if (batch->selfCost)
        m_selfCost = *batch->selfCost;
    if (m_descriptor < 0 || !isWorthSending(*batch))
        return;
    m_sentAt = batch->until;
    const bool isShorter = std::ranges::any_of(
        batch->stalls, [this](const Trace::Stall &stall) { return stall.duration < m_threshold; });
    encode(isShorter ? overThreshold(*batch) : *batch);
    addCost();
    send();
}

bool SocketSink::isWorthSending(const Trace::Batch &batch)
{
    const bool hasNews = !batch.tracks.empty() || !batch.names.empty() || !batch.slices.empty() ||
                         !batch.summaries.empty() || !batch.latencies.empty() || !batch.stalls.empty() ||
                         !batch.wrongThreadUses.empty() || !batch.phases.empty();
    return hasNews || batch.until - m_sentAt >= quietInterval;
}

Trace::Batch SocketSink::overThreshold(const Trace::Batch &batch) const
{
    Trace::Batch rest = batch;
    std::erase_if(rest.stalls, [this](const Trace::Stall &stall) { return stall.duration < m_threshold; });
    return rest;
}

void SocketSink::encode(const Trace::Batch &batch)
{
    const std::size_t waiting = m_pending.size() - m_at;
    if (waiting < mostPending) {
        m_encoder.encode(batch, m_pending);
        return;
    }
    Trace::Batch rest;
    rest.until = batch.until;
    rest.tracks = batch.tracks;
    rest.names = batch.names;
    rest.phases = batch.phases;
    rest.dropped = batch.dropped;
    if (waiting < 2 * mostPending)
        rest.stalls = batch.stalls;
    m_leftOut.dispatches += dispatchesOf(batch);
    m_leftOut.samples += batch.latencies.size() + batch.stalls.size() - rest.stalls.size();
    m_encoder.setLeftOut(m_leftOut);
    const bool isNeeded =
        !rest.tracks.empty() || !rest.names.empty() || !rest.phases.empty() || !rest.stalls.empty();
    if (isNeeded)
        m_encoder.encode(rest, m_pending);
}

void SocketSink::addCost()
{
    if (m_sentAt - m_costAt < costInterval || m_pending.size() - m_at >= mostPending)
        return;
    m_costAt = m_sentAt;
    const Monitor::Monitor &monitor = Monitor::Monitor::instance();
    m_encoder.writeCost(m_pending, {monitor.probeNanosecondsPerDispatch(), monitor.watchdogCpuTime(),
                                    monitor.collectorCpuTime(), m_selfCost});
}

// A program may have closed all descriptors and given the number to a file of its own.
bool SocketSink::isOurSocket() const
{
    struct stat status
    {};
    return ::fstat(m_descriptor, &status) == 0 && S_ISSOCK(status.st_mode) && status.st_dev == m_device &&
           status.st_ino == m_inode;
}

void SocketSink::send()
{
    if (!isOurSocket()) {
        m_descriptor = -1;
        m_lost();
        return;
    }
    while (m_at < m_pending.size()) {
        const ssize_t sent = ::send(m_descriptor, m_pending.data() + m_at, m_pending.size() - m_at,
                                    MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent < 0 && errno == EINTR)
            continue;
        if (sent < 0 && errno != EAGAIN && errno != EWOULDBLOCK) {
            close();
            m_lost();
            return;
        }
        if (sent <= 0)
            break;
        m_at += static_cast<std::size_t>(sent);
    }
    m_pending.erase(0, std::exchange(m_at, 0));
}

void SocketSink::finish(std::chrono::milliseconds patience)
{
    m_costAt = {};
    addCost();
    // The cost above belongs to a batch.
    m_encoder.encode(
        [this] {
            Trace::Batch last;
            last.until = std::max(m_sentAt, Base::now());
            return last;
        }(),
        m_pending);
    const Base::SteadyTime deadline = Base::now() + patience;
    while (m_descriptor >= 0) {
        send();
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Base::now());
        if (m_pending.empty() || m_descriptor < 0 || left.count() <= 0)
            break;
        pollfd ready{m_descriptor, POLLOUT, 0};
        ::poll(&ready, 1, static_cast<int>(left.count()));
    }
    close();
}

void SocketSink::close()
{
    if (m_descriptor >= 0 && isOurSocket())
        ::close(m_descriptor);
    m_descriptor = -1;
}

} // namespace Loopscope::Link
