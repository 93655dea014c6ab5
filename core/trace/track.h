#pragma once

#include "core/base/steadytime.h"

#include <QString>

namespace Loopscope::Trace {

/// Identifiers are given by the process that observes, start at 1 and are never used twice in it; 0 is none.
using TrackId = quint32;
using CounterId = quint32;
using NameId = quint32;
using TaskId = quint64;
using StallId = quint64;

enum class TrackKind : quint8
{
    Loop,          ///< an event loop and the thread that runs it
    WorkerThread,  ///< a thread of an executor
    WorkerProcess, ///< a process of an executor
    Connection,    ///< a connection of a client
    Run,           ///< the phases of a run
};

/// What the loop is to the run; decides which loop reports speak of.
enum class LoopRole : quint8
{
    None,    ///< not a loop
    Subject, ///< the loop under test
    Server,  ///< a server or second loop that the run started
    Window,  ///< the window's own loop
};

/// A row of the timeline.
struct Track
{
    TrackId id = 0;
    TrackKind kind = TrackKind::Loop;
    LoopRole role = LoopRole::None;
    QString name;
    qint64 pid = 0;
    qint64 tid = 0;
};

enum class CounterKind : quint8
{
    JobsWaiting,       ///< jobs of an executor that no worker has taken yet
    JobsRunning,       ///< jobs of an executor that are being run
    RequestsPerSecond, ///< results per second, over the last 100 ms
    RequestsInFlight,  ///< requests sent or queued and not answered yet
    Completed,         ///< finished units of work of the run
    BytesPerSecond,    ///< file or network throughput, over the last 100 ms
    WrongAnswers,      ///< answers that reached the wrong caller, so far; only once there is one
    Other,             ///< of a file that another program wrote
};

struct Counter
{
    CounterId id = 0;
    CounterKind kind = CounterKind::JobsWaiting;
    QString name;     ///< of the executor or connection
    double limit = 0; ///< workers of an executor, depth of a pipeline; 0 when there is none
};

} // namespace Loopscope::Trace
