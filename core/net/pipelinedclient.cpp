#include "core/net/pipelinedclient.h"

#include "core/monitor/currenttask.h"
#include "core/net/connectionactivity.h"
#include "core/net/socketconnect.h"

#include <QCoreApplication>
#include <QPointer>
#include <QThread>
#include <QTimerEvent>

#include <cerrno>

namespace Loopscope::Net {

namespace {

constexpr std::size_t readBytes = 64 * 1024;
constexpr int progressTicks = 4; // of the reply timeout: a loop that stood still loses at most one of them

QEvent::Type flushEventType()
{
    static const auto type = static_cast<QEvent::Type>(QEvent::registerEventType());
    return type;
}

bool wouldBlock(int code)
{
    return code == EAGAIN || code == EWOULDBLOCK;
}

} // namespace

struct PipelinedClient::Observation
{
    explicit Observation(const ClientOptions &options)
        : inFlight(Trace::CounterKind::RequestsInFlight, options.name, options.depth)
        , perSecond(Trace::CounterKind::RequestsPerSecond, options.name)
        , activity(options.name)
    {}

    Monitor::Gauge inFlight;
    Monitor::Gauge perSecond;
    ConnectionActivity activity;
};

PipelinedClient::PipelinedClient(ClientOptions options, QObject *parent)
    : QObject(parent)
    , m_options(std::move(options))
    , m_pipeline(m_options.order)
{
    setObjectName(m_options.name);
    if (m_options.observed)
        m_observation = std::make_unique<Observation>(m_options);
}

PipelinedClient::~PipelinedClient() = default;

void PipelinedClient::shutDown()
{
    blockSignals(true);
    abort();
    // There are some left when this is called by a coroutine that was told of the end before them.
    failWaiting(ClientError::Cancelled, Wire::WireError::None);
    observe();
}

ConnectAttempt PipelinedClient::connectTo(const QString &host, quint16 port,
                                          std::chrono::milliseconds timeout)
{
    return {this, host, port, timeout};
}

void PipelinedClient::abort()
{
    const QPointer<PipelinedClient> alive(this);
    const Monitor::CurrentTaskScope task(Monitor::currentTask());
    if (m_state == State::Connecting)
        finishConnect(ClientError::Cancelled);
    if (alive && m_state == State::Connected)
        endConnection(ClientError::Cancelled);
}

// --- connecting ---

ClientError PipelinedClient::beginConnect(ConnectAttempt *attempt)
{
    Q_ASSERT(QThread::currentThread() == thread());
    const QPointer<PipelinedClient> alive(this);
    abort();
    // Who was resumed by that may have been quicker.
    if (!alive || m_state != State::Closed)
        return ClientError::Cancelled;
    auto begun =
        beginConnection(attempt->m_host, attempt->m_port, SocketMode::NonBlocking, attempt->m_timeout);
    if (begun.error != ClientError::None)
        return begun.error;
    m_socket = std::move(begun.descriptor);
    m_writer.reset(new DescriptorNotifier(m_socket.get(), QSocketNotifier::Write,
                                          m_options.name + QStringLiteral(" writer"),
                                          [this] { runTurn([this] { socketWritable(); }); }));
    m_connectTimer.start(static_cast<int>(std::max(attempt->m_timeout, std::chrono::milliseconds(1)).count()),
                         this);
    m_attempt = attempt;
    m_state = State::Connecting;
    return ClientError::None;
}

void PipelinedClient::forgetAttempt()
{
    m_attempt = nullptr;
    closeSocket();
}

void PipelinedClient::finishConnect(ClientError error)
{
    ConnectAttempt *attempt = std::exchange(m_attempt, nullptr);
    if (error == ClientError::None)
        establish();
    else
        closeSocket();
    attempt->finish(error);
}

void PipelinedClient::establish()
{
    m_connectTimer.stop();
    m_writer->setEnabled(false);
    m_reader.reset(new DescriptorNotifier(m_socket.get(), QSocketNotifier::Read,
                                          m_options.name + QStringLiteral(" reader"),
                                          [this] { runTurn([this] { socketReadable(); }); }));
    resetInput();
    m_pipeline.restart();
    m_hasProgressed = false;
    m_ticksWithoutProgress = 0;
    if (m_options.replyTimeout.count() > 0) {
        const auto tick = std::max(m_options.replyTimeout / progressTicks, std::chrono::milliseconds(1));
        m_progressTimer.start(static_cast<int>(tick.count()), Qt::CoarseTimer, this);
    }
    m_state = State::Connected;
    if (m_options.observed)
        m_tap = WireTap::create(m_options.name, protocol());
    tapTurn();
}

// --- requests ---

// Outside a turn of ours all that is asked for until the loop comes back here leaves together.
void PipelinedClient::requestFlush()
{
    if (m_isFlushPosted)
        return;
    m_isFlushPosted = true;
    QCoreApplication::postEvent(this, new QEvent(flushEventType()));
    if (!m_observation)
        return;
    // The loop may block before it comes back here: then the request waits all that time.
    m_observation->inFlight.set(inFlight());
    m_observation->activity.update(true, Base::now());
}

void PipelinedClient::flush()
{
    if (m_isWriteBroken || m_writer->isEnabled())
        return;
    // A peer that reads as fast as this writes must not keep the turn going.
    for (std::size_t written = 0; written < m_options.outputBytes;) {
        stageWaiting();
        if (m_output.isEmpty())
            return;
        const ssize_t count = ::send(m_socket.get(), m_output.data(), m_output.size(), MSG_NOSIGNAL);
        if (count < 0) {
            if (errno == EINTR)
                continue;
            m_isWriteBroken = !wouldBlock(errno);
            break;
        }
        written += static_cast<std::size_t>(count);
        m_pipeline.noteWritten(static_cast<std::size_t>(count));
        m_output.consume(static_cast<std::size_t>(count));
        m_hasProgressed = true;
    }
    m_writer->setEnabled(!m_isWriteBroken && (!m_output.isEmpty() || m_pipeline.waiting() > 0));
}

// --- turns of the loop ---

template <typename Work>
void PipelinedClient::runTurn(Work work)
{
    const QPointer<PipelinedClient> alive(this);
    const Monitor::CurrentTaskScope task(Monitor::currentTask());
    m_isInTurn = true;
    work();
    if (alive)
        endTurn();
}

void PipelinedClient::endTurn()
{
    m_isInTurn = false;
    if (m_state == State::Connected)
        flush();
    observe();
    tapTurn();
}

void PipelinedClient::tapTurn()
{
    if (!m_tap) [[likely]]
        return;
    m_tap->sent(m_pipeline.staged());
    if (m_tap->turn(Base::now()))
        m_pipeline.forEachStaged(
            [this](const PipelinedRequest &request) { m_tap->addInFlight(request.m_wireNumber); });
}

// Once per turn, so that a request costs nothing extra.
void PipelinedClient::observe()
{
    const qint64 now = inFlight();
    m_maxInFlight = std::max(m_maxInFlight, now);
    if (!m_observation)
        return;
    m_observation->inFlight.set(now);
    m_observation->perSecond.add(m_completed - std::exchange(m_completedShown, m_completed));
    m_observation->activity.update(now > 0, Base::now());
}

void PipelinedClient::customEvent(QEvent *event)
{
    if (event->type() != flushEventType())
        return;
    m_isFlushPosted = false;
    runTurn([] {});
}

void PipelinedClient::timerEvent(QTimerEvent *event)
{
    if (event->timerId() == m_connectTimer.timerId())
        // The connection may be there already and the loop just late.
        runTurn([this] {
            finishConnect(isWritable(m_socket) ? finishConnection(m_socket) : ClientError::TimedOut);
        });
    else if (event->timerId() == m_progressTimer.timerId())
        runTurn([this] { checkProgress(); });
}

void PipelinedClient::checkProgress()
{
    if (m_pipeline.isEmpty() && m_observation)
        m_observation->activity.finish();
    if (m_pipeline.isEmpty() || std::exchange(m_hasProgressed, false))
        m_ticksWithoutProgress = 0;
    else if (++m_ticksWithoutProgress >= progressTicks)
        endConnection(ClientError::TimedOut);
}

void PipelinedClient::socketWritable()
{
    if (m_state == State::Connecting)
        finishConnect(finishConnection(m_socket));
    else
        m_writer->setEnabled(false); // the end of the turn writes, and enables it again if need be
}

void PipelinedClient::socketReadable()
{
    const auto space = inputSpace(readBytes);
    const ssize_t count = ::recv(m_socket.get(), space.data(), space.size(), 0);
    if (count > 0) {
        m_hasProgressed = true;
        inputCame(static_cast<std::size_t>(count));
    } else if (count == 0 || !(wouldBlock(errno) || errno == EINTR)) {
        endConnection(ClientError::PeerClosed);
    }
}

// --- the end of a connection ---

void PipelinedClient::endConnection(ClientError error, Wire::WireError detail)
{
    closeSocket();
    if (!failWaiting(error, detail))
        return;
    observe();
    if (m_observation)
        m_observation->activity.finish();
    Q_EMIT connectionEnded(error);
}

// False when the client was destroyed meanwhile. A coroutine that connects again is connected in a later turn
// at the earliest: by then everyone has been told.
bool PipelinedClient::failWaiting(ClientError error, Wire::WireError detail)
{
    const QPointer<PipelinedClient> alive(this);
    while (PipelinedRequest *request = m_pipeline.takeOldest()) {
        request->finish(error, detail);
        if (!alive)
            return false;
    }
    return true;
}

void PipelinedClient::closeSocket()
{
    ++m_generation;
    m_state = State::Closed;
    m_connectTimer.stop();
    m_progressTimer.stop();
    m_reader.reset();
    m_writer.reset();
    m_socket.close();
    m_output.clear();
    m_tap.reset();
    m_isWriteBroken = false;
}

} // namespace Loopscope::Net
