#pragma once

#include "core/trace/workfigures.h"

#include <QString>

#include <optional>
#include <vector>

namespace Loopscope::Record {

/// What only the end of a run knows and no event tells; all of it may be absent. Written by
/// PerfettoCodec::writeEnd(), read back by TraceReader.
struct RunSummary
{
    /// What the monitor cost.
    struct Self
    {
        double probeNsPerDispatch = 0;
        double watchdogCoreFraction = 0;
        double recorderCoreFraction = 0;
        quint64 samplingSlowdown = 1; ///< at most (Trace::SelfCost)
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
    std::optional<Trace::RequestFigures> requests;
    std::vector<Trace::ExecutorFigures> executors; ///< the variant's main one first
    std::optional<Self> self;
};

} // namespace Loopscope::Record
