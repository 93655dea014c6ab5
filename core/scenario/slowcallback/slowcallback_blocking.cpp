#include "core/scenario/slowcallback/slowcallbackexperiment.h"

#include <QThread>

namespace Loopscope::Scenario {

using std::chrono::milliseconds;

class SlowCallbackBlocking final : public SlowCallbackExperiment
{
    using SlowCallbackExperiment::SlowCallbackExperiment;

    QCoro::Task<> sleeper(milliseconds time) override
    {
        // The thread sleeps, and so does every
        // timer and socket of this loop.
        QThread::msleep(time.count());
        co_return;
    }
};

std::unique_ptr<Experiment> makeSlowCallbackBlocking(RunContext *run)
{
    return std::make_unique<SlowCallbackBlocking>(run);
}

} // namespace Loopscope::Scenario
