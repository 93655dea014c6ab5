#include "core/wire/workerframe.h"

#include "core/base/words.h"

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

/// Writes a frame into memory that was asked for once.
class FrameWriter
{
public:
    FrameWriter(Type type, qsizetype bodyBytes)
        : m_bytes(lengthSize + 1 + bodyBytes, Qt::Uninitialized)
        , m_to(m_bytes.data())
    {
        add(static_cast<quint32>(1 + bodyBytes));
        add(static_cast<quint8>(type));
    }

    template <typename Number>
    FrameWriter &add(Number value)
    {
        qToLittleEndian(value, m_to);
        m_to += sizeof value;
        return *this;
    }
    FrameWriter &add(const QByteArray &bytes)
    {
        m_to = std::copy(bytes.cbegin(), bytes.cend(), m_to);
        return *this;
    }
    QByteArray take() { return std::move(m_bytes); }

private:
    QByteArray m_bytes;
    char *m_to;
};

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

QByteArray write(const WorkerHello &hello)
{
    return FrameWriter(Type::Hello, sizeof hello.version).add(hello.version).take();
}

QByteArray write(const WorkerRequest &request)
{
    constexpr qsizetype fixed = sizeof request.jobId + sizeof(quint8);
    return FrameWriter(Type::Request, fixed + request.name.size() + request.payload.size())
        .add(request.jobId)
        .add(static_cast<quint8>(request.name.size()))
        .add(request.name)
        .add(request.payload)
        .take();
}

QByteArray write(const WorkerCancel &cancel)
{
    return FrameWriter(Type::Cancel, sizeof cancel.jobId).add(cancel.jobId).take();
}

QByteArray write(const WorkerReply &reply)
{
    constexpr qsizetype fixed = sizeof reply.jobId + sizeof(quint8) + sizeof reply.startedAt +
                                sizeof reply.endedAt + sizeof reply.waited;
    return FrameWriter(Type::Reply, fixed + reply.payload.size())
        .add(reply.jobId)
        .add(static_cast<quint8>(reply.status))
        .add(reply.startedAt)
        .add(reply.endedAt)
        .add(reply.waited)
        .add(reply.payload)
        .take();
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
    reply.waited = reader.number<qint64>();
    if (!reader.isValid() || status > static_cast<quint8>(WorkerStatus::Unknown) ||
        reply.waited < WorkerReply::waitNotMeasured)
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
    return std::visit([](const auto &value) { return write(value); }, frame);
}

QString describe(WorkerFrameError error)
{
    switch (error) {
    case WorkerFrameError::None:
        return {};
    case WorkerFrameError::Empty:
        return Words::tr("sent an empty frame");
    case WorkerFrameError::TooLong:
        return Words::tr("announced a frame that is too long");
    case WorkerFrameError::UnknownType:
        return Words::tr("sent a frame of an unknown type");
    case WorkerFrameError::Malformed:
        return Words::tr("sent a malformed frame");
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
