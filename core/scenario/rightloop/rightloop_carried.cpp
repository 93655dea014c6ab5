#include "core/scenario/rightloop/rightloopexperiment.h"

namespace Loopscope::Scenario {

class RightLoopCarried final : public RightLoopExperiment
{
    using RightLoopExperiment::RightLoopExperiment;

    QCoro::Task<> hopper() override
    {
        counter().startTimer();
        for (int hop = 0; hop < hops() && !run()->isStopped(); ++hop) {
            // The other loop answers; the answer
            // is carried back before we go on.
            co_await Async::tracked(CarriedBack(other(), own()));
            counter().tell();
            counter().add();
        }
    }
};

std::unique_ptr<Experiment> makeRightLoopCarried(RunContext *run)
{
    return std::make_unique<RightLoopCarried>(run);
}

} // namespace Loopscope::Scenario
