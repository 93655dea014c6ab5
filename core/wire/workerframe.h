#pragma once

#include <QByteArray>
#include <QString>

#include <optional>
#include <variant>

namespace Loopscope::Wire {

/// The frames between a process pool and its workers: u32 length of what follows, u8 type, body; all
/// numbers little-endian. Both ends are built together, so the version only catches a stale binary.
constexpr quint32 workerProtocolVersion = 2;
/// In bytes; checked before memory is asked for.
constexpr qsizetype maxWorkerPayload = 16 * 1024 * 1024;
constexpr qsizetype maxWorkerJobName = 255;

/// The first frame of a worker.
struct WorkerHello
{
    quint32 version = workerProtocolVersion;
    friend bool operator==(const WorkerHello &, const WorkerHello &) = default;
};

/// To the worker: run this job.
struct WorkerRequest
{
    quint64 jobId = 0;
    QByteArray name;
    QByteArray payload;
    friend bool operator==(const WorkerRequest &, const WorkerRequest &) = default;
};

/// To the worker: stop this job if it still runs; it is answered all the same.
struct WorkerCancel
{
    quint64 jobId = 0;
    friend bool operator==(const WorkerCancel &, const WorkerCancel &) = default;
};

enum class WorkerStatus : quint8
{
    Done,    ///< the payload is the result
    Failed,  ///< the payload says why, as UTF-8 text
    Stopped, ///< a cancel came first; no payload
    Unknown, ///< the worker knows no job of that name; no payload
};

/// From the worker. The times are CLOCK_MONOTONIC in nanoseconds, the same clock in every process; `waited`
/// is how much of the time between them the job was neither on a CPU nor ready for one.
struct WorkerReply
{
    quint64 jobId = 0;
    WorkerStatus status = WorkerStatus::Done;
    qint64 startedAt = 0;
    qint64 endedAt = 0;
    QByteArray payload;
    qint64 waited = waitNotMeasured;
    static constexpr qint64 waitNotMeasured = -1;
    friend bool operator==(const WorkerReply &, const WorkerReply &) = default;
};

using WorkerFrame = std::variant<WorkerHello, WorkerRequest, WorkerCancel, WorkerReply>;

/// Names and payloads have to be within the limits above: the sender checks them.
QByteArray encode(const WorkerFrame &frame);

enum class WorkerFrameError : quint8
{
    None,
    Empty,       ///< a length of 0: there is no type
    TooLong,     ///< the length is over every limit
    UnknownType, ///< no frame has this type
    Malformed,   ///< the body does not fit its type
};
/// A clause such as "announced a frame that is too long", empty for None.
QString describe(WorkerFrameError error);

/// Cuts a stream of bytes into frames. Touches no socket and no clock; holds no more than what was
/// fed. After an error it stays in error: where the next frame starts is not known any more.
class WorkerFrameMachine
{
public:
    void feed(QByteArrayView bytes);
    /// The next complete frame; nothing when more bytes are needed or after an error.
    std::optional<WorkerFrame> next();
    WorkerFrameError error() const { return m_error; }

private:
    std::optional<WorkerFrame> fail(WorkerFrameError error);

    QByteArray m_buffer;
    qsizetype m_offset = 0; ///< bytes of m_buffer that are frames already taken
    WorkerFrameError m_error = WorkerFrameError::None;
};

} // namespace Loopscope::Wire
