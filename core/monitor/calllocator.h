#pragma once

#include "core/monitor/queuedcall.h"

#include <QString>

#include <memory>

namespace Loopscope::Monitor {

/// Tells where the function of a queued call lies, for a process that is to be told addresses and no names.
/// Collector's thread.
class CallLocator
{
public:
    virtual ~CallLocator() = default;
    /// As Trace::CallPlace is written; empty when it lies in no module.
    virtual QString placeOf(const QueuedCall &call) = 0;
};

/// None: this process's monitor finds names. A program that must not (the preloaded probe) defines this
/// function itself, as it does makeStackResolver().
std::unique_ptr<CallLocator> makeCallLocator();

} // namespace Loopscope::Monitor
