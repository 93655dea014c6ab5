#include "core/scenario/napping/napping.h"

#include "core/scenario/figuretext.h"
#include "core/scenario/napping/nappingexperiment.h"
#include "core/scenario/parameterset.h"

namespace Loopscope::Scenario {

NappingExperiment::NappingExperiment(RunContext *run)
    : m_run(run)
    , m_naps(run->parameters().integer(QStringLiteral("naps")))
{}

QCoro::Task<> NappingExperiment::round()
{
    for (qint64 i = 0; i < m_naps; ++i) {
        m_run->checkStopped();
        co_await m_run->nextTurn();
        co_await Async::tracked(nap());
        ++m_taken;
    }
}

void NappingExperiment::report(RunFigures *figures) const
{
    figures->workUnits = m_taken;
}

namespace {

// What it came to, from what was measured and nothing else.
QString verdict(const Parameters &, const RunFigures &figures)
{
    const QString naps = countText(static_cast<double>(figures.workUnits));
    if (figures.stalls == 0)
        return QStringLiteral("The loop was never blocked by %1 naps.").arg(naps);
    return QStringLiteral("%1 naps blocked the loop, the longest for %2.")
        .arg(naps, durationText(figures.longestStall));
}

} // namespace

Scenario napping()
{
    Scenario scenario;
    scenario.id = QStringLiteral("napping");
    scenario.title = QStringLiteral("Napping");
    scenario.lesson = QStringLiteral("Who sleeps on the loop lets everybody wait.");
    scenario.parameters = {
        integerParameter(QStringLiteral("naps"), QStringLiteral("Naps"), 3, 1, 1000),
        thresholdParameter(),
    };
    scenario.variants = {
        {QStringLiteral("blocking"), QStringLiteral("Blocking"),
         QStringLiteral("core/scenario/napping/napping_blocking.cpp"), makeNappingBlocking},
        {QStringLiteral("awaiting"), QStringLiteral("Awaiting"),
         QStringLiteral("core/scenario/napping/napping_awaiting.cpp"), makeNappingAwaiting},
    };
    scenario.verdict = verdict;
    return scenario;
}

} // namespace Loopscope::Scenario
