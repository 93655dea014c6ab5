#pragma once

#include "core/scenario/scenario.h"

namespace Loopscope::Scenario {

/// No asynchronous file input and output from the system: a file written, flushed and read back on the loop
/// against an async file object over a pool of threads.
Scenario files();

} // namespace Loopscope::Scenario
