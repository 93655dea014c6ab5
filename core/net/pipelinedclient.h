#pragma once

#include "core/monitor/gauge.h"
#include "core/net/connectattempt.h"
#include "core/net/descriptor.h"
#include "core/net/descriptornotifier.h"
#include "core/net/pipelinedrequest.h"
#include "core/net/wiretap.h"
#include "core/wire/bytequeue.h"
#include "core/wire/gibson.h"
#include "core/wire/pipeline.h"

#include <QBasicTimer>
#include <QObject>

#include <span>

namespace Loopscope::Net {

struct ClientOptions
{
    QString name = QStringLiteral("connection"); ///< of its gauges and its row in the timeline
    Wire::PipelineOrder order = Wire::PipelineOrder::FirstInFirstOut;
    int depth =
        0; ///< the limit shown with the requests in flight; 0: none. Callers keep to it, not the client
    bool observed = true; ///< false: no gauges and no row, for filling keys and the like
    /// Requests in flight fail with TimedOut when for so long nothing came or went. 0: never.
    std::chrono::milliseconds replyTimeout{10'000};
    Wire::Limits limits;
    std::size_t outputBytes = 1024 * 1024; ///< requests beyond it wait without bytes of their own
};

/// A client on the loop of its thread: any number of coroutines await answers on one connection, and what
/// they ask for in one turn of the loop leaves in one write. This is all of it but the protocol, which
/// ProtocolClient adds.
///
/// Awaiting never blocks. When the connection ends, every waiting request is resumed with the reason; so does
/// destroying the client (Cancelled). A resumed coroutine may destroy the client.
class PipelinedClient : public QObject
{
    Q_OBJECT

public:
    ~PipelinedClient() override;

    /// The result is None, InvalidHost, Refused, Unreachable, TimedOut, NoSocket or Cancelled. Ends a
    /// connection that there is.
    ConnectAttempt connectTo(const QString &host, quint16 port,
                             std::chrono::milliseconds timeout = defaultConnectTimeout);

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
    PipelinedClient(ClientOptions options, QObject *parent);

    void customEvent(QEvent *event) override;
    void timerEvent(QTimerEvent *event) override;

    // The protocol's part. None of these is called for a single request.
    /// Turns waiting requests into bytes until the output is full.
    virtual void stageWaiting() = 0;
    virtual std::span<char> inputSpace(std::size_t bytes) = 0;
    /// So many bytes came: takes out the replies. May destroy the client.
    virtual void inputCame(std::size_t bytes) = 0;
    virtual void resetInput() = 0;
    virtual Wire::Protocol protocol() const = 0;

    /// Ends everything; for the destructor of the class that knows the protocol.
    void shutDown();
    bool isOutputFull() const noexcept { return m_output.size() >= m_options.outputBytes; }
    /// After a request was queued.
    void requestQueued()
    {
        if (!m_isInTurn)
            requestFlush();
    }
    void endConnection(ClientError error, Wire::WireError detail = Wire::WireError::None);

    const ClientOptions m_options;
    Wire::ByteQueue m_output;
    Wire::Pipeline<PipelinedRequest> m_pipeline;
    qint64 m_completed = 0;
    quint32 m_generation = 0;       // of the socket
    std::unique_ptr<WireTap> m_tap; // of an observed connection, while a window is there; else null

private:
    friend class PipelinedRequest;
    friend class ConnectAttempt;

    enum class State : quint8
    {
        Closed,
        Connecting,
        Connected
    };
    struct Observation;

    void forget(const PipelinedRequest *request) noexcept { m_pipeline.cancel(request); }
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
    void requestFlush();
    void flush();
    void observe();
    void tapTurn();
    void checkProgress();
    bool failWaiting(ClientError error, Wire::WireError detail);
    void closeSocket();

    State m_state = State::Closed;
    bool m_isInTurn = false; // a turn of ours is running and flushes at its end
    bool m_isFlushPosted = false;
    bool m_isWriteBroken = false; // the reading side tells how the connection ended
    bool m_hasProgressed = false;
    int m_ticksWithoutProgress = 0;

    Descriptor m_socket;
    DescriptorNotifierPointer m_reader;
    DescriptorNotifierPointer m_writer;
    ConnectAttempt *m_attempt = nullptr;
    QBasicTimer m_connectTimer;
    QBasicTimer m_progressTimer;

    std::unique_ptr<Observation> m_observation;
    qint64 m_completedShown = 0;
    qint64 m_maxInFlight = 0;
};

} // namespace Loopscope::Net
