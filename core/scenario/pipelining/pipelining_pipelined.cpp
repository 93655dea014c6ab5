#include "core/scenario/pipelining/pipeliningexperiment.h"

namespace Loopscope::Scenario {

class PipeliningPipelined final : public PipeliningExperiment
{
public:
    explicit PipeliningPipelined(RunContext *run)
        : PipeliningExperiment(run, order, depthOf(run))
    {}

private:
    // Answers come in the order of the requests:
    // each goes to the caller that asked first.
    static constexpr auto order = Wire::PipelineOrder::FirstInFirstOut;

    QCoro::Task<> caller() override
    {
        while (const auto i = takeNext()) {
            const auto begun = meter().begin();
            const auto reply = co_await client().get(keys().key(*i));
            check(*i, begun, reply);
        }
    }
};

std::unique_ptr<Experiment> makePipeliningPipelined(RunContext *run)
{
    return std::make_unique<PipeliningPipelined>(run);
}

} // namespace Loopscope::Scenario
