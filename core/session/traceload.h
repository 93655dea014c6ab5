#pragma once

#include "core/record/tracereader.h"
#include "core/session/runreport.h"

namespace Loopscope::Session {

/// A trace that was read: its report and what it says of itself.
struct LoadedTrace
{
    Record::ReadError error = Record::ReadError::None;
    QString problem; ///< one sentence; empty when there is none
    RunReport report;
    Record::TraceDescription description;
    std::vector<Record::SkippedPart> skipped;
};

/// Reads a trace and makes its report in the way a live run's is made: the same statistics over the same
/// batches. What no event tells (executors, requests, own cost) is in the trace's end; of a trace that was
/// cut before it, counters tell a part, and what is unknown is -1. Blocks; any thread. `also` is given each
/// batch, too.
LoadedTrace loadTrace(const QString &path, const Record::TraceReader::Progress &progress = {},
                      const Record::TraceReader::BatchHandler &also = {});

/// What a recording says at its end, of a run's report.
Record::RunSummary summaryOf(const RunReport &report);

} // namespace Loopscope::Session
