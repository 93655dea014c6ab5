#pragma once

#include "core/monitor/watchdog.h"
#include "core/trace/eventsink.h"
#include "core/trace/eventsource.h"

#include <functional>
#include <memory>

namespace Loopscope::Monitor {

class Bell;

/// The only reader of all rings of this process. Its thread puts what happened into batches, in order
/// of time, and hands them to the sinks.
class Collector final : public Trace::EventSource
{
public:
    explicit Collector(Watchdog *watchdog);
    ~Collector() override;

    void addSink(std::shared_ptr<Trace::EventSink> sink) override;
    void removeSink(const std::shared_ptr<Trace::EventSink> &sink) override;

    /// Something was announced: the next turn comes at once. Any thread, never waits.
    void wake();
    /// The same for threads that may outlive the collector.
    std::shared_ptr<Bell> bell() const;
    /// Calls `done` on the collector's thread when everything that had happened before this call was handed
    /// to the sinks, the symbols of all stacks included.
    void flush(std::function<void()> done);

    /// Dispatches below this are summarised; 50 µs unless set. Any thread.
    void setShortestSlice(Base::Duration shortest);
    /// How often the rings are read while loops are observed; 5 ms unless set. Any thread.
    void setInterval(Base::Duration interval);
    /// CPU time of the collector's thread. Any thread.
    Base::Duration cpuTime() const;
    /// The symboliser has read the program's debug information. Any thread.
    bool isWarm() const;

private:
    class Private;
    const std::unique_ptr<Private> d;
};

} // namespace Loopscope::Monitor
