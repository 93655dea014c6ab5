#include "core/scenario/pipelining/pipeliningexperiment.h"

namespace Loopscope::Scenario {

class PipeliningRequestReply final : public PipeliningExperiment
{
public:
    explicit PipeliningRequestReply(RunContext *run)
        : PipeliningExperiment(run, order, 1)
    {}

private:
    // One caller: the next request is sent
    // when the answer to the last is there.
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

std::unique_ptr<Experiment> makePipeliningRequestReply(RunContext *run)
{
    return std::make_unique<PipeliningRequestReply>(run);
}

} // namespace Loopscope::Scenario
