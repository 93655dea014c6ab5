#pragma once

#include "core/net/httpget.h"

#include <QBasicTimer>
#include <QCoroTask>
#include <QNetworkRequest>
#include <QObject>

#include <deque>
#include <memory>
#include <vector>

QT_BEGIN_NAMESPACE
class QNetworkAccessManager;
QT_END_NAMESPACE

namespace Loopscope::Net {

class HttpTransfer;

struct HttpSessionOptions
{
    QString name = QStringLiteral("HTTP"); ///< of its gauges and its rows in the timeline
    int connections = 100;                 ///< at most so many requests, and so connections, at the same time
    bool keepAlive = true;                 ///< false: every request makes a connection and ends it
    HttpLimits limits;
    QByteArray trustedCertificate; ///< PEM; trusted instead of the system's authorities
    bool observed = true;          ///< false: no gauges and no rows
};

/// An HTTP/1.1 client on the loop of its thread: any number of coroutines await answers, at most
/// `connections` of them at the same time, the others in the order in which they asked.
///
/// A network access manager opens no more than 6 connections to a host, so the session has as many managers
/// as the limit needs, and gives none more than 6 requests. Talks to servers directly, without a proxy.
///
/// Awaiting never blocks. abort(), close() and the destructor end every request with Cancelled. A coroutine
/// may destroy the session that resumed it.
class HttpSession final : public QObject
{
    Q_OBJECT

public:
    explicit HttpSession(HttpSessionOptions options = {}, QObject *parent = nullptr);
    ~HttpSession() override;

    HttpGet get(const QUrl &url) { return HttpGet(this, url); }
    /// Ends all requests, those that wait too; their coroutines go on in the next turn of the loop.
    void abort();
    /// Ends all requests and connections for good, without holding up the loop: each manager has a thread,
    /// and the destructor would wait for all of them. The session must outlive the wait.
    QCoro::Task<> close();

    /// Requests that have a connection.
    int inFlight() const noexcept { return m_inFlight; }
    int maxInFlight() const noexcept { return m_maxInFlight; }
    /// Requests that wait for a free connection.
    qint64 waiting() const noexcept { return static_cast<qint64>(m_waiting.size()); }

Q_SIGNALS:
    /// close() is done.
    void closed();

protected:
    void customEvent(QEvent *event) override;
    void timerEvent(QTimerEvent *event) override;

private:
    friend class HttpGet;
    struct Observation;
    struct Slot
    {
        QNetworkAccessManager *manager = nullptr;
        HttpGet *get = nullptr;
        std::unique_ptr<HttpTransfer> transfer;
    };

    void makeSlots();
    void makeRequest();
    void enqueue(HttpGet *get);
    void forget(HttpGet *get);
    void scheduleTurn();
    void turn();
    void startWaiting();
    void begin(HttpGet *get);
    void transferEnded(int index, HttpReply reply);
    void release(int index);
    void end(HttpGet *get, HttpReply reply);
    void resumeSome();

    const HttpSessionOptions m_options;
    QNetworkRequest m_request; // what all have in common
    std::vector<std::unique_ptr<QNetworkAccessManager>> m_managers;
    std::vector<Slot> m_slots;
    std::vector<int> m_freeSlots; // the last one freed is taken first: its connection is warm
    std::deque<HttpGet *> m_waiting;
    std::deque<HttpGet *> m_ended;
    bool m_isEnding = false;
    bool m_isClosed = false;
    bool m_isTurnPosted = false;
    QBasicTimer m_nextTurn;
    int m_inFlight = 0;
    int m_maxInFlight = 0;
    std::unique_ptr<Observation> m_observation;
};

} // namespace Loopscope::Net
