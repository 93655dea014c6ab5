#include "core/wire/workerframe.h"

#include <QtEndian>

namespace Loopscope::Wire {

namespace {

enum class Type : quint8
{
    Hello = 1,
    Request,
    Cancel,
    Reply
};

constexpr qsizetype lengthSize = sizeof(quint32);
constexpr qsizetype longestBody = 64 + maxWorkerJobName + maxWorkerPayload;

template <typename Number>
void append(QByteArray &out, Number value)
{
    char bytes[sizeof value];
    qToLittleEndian(value, bytes);
    out.append(bytes, sizeof bytes);
}

/// Reads numbers off the front of a body; `isValid` turns false when the body is too short.
class BodyReader
{
public:
    explicit BodyReader(QByteArrayView bytes)
        : m_bytes(bytes)
    {}

    template <typename Number>
    Number number()
    {
        const QByteArrayView bytes = take(sizeof(Number));
        return m_valid ? qFromLittleEndian<Number>(bytes.data()) : Number{};
    }

    QByteArrayView take(qsizetype size)
    {
        if (size > m_bytes.size()) {
            m_valid = false;
            return {};
        }
        const QByteArrayView result = m_bytes.first(size);
        m_bytes = m_bytes.sliced(size);
        return result;
    }

    QByteArrayView rest() { return take(m_bytes.size()); }
    bool isValid() const { return m_valid; }
    bool isAtEnd() const { return m_valid && m_bytes.isEmpty(); }

private:
    QByteArrayView m_bytes;
    bool m_valid = true;
};

QByteArray body(const WorkerHello &hello)
{
    QByteArray out(1, static_cast<char>(Type::Hello));
    append(out, hello.version);
    return out;
}

QByteArray body(const WorkerRequest &request)
{
    QByteArray out(1, static_cast<char>(Type::Request));
    append(out, request.jobId);
    append(out, static_cast<quint8>(request.name.size()));
    return out + request.name + request.payload;
}

QByteArray body(const WorkerCancel &cancel)
{
    QByteArray out(1, static_cast<char>(Type::Cancel));
    append(out, cancel.jobId);
    return out;
}

QByteArray body(const WorkerReply &reply)
{
    QByteArray out(1, static_cast<char>(Type::Reply));
    append(out, reply.jobId);
    append(out, static_cast<quint8>(reply.status));
    append(out, reply.startedAt);
    append(out, reply.endedAt);
    return out + reply.payload;
}

std::optional<WorkerFrame> parseHello(BodyReader &reader)
{
    const WorkerHello hello{reader.number<quint32>()};
    return reader.isAtEnd() ? std::optional<WorkerFrame>(hello) : std::nullopt;
}

std::optional<WorkerFrame> parseRequest(BodyReader &reader)
{
    WorkerRequest request;
    request.jobId = reader.number<quint64>();
    const auto nameSize = reader.number<quint8>();
    request.name = reader.take(nameSize).toByteArray();
    if (!reader.isValid())
        return {};
    const QByteArrayView payload = reader.rest();
    if (payload.size() > maxWorkerPayload)
        return {};
    request.payload = payload.toByteArray();
    return request;
}

std::optional<WorkerFrame> parseCancel(BodyReader &reader)
{
    const WorkerCancel cancel{reader.number<quint64>()};
    return reader.isAtEnd() ? std::optional<WorkerFrame>(cancel) : std::nullopt;
}

std::optional<WorkerFrame> parseReply(BodyReader &reader)
{
    WorkerReply reply;
    reply.jobId = reader.number<quint64>();
    const auto status = reader.number<quint8>();
    reply.startedAt = reader.number<qint64>();
    reply.endedAt = reader.number<qint64>();
    if (!reader.isValid() || status > static_cast<quint8>(WorkerStatus::Unknown))
        return {};
    reply.status = static_cast<WorkerStatus>(status);
    const QByteArrayView payload = reader.rest();
    if (payload.size() > maxWorkerPayload)
        return {};
    reply.payload = payload.toByteArray();
    return reply;
}

} // namespace

QByteArray encode(const WorkerFrame &frame)
{
    const QByteArray bytes = std::visit([](const auto &value) { return body(value); }, frame);
    QByteArray out;
    out.reserve(lengthSize + bytes.size());
    append(out, static_cast<quint32>(bytes.size()));
    return out.append(bytes);
}

QString describe(WorkerFrameError error)
{
    switch (error) {
    case WorkerFrameError::None:
        return {};
    case WorkerFrameError::Empty:
        return QStringLiteral("sent an empty frame");
    case WorkerFrameError::TooLong:
        return QStringLiteral("announced a frame that is too long");
    case WorkerFrameError::UnknownType:
        return QStringLiteral("sent a frame of an unknown type");
    case WorkerFrameError::Malformed:
        return QStringLiteral("sent a malformed frame");
    }
    Q_UNREACHABLE();
}

void WorkerFrameMachine::feed(QByteArrayView bytes)
{
    if (m_error != WorkerFrameError::None)
        return;
    if (m_offset > 0) { // what is left is seldom more than the start of one frame
        m_buffer.remove(0, m_offset);
        m_offset = 0;
    }
    m_buffer.append(bytes);
}

std::optional<WorkerFrame> WorkerFrameMachine::next()
{
    const QByteArrayView pending = QByteArrayView(m_buffer).sliced(m_offset);
    if (m_error != WorkerFrameError::None || pending.size() < lengthSize)
        return {};
    const qsizetype length = qFromLittleEndian<quint32>(pending.data());
    if (length == 0)
        return fail(WorkerFrameError::Empty);
    if (length > longestBody)
        return fail(WorkerFrameError::TooLong);
    if (pending.size() > lengthSize && !(pending[lengthSize] >= static_cast<char>(Type::Hello) &&
                                         pending[lengthSize] <= static_cast<char>(Type::Reply)))
        return fail(WorkerFrameError::UnknownType); // before waiting for a body that may never come
    if (pending.size() - lengthSize < length)
        return {};

    BodyReader reader(pending.sliced(lengthSize + 1, length - 1));
    std::optional<WorkerFrame> frame;
    switch (static_cast<Type>(pending[lengthSize])) {
    case Type::Hello:
        frame = parseHello(reader);
        break;
    case Type::Request:
        frame = parseRequest(reader);
        break;
    case Type::Cancel:
        frame = parseCancel(reader);
        break;
    case Type::Reply:
        frame = parseReply(reader);
        break;
    }
    m_offset += lengthSize + length;
    return frame ? frame : fail(WorkerFrameError::Malformed);
}

std::optional<WorkerFrame> WorkerFrameMachine::fail(WorkerFrameError error)
{
    m_error = error;
    m_buffer.clear();
    m_offset = 0;
    return {};
}

} // namespace Loopscope::Wire
