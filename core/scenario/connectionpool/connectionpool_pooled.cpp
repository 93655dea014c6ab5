#include "core/scenario/connectionpool/connectionpoolexperiment.h"

namespace Loopscope::Scenario {

class ConnectionPoolPooled final : public ConnectionPoolExperiment
{
public:
    explicit ConnectionPoolPooled(RunContext *run)
        : ConnectionPoolExperiment(run, keepAlive)
    {}

private:
    // A connection that has brought its answer goes
    // back to the pool and takes the next request.
    static constexpr bool keepAlive = true;

    QCoro::Task<Net::HttpReply> get(QUrl url) override { co_return co_await session().get(url); }
};

std::unique_ptr<Experiment> makeConnectionPoolPooled(RunContext *run)
{
    return std::make_unique<ConnectionPoolPooled>(run);
}

} // namespace Loopscope::Scenario
