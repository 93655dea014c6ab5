#pragma once

#include "core/scenario/scenario.h"

namespace Loopscope::Scenario {

/// The talk's blocking GET: on the loop, in the loop's default executor, and as a session on the loop.
Scenario http();

} // namespace Loopscope::Scenario
