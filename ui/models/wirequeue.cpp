#include "ui/models/wirequeue.h"

#include <algorithm>

namespace Loopscope::Models {

using Kind = Net::WireEvent::Kind;
using State = WirePlace::State;

namespace {

bool isFree(const WirePlace &place)
{
    return place.state != State::Queued && place.state != State::Sent;
}

} // namespace

std::size_t WireQueue::mostInFlight() const
{
    std::size_t now = m_film.inFlight.size();
    std::size_t most = now;
    for (const Net::WireEvent &event : m_film.events) {
        if (event.kind == Kind::Queued)
            most = std::max(most, ++now);
        else if (event.kind != Kind::Sent && now > 0)
            --now;
    }
    return most;
}

void WireQueue::load(Net::WireFilm film)
{
    m_film = std::move(film);
    m_next = 0;
    m_right = m_wrong = 0;
    m_beyond.clear();
    m_deliveries.clear();
    const std::size_t rows = (mostInFlight() + spare + fewestPlaces - 1) / fewestPlaces;
    m_places.assign(std::clamp(rows * fewestPlaces, fewestPlaces, mostPlaces), {});
    m_lastTaken = m_places.size() - 1;
    m_first = !m_film.inFlight.empty() ? m_film.inFlight.front()
              : m_film.events.empty()  ? 0
                                       : m_film.events.front().request;
    for (const Net::WireNumber request : m_film.inFlight) {
        m_beyond.push_back({State::Sent, request});
        settle();
    }
}

// The oldest that waits for a place takes the next free one. It need not be seen at once: how those before it
// ended has to be seen too.
void WireQueue::settle()
{
    const auto free = static_cast<std::size_t>(std::ranges::count_if(m_places, isFree));
    if (m_beyond.empty() || free <= spare)
        return;
    for (std::size_t step = 1; step <= m_places.size(); ++step) {
        const std::size_t at = (m_lastTaken + step) % m_places.size();
        if (!isFree(m_places[at]))
            continue;
        m_places[at] = m_beyond.front();
        m_beyond.pop_front();
        m_lastTaken = at;
        return;
    }
}

bool WireQueue::step()
{
    if (atEnd())
        return false;
    const Net::WireEvent &event = m_film.events[m_next++];
    switch (event.kind) {
    case Kind::Queued:
        m_beyond.push_back({State::Queued, event.request});
        settle();
        break;
    case Kind::Sent:
        for (WirePlace &place : m_places) {
            if (place.state == State::Queued && place.request < event.request)
                place.state = State::Sent;
        }
        for (WirePlace &place : m_beyond)
            place.state = place.request < event.request ? State::Sent : place.state;
        break;
    case Kind::Answered:
        deliver(event);
        break;
    case Kind::Dropped: // its caller was cancelled
        for (WirePlace &place : m_places) {
            if (!isFree(place) && place.request == event.reply)
                place.state = State::Empty;
        }
        std::erase_if(m_beyond, [&](const WirePlace &place) { return place.request == event.reply; });
        settle();
        break;
    }
    return true;
}

void WireQueue::deliver(const Net::WireEvent &event)
{
    const Delivery delivery{event.reply, event.request};
    ++(delivery.isRight() ? m_right : m_wrong);
    m_deliveries.push_front(delivery);
    if (m_deliveries.size() > mostDeliveries)
        m_deliveries.pop_back();
    std::erase_if(m_beyond, [&](const WirePlace &place) { return place.request == event.request; });
    for (WirePlace &place : m_places) {
        if (!isFree(place) && place.request == event.request)
            place.state = delivery.isRight() ? State::Right : State::Wrong;
    }
    settle();
}

qint64 WireQueue::countOf(State state) const
{
    const auto isIt = [state](const WirePlace &place) { return place.state == state; };
    return std::ranges::count_if(m_places, isIt) + std::ranges::count_if(m_beyond, isIt);
}

qint64 WireQueue::inFlight() const
{
    return m_film.moreInFlight + countOf(State::Sent);
}

qint64 WireQueue::toBeSent() const
{
    return countOf(State::Queued);
}

} // namespace Loopscope::Models
