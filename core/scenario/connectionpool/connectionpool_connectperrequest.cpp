#include "core/scenario/connectionpool/connectionpoolexperiment.h"

namespace Loopscope::Scenario {

class ConnectPerRequest final : public ConnectionPoolExperiment
{
public:
    explicit ConnectPerRequest(RunContext *run)
        : ConnectionPoolExperiment(run, keepAlive)
    {}

private:
    Task<Reply> get(QUrl url) override
    {
        // Awaits a new connection first,
        // handshake and all.
        co_return co_await session().get(url);
    }

    // Every answer ends its connection;
    // the next request makes another.
    static constexpr bool keepAlive = false;
};

std::unique_ptr<Experiment> makeConnectPerRequest(RunContext *run)
{
    return std::make_unique<ConnectPerRequest>(run);
}

} // namespace Loopscope::Scenario
