#include "ui/keptruns.h"

#include <algorithm>

namespace Loopscope::Ui {

void KeptRuns::put(Kept run)
{
    (void)take(run.report->scenarioId);
    m_runs.push_back(std::move(run));
    if (m_runs.size() > most)
        m_runs.pop_front();
}

KeptRuns::Kept KeptRuns::take(const QString &scenarioId)
{
    const auto found =
        std::ranges::find(m_runs, scenarioId, [](const Kept &run) { return run.report->scenarioId; });
    if (found == m_runs.end())
        return {};
    Kept run = std::move(*found);
    m_runs.erase(found);
    return run;
}

} // namespace Loopscope::Ui
