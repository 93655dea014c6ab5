#pragma once

#include "core/session/run.h"
#include "core/session/runreport.h"

namespace Loopscope::Session {

class Recording;

/// What the monitor's threads had used at a moment, to tell later what a run cost.
struct CostMark
{
    Base::SteadyTime at;
    Base::Duration watchdog{0};
    Base::Duration collector{0};

    static CostMark take();
};

/// Fills in what the figures of the loop under test say: duration, latency, stalls, uses in a wrong thread.
void addMeasured(const Trace::Figures &figures, Scenario::RunFigures *run);

RunReport buildReport(const RunPlan &plan, const RunOutcome &outcome, Trace::Figures figures,
                      const CostMark &start, const Recording *recording);

} // namespace Loopscope::Session
