#include "core/scenario/connectionpool/connectionpoolexperiment.h"

namespace Loopscope::Scenario {

class ConnectionPoolPooled final : public ConnectionPoolExperiment
{
public:
    explicit ConnectionPoolPooled(RunContext *run)
        : ConnectionPoolExperiment(run, keepAlive)
    {}

private:
    Task<Reply> get(QUrl url) override
    {
        // Awaits a free connection of the
        // pool, then the answer.
        co_return co_await session().get(url);
    }

    // An answer leaves its connection
    // open for the next request.
    static constexpr bool keepAlive = true;
};

std::unique_ptr<Experiment> makeConnectionPoolPooled(RunContext *run)
{
    return std::make_unique<ConnectionPoolPooled>(run);
}

} // namespace Loopscope::Scenario
