#include "core/scenario/napping/nappingexperiment.h"

namespace Loopscope::Scenario {

class NappingAwaiting final : public NappingExperiment
{
    using NappingExperiment::NappingExperiment;

    QCoro::Task<> nap() override
    {
        // The coroutine waits; the loop goes on.
        co_await run()->sleepFor(std::chrono::milliseconds(60));
    }
};

std::unique_ptr<Experiment> makeNappingAwaiting(RunContext *run)
{
    return std::make_unique<NappingAwaiting>(run);
}

} // namespace Loopscope::Scenario
