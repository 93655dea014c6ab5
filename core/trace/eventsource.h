#pragma once

#include <memory>

namespace Loopscope::Trace {

class EventSink;

/// Where batches come from: the live collector, a trace file with a clock, an attached program.
/// A sink that is added later first gets one batch with all tracks, counters and names known so far.
class EventSource
{
public:
    virtual ~EventSource() = default;
    /// Any thread, never waits.
    virtual void addSink(std::shared_ptr<EventSink> sink) = 0;
    /// Any thread, never waits: a batch that is being handed out may still arrive after it returned,
    /// so the source keeps the sink alive until then.
    virtual void removeSink(const std::shared_ptr<EventSink> &sink) = 0;
};

} // namespace Loopscope::Trace
