#include "ui/comparecontroller.h"

#include "ui/panels/comparepanel.h"
#include "ui/panels/differencepanel.h"
#include "ui/panels/headerpanel.h"
#include "ui/panels/messagebar.h"
#include "ui/runcontroller.h"

namespace Loopscope::Ui {

using Models::ComparisonModel;
using Panels::RunMode;

namespace {

using namespace std::chrono_literals;

constexpr Base::Duration lineInterval = 33ms;

} // namespace

CompareController::CompareController(const Parts &parts, QObject *parent)
    : QObject(parent)
    , m_parts(parts)
{
    connect(parts.header, &Panels::HeaderPanel::compareRequested, this, &CompareController::compare);
    connect(parts.runs, &RunController::stopAsked, this, [this] { m_stopped = true; });
    connect(parts.runs, &RunController::runEnded, this, &CompareController::endVariant);
    connect(parts.runs, &RunController::scenarioShown, this, [this] {
        m_beginsSoon = false;
        show(false);
    });
    // Whoever chooses a variant wants to see that one.
    connect(parts.header, &Panels::HeaderPanel::variantChosen, this, &CompareController::leave);
}

CompareController::~CompareController() = default;

ComparisonModel *CompareController::model() const
{
    const Scenario::Scenario *scenario = m_parts.runs->scenario();
    const auto found = scenario ? m_models.find(scenario->id) : m_models.end();
    return found == m_models.end() ? nullptr : found->second.get();
}

void CompareController::compare()
{
    if (isRunning()) {
        show(m_current == model());
        return;
    }
    const ComparisonModel *known = model();
    const bool isOfThese = known && known->measured() > 0 &&
                           known->parameters().values() == m_parts.runs->currentParameters().values();
    if (isOfThese && !m_shown)
        show(true);
    else
        begin();
}

void CompareController::begin()
{
    const Scenario::Scenario *scenario = m_parts.runs->scenario();
    if (!scenario || scenario->variants.size() < 2 || m_parts.header->mode() == RunMode::Unavailable)
        return;
    if (m_parts.runs->isRunning()) {
        m_beginsSoon = true;
        m_parts.runs->stop();
        return;
    }
    m_beginsSoon = false;
    m_stopped = false;
    auto model = std::make_unique<ComparisonModel>(scenario, m_parts.runs->currentParameters());
    m_current = model.get();
    m_parts.page->showModel(m_current);
    m_models[scenario->id] = std::move(model);
    m_row = -1;
    m_chosen = m_parts.header->variant();
    show(true);
    startNext();
}

void CompareController::startNext()
{
    const auto &variants = m_current->scenario().variants;
    if (m_stopped || m_row + 1 >= static_cast<int>(variants.size())) {
        finish();
        return;
    }
    ++m_row;
    m_current->begin(m_row);
    m_parts.header->setVariantsLocked(true);
    m_parts.runs->startRound(variants[static_cast<std::size_t>(m_row)].id, m_row + 1,
                             static_cast<int>(variants.size()));
}

void CompareController::endVariant()
{
    if (m_beginsSoon) {
        QMetaObject::invokeMethod(
            this,
            [this] {
                if (m_beginsSoon)
                    begin();
            },
            Qt::QueuedConnection);
        return;
    }
    const auto report = m_parts.runs->report();
    if (!isRunning() || !report)
        return;
    m_current->end(m_row, report, Models::linesOf(*m_parts.run, m_current->scenario().unitSize, *report));
    // The reason stands in the table.
    if (report->failed && m_shown)
        m_parts.messages->hide();
    m_stopped = m_stopped || report->stopped;
    m_parts.header->setMode(RunMode::Stopping); // not Run for a moment
    QMetaObject::invokeMethod(this, &CompareController::startNext, Qt::QueuedConnection);
}

void CompareController::finish()
{
    ComparisonModel *ended = std::exchange(m_current, nullptr);
    m_parts.header->setVariantsLocked(false);
    const bool isOfSlide = &ended->scenario() == m_parts.runs->scenario();
    if (isOfSlide)
        m_parts.runs->selectVariant(m_chosen);
    m_parts.runs->endRounds(isOfSlide ? countText() : QString());
}

QString CompareController::countText() const
{
    const ComparisonModel *shown = model();
    return tr("%1 of %2 variants run").arg(shown->measured()).arg(shown->runs().size());
}

void CompareController::stop()
{
    m_beginsSoon = false;
    m_parts.runs->stop();
}

bool CompareController::toggle()
{
    if (!isRunning() && !m_beginsSoon && !m_shown)
        return false;
    if (isRunning() || m_beginsSoon)
        stop();
    else
        begin();
    return true;
}

bool CompareController::restart()
{
    if (!m_shown)
        return false;
    if (!isRunning())
        begin();
    return true;
}

bool CompareController::goBack()
{
    if (!m_shown)
        return false;
    if (isRunning())
        stop();
    leave();
    return true;
}

void CompareController::leave()
{
    if (!isRunning())
        show(false);
}

void CompareController::showOtherPair()
{
    if (m_shown)
        m_parts.page->difference()->nextPair();
}

void CompareController::copy() const
{
    if (m_shown)
        m_parts.page->copy();
}

void CompareController::show(bool shown)
{
    if (shown && m_parts.page->model() != model())
        m_parts.page->showModel(model());
    if (m_shown == shown)
        return;
    m_shown = shown;
    m_parts.work->setVisible(!shown);
    m_parts.page->setVisible(shown);
    m_parts.header->setComparing(shown);
    // Of what is shown now.
    if (!isRunning() && shown)
        m_parts.header->setProgress(countText());
    else if (!isRunning())
        m_parts.runs->showProgress();
    Q_EMIT shownChanged();
}

void CompareController::refresh()
{
    const Base::SteadyTime now = Base::now();
    if (!isRunning() || m_row < 0 || now - m_refreshedAt < lineInterval)
        return;
    m_refreshedAt = now;
    if (m_parts.run->isLive())
        m_current->setLines(m_row, Models::linesOf(*m_parts.run, m_current->scenario().unitSize));
}

} // namespace Loopscope::Ui
