#pragma once

#include "core/async/stop.h"

#include <QCoroTask>

QT_BEGIN_NAMESPACE
class QTcpSocket;
QT_END_NAMESPACE

namespace Loopscope::Net {
class SingleWireTap;
}

namespace Loopscope::Scenario {

/// A connection to a Redis server; `name` is for errors.
struct RedisPeer
{
    QTcpSocket *socket;
    Net::SingleWireTap *wire;
    QString name;
    Async::StopToken stop;
};

/// One GET to a Redis server as one writes it by hand: a line that says how much follows, then the value.
/// Empty when there is no such key. Throws ScenarioError, which names the server.
QCoro::Task<QByteArray> getFromRedis(RedisPeer server, QByteArray key);

} // namespace Loopscope::Scenario
