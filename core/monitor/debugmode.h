#pragma once

#include "core/base/steadytime.h"

namespace Loopscope::Monitor {

/// LOOPSCOPE_DEBUG is set to something else than 0. Any thread; read once.
bool isDebugMode();

/// In debug mode: a wait of the calling thread's current task ended `late` after its time. Told in the
/// logging category loopscope.slow when that is at least the loop's threshold, as asyncio tells of a slow
/// poll. Costs a few nanoseconds otherwise.
void noteLateWait(const char *what, Base::Duration time, Base::Duration late);

} // namespace Loopscope::Monitor
