// The last run of each variant of the slide, as a comparison or somebody who tries one after the other makes
// them.
#include "ui/panels/headerpanel.h"
#include "ui/runcontroller.h"

namespace Loopscope::Ui {

using Panels::RunMode;

void RunController::startRound(const QString &variantId, int number, int count)
{
    if (m_place.isEmpty()) {
        m_choices[m_scenario->id].variantId = m_parts.header->variant();
        m_rounds.clear();
    }
    selectVariant(variantId);
    m_place = tr("Variant %1 of %2").arg(number).arg(count);
    startPlan(std::nullopt, Rounds::One);
}

void RunController::selectVariant(const QString &id)
{
    m_parts.header->selectVariant(id);
    Q_EMIT variantShown();
}

void RunController::endRounds(const QString &said)
{
    m_place.clear();
    m_parts.header->setMode(RunMode::Ready);
    showAvailability();
    showRoundOfChosen();
    if (said.isEmpty())
        showProgress();
    else
        m_parts.header->setProgress(said);
}

// The run that somebody left for a comparison is the one to come back to, not the comparison's of the same
// variant.
void RunController::keepRound()
{
    const QString next = m_parts.header->variant();
    const bool isCompared = !m_place.isEmpty();
    if (!isCompared)
        m_rounds.remove(next);
    if (m_shown && (isCompared ? !m_rounds.contains(m_shown->variantId) : m_shown->variantId != next))
        keepShownRound();
    m_shown.reset();
}

// A failed run has a reason rather than a picture.
void RunController::keepShownRound()
{
    const auto report = std::exchange(m_shown, nullptr);
    if (m_isAside || report->failed || report->scenarioId != m_scenario->id)
        return;
    const RunView view = m_view ? m_view() : RunView();
    if (Models::RunModel::PicturePtr picture = m_parts.run->takePicture())
        m_rounds.insert(report->variantId, {report, std::move(picture), view});
}

// Beside the name of the variant that is chosen the picture of another one's run would mislead.
void RunController::showRoundOfChosen()
{
    const QString chosen = m_parts.header->variant();
    if (m_isAside || !m_rounds.contains(chosen))
        return;
    const KeptRuns::Kept round = m_rounds.take(chosen);
    if (m_shown && m_shown->variantId != chosen)
        keepShownRound();
    m_parts.run->showPicture(round.picture);
    m_shown = round.report;
    m_shownView = round.view;
    Q_EMIT runShown();
}

} // namespace Loopscope::Ui
