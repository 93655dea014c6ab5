#pragma once

#include "core/async/stop.h"

#include <QByteArray>
#include <QCoroTask>

#include <chrono>
#include <optional>

QT_BEGIN_NAMESPACE
class QIODevice;
QT_END_NAMESPACE

namespace Loopscope::Async {

enum class ReadEnd
{
    Complete, ///< all bytes that were asked for
    Closed,   ///< the peer closed or the device failed before
    TimedOut, ///< the time was over before
};

struct ReadResult
{
    QByteArray data; ///< what was there, at most what was asked for
    ReadEnd end = ReadEnd::Complete;
};

/// Reads exactly `size` bytes from a device of this thread, and notices at once when the peer closes.
/// Throws Cancelled when the run is stopped. Memory grows with what arrives, not with `size`.
/// (QCoro has read(n), which returns fewer, and waits that do not see a peer close: VERIFIED-FACTS 6.)
QCoro::Task<ReadResult> readExactly(QIODevice *device, qint64 size,
                                    std::optional<std::chrono::milliseconds> timeout = std::nullopt,
                                    StopToken stop = {});

} // namespace Loopscope::Async
