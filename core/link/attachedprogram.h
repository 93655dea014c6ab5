#pragma once

#include "core/link/attachedloop.h"
#include "core/link/socketsink.h"

#include <QCoreApplication>

#include <mutex>
#include <set>

namespace Loopscope::Link {

/// The program that the probe is in: its main loop is observed from the start, loops of its other threads
/// from their first event on. Made once and never destroyed: threads of the program may outlive main().
class AttachedProgram
{
public:
    /// Main thread, when the application object exists. Takes the connected socket.
    static void start(int descriptor, Base::Duration threshold, StackForm form);

private:
    static constexpr int mostLoops = 16; // each has a ring of 2 MB

    AttachedProgram(int descriptor, Base::Duration threshold, StackForm form);

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
    std::shared_ptr<AttachedLoop> m_mainLoop;
    QMetaObject::Connection m_quitConnection;
    std::atomic<bool> m_ended{false};
    std::atomic<bool> m_isOver{false}; ///< nobody listens any more
    bool m_isWorkOver = false;         // main thread

    std::mutex m_mutex; // protects m_loops: loops' threads when they begin and end, and detachAll()
    std::set<std::shared_ptr<AttachedLoop>> m_loops;
};

} // namespace Loopscope::Link
