#pragma once

#include "core/base/waitmeter.h"
#include "core/jobs/jobs.h"
#include "core/wire/workerframe.h"

#include <QByteArray>

#include <deque>
#include <set>

namespace Loopscope::Worker {

/// A connected local socket, or -1 with errno set.
int connectTo(const char *path);

/// Takes jobs from the pool and answers them, one after another, until the pool closes the socket.
/// Blocks: this is the main thread of a process that has nothing else to do.
class JobLoop
{
public:
    /// Owns the socket.
    explicit JobLoop(int socket);
    ~JobLoop();
    JobLoop(const JobLoop &) = delete;
    JobLoop &operator=(const JobLoop &) = delete;

    /// The exit status of the process: 0 when the pool closed the socket.
    int run();

private:
    enum class Wait
    {
        Block,
        Peek
    };

    /// Reads what is there and sorts it. False once the socket is closed or what came is no frame.
    bool receive(Wait wait);
    bool sort(Wire::WorkerFrame frame);
    bool send(const Wire::WorkerFrame &frame);
    Wire::WorkerReply answer(const Wire::WorkerRequest &request);
    Wire::WorkerReply resultFor(const Wire::WorkerRequest &request);
    bool isStopped(quint64 jobId);

    const int m_socket;
    QByteArray m_input;
    Base::WaitMeter m_waits;
    Wire::WorkerFrameMachine m_frames;
    std::deque<Wire::WorkerRequest> m_requests;
    std::set<quint64> m_cancelled;
    quint64 m_lastAnswered = 0; ///< job ids ascend: a cancel for an answered job is late and forgotten
    bool m_open = true;
};

} // namespace Loopscope::Worker
