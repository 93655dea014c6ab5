#pragma once

#include "core/jobs/primality.h"

#include <QByteArray>

#include <optional>

namespace Loopscope::Jobs {

enum class JobStatus : quint8
{
    Done,        ///< the output is the result
    Failed,      ///< the output says why, as UTF-8 text
    Stopped,     ///< the stop check said so; no output
    UnknownName, ///< no job has this name; no output
};

struct JobResult
{
    JobStatus status = JobStatus::Done;
    QByteArray output;
};

/// CPU work by name, the same for a thread pool and a worker process. Bytes in, bytes out:
///   is-prime    number -> one byte, 0 or 1
///   echo        bytes -> the same bytes
///   fail        text -> fails with that text
///   sleep-ms    number of milliseconds -> nothing
///   process-id  nothing -> number
///   crash       ends the process by SIGKILL
/// A number is 8 bytes, unsigned, little-endian. Any thread; never throws for bad input.
JobResult runJob(QByteArrayView name, const QByteArray &input, const StopCheck &stop);

QByteArray encodeNumber(quint64 number);
/// Nothing unless there are exactly 8 bytes.
std::optional<quint64> decodeNumber(QByteArrayView bytes);

} // namespace Loopscope::Jobs
