#pragma once

#include <QtGlobal>

#include <memory>
#include <utility>

namespace Loopscope::Wire {

/// Who gets the next reply.
enum class PipelineOrder : quint8
{
    FirstInFirstOut, ///< the request that was written first: right, as servers answer in order
    LastInFirstOut,  ///< the one that was written last: wrong as soon as two are in flight
};

/// Where a request is on its way. A request that was answered, taken or cancelled is Absent.
enum class RequestState : quint8
{
    Absent,
    Waiting, ///< has no bytes in the output yet
    Staged,  ///< its bytes are in the output, the last of them not written
    Written, ///< the peer can answer it
};

/// The requests in flight on one connection, as a machine that touches neither the socket nor the requests.
///
/// Positions only grow: [head, written) Written, [written, staged) Staged, [staged, tail) Waiting. The ring
/// grows when it is full and allocates nothing otherwise.
template <typename Request>
class Pipeline
{
public:
    explicit Pipeline(PipelineOrder order = PipelineOrder::FirstInFirstOut)
        : m_order(order)
    {}

    std::size_t size() const noexcept { return m_tail - m_head; }
    bool isEmpty() const noexcept { return m_head == m_tail; }
    std::size_t waiting() const noexcept { return m_tail - m_staged; }
    std::size_t staged() const noexcept { return m_staged - m_written; }
    std::size_t written() const noexcept { return m_written - m_head; }

    void enqueue(Request *request)
    {
        if (m_tail - m_head == m_capacity)
            grow();
        at(m_tail++) = {request, 0};
    }

    /// The request whose bytes come next, or null.
    Request *firstWaiting() const noexcept { return m_staged == m_tail ? nullptr : at(m_staged).request; }
    /// Its bytes were appended to the output.
    void stageFirstWaiting(std::size_t bytes) noexcept
    {
        m_bytesStaged += bytes;
        at(m_staged++).end = m_bytesStaged;
    }

    /// So many bytes of the output left; a request is written when its last byte is.
    void noteWritten(std::size_t bytes) noexcept
    {
        m_bytesWritten += bytes;
        while (m_written != m_staged && at(m_written).end <= m_bytesWritten)
            ++m_written;
    }

    /// False: a reply now is one that nobody asked for.
    bool expectsReply() const noexcept { return m_head != m_written; }
    /// The request that the reply goes to; null when that one was cancelled and the reply is to be dropped.
    /// Only when expectsReply().
    Request *takeAnswered() noexcept
    {
        return m_order == PipelineOrder::FirstInFirstOut ? at(m_head++).request : takeNewestWritten();
    }

    /// Forgets a request. Its reply, if its bytes are on their way, is still expected and dropped.
    bool cancel(const Request *request) noexcept
    {
        const quint64 position = find(request);
        if (position == m_tail)
            return false;
        if (position < m_staged) {
            at(position).request = nullptr;
        } else {
            closeGap(position);
        }
        return true;
    }

    /// Visits the requests whose replies are to come, oldest first; those not written yet included.
    template <typename Visitor>
    void forEachStaged(Visitor visit) const
    {
        for (quint64 position = m_head; position != m_staged; ++position) {
            if (const Request *request = at(position).request)
                visit(*request);
        }
    }

    /// For a connection that ended: one request after the other, oldest first; null when there are no more.
    Request *takeOldest() noexcept
    {
        while (m_head != m_tail) {
            if (Request *request = at(m_head++).request) {
                catchUp();
                return request;
            }
        }
        catchUp();
        return nullptr;
    }

    /// For a new connection; only when empty.
    void restart() noexcept
    {
        Q_ASSERT(isEmpty());
        m_bytesStaged = m_bytesWritten = 0;
    }

    RequestState state(const Request *request) const noexcept
    {
        const quint64 position = find(request);
        if (position == m_tail)
            return RequestState::Absent;
        if (position >= m_staged)
            return RequestState::Waiting;
        return position >= m_written ? RequestState::Staged : RequestState::Written;
    }

private:
    struct Entry
    {
        Request *request = nullptr;
        quint64 end = 0; // of its bytes, counted from the start of the connection
    };

    static constexpr std::size_t smallestCapacity = 64;

    Entry &at(quint64 position) noexcept { return m_ring[position & (m_capacity - 1)]; }
    const Entry &at(quint64 position) const noexcept { return m_ring[position & (m_capacity - 1)]; }

    quint64 find(const Request *request) const noexcept
    {
        quint64 position = m_head;
        while (position != m_tail && at(position).request != request)
            ++position;
        return position;
    }

    Request *takeNewestWritten() noexcept
    {
        Request *request = at(--m_written).request;
        --m_staged;
        closeGap(m_written);
        return request;
    }

    // What stands behind the position moves up by one.
    void closeGap(quint64 position) noexcept
    {
        --m_tail;
        for (; position != m_tail; ++position)
            at(position) = at(position + 1);
    }

    void catchUp() noexcept
    {
        m_written = m_written < m_head ? m_head : m_written;
        m_staged = m_staged < m_head ? m_head : m_staged;
    }

    void grow()
    {
        const std::size_t capacity = m_capacity == 0 ? smallestCapacity : m_capacity * 2;
        auto ring = std::make_unique<Entry[]>(capacity);
        for (quint64 position = m_head; position != m_tail; ++position)
            ring[position & (capacity - 1)] = at(position);
        m_ring = std::move(ring);
        m_capacity = capacity;
    }

    PipelineOrder m_order;
    std::unique_ptr<Entry[]> m_ring;
    std::size_t m_capacity = 0; // a power of two, or 0
    quint64 m_head = 0;
    quint64 m_written = 0;
    quint64 m_staged = 0;
    quint64 m_tail = 0;
    quint64 m_bytesStaged = 0;
    quint64 m_bytesWritten = 0;
};

} // namespace Loopscope::Wire
