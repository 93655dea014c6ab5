#pragma once

#include "core/scenario/runfigures.h"

#include <QCoroTask>

namespace Loopscope::Scenario {

/// One run of one variant. Made, used and destroyed on the loop under test. The session calls prepare(), then
/// round() once or, while time is left, again and again, then tearDown() in any case.
class Experiment
{
public:
    virtual ~Experiment() = default;

    /// Servers, workers, connections, files, keys. May throw ScenarioError.
    virtual QCoro::Task<> prepare() { co_return; }
    /// The scenario's amount of work, done once. May throw ScenarioError; Cancelled ends it when the run is
    /// stopped.
    virtual QCoro::Task<> round() = 0;
    /// Releases everything, also after a failure or in the middle of a round. Must not throw.
    virtual QCoro::Task<> tearDown() { co_return; }
    /// Adds what the experiment counted.
    virtual void report(RunFigures *figures) const = 0;
};

} // namespace Loopscope::Scenario
