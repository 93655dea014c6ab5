#pragma once

#include "core/scenario/experiment.h"
#include "core/scenario/runcontext.h"

#include <memory>

namespace Loopscope::Scenario {

/// Takes some naps, one after the other; the variants differ in how.
class NappingExperiment : public Experiment
{
public:
    explicit NappingExperiment(RunContext *run);

    QCoro::Task<> round() override;
    void report(RunFigures *figures) const override;

protected:
    virtual QCoro::Task<> nap() = 0;
    RunContext *run() const { return m_run; }

private:
    RunContext *const m_run;
    const qint64 m_naps;
    qint64 m_taken = 0;
};

std::unique_ptr<Experiment> makeNappingBlocking(RunContext *run);
std::unique_ptr<Experiment> makeNappingAwaiting(RunContext *run);

} // namespace Loopscope::Scenario
