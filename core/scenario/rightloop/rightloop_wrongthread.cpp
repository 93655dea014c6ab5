#include "core/scenario/rightloop/rightloopexperiment.h"

namespace Loopscope::Scenario {

class RightLoopWrongThread final : public RightLoopExperiment
{
    using RightLoopExperiment::RightLoopExperiment;

    QCoro::Task<> hopper() override
    {
        for (int hop = 0; hop < hops() && !run()->isStopped(); ++hop) {
            LoopThread &answering = hop % 2 == 0 ? other() : own();
            // Resumed in whichever
            // thread answers us.
            co_await Async::tracked(CalledBackBy(answering));
            // These belong to our own:
            counter().startTimer(); // refused
            counter().tell();       // delivered
            counter().add();        // unnoticed
        }
        // Home, whatever happened.
        if (!own().isCurrent())
            co_await Async::tracked(CalledBackBy(own()));
    }
};

std::unique_ptr<Experiment> makeRightLoopWrongThread(RunContext *run)
{
    return std::make_unique<RightLoopWrongThread>(run);
}

} // namespace Loopscope::Scenario
