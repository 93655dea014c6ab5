#include "core/scenario/looptext.h"

#include "core/base/words.h"
#include "core/scenario/figuretext.h"

#include <algorithm>

namespace Loopscope::Scenario {

namespace {

constexpr int partOfThreshold = 4;
constexpr int partOfRun = 10;

Base::Duration thresholdOf(const Parameters &parameters)
{
    return Base::fromMilliseconds(parameters.number(QStringLiteral("threshold_ms")));
}

// A stall that began before the work or outlived it counts only as far as it lies in the work: more than
// there was cannot be blocked.
QString blockedText(const RunFigures &figures)
{
    if (figures.timeInStalls == Base::Duration::zero()) {
        return Words::tr("the loop was blocked %1, the longest for %2")
            .arg(timesText(static_cast<double>(figures.stalls)),
                 durationText(std::min(figures.longestStall, figures.duration)));
    }
    const QString blocked =
        Words::tr("the loop was blocked for %1 of it").arg(durationText(figures.timeInStalls));
    // As the list of stalls has it.
    if (figures.stalls == 1 || figures.longestStall >= figures.timeInStalls)
        return blocked;
    return Words::tr("%1, the longest for %2").arg(blocked, durationText(figures.longestStall));
}

QString byMachine()
{
    return Words::tr(" (the machine, not the code, delayed it)");
}

} // namespace

bool wasLoopFree(const Parameters &parameters, const RunFigures &figures)
{
    const Base::Duration max = figures.latencyMax;
    return figures.stalls == 0 && max > Base::Duration::zero() &&
           max * partOfThreshold <= thresholdOf(parameters) && max * partOfRun <= figures.duration;
}

QString loopText(const Parameters &parameters, const RunFigures &figures)
{
    if (figures.stalls > 0)
        return figures.stallsOfMachine == figures.stalls
                   ? blockedText(figures) + byMachine()
                   : blockedText(figures) + unexplainedWaitText(parameters, figures);
    if (figures.latencyMax == Base::Duration::zero())
        return Words::tr("the run was too short to measure the latency of the loop");
    const QString p99 = durationText(figures.latencyP99);
    if (wasLoopFree(parameters, figures))
        return Words::tr("the loop was free meanwhile, latency p99 %1").arg(p99);
    const Base::Duration threshold = thresholdOf(parameters);
    const QString text =
        Words::tr("no stall exceeded %1, loop latency p99 %2, max %3")
            .arg(millisecondsText(Base::toMilliseconds(threshold)), p99, durationText(figures.latencyMax));
    if (figures.latencyMax <= threshold)
        return text;
    return text + byMachine();
}

bool hasUnexplainedWait(const Parameters &parameters, const RunFigures &figures)
{
    return figures.latencyMax > figures.longestStall + thresholdOf(parameters);
}

QString unexplainedWaitText(const Parameters &parameters, const RunFigures &figures)
{
    if (!hasUnexplainedWait(parameters, figures))
        return {};
    return Words::tr("; an event waited %1, for several callbacks or for the machine")
        .arg(durationText(figures.latencyMax));
}

QString withMachineStalls(const QString &verdict, const RunFigures &figures)
{
    if (figures.stalls == 0 || figures.stallsOfMachine < figures.stalls)
        return verdict;
    const QString sentence =
        Words::tr("The machine, not the code, delayed the loop %1.")
            .arg(delaysText(figures.stallsOfMachine, durationText(figures.longestStall)));
    return verdict + u' ' + sentence;
}

QString delaysText(qint64 times, const QString &longest)
{
    return times == 1
               ? Words::tr("once, for %1").arg(longest)
               : Words::tr("%1, the longest for %2").arg(timesText(static_cast<double>(times)), longest);
}

} // namespace Loopscope::Scenario
