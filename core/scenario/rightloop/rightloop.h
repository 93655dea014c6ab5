#pragma once

#include "core/scenario/scenario.h"

namespace Loopscope::Scenario {

/// "Carry the loop": a coroutine that goes on wherever it was called back, against one that goes on in its
/// own loop.
Scenario rightLoop();

} // namespace Loopscope::Scenario
