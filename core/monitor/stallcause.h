#pragma once

#include "core/monitor/stallsample.h"
#include "core/monitor/waitobject.h"

#include <QString>

#include <vector>

namespace Loopscope::Monitor {

/// Why a loop was blocked, judged from the watchdog's looks at its thread.
struct CauseVerdict
{
    Trace::StallCause cause = Trace::StallCause::Unknown;
    QString evidence; ///< one sentence
};

/// `duration`: of the stall so far.
CauseVerdict judgeCause(const std::vector<StallSample> &samples, Base::Duration duration);

/// "clock_nanosleep"; "system call 999" for one that is not in the table.
QString systemCallName(long number);
/// What its arguments tell of what is waited for.
WaitOn waitOf(long number);

} // namespace Loopscope::Monitor
