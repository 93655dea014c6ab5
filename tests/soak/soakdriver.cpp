#include "tests/soak/soakdriver.h"

#include "core/session/traceload.h"
#include "tests/soak/soakplans.h"

#include <QFile>
#include <QJsonArray>

#include <cstdio>

namespace Loopscope::Soak {

namespace {

using namespace std::chrono_literals;

constexpr auto longestRun = 120s; // a loaded machine with a sanitizer
constexpr auto longestSettling = 30s;
constexpr auto look = 100ms;
constexpr int latestStop = 700; // ms after the start
constexpr double millisecondsPerMinute = 60'000;

std::chrono::milliseconds passed(const QElapsedTimer &clock)
{
    return std::chrono::milliseconds(clock.elapsed());
}

} // namespace

Driver::Driver(Options options)
    : m_options(std::move(options))
    , m_random(m_options.seed)
    , m_plans(allPlans(m_options.redisServer))
{
    std::erase_if(m_plans, [this](const Session::RunPlan &plan) {
        return !m_options.only.isEmpty() && plan.scenarioId != m_options.only;
    });
    m_stopTimer.setSingleShot(true);
    m_patience.setSingleShot(true);
    connect(&m_stopTimer, &QTimer::timeout, this, [this] { m_session->stop(); });
    connect(&m_patience, &QTimer::timeout, this, [this] {
        addFinding(QStringLiteral("did not end"));
        Q_EMIT finished();
    });
}

Driver::~Driver() = default;

void Driver::addFinding(const QString &sentence)
{
    const QString text = QStringLiteral("%1/%2: %3").arg(m_running.scenarioId, m_running.variantId, sentence);
    std::fprintf(stderr, "FINDING %s\n", qPrintable(text));
    m_findings.append(text);
}

void Driver::start()
{
    m_clock.start();
    startLap();
}

void Driver::startLap()
{
    m_session = std::make_unique<Session::Session>();
    connect(m_session.get(), &Session::Session::stateChanged, this, &Driver::whenStateChanges);
    m_next = 0;
    startRun();
}

void Driver::startRun()
{
    m_running = isReference() ? referencePlan() : m_plans[m_next];
    // The first lap makes all that stays with the process, so nothing of it is left out.
    m_isStopped = !isReference() && !m_samples.empty() && m_random() % 2 == 0;
    if (m_isStopped) {
        m_running.repeat = true;
        m_stopTimer.start(static_cast<int>(m_random() % latestStop));
    } else if (!m_running.duration && m_running.scenarioId == QLatin1String("slow-callback")) {
        m_running.duration = 200ms; // it has no amount
    }
    if (m_random() % 3 == 0)
        m_running.recordPath = m_folder.filePath(QStringLiteral("run.perfetto-trace"));
    m_patience.start(longestRun);
    m_session->start(m_running);
}

void Driver::whenStateChanges(Session::RunState state)
{
    if (state != Session::RunState::Done && state != Session::RunState::Failed)
        return;
    m_stopTimer.stop();
    // The session is still in its own signal.
    QTimer::singleShot(0, this, &Driver::endRun);
}

void Driver::endRun()
{
    const std::shared_ptr<const Session::RunReport> report = m_session->report();
    ++m_runs;
    m_stopped += report->stopped;
    checkReport(*report);
    if (!m_running.recordPath.isEmpty())
        checkTrace(*report);
    if (isReference()) {
        m_reference.latencyP50Ms = Base::toMilliseconds(report->run.latencyP50);
        m_reference.latencyP99Ms = Base::toMilliseconds(report->run.latencyP99);
        m_session.reset();
        m_patience.stop();
        m_settling.start();
        settle();
        return;
    }
    ++m_next;
    startRun();
}

void Driver::checkReport(const Session::RunReport &report)
{
    if (report.failed)
        addFinding(report.failure);
    if (report.stopped && !m_isStopped)
        addFinding(QStringLiteral("was stopped by nobody"));
    for (const Trace::ExecutorFigures &jobs : report.run.executors) {
        if (jobs.submitted != jobs.completed + jobs.failed + jobs.cancelled)
            addFinding(QStringLiteral("%1 of %2 jobs were lost")
                           .arg(jobs.submitted - jobs.completed - jobs.failed - jobs.cancelled)
                           .arg(jobs.submitted));
    }
}

void Driver::checkTrace(const Session::RunReport &report)
{
    ++m_recorded;
    const Session::LoadedTrace trace = Session::loadTrace(m_running.recordPath);
    if (!trace.problem.isEmpty())
        addFinding(trace.problem);
    else if (trace.report.verdict != report.verdict)
        addFinding(
            QStringLiteral("its trace says: %1 It said: %2").arg(trace.report.verdict, report.verdict));
    for (const Record::SkippedPart &part : trace.skipped)
        addFinding(part.toString());
    QFile::remove(m_running.recordPath);
}

// What ends by itself may take its time: threads, children, sockets.
void Driver::settle()
{
    Sample sample = Sample::take();
    const bool isClean = m_samples.empty() || (sample.threads <= m_samples.front().threads &&
                                               sample.children <= m_samples.front().children &&
                                               sample.descriptors <= m_samples.front().descriptors);
    const bool isFirstAndFresh = m_samples.empty() && passed(m_settling) < 2s;
    if ((!isClean && passed(m_settling) < longestSettling) || isFirstAndFresh) {
        QTimer::singleShot(look, this, &Driver::settle);
        return;
    }
    sample.latencyP50Ms = m_reference.latencyP50Ms;
    sample.latencyP99Ms = m_reference.latencyP99Ms;
    sample.minute = static_cast<double>(m_clock.elapsed()) / millisecondsPerMinute;
    m_samples.push_back(sample);
    if (!isClean)
        addFinding(QStringLiteral("the lap left something: ") + sample.toString() + u' ' +
                   Sample::openDescriptors().join(u' '));
    endLap();
}

void Driver::endLap()
{
    std::fprintf(stderr, "lap %zu, %s; %d runs, %d of them stopped, %d recorded\n", m_samples.size(),
                 qPrintable(m_samples.back().toString()), m_runs, m_stopped, m_recorded);
    if (passed(m_clock) < m_options.length) {
        startLap();
        return;
    }
    for (const QString &sentence : growth(m_samples))
        addFinding(sentence);
    Q_EMIT finished();
}

QJsonObject Driver::toJson() const
{
    QJsonArray laps;
    for (const Sample &sample : m_samples)
        laps.append(sample.toJson());
    return {{QStringLiteral("minutes"), static_cast<double>(m_clock.elapsed()) / millisecondsPerMinute},
            {QStringLiteral("seed"), static_cast<qint64>(m_options.seed)},
            {QStringLiteral("variants"), static_cast<qint64>(m_plans.size())},
            {QStringLiteral("runs"), m_runs},
            {QStringLiteral("stopped"), m_stopped},
            {QStringLiteral("recorded"), m_recorded},
            {QStringLiteral("laps"), laps},
            {QStringLiteral("findings"), QJsonArray::fromStringList(m_findings)}};
}

} // namespace Loopscope::Soak
