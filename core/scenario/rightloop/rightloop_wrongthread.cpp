#include "core/scenario/rightloop/rightloopexperiment.h"

namespace Loopscope::Scenario {

class RightLoopWrongThread final : public RightLoopExperiment
{
    using RightLoopExperiment::RightLoopExperiment;

    QCoro::Task<> hopper() override
    {
        for (int hop = 0; hop < hops() && !run()->isStopped(); ++hop) {
            LoopThread &answering = hop % 2 == 0 ? other() : own();
            // Whoever answers resumes us in its thread.
            co_await Async::tracked(CalledBackBy(answering));
            // What we use now may belong to another one:
            counter().startTimer(); // Qt refuses
            counter().tell();       // delivered over there
            counter().add();        // nobody stops us
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
