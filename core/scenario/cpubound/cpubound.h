#pragma once

#include "core/scenario/scenario.h"

namespace Loopscope::Scenario {

/// The talk's prime test in a pool of processes: on the loop, in threads, in processes.
Scenario cpuBound();

} // namespace Loopscope::Scenario
