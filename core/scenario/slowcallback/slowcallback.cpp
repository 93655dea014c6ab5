#include "core/scenario/slowcallback/slowcallback.h"

#include "core/base/words.h"
#include "core/scenario/figuretext.h"
#include "core/scenario/looptext.h"
#include "core/scenario/parameterset.h"
#include "core/scenario/slowcallback/bystanders.h"
#include "core/scenario/slowcallback/slowcallbackexperiment.h"

namespace Loopscope::Scenario {

using std::chrono::milliseconds;

SlowCallbackExperiment::SlowCallbackExperiment(RunContext *run)
    : m_run(run)
    , m_sleep(run->parameters().integer(QStringLiteral("sleep_ms")))
    , m_interval(run->parameters().integer(QStringLiteral("interval_ms")))
{
    if (run->parameters().isOn(QStringLiteral("bystanders")))
        m_bystanders = std::make_unique<Bystanders>(run);
}

SlowCallbackExperiment::~SlowCallbackExperiment() = default;

QCoro::Task<> SlowCallbackExperiment::prepare()
{
    if (m_bystanders)
        co_await Async::tracked(m_bystanders->prepare());
}

QCoro::Task<> SlowCallbackExperiment::round()
{
    if (m_sleeps == 0) {
        m_nextAt = Base::now();
        if (m_bystanders)
            m_bystanders->start();
    }
    m_nextAt += m_interval;
    const auto left = std::chrono::ceil<milliseconds>(m_nextAt - Base::now());
    co_await m_run->sleepFor(std::max(left, milliseconds(0)));
    Async::TaskGroup tasks;
    tasks.spawn([this] { return sleeper(m_sleep); }, QStringLiteral("sleeper"));
    ++m_sleeps;
    co_await tasks.finished();
    if (m_bystanders)
        co_await Async::tracked(m_bystanders->settled());
    m_nextAt = std::max(m_nextAt, Base::now() - m_interval);
}

QCoro::Task<> SlowCallbackExperiment::tearDown()
{
    if (m_bystanders)
        co_await Async::tracked(m_bystanders->tearDown());
}

void SlowCallbackExperiment::report(RunFigures *figures) const
{
    figures->workUnits = m_sleeps;
    if (m_bystanders)
        m_bystanders->report(figures);
}

namespace {

QString verdict(const Parameters &parameters, const RunFigures &figures)
{
    const QString sleeps =
        Words::tr("%1 of %2")
            .arg(countedText(static_cast<double>(figures.workUnits), Words::tr("sleep"), Words::tr("sleeps")),
                 millisecondsText(static_cast<double>(parameters.integer(QStringLiteral("sleep_ms")))));
    if (wasLoopFree(parameters, figures))
        return Words::tr("The loop was never blocked: %1, latency p99 %2.")
            .arg(sleeps, durationText(figures.latencyP99));
    if (figures.stalls == 0)
        return Words::tr("%1 in %2; %3.")
            .arg(sleeps, durationText(figures.duration), loopText(parameters, figures));
    const double share =
        Base::toSeconds(figures.timeInStalls) / std::max(1e-9, Base::toSeconds(figures.duration));
    const QString percent = QString::number(100 * share, 'f', share < 0.1 ? 1 : 0);
    const QString longest = stallText(figures.longestStall);
    const QString unexplained = unexplainedWaitText(parameters, figures);
    if (figures.stalls == 1)
        return Words::tr("The loop was blocked once, for %1, %2\u00a0% of the time%3.")
            .arg(longest, percent, unexplained);
    return Words::tr("The loop was blocked %1, the longest for %2, together %3\u00a0% of the time%4.")
        .arg(timesText(static_cast<double>(figures.stalls)), longest, percent, unexplained);
}

} // namespace

Scenario slowCallback()
{
    Scenario scenario;
    scenario.id = QStringLiteral("slow-callback");
    scenario.title = Words::tr("Slow callback");
    scenario.lesson = Words::tr("A coroutine that sleeps its thread stops everything else on that loop.");
    scenario.hasAmount = false;
    scenario.defaultDuration = 5;
    scenario.parameters = {
        integerParameter(QStringLiteral("sleep_ms"), Words::tr("Sleep"), 100, 0, 60000, QStringLiteral("ms")),
        integerParameter(QStringLiteral("interval_ms"), Words::tr("Every"), 500, 1, 60000,
                         QStringLiteral("ms")),
        switchParameter(QStringLiteral("bystanders"), Words::tr("Bystanders"), true),
        thresholdParameter(),
    };
    scenario.variants = {
        {QStringLiteral("blocking"), Words::tr("Blocking"),
         QStringLiteral("core/scenario/slowcallback/slowcallback_blocking.cpp"), makeSlowCallbackBlocking,
         Words::tr("Await a timer instead: variant 2.")},
        {QStringLiteral("awaiting"), Words::tr("Awaiting"),
         QStringLiteral("core/scenario/slowcallback/slowcallback_awaiting.cpp"), makeSlowCallbackAwaiting},
    };
    scenario.verdict = verdict;
    return scenario;
}

} // namespace Loopscope::Scenario
