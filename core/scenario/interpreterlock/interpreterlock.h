#pragma once

#include "core/scenario/scenario.h"

namespace Loopscope::Scenario {

/// The talk's GIL: a real embedded Python whose drivers, called in a pool of threads, keep the interpreter's
/// lock while they wait, or release it. Unavailable, with the reason, in a build without Python.
Scenario interpreterLock();

} // namespace Loopscope::Scenario
