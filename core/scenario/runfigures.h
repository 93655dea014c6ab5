#pragma once

#include "core/base/steadytime.h"
#include "core/trace/workfigures.h"

#include <QString>

#include <algorithm>
#include <vector>

namespace Loopscope::Scenario {

using Trace::ExecutorFigures;
using Trace::RequestFigures;

/// What a run measured, in the form that verdicts and reports are made from.
struct RunFigures
{
    QString variantId;
    Base::Duration duration{0}; ///< of the work
    int rounds = 0;
    qint64 latencySamples = 0; ///< how often the loop was asked
    Base::Duration latencyP50{0};
    Base::Duration latencyP99{0};
    Base::Duration latencyMax{0};
    qint64 stalls = 0;
    qint64 stallsOfMachine = 0; ///< among them: others had the CPU
    Base::Duration longestStall{0};
    Base::Duration timeInStalls{0};
    qint64 foreignResumptions = 0; ///< coroutines that went on in a thread not theirs
    qint64 foreignUses = 0;        ///< everything else that was seen of objects used in a wrong thread
    qint64 workUnits = 0;          ///< sleeps, primes, hops: whatever the scenario counts
    QString remark;                ///< a sentence that the verdict adds; usually empty
    bool usesRequests = false;
    RequestFigures requests;
    std::vector<ExecutorFigures> executors;

    /// Requests that were answered, else what the scenario counts.
    qint64 completed() const { return usesRequests ? requests.completed : workUnits; }
    /// The longest wait on its loop: a ping may have come late for the longest stall, an event would not
    /// have.
    Base::Duration longestWait() const
    {
        return stalls > 0 ? std::max(latencyMax, longestStall) : latencyMax;
    }
    double perSecond() const
    {
        const double seconds = Base::toSeconds(duration);
        return seconds > 0 ? static_cast<double>(requests.completed) / seconds : 0;
    }
};

} // namespace Loopscope::Scenario
