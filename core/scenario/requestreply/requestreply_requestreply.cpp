#include "core/async/readexactly.h"
#include "core/scenario/requestreply/redisbyhand.h"
#include "core/scenario/requestreply/requestreplyexperiment.h"
#include "core/scenario/scenarioerror.h"
#include "core/wire/bytequeue.h"

#include <QCoroAbstractSocket>
#include <QTcpSocket>
#include <QtEndian>

namespace Loopscope::Scenario {

using namespace std::chrono_literals;

class RequestReplyAwaited final : public RequestReplyExperiment
{
    using RequestReplyExperiment::RequestReplyExperiment;

    QCoro::Task<> getAll(qint64 requests) override
    {
        for (qint64 i = 0; i < requests; ++i) {
            const auto begun = meter().begin();
            const QByteArray payload = co_await Async::tracked(ask(keys().key(i)));
            const bool isRight = payload == keys().value(i);
            meter().end(begun, isRight ? RequestMeter::Result::Right : RequestMeter::Result::Wrong);
        }
    }

    QCoro::Task<QByteArray> askGibson(QByteArray key)
    {
        send(key);
        // Both waits leave the loop to others.
        const QByteArray header = co_await Async::tracked(read(Wire::replyHeaderBytes));
        const auto size = qFromLittleEndian<quint32>(header.constData() + 3);
        co_return co_await Async::tracked(read(size));
    }

    QCoro::Task<QByteArray> ask(const QByteArray &key)
    {
        if (server().isRedis())
            return getFromRedis({m_socket.get(), &wire(), server().address(), run()->stopToken()}, key);
        return askGibson(key);
    }

    QCoro::Task<QByteArray> read(qint64 size)
    {
        if (size > Wire::Limits().replyBytes)
            fail(Net::ClientError::ProtocolError, Wire::WireError::ReplyTooLarge);
        const auto token = run()->stopToken();
        const auto result = co_await Async::tracked(Async::readExactly(m_socket.get(), size, 10s, token));
        if (result.end == Async::ReadEnd::Closed)
            fail(Net::ClientError::PeerClosed);
        if (result.end == Async::ReadEnd::TimedOut)
            fail(Net::ClientError::TimedOut);
        wire().received(result.data);
        co_return result.data;
    }

    void send(const QByteArray &key)
    {
        Wire::ByteQueue request;
        Wire::append(request, {Wire::Opcode::Get, 0, key, {}});
        wire().sent(request.view());
        m_socket->write(request.data(), static_cast<qint64>(request.size()));
    }

    QCoro::Task<> connectToServer() override
    {
        m_socket = std::make_unique<QTcpSocket>();
        const std::stop_callback onStop(run()->stopToken(), [this] { m_socket->abort(); });
        m_socket->connectToHost(server().host(), server().port());
        const bool isConnected = co_await Async::tracked(qCoro(m_socket.get()).waitForConnected(5s));
        run()->checkStopped();
        if (!isConnected)
            fail(Net::ClientError::Refused);
        m_socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
    }

    void disconnectFromServer() override
    {
        if (m_socket)
            m_socket->abort();
    }

    [[noreturn]] void fail(Net::ClientError error, Wire::WireError detail = Wire::WireError::None)
    {
        throw ScenarioError(server().describe(error, detail));
    }

    std::unique_ptr<QTcpSocket> m_socket;
};

std::unique_ptr<Experiment> makeRequestReplyAwaited(RunContext *run)
{
    return std::make_unique<RequestReplyAwaited>(run);
}

} // namespace Loopscope::Scenario
