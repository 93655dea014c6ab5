#pragma once

#include "core/scenario/parameters.h"
#include "core/scenario/runfigures.h"
#include "core/trace/statistics.h"

#include <QString>

namespace Loopscope::Session {

/// What the monitor cost during a run.
struct SelfFigures
{
    bool isKnown = true; ///< false: of a trace that does not tell; the dropped events are known always
    double probeNsPerDispatch = 0;
    double watchdogCoreFraction = 0;
    double recorderCoreFraction = 0;
    int samplingSlowdown = 1; ///< at most, to keep watching within its budget (Trace::SelfCost)
    quint64 droppedEvents = 0;
};

/// Everything that the document of a run says (CONTRACT.md); text is made of it at the edge.
struct RunReport
{
    QString scenarioId;
    QString variantId;
    Scenario::Parameters parameters;
    bool failed = false;
    QString failure;      ///< one sentence
    bool stopped = false; ///< by the user, before it was done
    QString verdict;
    Scenario::RunFigures run;
    Trace::Figures figures;
    SelfFigures self;
    QString recordedTo; ///< empty when it was not
};

} // namespace Loopscope::Session
