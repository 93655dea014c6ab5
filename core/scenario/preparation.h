#pragma once

#include "core/exec/threadexecutor.h"

namespace Loopscope::Scenario {

/// Options of an executor for what comes before and after the work and would block the loop: one thread,
/// which the charts and the timeline do not show.
inline Exec::ThreadExecutorOptions preparationOptions()
{
    Exec::ThreadExecutorOptions options;
    options.workers = 1;
    options.showsQueue = false;
    options.showsLanes = false;
    return options;
}

} // namespace Loopscope::Scenario
