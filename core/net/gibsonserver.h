#pragma once

#include "core/trace/track.h"

#include <QObject>
#include <QThread>

#include <atomic>
#include <coroutine>
#include <vector>

namespace Loopscope::Net {

class GibsonListener;
class GibsonServer;

enum class ServerError : quint8
{
    None,
    AddressInUse,     ///< somebody else listens on this port
    PermissionDenied, ///< the port is reserved
    NoSocket,         ///< this process can open no socket
    Stopped,          ///< stop() came before it was ready
};

/// One sentence that names the port and says what to do.
QString describe(ServerError error, quint16 port);

/// What the server counts, written by its thread and read by any.
struct ServerCounters
{
    std::atomic<qint64> accepted{0};
    std::atomic<qint64> active{0};
    std::atomic<qint64> requests{0};
};

/// Waits for the server: `const ServerError error = co_await server.untilReady();` Resumes on the server's
/// owner's thread.
class [[nodiscard]] ServerWait
{
public:
    ServerWait(ServerWait &&other) noexcept
        : m_server(other.m_server)
        , m_goal(other.m_goal)
    {}
    ServerWait &operator=(ServerWait &&) = delete;
    ~ServerWait();

    bool await_ready() noexcept;
    void await_suspend(std::coroutine_handle<> caller);
    /// None when what was waited for is reached.
    ServerError await_resume() const noexcept { return m_error; }

private:
    friend class GibsonServer;

    enum class Goal : quint8
    {
        Ready,
        Stopped
    };

    ServerWait(GibsonServer *server, Goal goal) noexcept
        : m_server(server)
        , m_goal(goal)
    {}
    void finish(ServerError error);

    GibsonServer *m_server;
    std::coroutine_handle<> m_caller;
    Trace::TaskId m_task = 0;
    const Goal m_goal;
    ServerError m_error = ServerError::None;
    bool m_isWaiting = false;
};

/// A gibson server with a store in memory, on 127.0.0.1 only, in a thread with an event loop of its own.
/// Lives in the thread of its owner; starting and stopping do not wait. Destroying it waits until its thread
/// has ended, which takes no longer than one dispatch of its loop.
class GibsonServer final : public QObject
{
    Q_OBJECT

public:
    /// `name`: of the thread and its row in the timeline.
    explicit GibsonServer(const QString &name = QStringLiteral("gibson server"), QObject *parent = nullptr);
    ~GibsonServer() override;

    /// Port 0: any free one. ready() or failed() follows, always later. Not while it is running.
    void start(quint16 port = 0);
    /// Ends all connections and the thread; stopped() follows when it was running, as it does after failed().
    void stop();

    /// Both go on at once when there is nothing to wait for.
    ServerWait untilReady() noexcept { return {this, ServerWait::Goal::Ready}; }
    ServerWait untilStopped() noexcept { return {this, ServerWait::Goal::Stopped}; }

    /// Of the listening server; 0 while there is none.
    quint16 port() const noexcept { return m_port; }
    /// From start() until stopped().
    bool isRunning() const noexcept { return m_state != State::Idle; }
    /// The thread whose loop serves; for attaching a monitor.
    QThread *loopThread() noexcept { return &m_thread; }

    /// Any thread.
    qint64 acceptedConnections() const noexcept
    {
        return m_counters.accepted.load(std::memory_order_relaxed);
    }
    qint64 activeConnections() const noexcept { return m_counters.active.load(std::memory_order_relaxed); }
    qint64 requestsAnswered() const noexcept { return m_counters.requests.load(std::memory_order_relaxed); }

    /// Ends every connection, soon and without a word to the peers; goes on listening.
    void closeConnections();

Q_SIGNALS:
    void ready(quint16 port);
    void failed(Loopscope::Net::ServerError error);
    void stopped();

private:
    friend class ServerWait;

    enum class State : quint8
    {
        Idle,
        Starting,
        Ready,
        Stopping
    };

    void listenerReady(quint16 port);
    void listenerFailed(ServerError error);
    void threadFinished();
    void resumeWaiting(ServerWait::Goal goal, ServerError error);

    State m_state = State::Idle;
    quint16 m_port = 0;
    ServerError m_failure = ServerError::None;
    ServerCounters m_counters;
    std::vector<ServerWait *> m_waiting;
    QThread m_thread;
    GibsonListener *m_listener = nullptr; // lives in m_thread, which deletes it when it ends
};

} // namespace Loopscope::Net
