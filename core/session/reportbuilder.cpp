#include "core/session/reportbuilder.h"

#include "core/monitor/monitor.h"
#include "core/session/recording.h"

namespace Loopscope::Session {

namespace {

double coreFraction(Base::Duration used, Base::Duration elapsed)
{
    return elapsed > Base::Duration::zero() ? Base::toSeconds(used) / Base::toSeconds(elapsed) : 0.0;
}

// The part of a stall that lies in the work.
Base::Duration withinWork(const Trace::Stall &stall, const Trace::Figures &figures)
{
    const Base::SteadyTime start = std::max(stall.startedAt, *figures.workStartedAt);
    Base::SteadyTime end = stall.startedAt + stall.duration;
    if (figures.workEndedAt)
        end = std::min(end, *figures.workEndedAt);
    return std::max(Base::Duration::zero(), end - start);
}

} // namespace

void addMeasured(const Trace::Figures &figures, Scenario::RunFigures *run)
{
    run->duration = figures.workDuration();
    const Trace::LoopFigures *subject = figures.subject();
    if (!subject || !figures.workStartedAt)
        return;
    run->latencySamples = static_cast<qint64>(subject->latency.count());
    run->latencyP50 = subject->latency.quantile(0.5);
    run->latencyP99 = subject->latency.quantile(0.99);
    run->latencyMax = subject->latency.max();
    for (const Trace::Stall *stall : figures.stallsOf(subject->track.id)) {
        ++run->stalls;
        run->stallsOfMachine += stall->isOfMachine() ? 1 : 0;
        run->longestStall = std::max(run->longestStall, stall->duration);
        // The slow callbacks of an iteration are in the list by themselves.
        if (stall->kind == Trace::StallKind::Iteration)
            continue;
        run->timeInStalls += withinWork(*stall, figures);
    }
    run->timeInStalls = std::min(run->timeInStalls, run->duration);
    for (const auto &[id, use] : figures.wrongThreadUses) {
        const bool isResumption = use.kind == Trace::WrongThreadKind::Resumption;
        (isResumption ? run->foreignResumptions : run->foreignUses) += static_cast<qint64>(use.count);
    }
}

CostMark CostMark::take()
{
    const Monitor::Monitor &monitor = Monitor::Monitor::instance();
    return {Base::now(), monitor.watchdogCpuTime(), monitor.collectorCpuTime()};
}

RunReport buildReport(const RunPlan &plan, const RunOutcome &outcome, Trace::Figures figures,
                      const CostMark &start, const Recording *recording)
{
    RunReport report;
    report.scenarioId = plan.scenarioId;
    report.variantId = plan.variantId;
    report.parameters = plan.parameters;
    report.failed = !outcome.failure.isEmpty();
    report.failure = outcome.failure;
    report.stopped = outcome.stopped;
    report.run = outcome.counted;
    addMeasured(figures, &report.run);
    const Scenario::Scenario *scenario = Scenario::scenario(plan.scenarioId);
    if (scenario && scenario->verdict && !report.failed && figures.workStartedAt)
        report.verdict = scenario->verdict(plan.parameters, report.run);
    const CostMark end = CostMark::take();
    const Base::Duration elapsed = end.at - start.at;
    report.self.probeNsPerDispatch = Monitor::Monitor::instance().probeNanosecondsPerDispatch();
    report.self.watchdogCoreFraction = coreFraction(end.watchdog - start.watchdog, elapsed);
    const Base::Duration recorder = recording ? recording->cpuTime() : Base::Duration::zero();
    report.self.recorderCoreFraction = coreFraction(end.collector - start.collector + recorder, elapsed);
    report.self.samplingSlowdown = figures.mostSlowdown;
    report.self.droppedEvents = figures.dropped;
    report.figures = std::move(figures);
    return report;
}

} // namespace Loopscope::Session
