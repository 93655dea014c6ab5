#pragma once

#include "core/net/wiretap.h"

#include <deque>
#include <vector>

namespace Loopscope::Models {

/// Where one request stands while a film is played.
struct WirePlace
{
    enum class State : quint8
    {
        Empty,
        Queued, ///< not sent yet
        Sent,
        Right, ///< answered, its caller got its reply; the place may be taken again
        Wrong, ///< its caller got the reply of another request
    };
    State state = State::Empty;
    Net::WireNumber request = 0;
};

/// The requests in flight on one connection, played event by event from a film that was taken of it.
class WireQueue
{
public:
    static constexpr std::size_t fewestPlaces = 16;
    static constexpr std::size_t mostPlaces = 80;
    /// So many places keep what ended in them for a while, or are empty.
    static constexpr std::size_t spare = 12;
    static constexpr std::size_t mostDeliveries = 8;

    /// Shows how things stood when the film began.
    void load(Net::WireFilm film);
    void clear() { load({}); }
    const Net::WireFilm &film() const { return m_film; }

    /// The next event; false when there is none.
    bool step();
    bool atEnd() const { return m_next >= m_film.events.size(); }
    std::size_t position() const { return m_next; }

    /// A request keeps its place; a new one takes the next that is free.
    const std::vector<WirePlace> &places() const { return m_places; }
    /// Sent or to be sent, beyond those that have a place.
    qint64 elsewhere() const { return m_film.moreInFlight + static_cast<qint64>(m_beyond.size()); }
    /// Sent and not answered.
    qint64 inFlight() const;
    /// Asked for and not sent yet.
    qint64 toBeSent() const;
    qint64 right() const { return m_right; }
    qint64 wrong() const { return m_wrong; }

    struct Delivery
    {
        Net::WireNumber reply;
        Net::WireNumber request; ///< whose caller got it
        bool isRight() const { return reply == request; }
    };
    /// The last few, newest first.
    const std::deque<Delivery> &deliveries() const { return m_deliveries; }
    /// The number that people read: the film's first request is 1.
    qint64 shownNumber(Net::WireNumber number) const { return qint64{number} - m_first + 1; }
    Net::WireNumber firstNumber() const { return m_first; }

private:
    void deliver(const Net::WireEvent &event);
    void settle();
    qint64 countOf(WirePlace::State state) const;
    std::size_t mostInFlight() const;

    Net::WireFilm m_film;
    std::size_t m_next = 0;
    std::vector<WirePlace> m_places;
    std::deque<WirePlace> m_beyond; // have no place yet, oldest first
    std::size_t m_lastTaken = 0;
    Net::WireNumber m_first = 0;
    qint64 m_right = 0;
    qint64 m_wrong = 0;
    std::deque<Delivery> m_deliveries;
};

} // namespace Loopscope::Models
