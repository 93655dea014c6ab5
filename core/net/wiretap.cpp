#include "core/net/wiretap.h"

#include <atomic>
#include <utility>

namespace Loopscope::Net {

namespace {

enum class SlotState
{
    Empty,
    Busy, // somebody writes or reads
    Full
};

// One film for all connections: who finds it full takes none.
struct Slot
{
    std::atomic<bool> enabled{false};
    std::atomic<SlotState> state{SlotState::Empty};
    std::unique_ptr<WireFilm> film; // of whoever made the state Busy

    bool changeTo(SlotState from)
    {
        return state.compare_exchange_strong(from, SlotState::Busy, std::memory_order_acquire);
    }
};

Slot &slot()
{
    static Slot only;
    return only;
}

} // namespace

void WireTap::setEnabled(bool enabled) noexcept
{
    slot().enabled.store(enabled, std::memory_order_relaxed);
}

std::unique_ptr<WireTap> WireTap::create(const QString &connection, Wire::Protocol protocol)
{
    return slot().enabled.load(std::memory_order_relaxed) ? std::make_unique<WireTap>(connection, protocol)
                                                          : nullptr;
}

std::optional<WireFilm> WireTap::fetch()
{
    if (!slot().changeTo(SlotState::Full))
        return std::nullopt;
    const std::unique_ptr<WireFilm> film = std::move(slot().film);
    slot().state.store(SlotState::Empty, std::memory_order_release);
    return std::move(*film);
}

WireTap::WireTap(const QString &connection, Wire::Protocol protocol)
    : m_connection(connection)
    , m_protocol(protocol)
{}

WireTap::~WireTap()
{
    finish();
}

bool WireTap::turn(Base::SteadyTime now)
{
    if (m_film) {
        // From the first event to the last: a client connects before, and waits to be torn down after.
        const std::size_t events = m_film->events.size();
        if (events == 0)
            m_film->startedAt = now;
        if (std::exchange(m_eventsBefore, events) != events)
            m_film->endedAt = now;
        const Base::Duration age = now - m_film->startedAt;
        const bool isLong = m_film->events.size() >= mostEvents || age >= longestFilm;
        const bool isWhole = m_film->exchange.isComplete || age >= longestWait;
        if (isLong && isWhole) {
            m_endedAt = now;
            finish();
        }
        return false;
    }
    const bool isDue = !m_hasEnded || now - m_endedAt >= pause;
    if (!isDue || slot().state.load(std::memory_order_relaxed) != SlotState::Empty)
        return false;
    m_film = std::make_unique<WireFilm>();
    m_film->connection = m_connection;
    m_film->protocol = m_protocol;
    m_film->startedAt = m_film->endedAt = now;
    m_film->events.reserve(mostEvents);
    m_hasRequest = false;
    m_eventsBefore = 0;
    m_sentUntil = m_nextRequest;
    return true;
}

void WireTap::addInFlight(WireNumber request)
{
    if (m_film->inFlight.size() < mostInFlight)
        m_film->inFlight.push_back(request);
    else
        ++m_film->moreInFlight;
}

void WireTap::record(const WireEvent &event)
{
    if (m_film->events.size() < mostEvents)
        m_film->events.push_back(event);
}

void WireTap::recordQueued(QByteArrayView bytes)
{
    record({WireEvent::Kind::Queued, m_nextRequest, 0});
    if (std::exchange(m_hasRequest, true))
        return;
    WireExchange &exchange = m_film->exchange;
    exchange.number = m_nextRequest;
    exchange.requestSize = bytes.size();
    exchange.request = bytes.first(std::min(bytes.size(), longestBytes)).toByteArray();
}

void WireTap::recordSent(std::size_t left)
{
    const WireNumber until = m_nextRequest - static_cast<WireNumber>(left);
    if (until != std::exchange(m_sentUntil, until))
        record({WireEvent::Kind::Sent, until, 0});
}

void WireTap::addReplyBytes(QByteArrayView bytes, qsizetype size)
{
    WireExchange &exchange = m_film->exchange;
    const qsizetype room = longestBytes - exchange.reply.size();
    exchange.reply.append(bytes.first(std::min({bytes.size(), size, room})));
    exchange.replySize += size;
}

void WireTap::recordAnswered(std::optional<WireNumber> request)
{
    using Kind = WireEvent::Kind;
    record({request ? Kind::Answered : Kind::Dropped, request.value_or(0), m_nextReply});
    WireExchange &exchange = m_film->exchange;
    if (m_hasRequest && exchange.number == m_nextReply && !exchange.isComplete) {
        exchange.givenTo = request;
        exchange.isComplete = true;
    }
}

void WireTap::finish()
{
    const std::unique_ptr<WireFilm> film = std::move(m_film);
    m_hasEnded = true;
    if (!film || film->events.empty() || !slot().changeTo(SlotState::Empty))
        return;
    slot().film = std::make_unique<WireFilm>(std::move(*film));
    slot().state.store(SlotState::Full, std::memory_order_release);
}

void SingleWireTap::start(const QString &connection, Wire::Protocol protocol)
{
    stop();
    m_tap = WireTap::create(connection, protocol);
    if (m_tap)
        m_tap->turn(Base::now());
}

void SingleWireTap::sent(QByteArrayView request)
{
    if (!m_tap)
        return;
    if (m_asked)
        m_tap->answered(m_asked);
    m_tap->turn(Base::now());
    m_asked = m_tap->queued(request);
    m_tap->sent(0);
}

void SingleWireTap::stop()
{
    if (m_tap && m_asked)
        m_tap->answered(m_asked);
    m_asked.reset();
    m_tap.reset();
}

} // namespace Loopscope::Net
