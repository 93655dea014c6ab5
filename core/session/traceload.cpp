#include "core/session/traceload.h"

#include "core/scenario/scenario.h"
#include "core/session/foreignfigures.h"
#include "core/session/reportbuilder.h"

namespace Loopscope::Session {

namespace {

using Record::TraceDescription;

constexpr qint64 unknown = -1;
constexpr quint64 mostSlowdown = 1000; // more is no figure of ours

/// Feeds statistics with the batches of a trace; what the trace leaves out is put in.
class Feed
{
public:
    /// `workStart`: of a program's trace, which has no phases.
    explicit Feed(std::optional<Base::SteadyTime> workStart)
        : m_workStart(workStart)
    {}

    void take(const Trace::BatchPtr &batch)
    {
        for (const Trace::Track &track : batch->tracks) {
            if (track.kind == Trace::TrackKind::Loop &&
                (m_subject == 0 || track.role == Trace::LoopRole::Subject))
                m_subject = track.id;
        }
        m_hasMeasured = m_hasMeasured || !batch->latencies.empty() || !batch->stalls.empty();
        for (const Trace::PhaseChange &change : batch->phases)
            m_hasWork = m_hasWork || change.phase == Trace::Phase::Work;
        m_statistics.consume(batch);
        m_foreign.consume(*batch);
        if (m_workStart && m_subject)
            enter(Trace::Phase::Work, *std::exchange(m_workStart, std::nullopt));
    }

    bool lacksWork() const { return m_hasMeasured && !m_hasWork; }

    // A trace that was cut, or of a program, has no end of the work.
    Trace::Figures figures(const TraceDescription &description)
    {
        if (description.format != TraceDescription::Format::Loopscope)
            return m_foreign.figures(description.firstAt, description.lastAt);
        if (!m_statistics.figures().workEndedAt)
            enter(Trace::Phase::TearDown, description.lastAt);
        return m_statistics.figures();
    }

private:
    void enter(Trace::Phase phase, Base::SteadyTime at)
    {
        auto batch = std::make_shared<Trace::Batch>();
        batch->phases.push_back({phase, at, m_subject});
        m_statistics.consume(batch);
    }

    std::optional<Base::SteadyTime> m_workStart;
    Trace::TrackId m_subject = 0;
    bool m_hasMeasured = false;
    bool m_hasWork = false;
    Trace::Statistics m_statistics;
    ForeignFigures m_foreign;
};

// Typed as the scenario declares them; what it does not know, or no longer takes, stays text.
Scenario::Parameters parametersOf(const Record::RunDescription &run)
{
    const Scenario::Scenario *scenario = Scenario::scenario(run.scenario);
    const Scenario::Parameters known(scenario ? scenario->parameters : std::vector<Scenario::Parameter>());
    std::vector<Scenario::Parameter> declared;
    for (const auto &[key, value] : run.parameters) {
        const auto same = std::ranges::find(known.declared(), key, &Scenario::Parameter::key);
        Scenario::Parameters trial = known;
        Scenario::Parameter text;
        text.key = key;
        text.kind = Scenario::ParameterKind::Text;
        const bool isTaken = same != known.declared().end() && !trial.set(key, value);
        declared.push_back(isTaken ? *same : text);
    }
    Scenario::Parameters parameters(declared);
    for (const auto &[key, value] : run.parameters)
        parameters.set(key, value);
    return parameters;
}

void addSummary(const Record::RunSummary &summary, RunReport *report)
{
    report->verdict = summary.verdict;
    report->failure = summary.failure;
    report->failed = !summary.failure.isEmpty();
    report->stopped = summary.stopped;
    Scenario::RunFigures &run = report->run;
    run.rounds = static_cast<int>(summary.rounds);
    run.workUnits = summary.workUnits;
    run.executors = summary.executors;
    run.usesRequests = summary.requests.has_value();
    if (summary.requests)
        run.requests = *summary.requests;
    report->self.isKnown = summary.self.has_value();
    if (summary.self) {
        report->self.probeNsPerDispatch = summary.self->probeNsPerDispatch;
        report->self.watchdogCoreFraction = summary.self->watchdogCoreFraction;
        report->self.recorderCoreFraction = summary.self->recorderCoreFraction;
        report->self.samplingSlowdown =
            static_cast<int>(std::min<quint64>(summary.self->samplingSlowdown, mostSlowdown));
    }
}

// Without the end of the trace: what its counters tell.
void addCounters(const Trace::Figures &figures, RunReport *report)
{
    Scenario::RunFigures &run = report->run;
    run.rounds = unknown;
    report->self.isKnown = false;
    for (const auto &[id, counter] : figures.counters) {
        const auto known = figures.counterMax.find(id);
        const auto max = known != figures.counterMax.end() ? static_cast<qint64>(known->second) : 0;
        if (counter.kind == Trace::CounterKind::JobsWaiting) {
            run.executors.push_back({counter.name,
                                     {},
                                     static_cast<qint64>(counter.limit),
                                     unknown,
                                     unknown,
                                     unknown,
                                     unknown,
                                     max});
        } else if (counter.kind == Trace::CounterKind::RequestsInFlight) {
            run.usesRequests = true;
            run.requests = {unknown, unknown, unknown, std::max(max, run.requests.maxInFlight), unknown, {}};
        }
    }
}

} // namespace

LoadedTrace loadTrace(const QString &path, const Record::TraceReader::Progress &progress,
                      const Record::TraceReader::BatchHandler &also)
{
    LoadedTrace trace;
    auto feed = std::make_unique<Feed>(std::nullopt);
    const auto read = [&](const Record::TraceReader::BatchHandler &alsoTo) {
        return Record::TraceReader::readFile(
            path,
            [&](const Trace::BatchPtr &batch) {
                feed->take(batch);
                if (alsoTo)
                    alsoTo(batch);
            },
            progress);
    };
    Record::TraceContents contents = read(also);
    const bool isOurs = contents.description.format == TraceDescription::Format::Loopscope;
    if (contents.error == Record::ReadError::None && isOurs && feed->lacksWork()) {
        feed = std::make_unique<Feed>(contents.description.firstAt);
        contents = read({});
    }
    trace.error = contents.error;
    trace.problem = Record::describe(contents.error, path);
    trace.description = std::move(contents.description);
    trace.skipped = std::move(contents.skipped);
    if (trace.error != Record::ReadError::None)
        return trace;
    RunReport &report = trace.report;
    report.scenarioId = trace.description.run.scenario;
    report.variantId = trace.description.run.variant;
    report.parameters = parametersOf(trace.description.run);
    report.figures = feed->figures(trace.description);
    report.run.variantId = report.variantId;
    if (trace.description.summary)
        addSummary(*trace.description.summary, &report);
    else if (trace.description.format == TraceDescription::Format::Loopscope)
        addCounters(report.figures, &report);
    else
        report.self.isKnown = false;
    addMeasured(report.figures, &report.run);
    report.self.droppedEvents = report.figures.dropped;
    return trace;
}

Record::RunSummary summaryOf(const RunReport &report)
{
    Record::RunSummary summary;
    summary.verdict = report.verdict;
    summary.failure = report.failure;
    summary.stopped = report.stopped;
    summary.rounds = report.run.rounds;
    summary.workUnits = report.run.workUnits;
    summary.executors = report.run.executors;
    if (report.run.usesRequests)
        summary.requests = report.run.requests;
    summary.self = {report.self.probeNsPerDispatch, report.self.watchdogCoreFraction,
                    report.self.recorderCoreFraction, static_cast<quint64>(report.self.samplingSlowdown)};
    return summary;
}

} // namespace Loopscope::Session
