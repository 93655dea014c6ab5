#pragma once

#include "core/trace/selfcost.h"

#include <optional>

namespace Loopscope::Monitor {

/// Keeps what the watchdog costs within a share of a core: where it is more, stack samples become rarer step
/// by step, then pings; where it is much less again, they come back. The first look at a stall is always
/// taken. One thread.
class CostBudget
{
public:
    static constexpr double defaultShare = 0.01;
    static constexpr int mostSlowdown = 8; ///< of samples, and of pings

    /// The figures of another second, when it is over. `used`: CPU time so far of the watchdog, and of the
    /// loops for their pings.
    std::optional<Trace::SelfCost> check(qint64 now, Base::Duration used, double share);

    int sampleSlowdown() const;
    int pingSlowdown() const;

private:
    qint64 m_since = 0; // ns; 0: nothing was seen yet
    Base::Duration m_usedBefore{0};
    int m_level = 0;
};

} // namespace Loopscope::Monitor
