#pragma once

#include "core/session/variantcomparison.h"
#include "ui/models/runmodel.h"
#include "ui/models/variantrank.h"

#include <QList>
#include <QPointF>

namespace Loopscope::Models {

/// Lines over a run's own time: x in seconds since its work began. Few points: they outlive the run, whose
/// series the next one clears.
struct RunLines
{
    double seconds = 0;      ///< how long the run has worked
    QList<QPointF> progress; ///< units of work done
    QList<QPointF> inFlight;
    QList<QPointF> waiting; ///< jobs
    QList<QPointF> latency; ///< ms, of the loop
};

enum class ComparedState
{
    Waiting,
    Running,
    Done,
    Stopped, ///< before it was done: no figures
    Failed,  ///< with a reason
};

/// One variant of a comparison.
struct ComparedRun
{
    const Scenario::Variant *variant = nullptr;
    VariantRank rank = VariantRank::Best;
    ComparedState state = ComparedState::Waiting;
    QString reason; ///< of a failure
    std::shared_ptr<const Session::RunReport> report;
    RunLines lines;

    /// What the run measured; null when it tells nothing.
    const Scenario::RunFigures *figures() const;
};

/// How often a coroutine went on, or an object was used, in a thread not theirs.
qint64 wrongUses(const Scenario::RunFigures &run);
/// Answers reached the wrong caller, or something went on or was used in a wrong thread.
bool isWrong(const Scenario::RunFigures &run);
/// Whether its loop was asked: a run may be too short.
bool hasLoopLatency(const Scenario::RunFigures &run);
/// Of fewer samples there is no p50 or p99 that says something.
inline constexpr qint64 fewestSamples = 20;
bool hasLoopQuantiles(const Scenario::RunFigures &run);
bool hasRequestQuantiles(const Scenario::RunFigures &run);
/// Of work done, in the scenario's units.
double unitsPerSecond(const Scenario::RunFigures &run, double unitSize);

/// At most about `mostPoints` points of a series within the work of a run: as they are when they are
/// few, else the smallest and largest of equal stretches. A stepping quantity gets its corners.
QList<QPointF> ownTimeLine(const Series &series, Base::SteadyTime begin, Base::SteadyTime end, bool steps,
                           int mostPoints = 600);
/// The lines of the run that the model holds, as far as it has come.
RunLines linesOf(const RunModel &run, double unitSize);
/// The same of a run that has ended: its report knows the last value and the end exactly.
RunLines linesOf(const RunModel &run, double unitSize, const Session::RunReport &report);

} // namespace Loopscope::Models
