#include "core/session/reportjson.h"

#include <QJsonArray>

#include <algorithm>

namespace Loopscope::Session {

namespace {

QJsonValue textOrNull(const QString &text)
{
    return text.isEmpty() ? QJsonValue() : QJsonValue(text);
}

QJsonValue millisecondsOrNull(std::optional<Base::Duration> time)
{
    return time ? QJsonValue(Base::toMilliseconds(*time)) : QJsonValue();
}

// Of a trace that was cut before its end some counts are not known: -1.
QJsonValue countOrNull(qint64 count)
{
    return count >= 0 ? QJsonValue(count) : QJsonValue();
}

QJsonObject latencyJson(const Base::Histogram &latency)
{
    if (latency.isEmpty()) {
        return {{QStringLiteral("p50"), QJsonValue()}, {QStringLiteral("p90"), QJsonValue()},
                {QStringLiteral("p99"), QJsonValue()}, {QStringLiteral("p999"), QJsonValue()},
                {QStringLiteral("max"), QJsonValue()}, {QStringLiteral("samples"), 0}};
    }
    const auto at = [&latency](double share) { return Base::toMilliseconds(latency.quantile(share)); };
    return {{QStringLiteral("p50"), at(0.5)},
            {QStringLiteral("p90"), at(0.9)},
            {QStringLiteral("p99"), at(0.99)},
            {QStringLiteral("p999"), at(0.999)},
            {QStringLiteral("max"), Base::toMilliseconds(latency.max())},
            {QStringLiteral("samples"), static_cast<qint64>(latency.count())}};
}

QJsonObject loopJson(const Trace::LoopFigures &loop, Base::Duration work)
{
    return {{QStringLiteral("name"), loop.track.name},
            {QStringLiteral("thread"), loop.track.tid},
            {QStringLiteral("latency_ms"), latencyJson(loop.latency)},
            {QStringLiteral("busy_fraction"), loop.busyFraction(work)},
            {QStringLiteral("iterations"), static_cast<qint64>(loop.iterations)},
            {QStringLiteral("dispatches"), static_cast<qint64>(loop.dispatches)}};
}

QJsonArray framesJson(const Trace::Stack *stack)
{
    QJsonArray frames;
    if (!stack)
        return frames;
    for (const Trace::Frame &frame : stack->frames) {
        frames.append(
            QJsonObject{{QStringLiteral("function"), frame.function},
                        {QStringLiteral("file"), textOrNull(frame.file)},
                        {QStringLiteral("line"), frame.line > 0 ? QJsonValue(frame.line) : QJsonValue()}});
    }
    return frames;
}

QJsonArray spawnersJson(const std::vector<Trace::TaskPlace> &spawners)
{
    QJsonArray result;
    for (const Trace::TaskPlace &spawner : spawners) {
        result.append(QJsonObject{{QStringLiteral("name"), spawner.name},
                                  {QStringLiteral("created_at"), textOrNull(spawner.createdAt.toString())}});
    }
    return result;
}

QJsonObject stallJson(const Trace::Stall &stall, Base::SteadyTime workStart)
{
    const Trace::Frame *culprit = stall.culprit();
    const Trace::Stack *stack = stall.mainStack();
    return {
        {QStringLiteral("name"), stall.taskName.isEmpty() ? stall.eventName : stall.taskName},
        {QStringLiteral("kind"), Trace::kindId(stall.kind)},
        {QStringLiteral("location"),
         culprit ? QJsonValue(QStringLiteral("%1:%2").arg(culprit->file).arg(culprit->line)) : QJsonValue()},
        {QStringLiteral("created_at"), textOrNull(stall.createdAt.toString())},
        {QStringLiteral("spawned_by"), spawnersJson(stall.spawnedBy)},
        {QStringLiteral("started_s"), Base::toSeconds(stall.startedAt - workStart)},
        {QStringLiteral("duration_ms"), Base::toMilliseconds(stall.duration)},
        {QStringLiteral("cause"), Trace::causeId(stall.cause)},
        {QStringLiteral("evidence"), textOrNull(stall.evidence)},
        {QStringLiteral("on_cpu_ms"), millisecondsOrNull(stall.onCpu)},
        {QStringLiteral("waiting_for_cpu_ms"), millisecondsOrNull(stall.waitingForCpu)},
        {QStringLiteral("approximate"), stack ? QJsonValue(stack->approximate) : QJsonValue()},
        {QStringLiteral("frames"), framesJson(stack)}};
}

QJsonArray wrongThreadJson(const std::map<Trace::StallId, Trace::WrongThreadUse> &uses)
{
    QJsonArray result;
    for (const auto &[id, use] : uses) {
        result.append(QJsonObject{{QStringLiteral("kind"), Trace::wrongThreadKindId(use.kind)},
                                  {QStringLiteral("object"), use.object},
                                  {QStringLiteral("own_thread"), textOrNull(use.ownThread)},
                                  {QStringLiteral("thread"), use.actualThread},
                                  {QStringLiteral("location"), textOrNull(use.where().toString())},
                                  {QStringLiteral("count"), static_cast<qint64>(use.count)},
                                  {QStringLiteral("frames"), framesJson(use.stack.get())}});
    }
    return result;
}

QJsonArray executorsJson(const std::vector<Scenario::ExecutorFigures> &executors)
{
    QJsonArray result;
    for (const Scenario::ExecutorFigures &executor : executors) {
        result.append(QJsonObject{{QStringLiteral("name"), executor.name},
                                  {QStringLiteral("kind"), textOrNull(executor.kind)},
                                  {QStringLiteral("workers"), executor.workers},
                                  {QStringLiteral("submitted"), countOrNull(executor.submitted)},
                                  {QStringLiteral("completed"), countOrNull(executor.completed)},
                                  {QStringLiteral("failed"), countOrNull(executor.failed)},
                                  {QStringLiteral("cancelled"), countOrNull(executor.cancelled)},
                                  {QStringLiteral("max_queue_depth"), countOrNull(executor.maxQueueDepth)}});
    }
    return result;
}

QJsonValue requestsJson(const Scenario::RunFigures &run)
{
    if (!run.usesRequests)
        return {};
    const Scenario::RequestFigures &requests = run.requests;
    return QJsonObject{
        {QStringLiteral("completed"), countOrNull(requests.completed)},
        {QStringLiteral("failed"), countOrNull(requests.failed)},
        {QStringLiteral("wrong_answers"), countOrNull(requests.wrongAnswers)},
        {QStringLiteral("per_second"), requests.completed >= 0 ? QJsonValue(run.perSecond()) : QJsonValue()},
        {QStringLiteral("max_in_flight"), countOrNull(requests.maxInFlight)},
        {QStringLiteral("connections_accepted"), countOrNull(requests.connectionsAccepted)},
        {QStringLiteral("latency_ms"), latencyJson(requests.latency)}};
}

QJsonObject parametersJson(const Scenario::Parameters &parameters)
{
    QJsonObject result;
    for (auto value = parameters.values().begin(); value != parameters.values().end(); ++value)
        result.insert(value.key(), QJsonValue::fromVariant(value.value()));
    return result;
}

QJsonObject selfJson(const SelfFigures &self)
{
    const auto orNull = [&self](double value) { return self.isKnown ? QJsonValue(value) : QJsonValue(); };
    return {{QStringLiteral("probe_ns_per_dispatch"), orNull(self.probeNsPerDispatch)},
            {QStringLiteral("watchdog_core_fraction"), orNull(self.watchdogCoreFraction)},
            {QStringLiteral("recorder_core_fraction"), orNull(self.recorderCoreFraction)},
            {QStringLiteral("sampling_slowdown"),
             self.isKnown ? QJsonValue(self.samplingSlowdown) : QJsonValue()},
            {QStringLiteral("dropped_events"), static_cast<qint64>(self.droppedEvents)}};
}

} // namespace

QJsonObject toJson(const RunReport &report)
{
    const Trace::Figures &figures = report.figures;
    const Trace::LoopFigures *subject = figures.subject();
    QJsonArray loops;
    for (const auto &[id, loop] : figures.loops)
        loops.append(loopJson(loop, report.run.duration));
    QJsonArray stalls;
    if (subject && figures.workStartedAt) {
        for (const Trace::Stall *stall : figures.stallsOf(subject->track.id))
            stalls.append(stallJson(*stall, *figures.workStartedAt));
    }
    return {{QStringLiteral("scenario"), textOrNull(report.scenarioId)},
            {QStringLiteral("variant"), textOrNull(report.variantId)},
            {QStringLiteral("available"), true},
            {QStringLiteral("parameters"), parametersJson(report.parameters)},
            {QStringLiteral("verdict"), textOrNull(report.verdict)},
            {QStringLiteral("duration_s"), Base::toSeconds(report.run.duration)},
            {QStringLiteral("rounds"), report.run.rounds},
            {QStringLiteral("loop"),
             subject ? QJsonValue(loopJson(*subject, report.run.duration)) : QJsonValue()},
            {QStringLiteral("loops"), loops},
            {QStringLiteral("slow_callbacks"), stalls},
            {QStringLiteral("slow_callbacks_total"), static_cast<qint64>(figures.stallsTotal)},
            {QStringLiteral("wrong_thread"), wrongThreadJson(figures.wrongThreadUses)},
            {QStringLiteral("executors"), executorsJson(report.run.executors)},
            {QStringLiteral("requests"), requestsJson(report.run)},
            {QStringLiteral("self"), selfJson(report.self)}};
}

QJsonObject toJson(const LoadedTrace &trace, const QString &path)
{
    QJsonObject document = toJson(trace.report);
    document.insert(QStringLiteral("trace"), path);
    document.insert(QStringLiteral("program"), textOrNull(trace.description.run.program));
    QJsonArray skipped;
    for (const Record::SkippedPart &part : trace.skipped)
        skipped.append(part.toString());
    document.insert(QStringLiteral("skipped"), skipped);
    return document;
}

} // namespace Loopscope::Session
