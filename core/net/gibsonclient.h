#pragma once

#include "core/monitor/gauge.h"
#include "core/net/connectattempt.h"
#include "core/net/descriptor.h"
#include "core/net/descriptornotifier.h"
#include "core/net/gibsonrequest.h"
#include "core/wire/pipeline.h"

#include <QBasicTimer>
#include <QObject>

namespace Loopscope::Net {

struct ClientOptions
{
    QString name = QStringLiteral("gibson"); ///< of its gauges and its row in the timeline
    Wire::PipelineOrder order = Wire::PipelineOrder::FirstInFirstOut;
    int depth =
        0; ///< the limit shown with the requests in flight; 0: none. Callers keep to it, not the client
    bool observed = true; ///< false: no gauges and no row, for filling keys and the like
    /// Requests in flight fail with TimedOut when for so long nothing came or went. 0: never.
    std::chrono::milliseconds replyTimeout{10'000};
    Wire::Limits limits;
    std::size_t outputBytes = 1024 * 1024; ///< requests beyond it wait without bytes of their own
};

/// A gibson client on the loop of its thread: any number of coroutines await answers on one connection, and
/// what they ask for in one turn of the loop leaves in one write.
///
/// Awaiting never blocks. When the connection ends, every waiting request is resumed with the reason; so does
/// destroying the client (Cancelled). A resumed coroutine may destroy the client.
class GibsonClient final : public QObject
{
    Q_OBJECT

public:
    explicit GibsonClient(ClientOptions options = {}, QObject *parent = nullptr);
    ~GibsonClient() override;

    /// The result is None, InvalidHost, Refused, Unreachable, TimedOut, NoSocket or Cancelled. Ends a
    /// connection that there is.
    ConnectAttempt connectTo(const QString &host, quint16 port,
                             std::chrono::milliseconds timeout = defaultConnectTimeout);

    /// `ttlSeconds` 0: for ever. A key has no space; see Wire::Limits for lengths.
    GibsonRequest set(QByteArrayView key, QByteArrayView value, int ttlSeconds = 0) noexcept;
    GibsonRequest get(QByteArrayView key) noexcept { return {this, Wire::Opcode::Get, key}; }
    GibsonRequest del(QByteArrayView key) noexcept { return {this, Wire::Opcode::Del, key}; }
    GibsonRequest inc(QByteArrayView key) noexcept { return {this, Wire::Opcode::Inc, key}; }
    GibsonRequest dec(QByteArrayView key) noexcept { return {this, Wire::Opcode::Dec, key}; }
    GibsonRequest ping() noexcept { return {this, Wire::Opcode::Ping}; }
    /// The server answers and closes the connection.
    GibsonRequest end() noexcept { return {this, Wire::Opcode::End}; }

    /// Ends the connection, or the attempt to make one; who waits is resumed with Cancelled before this
    /// returns.
    void abort();

    bool isConnected() const noexcept { return m_state == State::Connected; }
    /// Sent or queued, and not answered yet.
    qint64 inFlight() const noexcept { return static_cast<qint64>(m_pipeline.size()); }
    /// The most at the end of any turn of the loop.
    qint64 maxInFlight() const noexcept { return m_maxInFlight; }
    /// Answers received since the client was made.
    qint64 completed() const noexcept { return m_completed; }

    static constexpr std::chrono::milliseconds defaultConnectTimeout{5'000};

Q_SIGNALS:
    /// An established connection has ended, and who waited has been told.
    void connectionEnded(Loopscope::Net::ClientError error);

protected:
    void customEvent(QEvent *event) override;
    void timerEvent(QTimerEvent *event) override;

private:
    friend class GibsonRequest;
    friend class ConnectAttempt;

    enum class State : quint8
    {
        Closed,
        Connecting,
        Connected
    };
    struct Observation;

    bool enqueue(GibsonRequest *request);
    void forget(const GibsonRequest *request) noexcept { m_pipeline.cancel(request); }
    ClientError beginConnect(ConnectAttempt *attempt);
    void forgetAttempt();
    void finishConnect(ClientError error);
    void establish();

    // What a turn of the loop does here; whatever it resumes may destroy the client.
    template <typename Work>
    void runTurn(Work work);
    void endTurn();
    void socketReadable();
    void socketWritable();
    void deliverReplies();
    void requestFlush();
    void stageWaiting();
    void flush();
    void observe();
    void checkProgress();
    void endConnection(ClientError error, Wire::WireError detail = Wire::WireError::None);
    bool failWaiting(ClientError error, Wire::WireError detail);
    void closeSocket();

    const ClientOptions m_options;
    State m_state = State::Closed;
    bool m_isInTurn = false; // a turn of ours is running and flushes at its end
    bool m_isFlushPosted = false;
    bool m_isWriteBroken = false; // the reading side tells how the connection ended
    bool m_hasProgressed = false;
    int m_ticksWithoutProgress = 0;
    quint32 m_generation = 0; // of the socket

    Descriptor m_socket;
    DescriptorNotifierPointer m_reader;
    DescriptorNotifierPointer m_writer;
    Wire::ByteQueue m_output;
    Wire::GibsonReplyParser m_parser;
    Wire::Pipeline<GibsonRequest> m_pipeline;
    ConnectAttempt *m_attempt = nullptr;
    QBasicTimer m_connectTimer;
    QBasicTimer m_progressTimer;

    std::unique_ptr<Observation> m_observation;
    qint64 m_completed = 0;
    qint64 m_completedShown = 0;
    qint64 m_maxInFlight = 0;
};

} // namespace Loopscope::Net
