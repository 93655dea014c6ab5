#pragma once

#include "core/base/histogram.h"
#include "core/base/steadytime.h"

#include <QString>

#include <vector>

namespace Loopscope::Scenario {

/// What the gauges of an executor had at the end of a run.
struct ExecutorFigures
{
    QString name;
    QString kind; ///< "thread" or "process"
    int workers = 0;
    qint64 submitted = 0;
    qint64 completed = 0;
    qint64 failed = 0;
    qint64 cancelled = 0;
    qint64 maxQueueDepth = 0;
};

struct RequestFigures
{
    qint64 completed = 0;
    qint64 failed = 0;
    qint64 wrongAnswers = 0;
    qint64 maxInFlight = 0;
    qint64 connectionsAccepted = 0;
    Base::Histogram latency;
};

/// What a run measured, in the form that verdicts and reports are made from.
struct RunFigures
{
    QString variantId;
    Base::Duration duration{0}; ///< of the work
    int rounds = 0;
    Base::Duration latencyP50{0};
    Base::Duration latencyP99{0};
    Base::Duration latencyMax{0};
    qint64 stalls = 0;
    Base::Duration longestStall{0};
    Base::Duration timeInStalls{0};
    qint64 foreignResumptions = 0; ///< coroutines that went on in a thread not theirs
    qint64 foreignUses = 0;        ///< everything else that was seen of objects used in a wrong thread
    qint64 workUnits = 0;          ///< sleeps, primes, hops: whatever the scenario counts
    QString remark;                ///< a sentence that the verdict adds; usually empty
    bool usesRequests = false;
    RequestFigures requests;
    std::vector<ExecutorFigures> executors;

    double perSecond() const
    {
        const double seconds = Base::toSeconds(duration);
        return seconds > 0 ? static_cast<double>(requests.completed) / seconds : 0;
    }
};

} // namespace Loopscope::Scenario
