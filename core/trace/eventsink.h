#pragma once

#include "core/trace/batch.h"

namespace Loopscope::Trace {

/// Takes what was observed: statistics, the recorder, the models' inbox.
class EventSink
{
public:
    virtual ~EventSink() = default;
    /// Called on the source's thread (live: the collector's), in order. Must neither block nor throw.
    virtual void consume(const BatchPtr &batch) = 0;
};

} // namespace Loopscope::Trace
