#pragma once

#include "core/scenario/scenario.h"

namespace Loopscope::Scenario {

/// The smallest scenario there is, to be copied: a nap on the loop, badly and well.
Scenario napping();

} // namespace Loopscope::Scenario
