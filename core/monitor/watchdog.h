#pragma once

#include "core/base/spscring.h"
#include "core/monitor/loopprobe.h"
#include "core/monitor/stallsample.h"
#include "core/trace/selfcost.h"

#include <memory>
#include <thread>

namespace Loopscope::Monitor {

/// One entry of the watchdog's ring, for the collector.
struct WatchdogEvent
{
    enum class Kind : quint8
    {
        PingWaiting,  ///< the ping of this loop has waited since `start`, seen at `at`
        StallOpened,  ///< a dispatch or iteration that began at `start` went over the threshold
        StallSampled, ///< a look at the blocked thread
        StallEnded,   ///< one outside of dispatches ended at `start`
        Stopped,      ///< the whole process stood still from `start` to `at`
        Cost          ///< what watching cost
    };

    Kind kind = Kind::PingWaiting;
    Trace::StallKind stallKind = Trace::StallKind::Callback;
    Trace::TrackId track = 0;
    qint64 start = 0;
    qint64 at = 0;
    Trace::StallId stall = 0;
    LoopProbe::Snapshot loop;
    std::unique_ptr<StallSample> sample;
    Trace::SelfCost cost;
};

/// The one thread that watches all loops of the process from outside: pings them, notices a dispatch that
/// runs over the threshold while it still runs, and looks at the blocked thread's stack. It sleeps until
/// its next deadline and takes no lock that an observed thread could hold or wait for.
class Watchdog
{
public:
    static constexpr std::size_t ringCapacity = 8192;

    Watchdog();
    ~Watchdog();

    /// Any thread, never waits. The watchdog forgets a loop when its probe is closed.
    void watch(std::shared_ptr<LoopProbe> probe);

    /// Read by the collector alone.
    Base::SpscRing<WatchdogEvent> ring{ringCapacity};

    /// Stops of the process that ended before this time are in the ring, as far as the watchdog noticed them.
    /// Nanoseconds of the steady clock; any thread.
    qint64 stopsToldUntil() const;
    /// Its next look comes at once. Any thread, never waits.
    void wake();

    /// The share of a core that watching may cost: CostBudget. Any thread.
    void setBudget(double share);

    /// CPU time that the watchdog has used. Any thread.
    Base::Duration cpuTime() const;

private:
    class Private;
    const std::unique_ptr<Private> d;
};

} // namespace Loopscope::Monitor
