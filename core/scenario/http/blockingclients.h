#pragma once

#include "core/monitor/gauge.h"
#include "core/net/blockinghttpclient.h"

#include <memory>
#include <mutex>
#include <stop_token>
#include <vector>

namespace Loopscope::Scenario {

/// Blocking clients for the threads of a pool: a job takes one that is idle, with the connection that it has,
/// or makes one. Shows requests in flight and per second. Any thread, but for one that must not wait.
class BlockingClients
{
public:
    BlockingClients(const QString &name, int workers, const Net::HttpLimits &limits);

    /// Throws Cancelled when it was stopped.
    Net::HttpReply get(const QUrl &url, const std::stop_token &stop);
    qint64 maxInFlight() const { return m_inFlight.max(); }

private:
    std::unique_ptr<Net::BlockingHttpClient> take();
    void giveBack(std::unique_ptr<Net::BlockingHttpClient> client);

    const Net::HttpLimits m_limits;
    Monitor::Gauge m_inFlight;
    Monitor::Gauge m_sum;
    std::mutex m_mutex;
    std::vector<std::unique_ptr<Net::BlockingHttpClient>> m_idle;
};

} // namespace Loopscope::Scenario
