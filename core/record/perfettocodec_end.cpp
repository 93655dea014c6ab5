#include "core/record/hdrencoding.h"
#include "core/record/perfettocodec.h"

namespace Loopscope::Record {

namespace {

quint64 number(qint64 value)
{
    return static_cast<quint64>(std::max<qint64>(0, value));
}

std::vector<Annotation> finishAnnotations(const RunSummary &summary)
{
    std::vector<Annotation> annotations;
    if (!summary.verdict.isEmpty())
        annotations.push_back({"verdict", summary.verdict.toStdString()});
    if (!summary.failure.isEmpty())
        annotations.push_back({"failure", summary.failure.toStdString()});
    if (summary.stopped)
        annotations.push_back({"stopped", true});
    if (summary.rounds > 0)
        annotations.push_back({"rounds", number(summary.rounds)});
    if (summary.workUnits > 0)
        annotations.push_back({"work_units", number(summary.workUnits)});
    return annotations;
}

} // namespace

void PerfettoCodec::writeEnd(std::string &out, const RunSummary &summary)
{
    encode({}, out);
    writeStalls(true, out);
    writeWrongThreads({}, true, out);
    for (auto &[id, entry] : m_tracks)
        writeTotals(entry, out);
    if (m_phase != Trace::Phase::Done)
        writePhases({{Trace::Phase::Done, m_until}}, out);
    writeExecutors(summary.executors, out);
    if (summary.requests)
        writeRequests(*summary.requests, out);
    if (summary.self)
        writeSelf(*summary.self, out);
    std::vector<Annotation> annotations = finishAnnotations(summary);
    annotations.push_back({"left_out_dispatches", m_leftOut.dispatches + m_refused.dispatches});
    annotations.push_back({"left_out_samples", m_leftOut.samples + m_refused.samples});
    m_runSequence.instant(out, std::max(m_until, m_phaseAt), "run finished", annotations);
}

void PerfettoCodec::writeExecutors(const std::vector<Trace::ExecutorFigures> &executors, std::string &out)
{
    for (const Trace::ExecutorFigures &executor : executors) {
        const Annotation annotations[] = {
            {"name", executor.name.toStdString()},     {"kind", executor.kind.toStdString()},
            {"workers", number(executor.workers)},     {"submitted", number(executor.submitted)},
            {"completed", number(executor.completed)}, {"failed", number(executor.failed)},
            {"cancelled", number(executor.cancelled)}, {"max_queue_depth", number(executor.maxQueueDepth)}};
        m_runSequence.instant(out, std::max(m_until, m_phaseAt), "executor", annotations);
    }
}

void PerfettoCodec::writeRequests(const Trace::RequestFigures &requests, std::string &out)
{
    const Annotation annotations[] = {{"completed", number(requests.completed)},
                                      {"failed", number(requests.failed)},
                                      {"wrong_answers", number(requests.wrongAnswers)},
                                      {"max_in_flight", number(requests.maxInFlight)},
                                      {"connections_accepted", number(requests.connectionsAccepted)},
                                      {"min_ns", number(requests.latency.min().count())},
                                      {"max_ns", number(requests.latency.max().count())},
                                      {"latency", toHdrEncoding(requests.latency).toBase64().toStdString()}};
    m_runSequence.instant(out, std::max(m_until, m_phaseAt), "requests", annotations);
}

void PerfettoCodec::writeSelf(const RunSummary::Self &self, std::string &out)
{
    const Annotation annotations[] = {{"probe_ns_per_dispatch", self.probeNsPerDispatch},
                                      {"watchdog_core_fraction", self.watchdogCoreFraction},
                                      {"recorder_core_fraction", self.recorderCoreFraction},
                                      {"sampling_slowdown", self.samplingSlowdown}};
    m_runSequence.instant(out, std::max(m_until, m_phaseAt), "self", annotations);
}

} // namespace Loopscope::Record
