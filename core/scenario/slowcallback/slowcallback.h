#pragma once

#include "core/scenario/scenario.h"

namespace Loopscope::Scenario {

/// The talk's debug mode: a coroutine that sleeps its thread, against one that awaits a timer.
Scenario slowCallback();

} // namespace Loopscope::Scenario
