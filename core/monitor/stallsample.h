#pragma once

#include "core/monitor/threadsnapshot.h"
#include "core/monitor/unwinder.h"
#include "core/trace/stall.h"

namespace Loopscope::Monitor {

/// One look of the watchdog at a blocked thread, before symbols.
struct StallSample
{
    Base::SteadyTime takenAt;
    AddressStack stack;
    bool hasStack = false;
    bool isParked = false;
    long systemCall = -1;
    QString waitsOn;   ///< the file, peer or lock; empty when it cannot be told
    ThreadTimes times; ///< of the blocked thread, at takenAt
};

} // namespace Loopscope::Monitor
