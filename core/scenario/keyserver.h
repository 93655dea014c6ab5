#pragma once

#include "core/net/clienterror.h"
#include "core/net/gibsonserver.h"
#include "core/scenario/runcontext.h"
#include "core/scenario/testkeys.h"

#include <QCoroTask>

#include <memory>

namespace Loopscope::Scenario {

/// The server of a protocol scenario, which holds the test keys: a gibson server of our own in a thread of
/// its own, or the gibson or Redis server that the parameters `protocol` and `server` name. Loop's thread.
///
/// On somebody else's server only the test keys are touched. They expire after TestKeys::ttlSeconds, are
/// stored again before that while the run lasts, and are removed in the end.
class KeyServer
{
public:
    /// `renewAfter`: when the keys are stored again while the run lasts.
    explicit KeyServer(RunContext *run,
                       std::chrono::milliseconds renewAfter = std::chrono::seconds(TestKeys::ttlSeconds) / 2);
    ~KeyServer();

    /// Starts our server, or finds out whether the named one answers, and stores the test keys there. Throws
    /// ScenarioError.
    QCoro::Task<> prepare(const TestKeys *keys);
    /// Stores the keys again when they would expire soon: between rounds, since the loop may have been
    /// blocked when it was time.
    QCoro::Task<> renew(const TestKeys *keys);
    /// Removes the keys from a server that is not ours, stops one that is. Must not throw.
    QCoro::Task<> tearDown(const TestKeys *keys);

    Net::ServerKind kind() const { return m_kind; }
    bool isRedis() const { return m_kind == Net::ServerKind::Redis; }
    QString host() const { return m_host; }
    quint16 port() const { return m_port; }
    QString address() const { return QStringLiteral("%1:%2").arg(m_host).arg(m_port); }
    /// One sentence that names the server.
    QString describe(Net::ClientError error, Wire::WireError detail = Wire::WireError::None) const
    {
        return Net::describe(error, address(), detail, m_kind);
    }
    /// Connections that our own server accepted, the one for storing keys left out; 0 for somebody else's.
    qint64 acceptedConnections() const;

    /// `protocol` and `server`.
    static std::vector<Parameter> parameters();
    static constexpr QLatin1String protocolKey{"protocol"};
    static constexpr QLatin1String redisProtocol{"resp"};

private:
    template <typename Client>
    QCoro::Task<> storeWith(const TestKeys *keys);
    template <typename Client>
    QCoro::Task<> removeWith(const TestKeys *keys);
    QCoro::Task<> storeKeys(const TestKeys *keys);
    QCoro::Task<> removeKeys(const TestKeys *keys);
    QCoro::Task<> keepKeys(const TestKeys *keys);
    QCoro::Task<> startOwnServer();
    void parseAddress(const QString &address);

    RunContext *const m_run;
    const std::chrono::milliseconds m_renewAfter;
    Net::ServerKind m_kind = Net::ServerKind::Gibson;
    QString m_host = QStringLiteral("127.0.0.1");
    quint16 m_port = 0;
    bool m_keysStored = false;
    int m_connectionsForKeys = 0;
    Base::SteadyTime m_storedAt;
    std::stop_source m_stopKeeping;
    Async::TaskGroup m_keeping;
    std::unique_ptr<Net::GibsonServer> m_server;
};

} // namespace Loopscope::Scenario
