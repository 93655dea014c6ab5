#pragma once

#include "core/async/taskgroup.h"
#include "core/net/respclient.h"
#include "core/scenario/parameters.h"

#include <QCoroTask>

namespace Loopscope::Scenario {

/// Finds out whether a choice of a parameter can be had now, without holding up the loop of its thread: today
/// whether a Redis answers where `protocol=resp` looks for one. Destroying it ends the question.
class ChoiceProbe final : public QObject
{
    Q_OBJECT

public:
    explicit ChoiceProbe(quint16 redisPort = defaultRedisPort, QObject *parent = nullptr);
    ~ChoiceProbe() override;

    /// The choice of this parameter that depends on something outside the program; empty when there is none.
    static QString uncertainChoice(const Parameter &parameter);

    /// told() follows, always later; a question that is already on its way is enough.
    void ask();

    static constexpr quint16 defaultRedisPort = 6379;

Q_SIGNALS:
    /// Empty: the choice can be had. Else one sentence that says why not and what to do.
    void told(const QString &reasonUnavailable);

private:
    QCoro::Task<> askRedis();

    const quint16 m_port;
    Net::RespClient m_client;
    Async::TaskGroup m_tasks;
};

} // namespace Loopscope::Scenario
