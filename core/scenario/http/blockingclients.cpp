#include "core/scenario/http/blockingclients.h"

#include "core/async/stop.h"

namespace Loopscope::Scenario {

BlockingClients::BlockingClients(const QString &name, int workers, const Net::HttpLimits &limits)
    : m_limits(limits)
    , m_inFlight(Trace::CounterKind::RequestsInFlight, name, workers)
    , m_sum(Trace::CounterKind::RequestsPerSecond, name)
{}

Net::HttpReply BlockingClients::get(const QUrl &url, const std::stop_token &stop)
{
    auto client = take();
    m_inFlight.add(1);
    Net::HttpReply reply = client->get(url, [&stop] { return stop.stop_requested(); });
    m_inFlight.add(-1);
    giveBack(std::move(client));
    if (reply.error == Net::HttpError::Cancelled)
        throw Async::Cancelled();
    if (reply.isOk())
        m_sum.add(1);
    return reply;
}

std::unique_ptr<Net::BlockingHttpClient> BlockingClients::take()
{
    {
        const std::scoped_lock lock(m_mutex);
        if (!m_idle.empty()) {
            auto client = std::move(m_idle.back());
            m_idle.pop_back();
            return client;
        }
    }
    return std::make_unique<Net::BlockingHttpClient>(m_limits);
}

void BlockingClients::giveBack(std::unique_ptr<Net::BlockingHttpClient> client)
{
    const std::scoped_lock lock(m_mutex);
    m_idle.push_back(std::move(client));
}

} // namespace Loopscope::Scenario
