#include "core/net/httpsession.h"

#include "core/async/tracked.h"
#include "core/monitor/currenttask.h"
#include "core/monitor/gauge.h"
#include "core/net/connectionactivity.h"
#include "core/net/httptransfer.h"

#include <QCoreApplication>
#include <QCoroSignal>
#include <QNetworkAccessManager>
#include <QNetworkProxy>
#include <QPointer>
#include <QSslConfiguration>
#include <QThread>

#include <algorithm>

namespace Loopscope::Net {

namespace {

constexpr int connectionsPerManager = 6; // Qt's own limit for a host
constexpr int mostRows = 8;              // more cannot be told apart, and each costs half a megabyte

// A burst of requests must not be a stall of its own: so many are started and resumed per turn of the loop.
constexpr int startsPerTurn = 4;
constexpr int resumptionsPerTurn = 16;

// No proxy, but through a buffer. Told so with NoProxy, Qt 6.4 reads header lines byte by byte, and
// closes a connection whose answer was there before the request had been sent off: it handles such an answer
// twice, and the second time there is none (QHttpProtocolHandler, WaitingState). A socket that asks the
// program for its proxy, which has none, is buffered and not closed.
class BufferedDirect final : public QNetworkProxyFactory
{
    QList<QNetworkProxy> queryProxy(const QNetworkProxyQuery &) override
    {
        return {QNetworkProxy(QNetworkProxy::DefaultProxy)};
    }
};

QEvent::Type turnEvent()
{
    static const int type = QEvent::registerEventType();
    return static_cast<QEvent::Type>(type);
}

} // namespace

/// Gauges, and rows in the timeline: one per connection, or per group of them when there are many.
struct HttpSession::Observation
{
    struct Row
    {
        explicit Row(const QString &name)
            : activity(name)
        {}
        ConnectionActivity activity;
        int busy = 0;
    };

    Observation(const QString &name, int connections)
        : inFlight(Trace::CounterKind::RequestsInFlight, name, connections)
        , sum(Trace::CounterKind::RequestsPerSecond, name)
        , perRow((connections + mostRows - 1) / mostRows)
    {
        for (int first = 1; first <= connections; first += perRow) {
            const int last = std::min(first + perRow - 1, connections);
            const QString text = first == last ? QStringLiteral("Connection %1").arg(first)
                                               : QStringLiteral("Conn %1\u2013%2").arg(first).arg(last);
            rows.push_back(std::make_unique<Row>(text));
        }
    }

    void update(int slot, int change, qint64 requests)
    {
        inFlight.set(requests);
        Row &row = *rows[static_cast<std::size_t>(slot / perRow)];
        row.busy += change;
        row.activity.update(row.busy > 0, Base::now());
        // Nobody knows whether more will come.
        if (requests == 0)
            std::ranges::for_each(rows, [](const auto &each) { each->activity.finish(); });
    }

    Monitor::Gauge inFlight;
    Monitor::Gauge sum;
    const int perRow;
    std::vector<std::unique_ptr<Row>> rows;
};

HttpGet::HttpGet(HttpGet &&other) noexcept
    : m_session(other.m_session)
    , m_url(std::move(other.m_url))
{
    Q_ASSERT(other.m_state == State::New);
}

HttpGet::~HttpGet()
{
    if (m_state != State::New)
        m_session->forget(this);
}

void HttpGet::await_suspend(std::coroutine_handle<> caller)
{
    m_caller = caller;
    m_task = Monitor::currentTask();
    m_session->enqueue(this);
}

void HttpGet::resume()
{
    m_state = State::New;
    Monitor::setCurrentTask(m_task);
    m_caller.resume();
}

HttpSession::HttpSession(HttpSessionOptions options, QObject *parent)
    : QObject(parent)
    , m_options(std::move(options))
{
    setObjectName(m_options.name);
    makeRequest();
    makeSlots();
    if (m_options.observed)
        m_observation = std::make_unique<Observation>(m_options.name, static_cast<int>(m_slots.size()));
}

HttpSession::~HttpSession()
{
    m_isEnding = true;
    abort();
    const Monitor::CurrentTaskScope task(Monitor::currentTask());
    while (!m_ended.empty()) {
        HttpGet *get = m_ended.front();
        m_ended.pop_front();
        get->resume();
    }
}

QCoro::Task<> HttpSession::close()
{
    m_isEnding = true;
    abort();
    m_slots.clear();
    m_freeSlots.clear();
    const auto managers = std::make_shared<decltype(m_managers)>(std::move(m_managers));
    m_managers.clear();
    const std::unique_ptr<QThread> undertaker(QThread::create([managers] { managers->clear(); }));
    undertaker->setObjectName(QStringLiteral("HTTP close"));
    for (const auto &manager : *managers)
        manager->moveToThread(undertaker.get());
    // Before it starts, or its end might be missed.
    connect(undertaker.get(), &QThread::finished, this, [this] {
        m_isClosed = true;
        Q_EMIT closed();
    });
    undertaker->start();
    while (!m_isClosed)
        co_await Async::tracked(qCoro(this, &HttpSession::closed));
    undertaker->wait();
}

void HttpSession::makeRequest()
{
    m_request.setMaximumRedirectsAllowed(m_options.limits.redirects);
    m_request.setAttribute(QNetworkRequest::Http2AllowedAttribute, false); // one request per connection
    m_request.setAttribute(QNetworkRequest::CacheLoadControlAttribute, QNetworkRequest::AlwaysNetwork);
    m_request.setRawHeader("User-Agent", "loopscope");
    if (!m_options.keepAlive)
        m_request.setRawHeader("Connection", "close");
    if (!m_options.trustedCertificate.isEmpty()) {
        QSslConfiguration tls = QSslConfiguration::defaultConfiguration();
        tls.setCaCertificates({QSslCertificate(m_options.trustedCertificate)});
        m_request.setSslConfiguration(tls);
    }
}

void HttpSession::makeSlots()
{
    const int connections = std::max(m_options.connections, 1);
    for (int i = 0; i < connections; ++i) {
        if (i % connectionsPerManager == 0) {
            auto manager = std::make_unique<QNetworkAccessManager>();
            manager->setProxyFactory(new BufferedDirect);
            manager->setObjectName(QStringLiteral("Network access manager"));
            m_managers.push_back(std::move(manager));
        }
        m_slots.push_back({m_managers.back().get(), nullptr, nullptr});
        m_freeSlots.push_back(connections - 1 - i);
    }
}

void HttpSession::abort()
{
    for (std::size_t i = 0; i < m_slots.size(); ++i) {
        if (m_slots[i].get)
            transferEnded(static_cast<int>(i), {HttpError::Cancelled, 0, {}});
    }
    while (!m_waiting.empty()) {
        HttpGet *get = m_waiting.front();
        m_waiting.pop_front();
        end(get, {HttpError::Cancelled, 0, {}});
    }
}

void HttpSession::enqueue(HttpGet *get)
{
    const HttpError fault = m_isEnding ? HttpError::Cancelled : checkUrl(get->m_url);
    if (fault != HttpError::None) {
        end(get, {fault, 0, {}});
        return;
    }
    get->m_state = HttpGet::State::Waiting;
    m_waiting.push_back(get);
    scheduleTurn();
}

void HttpSession::forget(HttpGet *get)
{
    std::erase(m_waiting, get);
    std::erase(m_ended, get);
    const auto slot = std::ranges::find(m_slots, get, &Slot::get);
    if (slot != m_slots.end()) {
        release(static_cast<int>(slot - m_slots.begin()));
        scheduleTurn();
    }
}

void HttpSession::scheduleTurn()
{
    if (!std::exchange(m_isTurnPosted, true))
        QCoreApplication::postEvent(this, new QEvent(turnEvent()));
}

void HttpSession::customEvent(QEvent *event)
{
    if (event->type() != turnEvent())
        return;
    m_isTurnPosted = false;
    if (!m_nextTurn.isActive())
        turn();
}

void HttpSession::timerEvent(QTimerEvent *event)
{
    if (event->timerId() != m_nextTurn.timerId())
        return;
    m_nextTurn.stop();
    turn();
}

void HttpSession::turn()
{
    const QPointer<HttpSession> alive(this);
    startWaiting();
    resumeSome();
    // By a timer, since the loop would handle a posted event in this same pass.
    if (alive && (!m_ended.empty() || (!m_waiting.empty() && !m_freeSlots.empty())))
        m_nextTurn.start(0, this);
}

void HttpSession::startWaiting()
{
    for (int i = 0; i < startsPerTurn && !m_waiting.empty() && !m_freeSlots.empty(); ++i) {
        HttpGet *get = m_waiting.front();
        m_waiting.pop_front();
        begin(get);
    }
}

void HttpSession::begin(HttpGet *get)
{
    const int index = m_freeSlots.back();
    m_freeSlots.pop_back();
    Slot &slot = m_slots[static_cast<std::size_t>(index)];
    slot.get = get;
    get->m_state = HttpGet::State::Active;
    m_maxInFlight = std::max(m_maxInFlight, ++m_inFlight);
    if (m_observation)
        m_observation->update(index, 1, m_inFlight);
    m_request.setUrl(get->m_url);
    QNetworkReply *reply = slot.manager->get(m_request);
    const auto ended = [this, index](HttpReply result) { transferEnded(index, std::move(result)); };
    slot.transfer = std::make_unique<HttpTransfer>(reply, m_options.limits, ended);
}

void HttpSession::transferEnded(int index, HttpReply reply)
{
    HttpGet *get = m_slots[static_cast<std::size_t>(index)].get;
    release(index);
    end(get, std::move(reply));
}

void HttpSession::release(int index)
{
    Slot &slot = m_slots[static_cast<std::size_t>(index)];
    slot.get = nullptr;
    slot.transfer.reset();
    m_freeSlots.push_back(index);
    --m_inFlight;
    if (m_observation)
        m_observation->update(index, -1, m_inFlight);
}

void HttpSession::end(HttpGet *get, HttpReply reply)
{
    if (m_observation && reply.isOk())
        m_observation->sum.add(1);
    get->m_state = HttpGet::State::Ended;
    get->m_reply = std::move(reply);
    m_ended.push_back(get);
    scheduleTurn();
}

// Always from the loop, never from inside a signal of a reply: who is resumed may destroy the session.
void HttpSession::resumeSome()
{
    const QPointer<HttpSession> alive(this);
    const Monitor::CurrentTaskScope task(Monitor::currentTask());
    for (int i = 0; i < resumptionsPerTurn && alive && !m_ended.empty(); ++i) {
        HttpGet *get = m_ended.front();
        m_ended.pop_front();
        get->resume();
    }
}

} // namespace Loopscope::Net
