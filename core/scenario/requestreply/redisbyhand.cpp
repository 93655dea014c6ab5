#include "core/scenario/requestreply/redisbyhand.h"

#include "core/async/readexactly.h"
#include "core/async/spawn.h"
#include "core/net/clienterror.h"
#include "core/net/wiretap.h"
#include "core/scenario/scenarioerror.h"
#include "core/wire/respcommand.h"

#include <QTcpSocket>

namespace Loopscope::Scenario {

namespace {

using namespace std::chrono_literals;

constexpr qsizetype longestLine = 512;
const QByteArray lineEnd("\r\n");

[[noreturn]] void fail(const RedisPeer &server, Net::ClientError error,
                       Wire::WireError detail = Wire::WireError::None)
{
    throw ScenarioError(Net::describe(error, server.name, detail, Net::ServerKind::Redis));
}

QCoro::Task<QByteArray> read(RedisPeer server, qint64 size)
{
    const auto result = co_await Async::tracked(Async::readExactly(server.socket, size, 10s, server.stop));
    if (result.end == Async::ReadEnd::Closed)
        fail(server, Net::ClientError::PeerClosed);
    if (result.end == Async::ReadEnd::TimedOut)
        fail(server, Net::ClientError::TimedOut);
    server.wire->received(result.data);
    co_return result.data;
}

// The socket has a buffer of its own: asking for single bytes is slow only in words.
QCoro::Task<QByteArray> readLine(RedisPeer server)
{
    QByteArray line;
    while (!line.endsWith(lineEnd)) {
        line += co_await Async::tracked(read(server, 1));
        if (line.size() > longestLine)
            fail(server, Net::ClientError::ProtocolError, Wire::WireError::ReplyTooLarge);
    }
    line.chop(lineEnd.size());
    co_return line;
}

void send(const RedisPeer &server, const QByteArray &key)
{
    Wire::ByteQueue request;
    Wire::append(request, {Wire::RespVerb::Get, 0, key, {}});
    server.wire->sent(request.view());
    server.socket->write(request.data(), static_cast<qint64>(request.size()));
}

} // namespace

QCoro::Task<QByteArray> getFromRedis(RedisPeer server, QByteArray key)
{
    send(server, key);
    const QByteArray line = co_await Async::tracked(readLine(server));
    if (line.startsWith('-'))
        throw ScenarioError(Net::describeServerError(line.sliced(1), server.name));
    bool isNumber = false;
    const qlonglong size = line.startsWith('$') ? line.sliced(1).toLongLong(&isNumber) : 0;
    if (!isNumber || size < -1)
        fail(server, Net::ClientError::ProtocolError, Wire::WireError::ReplyMalformed);
    if (size == -1)
        co_return QByteArray();
    if (size > Wire::Limits().replyBytes)
        fail(server, Net::ClientError::ProtocolError, Wire::WireError::ReplyTooLarge);
    QByteArray value = co_await Async::tracked(read(server, size + lineEnd.size()));
    if (!value.endsWith(lineEnd))
        fail(server, Net::ClientError::ProtocolError, Wire::WireError::ReplyMalformed);
    value.chop(lineEnd.size());
    co_return value;
}

} // namespace Loopscope::Scenario
