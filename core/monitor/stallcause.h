#pragma once

#include "core/monitor/stallsample.h"
#include "core/monitor/waitobject.h"

#include <QString>

#include <optional>
#include <vector>

namespace Loopscope::Monitor {

/// Why a loop was blocked, judged from the watchdog's looks at its thread.
struct CauseVerdict
{
    Trace::StallCause cause = Trace::StallCause::Unknown;
    QString evidence; ///< one sentence
};

/// What the thread itself found at the end of a stall, over a time that ends with it and begins near its
/// start.
struct StallTimes
{
    Base::Duration window{0};
    Base::Duration onCpu{0};
    Base::Duration waitingForCpu{0};
    Base::Duration threshold{0};  ///< of the loop
    Base::Duration busyBefore{0}; ///< of the window: in dispatches before the stall
};

/// How the thread spent a stall that has ended; the rest of it, it slept or waited for something.
struct StallShares
{
    Base::Duration onCpu{0};
    Base::Duration waitingForCpu{0};
};

/// Nothing when a tenth of the stall or more is in doubt: the window began in it, or the loop was busy just
/// before.
std::optional<StallShares> sharesOf(const std::vector<StallSample> &samples, Base::Duration duration,
                                    const StallTimes &times);

/// `duration`: of the stall so far. `times`: when it has ended.
CauseVerdict judgeCause(const std::vector<StallSample> &samples, Base::Duration duration,
                        const std::optional<StallTimes> &times = std::nullopt);

/// "clock_nanosleep"; "system call 999" for one that is not in the table.
QString systemCallName(long number);
/// What its arguments tell of what is waited for.
WaitOn waitOf(long number);

} // namespace Loopscope::Monitor
