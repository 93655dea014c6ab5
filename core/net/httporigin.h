#pragma once

#include <QByteArray>
#include <QCoroTask>
#include <QObject>
#include <QThread>
#include <QUrl>

#include <atomic>
#include <chrono>

namespace Loopscope::Net {

class HttpOriginServer;

enum class OriginError : quint8
{
    None,
    NoSocket,      ///< this process can open no socket, or none on 127.0.0.1
    NoCertificate, ///< TLS was asked for and cannot be had
    Stopped,       ///< stop() came before it was ready
};

/// One sentence that says what to do.
QString describe(OriginError error);

struct HttpOriginOptions
{
    QString name = QStringLiteral("HTTP origin"); ///< of its thread
    std::chrono::milliseconds delay{0};           ///< every answer is sent so long after its request came
    int backlog = 512; ///< with Qt's 50, a burst of 100 connections waits a second for the kernel's retries
    bool tls = false;  ///< with a certificate of its own making
};

/// What the origin counts, written by its thread and read by any.
struct OriginCounters
{
    std::atomic<qint64> accepted{0};
    std::atomic<qint64> answered{0};
    std::atomic<qint64> inFlight{0};
    std::atomic<qint64> peakInFlight{0};
};

/// A local HTTP/1.1 origin (QHttpServer) on a free port of 127.0.0.1, in a thread of its own. Connections are
/// kept alive unless the client asks to close them.
///
/// Paths: `/` and `/item/N`, whose body is itemBody(N); `/status/N` answers with that status; `/redirect/N`
/// leads to `/` by N redirects; everything else is 404.
///
/// Lives on its owner's thread, which needs a running loop. Destroying it ends the thread and waits for that,
/// no longer than one dispatch of its loop takes.
class HttpOrigin final : public QObject
{
    Q_OBJECT

public:
    explicit HttpOrigin(HttpOriginOptions options = {}, QObject *parent = nullptr);
    ~HttpOrigin() override;

    /// Once.
    void start();
    /// Ends all connections and the thread.
    void stop();
    /// Goes on at once when there is nothing to wait for. The origin must outlive the wait.
    QCoro::Task<OriginError> untilReady();
    QCoro::Task<> untilStopped();

    /// Of the listening origin; 0 before.
    quint16 port() const noexcept { return m_port; }
    /// "http://127.0.0.1:PORT" and the path.
    QUrl url(const QString &path = QStringLiteral("/")) const;
    /// With TLS the certificate (PEM) that a client has to trust; else empty.
    QByteArray certificate() const { return m_certificate; }
    /// What `/item/number` answers; bytes of its own for each number.
    static QByteArray itemBody(qint64 number);

    /// Any thread. Connections that the origin accepted.
    qint64 acceptedConnections() const noexcept { return m_counters.accepted; }
    qint64 requestsAnswered() const noexcept { return m_counters.answered; }
    /// The most requests that waited for their answer at the same time.
    qint64 peakInFlight() const noexcept { return m_counters.peakInFlight; }

Q_SIGNALS:
    /// Ready, failed, stopping or stopped.
    void stateChanged();

private:
    enum class State : quint8
    {
        New,
        Starting,
        Ready,
        Stopping,
        Stopped
    };

    void serverReady(quint16 port, const QByteArray &certificate);
    void serverFailed(OriginError error);
    void setState(State state);

    const HttpOriginOptions m_options;
    State m_state = State::New;
    OriginError m_error = OriginError::None;
    quint16 m_port = 0;
    QByteArray m_certificate;
    OriginCounters m_counters;
    QThread m_thread;
};

} // namespace Loopscope::Net
