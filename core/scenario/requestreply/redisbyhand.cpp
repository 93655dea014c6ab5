#include "core/scenario/requestreply/redisbyhand.h"

#include "core/async/readexactly.h"
#include "core/async/spawn.h"
#include "core/net/clienterror.h"
#include "core/scenario/scenarioerror.h"
#include "core/wire/respcommand.h"

#include <QTcpSocket>

namespace Loopscope::Scenario {

namespace {

using namespace std::chrono_literals;

constexpr qsizetype longestLine = 512;
const QByteArray lineEnd("\r\n");

[[noreturn]] void fail(const QString &server, Net::ClientError error,
                       Wire::WireError detail = Wire::WireError::None)
{
    throw ScenarioError(Net::describe(error, server, detail, Net::ServerKind::Redis));
}

QCoro::Task<QByteArray> read(QTcpSocket *socket, qint64 size, QString server, Async::StopToken stop)
{
    const auto result = co_await Async::tracked(Async::readExactly(socket, size, 10s, stop));
    if (result.end == Async::ReadEnd::Closed)
        fail(server, Net::ClientError::PeerClosed);
    if (result.end == Async::ReadEnd::TimedOut)
        fail(server, Net::ClientError::TimedOut);
    co_return result.data;
}

// The socket has a buffer of its own: asking for single bytes is slow only in words.
QCoro::Task<QByteArray> readLine(QTcpSocket *socket, QString server, Async::StopToken stop)
{
    QByteArray line;
    while (!line.endsWith(lineEnd)) {
        line += co_await Async::tracked(read(socket, 1, server, stop));
        if (line.size() > longestLine)
            fail(server, Net::ClientError::ProtocolError, Wire::WireError::ReplyTooLarge);
    }
    line.chop(lineEnd.size());
    co_return line;
}

void send(QTcpSocket *socket, const QByteArray &key)
{
    Wire::ByteQueue request;
    Wire::append(request, {Wire::RespVerb::Get, 0, key, {}});
    socket->write(request.data(), static_cast<qint64>(request.size()));
}

} // namespace

QCoro::Task<QByteArray> getFromRedis(QTcpSocket *socket, QByteArray key, QString server,
                                     Async::StopToken stop)
{
    send(socket, key);
    const QByteArray line = co_await Async::tracked(readLine(socket, server, stop));
    if (line.startsWith('-'))
        throw ScenarioError(Net::describeServerError(line.sliced(1), server));
    bool isNumber = false;
    const qlonglong size = line.startsWith('$') ? line.sliced(1).toLongLong(&isNumber) : 0;
    if (!isNumber || size < -1)
        fail(server, Net::ClientError::ProtocolError, Wire::WireError::ReplyMalformed);
    if (size == -1)
        co_return QByteArray();
    if (size > Wire::Limits().replyBytes)
        fail(server, Net::ClientError::ProtocolError, Wire::WireError::ReplyTooLarge);
    QByteArray value = co_await Async::tracked(read(socket, size + lineEnd.size(), server, stop));
    if (!value.endsWith(lineEnd))
        fail(server, Net::ClientError::ProtocolError, Wire::WireError::ReplyMalformed);
    value.chop(lineEnd.size());
    co_return value;
}

} // namespace Loopscope::Scenario
