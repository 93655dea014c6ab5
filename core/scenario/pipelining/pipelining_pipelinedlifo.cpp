#include "core/scenario/pipelining/pipeliningexperiment.h"

namespace Loopscope::Scenario {

class PipeliningLifo final : public PipeliningExperiment
{
public:
    explicit PipeliningLifo(RunContext *run)
        : PipeliningExperiment(run, order, depthOf(run))
    {}

private:
    // The slide's mistake, queue.pop(): an answer
    // goes to the caller that asked last.
    static constexpr auto order = Wire::PipelineOrder::LastInFirstOut;

    QCoro::Task<> caller() override
    {
        while (const auto i = takeNext()) {
            const auto begun = meter().begin();
            const auto reply = co_await client().get(keys().key(*i));
            check(*i, begun, reply);
        }
    }
};

std::unique_ptr<Experiment> makePipeliningLifo(RunContext *run)
{
    return std::make_unique<PipeliningLifo>(run);
}

} // namespace Loopscope::Scenario
