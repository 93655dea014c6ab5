#pragma once

#include "core/monitor/gauge.h"
#include "core/scenario/experiment.h"
#include "core/scenario/runcontext.h"

#include <memory>
#include <vector>

namespace Loopscope::Scenario {

/// Tests the primes that the parameters name; all of them are known to be prime, so every result is checked.
class CpuBoundExperiment : public Experiment
{
public:
    explicit CpuBoundExperiment(RunContext *run);

    QCoro::Task<> round() override;
    void report(RunFigures *figures) const override;

protected:
    /// Tests all numbers and calls finish() for each.
    virtual QCoro::Task<> testAll() = 0;
    /// One number is done. Throws ScenarioError when a prime was not found to be one.
    void finish(quint64 number, bool isPrime);

    RunContext *run() const { return m_run; }
    const std::vector<quint64> &numbers() const { return m_numbers; }
    int workers() const;

private:
    RunContext *const m_run;
    const std::vector<quint64> m_numbers;
    qint64 m_tested = 0;
    Monitor::Gauge m_completed{Trace::CounterKind::Completed, QStringLiteral("Completed")};
};

std::unique_ptr<Experiment> makeCpuBoundOnLoop(RunContext *run);
std::unique_ptr<Experiment> makeCpuBoundThreadPool(RunContext *run);
std::unique_ptr<Experiment> makeCpuBoundProcessPool(RunContext *run);

} // namespace Loopscope::Scenario
