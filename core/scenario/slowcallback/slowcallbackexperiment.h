#pragma once

#include "core/scenario/experiment.h"
#include "core/scenario/runcontext.h"

#include <memory>

namespace Loopscope::Scenario {

class Bystanders;

/// Starts a sleeper every `interval_ms`. A round is one of them; the variants differ in how it sleeps.
class SlowCallbackExperiment : public Experiment
{
public:
    explicit SlowCallbackExperiment(RunContext *run);
    ~SlowCallbackExperiment() override;

    QCoro::Task<> prepare() override;
    QCoro::Task<> round() override;
    QCoro::Task<> tearDown() override;
    void report(RunFigures *figures) const override;

protected:
    virtual QCoro::Task<> sleeper(std::chrono::milliseconds time) = 0;
    RunContext *run() const { return m_run; }

private:
    RunContext *const m_run;
    const std::chrono::milliseconds m_sleep;
    const std::chrono::milliseconds m_interval;
    std::unique_ptr<Bystanders> m_bystanders;
    Base::SteadyTime m_nextAt;
    qint64 m_sleeps = 0;
};

std::unique_ptr<Experiment> makeSlowCallbackBlocking(RunContext *run);
std::unique_ptr<Experiment> makeSlowCallbackAwaiting(RunContext *run);

} // namespace Loopscope::Scenario
