#pragma once

#include "core/scenario/scenario.h"

namespace Loopscope::Scenario {

/// The talk's binary protocol read by hand: simple, but one request at a time.
Scenario requestReply();

} // namespace Loopscope::Scenario
