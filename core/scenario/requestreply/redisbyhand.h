#pragma once

#include "core/async/stop.h"

#include <QCoroTask>

QT_BEGIN_NAMESPACE
class QTcpSocket;
QT_END_NAMESPACE

namespace Loopscope::Scenario {

/// One GET to a Redis server as one writes it by hand: a line that says how much follows, then the value.
/// Empty when there is no such key. Throws ScenarioError, which names `server`.
QCoro::Task<QByteArray> getFromRedis(QTcpSocket *socket, QByteArray key, QString server,
                                     Async::StopToken stop);

} // namespace Loopscope::Scenario
