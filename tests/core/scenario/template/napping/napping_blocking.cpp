#include "core/scenario/napping/nappingexperiment.h"

#include <QThread>

namespace Loopscope::Scenario {

class NappingBlocking final : public NappingExperiment
{
    using NappingExperiment::NappingExperiment;

    QCoro::Task<> nap() override
    {
        // The thread sleeps: nothing else on this loop runs.
        QThread::msleep(60);
        co_return;
    }
};

std::unique_ptr<Experiment> makeNappingBlocking(RunContext *run)
{
    return std::make_unique<NappingBlocking>(run);
}

} // namespace Loopscope::Scenario
