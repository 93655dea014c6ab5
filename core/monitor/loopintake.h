#pragma once

#include "core/monitor/loopprobe.h"
#include "core/monitor/namebook.h"
#include "core/monitor/stallbook.h"
#include "core/trace/batch.h"

#include <QHash>

namespace Loopscope::Monitor {

/// Reads the ring of one loop and turns its entries into a batch's. Collector's thread.
class LoopIntake
{
public:
    LoopIntake(std::shared_ptr<LoopProbe> probe, NameBook *names, StallBook *stalls);

    /// Everything that happened before `until`, or up to an entry that waits for what the watchdog says: so
    /// many entries. `stopsToldUntil`: stops of the process that ended later are not known yet. `shortest`:
    /// dispatches below it go into summaries.
    std::size_t drain(qint64 until, qint64 stopsToldUntil, Base::Duration shortest, Trace::Batch *batch);
    /// The end of the entry that the last drain() left for the next one; 0: it left none.
    qint64 waitingAt() const { return m_waitingAt; }
    /// Its last entries are dropped: somebody listens now who was not told of this loop, which has been
    /// closed.
    void mute() { m_muted = true; }
    /// The loop is gone and everything it wrote was read.
    bool isFinished() const { return m_finished; }
    const LoopProbe &probe() const { return *m_probe; }

private:
    void take(const LoopEvent &event, Base::Duration shortest, Trace::Batch *batch);
    void takePing(const LoopEvent &event, Trace::Batch *batch);
    bool lastsAsStall(const LoopEvent &event) const;
    void takeDispatch(const LoopEvent &event, Base::Duration shortest, Trace::Batch *batch);
    void appendTotals(qint64 at, Trace::Batch *batch);
    void appendSummaries(qint64 at, Trace::Batch *batch);

    const std::shared_ptr<LoopProbe> m_probe;
    NameBook *const m_names;
    StallBook *const m_stalls;
    QHash<Trace::NameId, Trace::DispatchSummary> m_summaries;
    Trace::LoopTotals m_totals;
    Base::SteadyTime m_lastSummaries;
    quint64 m_lastSequence = 0;
    quint64 m_lastIteration = 0;
    qint64 m_waitingAt = 0;
    bool m_finished = false;
    bool m_muted = false;
};

} // namespace Loopscope::Monitor
