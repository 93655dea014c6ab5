// What the header says of a run.
#include "core/session/variantcomparison.h"
#include "ui/models/comparedrun.h"
#include "ui/panels/headerpanel.h"
#include "ui/runcontroller.h"
#include "ui/theme/format.h"

#include <algorithm>

namespace Loopscope::Ui {

using Session::RunState;

namespace {

using namespace std::chrono_literals;

constexpr auto progressInterval = 100ms;

} // namespace

namespace {

QString wrongWords(qint64 answers, qint64 uses)
{
    if (answers > 0)
        return RunController::tr("%1 wrong").arg(Theme::formatCount(answers));
    return Theme::formatPlural(RunController::tr("%n wrong use(s)", nullptr, Theme::pluralOf(uses)), uses);
}

} // namespace

bool hasWrongResult(const Session::RunReport &report)
{
    return Models::isWrong(report.run);
}

QString wrongText(const Session::RunReport &report)
{
    return wrongWords(report.run.requests.wrongAnswers, Models::wrongUses(report.run));
}

std::optional<Base::Duration> RunController::plannedDuration() const
{
    const auto &duration = m_parts.session->plan().duration;
    return duration ? std::optional(std::chrono::duration_cast<Base::Duration>(*duration)) : std::nullopt;
}

void RunController::refresh()
{
    const Base::SteadyTime now = Base::now();
    if (!isRunning() || now - m_progressAt < progressInterval)
        return;
    m_progressAt = now;
    showProgress();
}

void RunController::showProgress()
{
    const Base::Duration time = m_parts.run->runTime();
    Panels::HeaderPanel *header = m_parts.header;
    if (!m_place.isEmpty() && m_parts.session->state() != RunState::Stopping) {
        header->setProgress(tr("%1, %2").arg(m_place, Theme::formatSeconds(time, 1)));
        return;
    }
    switch (m_parts.session->state()) {
    case RunState::Idle:
        header->setProgress(QString());
        break;
    case RunState::Preparing:
        header->setProgress(tr("Preparing"));
        break;
    case RunState::Stopping:
        header->setProgress(tr("Stopping"));
        break;
    case RunState::Working:
        showWork(time);
        break;
    case RunState::Done:
    case RunState::Failed:
        header->setProgress(doneText());
        header->setAlarming(m_shown && hasWrongResult(*m_shown));
        break;
    }
}

// What is wrong is told as soon as it is.
void RunController::showWork(Base::Duration time)
{
    const std::optional<Base::Duration> planned = plannedDuration();
    const qint64 answers = m_parts.run->wrongAnswers();
    const qint64 uses = m_parts.run->wrongUses();
    const bool isWrong = answers > 0 || uses > 0;
    QString text = tr("Running %1").arg(Theme::formatSeconds(time, 1));
    if (planned)
        text = tr("Running %1 of %2")
                   .arg(Theme::formatSecondsBare(qMin(time, *planned), 1), Theme::formatSeconds(*planned, 1));
    else if (m_parts.session->plan().repeat)
        text = tr("Running %1, round %2").arg(Theme::formatSeconds(time, 1)).arg(m_roundsDone + 1);
    if (isWrong) // in a narrow window there is no room for more
        text = tr("%1, %2").arg(Theme::formatSeconds(time, 1), wrongWords(answers, uses));
    m_parts.header->setProgress(
        text, planned ? std::optional(Base::toSeconds(time) / Base::toSeconds(*planned)) : std::nullopt);
    m_parts.header->setAlarming(isWrong);
}

int RunController::numberOf(const QString &variantId) const
{
    const auto &variants = m_scenario->variants;
    return static_cast<int>(std::ranges::find(variants, variantId, &Scenario::Variant::id) -
                            variants.begin()) +
           1;
}

QString RunController::doneText() const
{
    const auto report = m_shown;
    if (!report || !m_scenario || report->scenarioId != m_scenario->id)
        return {};
    if (report->failed)
        return tr("Failed");
    const QString time = Theme::formatDuration(report->run.duration);
    const qint64 own = Session::ownStalls(*report).count; // as the comparison counts them
    const QString stalls = Theme::formatPlural(tr("%n stall(s)", nullptr, Theme::pluralOf(own)), own);
    // Another variant is chosen by now than the one that is shown.
    if (report->variantId != m_parts.header->variant())
        return tr("Variant %1: %2")
            .arg(numberOf(report->variantId))
            .arg(hasWrongResult(*report) ? wrongText(*report) : QStringLiteral("%1, %2").arg(time, stalls));
    if (hasWrongResult(*report))
        return (report->stopped ? tr("Stopped, %1") : tr("Done, %1")).arg(wrongText(*report));
    return report->stopped ? tr("Stopped after %1, %2").arg(time, stalls)
                           : tr("Done in %1, %2").arg(time, stalls);
}

} // namespace Loopscope::Ui
