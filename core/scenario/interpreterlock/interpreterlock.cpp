#include "core/scenario/interpreterlock/interpreterlock.h"

#include "core/base/words.h"
#include "core/scenario/experiment.h"
#include "core/scenario/figuretext.h"
#include "core/scenario/looptext.h"
#include "core/scenario/parameterset.h"

#include <cmath>

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
    return Words::tr("This program was built without Python; install the package libpython3-dev and "
                     "build it again.");
}
#endif

// As many calls as went on together, on average.
QString atATimeText(double calls)
{
    if (calls < 1.05) // a little less than one: there is time between two
        return Words::tr("one");
    const double whole = std::round(calls);
    return std::abs(calls - whole) < 0.05 ? countText(whole) : QString::number(calls, 'f', 1);
}

QString verdict(const Parameters &parameters, const RunFigures &figures)
{
    const auto calls = static_cast<double>(figures.workUnits);
    const auto block = static_cast<double>(parameters.integer(QStringLiteral("block_ms")));
    const double milliseconds = std::max(1e-6, Base::toMilliseconds(figures.duration));
    return Words::tr("%1 of %2 in %3 with %4, %5 at a time; %6.")
        .arg(countedText(calls, Words::tr("call"), Words::tr("calls")), millisecondsText(block),
             durationText(figures.duration),
             countedText(static_cast<double>(parameters.integer(QStringLiteral("threads"))),
                         Words::tr("thread"), Words::tr("threads")),
             atATimeText(calls * block / milliseconds), loopText(parameters, figures));
}

} // namespace

Scenario interpreterLock()
{
    Scenario scenario;
    scenario.id = QStringLiteral("interpreter-lock");
    scenario.title = Words::tr("Interpreter lock");
    scenario.lesson =
        Words::tr("A pool of threads does not save the loop when a driver keeps the interpreter's "
                  "lock while it waits.");
    scenario.workUnit = Words::tr("Calls");
    scenario.parameters = {
        integerParameter(QStringLiteral("threads"), Words::tr("Threads"), 4, 1, 64),
        integerParameter(QStringLiteral("calls"), Words::tr("Calls"), 16, 1, 100'000),
        integerParameter(QStringLiteral("block_ms"), Words::tr("Each blocks"), 50, 1, 10'000,
                         QStringLiteral("ms")),
        integerParameter(QStringLiteral("interval_ms"), Words::tr("Callback every"), 5, 1, 10'000,
                         QStringLiteral("ms")),
        thresholdParameter(),
    };
    scenario.variants = {
        {QStringLiteral("holding"), Words::tr("Holding the lock"),
         QStringLiteral("core/scenario/interpreterlock/interpreterlock_holding.cpp"),
         makeInterpreterLockHolding, Words::tr("Release the lock while the driver waits: variant 2.")},
        {QStringLiteral("releasing"), Words::tr("Releasing it"),
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
