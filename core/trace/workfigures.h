#pragma once

#include "core/base/histogram.h"

#include <QString>

namespace Loopscope::Trace {

/// What the gauges of an executor had at the end of a run.
struct ExecutorFigures
{
    QString name;
    QString kind; ///< "thread" or "process"
    qint64 workers = 0;
    qint64 submitted = 0;
    qint64 completed = 0;
    qint64 failed = 0;
    qint64 cancelled = 0;
    qint64 maxQueueDepth = 0;
};

/// What a client counted.
struct RequestFigures
{
    qint64 completed = 0;
    qint64 failed = 0;
    qint64 wrongAnswers = 0;
    qint64 maxInFlight = 0;
    qint64 connectionsAccepted = 0;
    Base::Histogram latency;
};

} // namespace Loopscope::Trace
