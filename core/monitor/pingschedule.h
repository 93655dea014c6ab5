#pragma once

#include "core/base/steadytime.h"

namespace Loopscope::Monitor {

/// When a loop is pinged: an interval after the last ping was delivered, and more rarely while the loop does
/// nothing, since an idle loop is not to be kept awake for that. One thread; times in ns.
class PingSchedule
{
public:
    static constexpr int pingsUntilRest = 10; ///< in a row, between which the loop did nothing
    static constexpr int restFactor = 2;      ///< of the interval then

    /// `mayRest`: nobody looks at each of them.
    explicit PingSchedule(bool mayRest)
        : m_mayRest(mayRest)
    {}

    /// 0: none is under way.
    qint64 postedAt() const { return m_postedAt; }
    /// How many dispatches there had been when it was posted.
    quint64 dispatchesBefore() const { return m_dispatches; }

    /// `delivered`: when the last ping was.
    void noteDelivered(qint64 delivered);
    /// When the next one is due. `dispatches`: of the loop so far.
    qint64 due(qint64 delivered, qint64 interval, quint64 dispatches);
    /// One is posted now; returns how many were left out before it: also when a dispatch has ended the rest,
    /// or what stalls an idle loop would count too little.
    quint16 post(qint64 now, qint64 delivered, qint64 interval, quint64 dispatches);
    /// While it waits it is told of after this and again after each interval.
    qint64 firstWaiting(qint64 interval) const { return m_postedAt + pause(interval); }

private:
    bool rests() const { return m_quiet >= pingsUntilRest; }
    qint64 pause(qint64 interval) const { return interval * (rests() ? restFactor : 1); }

    bool m_mayRest;
    qint64 m_postedAt = 0;
    quint64 m_dispatches = 0;
    int m_quiet = 0;      // pings, after each of which the loop had done nothing
    int m_mostPauses = 1; // in intervals, until the next one: as it was when the last one was posted
};

} // namespace Loopscope::Monitor
