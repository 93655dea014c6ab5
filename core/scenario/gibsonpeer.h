#pragma once

#include "core/net/gibsonclient.h"
#include "core/net/gibsonserver.h"
#include "core/scenario/runcontext.h"
#include "core/scenario/testkeys.h"

#include <QCoroTask>

#include <memory>

namespace Loopscope::Scenario {

/// The gibson server of a protocol scenario: one of our own in a thread of its own, or the one that the
/// parameter `server` names. Loop's thread.
class GibsonPeer
{
public:
    explicit GibsonPeer(RunContext *run);
    ~GibsonPeer();

    /// Starts our server, or finds out whether the named one answers, and stores the test keys there. Throws
    /// ScenarioError.
    QCoro::Task<> prepare(const TestKeys *keys);
    /// Stores the keys again when they would expire soon; for runs that last. Between rounds.
    QCoro::Task<> renew(const TestKeys *keys);
    /// Removes the keys from a server that is not ours, stops one that is. Must not throw.
    QCoro::Task<> tearDown(const TestKeys *keys);

    QString host() const { return m_host; }
    quint16 port() const { return m_port; }
    QString address() const { return QStringLiteral("%1:%2").arg(m_host).arg(m_port); }
    /// Connections that our own server accepted, the one for storing keys left out; 0 for somebody else's.
    qint64 acceptedConnections() const;

private:
    QCoro::Task<> storeKeys(const TestKeys *keys);
    void parseAddress(const QString &address);

    RunContext *const m_run;
    QString m_host = QStringLiteral("127.0.0.1");
    quint16 m_port = 0;
    bool m_keysStored = false;
    int m_connectionsForKeys = 0;
    Base::SteadyTime m_storedAt;
    std::unique_ptr<Net::GibsonServer> m_server;
};

} // namespace Loopscope::Scenario
