#include "core/scenario/slowcallback/slowcallbackexperiment.h"

namespace Loopscope::Scenario {

using std::chrono::milliseconds;

class SlowCallbackAwaiting final : public SlowCallbackExperiment
{
    using SlowCallbackExperiment::SlowCallbackExperiment;

    QCoro::Task<> sleeper(milliseconds time) override
    {
        // The coroutine waits; the loop goes on
        // and comes back when the timer fires.
        co_await run()->sleepFor(time);
    }
};

std::unique_ptr<Experiment> makeSlowCallbackAwaiting(RunContext *run)
{
    return std::make_unique<SlowCallbackAwaiting>(run);
}

} // namespace Loopscope::Scenario
