#include "core/scenario/cpubound/cpubound.h"

#include "core/base/words.h"
#include "core/jobs/primality.h"
#include "core/scenario/cpubound/cpuboundexperiment.h"
#include "core/scenario/figuretext.h"
#include "core/scenario/looptext.h"
#include "core/scenario/parameterset.h"
#include "core/scenario/scenarioerror.h"

namespace Loopscope::Scenario {

CpuBoundExperiment::CpuBoundExperiment(RunContext *run)
    : m_run(run)
    , m_numbers(Jobs::primesFrom(static_cast<quint64>(run->parameters().integer(QStringLiteral("n"))),
                                 static_cast<int>(run->parameters().integer(QStringLiteral("numbers")))))
{}

int CpuBoundExperiment::workers() const
{
    return static_cast<int>(m_run->parameters().integer(QStringLiteral("workers")));
}

QCoro::Task<> CpuBoundExperiment::round()
{
    m_run->spawn([this] { return testAll(); }, QStringLiteral("test_all"));
    co_await m_run->tasks().finished();
    m_run->checkStopped();
}

void CpuBoundExperiment::finish(quint64 number, bool isPrime)
{
    if (!isPrime)
        throw ScenarioError(
            Words::tr("A wrong result: %1 is a prime and was not found to be one.").arg(number));
    m_completed.set(++m_tested);
}

void CpuBoundExperiment::report(RunFigures *figures) const
{
    figures->workUnits = m_tested;
}

namespace {

QString workersText(const ExecutorFigures &pool)
{
    const auto workers = static_cast<double>(pool.workers);
    return pool.kind == QLatin1String("process")
               ? countedText(workers, Words::tr("process"), Words::tr("processes"))
               : countedText(workers, Words::tr("thread"), Words::tr("threads"));
}

QString verdict(const Parameters &parameters, const RunFigures &figures)
{
    QString done =
        Words::tr("%1 in %2")
            .arg(countedText(static_cast<double>(figures.workUnits), Words::tr("prime"), Words::tr("primes")),
                 durationText(figures.duration));
    if (!figures.executors.empty())
        done += Words::tr(" with ") + workersText(figures.executors.front());
    return QStringLiteral("%1; %2.").arg(done, loopText(parameters, figures));
}

} // namespace

Scenario cpuBound()
{
    Scenario scenario;
    scenario.id = QStringLiteral("cpu-bound");
    scenario.title = Words::tr("CPU-bound work");
    scenario.lesson = Words::tr(
        "Work that computes belongs in a pool; in C++ a pool of threads is as good as one of processes.");
    scenario.workUnit = Words::tr("Primes");
    constexpr double largest = 9'007'199'254'740'992.0; // what the window's number field holds exactly
    scenario.parameters = {
        integerParameter(QStringLiteral("numbers"), Words::tr("Primes"), 24, 1, 100'000),
        integerParameter(QStringLiteral("workers"), Words::tr("Workers"), 3, 1, 64),
        hidden(integerParameter(QStringLiteral("n"), Words::tr("From"), 112'272'535'095'293, 0, largest)),
        thresholdParameter(),
    };
    scenario.variants = {
        {QStringLiteral("on-loop"), Words::tr("On the loop"),
         QStringLiteral("core/scenario/cpubound/cpubound_onloop.cpp"), makeCpuBoundOnLoop,
         Words::tr("Move the work to a pool: variant 2 or 3.")},
        {QStringLiteral("thread-pool"), Words::tr("Thread pool"),
         QStringLiteral("core/scenario/cpubound/cpubound_threadpool.cpp"), makeCpuBoundThreadPool},
        {QStringLiteral("process-pool"), Words::tr("Process pool"),
         QStringLiteral("core/scenario/cpubound/cpubound_processpool.cpp"), makeCpuBoundProcessPool},
    };
    scenario.verdict = verdict;
    return scenario;
}

} // namespace Loopscope::Scenario
