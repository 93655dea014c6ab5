#pragma once

#include "app/probe/socketsink.h"
#include "core/monitor/monitor.h"

#include <QCoreApplication>

#include <mutex>
#include <set>

namespace Loopscope::Probe {

/// The program that the probe is in: its main loop is observed from the start, loops of its other threads
/// from their first event on. Made once and never destroyed: threads of the program may outlive main().
class AttachedProgram
{
public:
    /// Main thread, when the application object exists. Takes the connected socket.
    static void start(int descriptor, Base::Duration threshold);

private:
    static constexpr int mostLoops = 16; // each has a ring of 2 MB

    AttachedProgram(int descriptor, Base::Duration threshold);

    static bool onEvent(void **arguments);
    static void onEnd();
    void decideOnThread();
    void end();
    void detachAll();

    class ThreadWatch;
    friend class ThreadWatch;

    const qint64 m_pid;
    const Base::Duration m_threshold;
    const std::shared_ptr<SocketSink> m_sink;
    std::unique_ptr<Monitor::LoopWatch> m_mainWatch;
    QMetaObject::Connection m_quitConnection;
    std::atomic<bool> m_ended{false};
    std::atomic<bool> m_isOver{false}; ///< nobody listens any more
    bool m_isWorkOver = false;         // main thread

    std::mutex m_mutex; // protects m_watches: loops' threads when they begin and end, and detachAll()
    std::set<Monitor::LoopWatch *> m_watches;
};

} // namespace Loopscope::Probe
