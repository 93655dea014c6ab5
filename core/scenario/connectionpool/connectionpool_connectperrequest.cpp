#include "core/scenario/connectionpool/connectionpoolexperiment.h"

namespace Loopscope::Scenario {

class ConnectPerRequest final : public ConnectionPoolExperiment
{
public:
    explicit ConnectPerRequest(RunContext *run)
        : ConnectionPoolExperiment(run, keepAlive)
    {}

private:
    // Every answer ends its connection: the next
    // request has to make one, handshake and all.
    static constexpr bool keepAlive = false;

    QCoro::Task<Net::HttpReply> get(QUrl url) override { co_return co_await session().get(url); }
};

std::unique_ptr<Experiment> makeConnectPerRequest(RunContext *run)
{
    return std::make_unique<ConnectPerRequest>(run);
}

} // namespace Loopscope::Scenario
