#pragma once

#include <QString>

namespace Loopscope::Monitor {

/// Which signal of which object queued a call, as its event has it: addresses, nothing is read from them in
/// the loop's thread. Without a sender it was not queued by a signal.
struct CallOrigin
{
    quint64 sender = 0;
    quint64 receiver = 0;
    int signal = -1; ///< as Qt counts them: signals alone, from QObject's first on
};

/// "QTimer::timeout() of 'poll'". The objects may be of any thread and may be gone: they are read through the
/// kernel, and only what is still connected to the receiver is taken for the sender. Empty when it is not,
/// which is so for a sender that was deleted, for one that has been disconnected and for connections that
/// serve once. Collector's thread; some microseconds.
QString originText(const CallOrigin &origin);

} // namespace Loopscope::Monitor
