#pragma once

#include <QString>

#include <array>

namespace Loopscope::Monitor {

/// What the arguments of a system call mean to somebody who waits in it.
enum class WaitOn : quint8
{
    Nothing,    ///< or what cannot be told
    Descriptor, ///< the first argument is one
    Path,       ///< the first argument is a path
    PathAt,     ///< the second argument is a path
    PollSet,    ///< an array of pollfd and its length
    Futex,
};

/// "/var/log/app.log", "socket to 127.0.0.1:8080", "pipe", "lock held by thread 4711 (worker)"; empty when it
/// cannot be told. Of this process, while a thread of it is in the call: memory is read through the kernel,
/// so that whatever the arguments are by now, nothing can go wrong. A few microseconds.
QString describeWait(WaitOn on, const std::array<quint64, 3> &arguments);

} // namespace Loopscope::Monitor
