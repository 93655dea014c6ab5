#include "core/jobs/primality.h"
#include "core/scenario/cpubound/cpuboundexperiment.h"

namespace Loopscope::Scenario {

class CpuBoundOnLoop final : public CpuBoundExperiment
{
    using CpuBoundExperiment::CpuBoundExperiment;

    QCoro::Task<> testAll() override
    {
        const auto stopped = [this] { return run()->isStopped(); };
        for (const quint64 number : numbers()) {
            // Computes on the loop, which
            // can do nothing else meanwhile.
            const auto result = Jobs::testPrimality(number, stopped);
            run()->checkStopped();
            finish(number, result == Jobs::Primality::Prime);
        }
        co_return;
    }
};

std::unique_ptr<Experiment> makeCpuBoundOnLoop(RunContext *run)
{
    return std::make_unique<CpuBoundOnLoop>(run);
}

} // namespace Loopscope::Scenario
