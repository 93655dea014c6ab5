#pragma once

#include "core/base/steadytime.h"
#include "core/wire/wirefields.h"

#include <QByteArray>
#include <QString>

#include <memory>
#include <optional>
#include <vector>

namespace Loopscope::Net {

/// The number of a request or a reply on its connection: 0, 1, 2, ... as they stand on the wire. A server
/// answers in order, so reply 7 is the answer to request 7, whoever gets it.
using WireNumber = quint32;

/// What happened to a request in flight.
struct WireEvent
{
    enum class Kind : quint8
    {
        Queued,   ///< `request` has its bytes in the output
        Sent,     ///< all before `request` have left
        Answered, ///< `request`'s caller got `reply`
        Dropped,  ///< `reply` came for a request that was cancelled
    };
    Kind kind = Kind::Queued;
    WireNumber request = 0;
    WireNumber reply = 0;
};

/// One request and its reply, byte by byte as they were on the wire. Long ones are cut.
struct WireExchange
{
    WireNumber number = 0;
    QByteArray request;
    qsizetype requestSize = 0; ///< before the cut
    QByteArray reply;          ///< empty until it came
    qsizetype replySize = 0;
    std::optional<WireNumber> givenTo; ///< whose caller got this reply; none: nobody's
    bool isComplete = false;
};

/// A short stretch of what went on at one connection: everything that happened to its requests, in order.
struct WireFilm
{
    QString connection;
    Wire::Protocol protocol = Wire::Protocol::Gibson;
    Base::SteadyTime startedAt;
    Base::SteadyTime endedAt;         ///< of the last event
    std::vector<WireNumber> inFlight; ///< when it began, oldest first
    qsizetype moreInFlight = 0;       ///< beyond those
    std::vector<WireEvent> events;
    WireExchange exchange;
};

/// Takes films of one connection and leaves them where the window finds them. Used in the connection's
/// thread; taking a film costs some stores per event, and nothing while the last film was not fetched. Made
/// only while somebody watches: see create().
class WireTap
{
public:
    /// Null while taps are off, which they are unless there is a window.
    static std::unique_ptr<WireTap> create(const QString &connection, Wire::Protocol protocol);
    /// For connections made from now on. Any thread.
    static void setEnabled(bool enabled) noexcept;
    /// The film that was left, once. One thread at a time; never waits.
    static std::optional<WireFilm> fetch();

    WireTap(const QString &connection, Wire::Protocol protocol);
    /// A film that is being taken ends here.
    ~WireTap();
    WireTap(const WireTap &) = delete;
    WireTap &operator=(const WireTap &) = delete;

    /// Between turns of the loop: ends a film, or begins one. True when one began; then tell the requests in
    /// flight, oldest first.
    bool turn(Base::SteadyTime now);
    void addInFlight(WireNumber request);

    /// The number of a request whose bytes come next on the wire.
    WireNumber queued(QByteArrayView bytes)
    {
        if (m_film) [[unlikely]]
            recordQueued(bytes);
        return m_nextRequest++;
    }
    /// All but the last `left` of the queued requests have left.
    void sent(std::size_t left)
    {
        if (m_film) [[unlikely]]
            recordSent(left);
    }
    /// Before and after the parser was asked for a reply: what it took.
    template <typename Parser>
    void peek(const Parser &parser)
    {
        if (wantsReply()) [[unlikely]] {
            m_pending.clear();
            parser.peek(longestBytes, &m_pending);
            m_buffered = parser.buffered();
        }
    }
    void parsed(std::size_t buffered)
    {
        if (wantsReply()) [[unlikely]]
            addReplyBytes(m_pending, static_cast<qsizetype>(m_buffered - buffered));
    }
    /// Bytes of the next reply came.
    void received(QByteArrayView bytes)
    {
        if (wantsReply()) [[unlikely]]
            addReplyBytes(bytes, bytes.size());
    }
    /// The next reply was given to the caller of this request; none: to nobody.
    void answered(std::optional<WireNumber> request)
    {
        if (m_film) [[unlikely]]
            recordAnswered(request);
        ++m_nextReply;
    }

    static constexpr qsizetype longestBytes = 512;
    static constexpr std::size_t mostEvents = 192;
    static constexpr std::size_t mostInFlight = 256;
    static constexpr std::chrono::milliseconds longestFilm{250};
    static constexpr std::chrono::milliseconds longestWait{2000}; ///< for the reply of the exchange
    static constexpr std::chrono::milliseconds pause{250};        ///< between films

private:
    bool wantsReply() const
    {
        return m_film && m_hasRequest && !m_film->exchange.isComplete &&
               m_film->exchange.number == m_nextReply;
    }
    void recordQueued(QByteArrayView bytes);
    void recordSent(std::size_t left);
    void recordAnswered(std::optional<WireNumber> request);
    void record(const WireEvent &event);
    void addReplyBytes(QByteArrayView bytes, qsizetype size);
    void finish();

    const QString m_connection;
    const Wire::Protocol m_protocol;
    WireNumber m_nextRequest = 0;
    WireNumber m_nextReply = 0;
    WireNumber m_sentUntil = 0;
    std::unique_ptr<WireFilm> m_film; // null while none is taken
    std::size_t m_eventsBefore = 0;   // of the film, at the last turn
    bool m_hasRequest = false;        // the film has the request of its exchange
    bool m_hasEnded = false;          // a film ended before
    Base::SteadyTime m_endedAt;
    QByteArray m_pending;
    std::size_t m_buffered = 0;
};

/// For who reads a protocol by hand, one request at a time: the reply is whole when the next request is sent.
/// Does nothing until it is started while taps are on.
class SingleWireTap
{
public:
    void start(const QString &connection, Wire::Protocol protocol);
    void sent(QByteArrayView request);
    void received(QByteArrayView bytes)
    {
        if (m_tap)
            m_tap->received(bytes);
    }
    template <typename Parser>
    void peek(const Parser &parser)
    {
        if (m_tap)
            m_tap->peek(parser);
    }
    void parsed(std::size_t buffered)
    {
        if (m_tap)
            m_tap->parsed(buffered);
    }
    /// The last reply is whole; nothing comes any more.
    void stop();

private:
    std::unique_ptr<WireTap> m_tap;
    std::optional<WireNumber> m_asked;
};

} // namespace Loopscope::Net
