#pragma once

namespace Loopscope::Trace {

class EventSink;

/// Where batches come from: the live collector, a trace file with a clock, an attached program.
/// A sink that is added later first gets one batch with all tracks, counters and names known so far.
class EventSource
{
public:
    virtual ~EventSource() = default;
    /// Any thread. The sink must stay alive until it was removed.
    virtual void addSink(EventSink *sink) = 0;
    /// Any thread but the source's. When it returns, the sink is not in use and will not be called again.
    virtual void removeSink(EventSink *sink) = 0;
};

} // namespace Loopscope::Trace
