#include "core/scenario/interpreterlock/interpreterlock.h"

#include "core/scenario/experiment.h"
#include "core/scenario/figuretext.h"
#include "core/scenario/parameterset.h"

#ifdef LOOPSCOPE_HAS_PYTHON
#include "core/scenario/interpreterlock/interpreterlockexperiment.h"
#endif

namespace Loopscope::Scenario {

namespace {

#ifndef LOOPSCOPE_HAS_PYTHON
std::unique_ptr<Experiment> makeNothing(RunContext *)
{
    return {}; // never called: the scenario is unavailable
}
constexpr auto makeInterpreterLockHolding = makeNothing;
constexpr auto makeInterpreterLockReleasing = makeNothing;

QString unavailableReason(const Parameters &)
{
    return QStringLiteral("This program was built without Python; install the package libpython3-dev and "
                          "build it again.");
}
#endif

QString verdict(const Parameters &parameters, const RunFigures &figures)
{
    const auto calls = static_cast<double>(figures.workUnits);
    const auto block = std::chrono::milliseconds(parameters.integer(QStringLiteral("block_ms")));
    const double seconds = std::max(1e-9, Base::toSeconds(figures.duration));
    const double atATime = calls * Base::toSeconds(block) / seconds;
    const QString done =
        QStringLiteral("%1 of %2 in %3 with %4, %5 at a time")
            .arg(countedText(calls, QStringLiteral("call")), durationText(block),
                 durationText(figures.duration),
                 countedText(static_cast<double>(parameters.integer(QStringLiteral("threads"))),
                             QStringLiteral("thread")))
            .arg(atATime, 0, 'f', 1);
    if (figures.stalls == 0)
        return QStringLiteral("%1; the loop went on, latency p99 %2.")
            .arg(done, durationText(figures.latencyP99));
    return QStringLiteral("%1; the loop was blocked %2, the longest for %3.")
        .arg(done, timesText(static_cast<double>(figures.stalls)), durationText(figures.longestStall));
}

} // namespace

Scenario interpreterLock()
{
    Scenario scenario;
    scenario.id = QStringLiteral("interpreter-lock");
    scenario.title = QStringLiteral("Interpreter lock");
    scenario.lesson =
        QStringLiteral("A pool of threads does not save the loop when a driver keeps the interpreter's "
                       "lock while it waits.");
    scenario.workUnit = QStringLiteral("Calls");
    scenario.parameters = {
        integerParameter(QStringLiteral("threads"), QStringLiteral("Threads"), 4, 1, 64),
        integerParameter(QStringLiteral("calls"), QStringLiteral("Calls"), 16, 1, 100'000),
        integerParameter(QStringLiteral("block_ms"), QStringLiteral("Each blocks"), 50, 1, 10'000,
                         QStringLiteral("ms")),
        integerParameter(QStringLiteral("interval_ms"), QStringLiteral("Callback every"), 5, 1, 10'000,
                         QStringLiteral("ms")),
        thresholdParameter(),
    };
    scenario.variants = {
        {QStringLiteral("holding"), QStringLiteral("Holding the lock"),
         QStringLiteral("core/scenario/interpreterlock/interpreterlock_holding.cpp"),
         makeInterpreterLockHolding},
        {QStringLiteral("releasing"), QStringLiteral("Releasing it"),
         QStringLiteral("core/scenario/interpreterlock/interpreterlock_releasing.cpp"),
         makeInterpreterLockReleasing},
    };
#ifndef LOOPSCOPE_HAS_PYTHON
    scenario.unavailableReason = unavailableReason;
#endif
    scenario.verdict = verdict;
    return scenario;
}

} // namespace Loopscope::Scenario
