#pragma once

#include "core/base/histogram.h"

#include <QString>

#include <optional>
#include <vector>

namespace Loopscope::Record {

/// What only the end of a run knows and no event tells; all of it may be absent. Written by
/// PerfettoCodec::writeEnd(), read back by TraceReader.
struct RunSummary
{
    struct Requests
    {
        qint64 completed = 0;
        qint64 failed = 0;
        qint64 wrongAnswers = 0;
        qint64 maxInFlight = 0;
        qint64 connectionsAccepted = 0;
        Base::Histogram latency;
    };
    struct Executor
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
    /// What the monitor cost.
    struct Self
    {
        double probeNsPerDispatch = 0;
        double watchdogCoreFraction = 0;
        double recorderCoreFraction = 0;
    };

    RunSummary() = default;
    RunSummary(const QString &sentence) // NOLINT(google-explicit-constructor): often that is all
        : verdict(sentence)
    {}

    QString verdict;
    QString failure; ///< one sentence; empty when the run did not fail
    bool stopped = false;
    qint64 rounds = 0;
    qint64 workUnits = 0;
    std::optional<Requests> requests;
    std::vector<Executor> executors; ///< the variant's main one first
    std::optional<Self> self;
};

} // namespace Loopscope::Record
