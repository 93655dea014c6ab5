#pragma once

#include "core/net/descriptor.h"
#include "core/net/descriptornotifier.h"
#include "core/net/gibsonserver.h"
#include "core/net/gibsonstore.h"

#include <QBasicTimer>
#include <QObject>

namespace Loopscope::Net {

/// The part of the server that lives in its thread: accepts clients on 127.0.0.1 and owns their connections.
class GibsonListener final : public QObject
{
    Q_OBJECT

public:
    explicit GibsonListener(ServerCounters *counters)
        : m_counters(counters)
        , m_store(GibsonStore::defaultMaxBytes, counters)
    {}

public Q_SLOTS:
    void listen(quint16 port);
    void closeConnections();

Q_SIGNALS:
    void ready(quint16 port);
    void failed(Loopscope::Net::ServerError error);

protected:
    void timerEvent(QTimerEvent *event) override;

private:
    void acceptClients();

    ServerCounters *const m_counters;
    GibsonStore m_store;
    Descriptor m_socket;
    DescriptorNotifierPointer m_notifier;
    QBasicTimer m_retryTimer; // runs while this process has no descriptors left for new clients
};

} // namespace Loopscope::Net
