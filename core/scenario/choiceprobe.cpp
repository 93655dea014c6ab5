#include "core/scenario/choiceprobe.h"

#include "core/async/resumption.h"
#include "core/scenario/keyserver.h"

namespace Loopscope::Scenario {

namespace {

constexpr std::chrono::seconds patience{1};

Net::ClientOptions quietOptions()
{
    Net::ClientOptions options;
    options.name = QStringLiteral("Redis probe");
    options.observed = false;
    options.replyTimeout = patience;
    return options;
}

} // namespace

ChoiceProbe::ChoiceProbe(quint16 redisPort, QObject *parent)
    : QObject(parent)
    , m_port(redisPort)
    , m_client(quietOptions())
{}

ChoiceProbe::~ChoiceProbe()
{
    blockSignals(true);
    m_client.abort();
}

QString ChoiceProbe::uncertainChoice(const Parameter &parameter)
{
    const QString resp = QString(KeyServer::redisProtocol);
    return parameter.key == KeyServer::protocolKey && parameter.choices.contains(resp) ? resp : QString();
}

void ChoiceProbe::ask()
{
    if (m_tasks.running() == 0)
        m_tasks.spawn([this] { return askRedis(); }, QStringLiteral("probe_redis"));
}

QCoro::Task<> ChoiceProbe::askRedis()
{
    const QString host = QStringLiteral("127.0.0.1");
    const QString address = QStringLiteral("%1:%2").arg(host).arg(m_port);
    const Net::ClientError error = co_await m_client.connectTo(host, m_port, patience);
    QString reason;
    if (error == Net::ClientError::None) {
        const Net::RespReply reply = co_await m_client.ping();
        if (reply.error() != Net::ClientError::None)
            reason = reply.describe(address);
    } else {
        reason = Net::describe(error, address, Wire::WireError::None, Net::ServerKind::Redis);
    }
    if (error == Net::ClientError::Cancelled)
        co_return;
    m_client.abort();
    Q_EMIT told(reason);
}

} // namespace Loopscope::Scenario
