#include "ui/runcontroller.h"

#include "ui/panels/headerpanel.h"
#include "ui/panels/messagebar.h"
#include "ui/panels/parameterbar.h"
#include "ui/panels/slidelist.h"

#include <cmath>

namespace Loopscope::Ui {

using Panels::Message;
using Panels::RunMode;
using Panels::SlideState;
using Session::RunState;

namespace {

using namespace std::chrono_literals;

constexpr auto usualThreshold = 10ms;
// In freeze mode, of a scenario without an amount of work: long enough for a few stalls.
constexpr std::chrono::duration<double> frozenDuration = 2s;
const QString thresholdKey = QStringLiteral("threshold_ms");

} // namespace

RunController::RunController(const Parts &parts, QObject *parent)
    : QObject(parent)
    , m_parts(parts)
{
    connect(parts.session, &Session::Session::stateChanged, this, &RunController::followSession);
    connect(parts.session, &Session::Session::roundFinished, this,
            [this](int rounds) { m_roundsDone = rounds; });
    connect(parts.session, &Session::Session::runFailed, this,
            [this](const QString &reason) { m_failure = reason; });
    connect(parts.slides, &Panels::SlideList::slideChosen, this, &RunController::showScenario);
    connect(parts.header, &Panels::HeaderPanel::variantChosen, this, &RunController::showVariant);
    connect(parts.header, &Panels::HeaderPanel::runRequested, this, &RunController::start);
    connect(parts.header, &Panels::HeaderPanel::stopRequested, this, &RunController::stop);
    connect(parts.header, &Panels::HeaderPanel::parameterEdited, this, &RunController::showAvailability);
    connect(parts.messages, &Panels::MessageBar::actionTriggered, this, &RunController::start);
    // Nothing is said of a run whose picture is gone.
    connect(parts.run, &Models::RunModel::cleared, this, [this] {
        if (!isRunning() && std::exchange(m_shown, nullptr))
            showProgress();
    });
    fillSlides();
}

void RunController::fillSlides()
{
    std::vector<Panels::Slide> slides;
    for (const Scenario::Scenario &scenario : Scenario::allScenarios()) {
        const QString reason = scenario.reasonUnavailable(Scenario::Parameters(scenario.parameters));
        slides.push_back({scenario.id, scenario.title,
                          reason.isEmpty() ? SlideState::Rest : SlideState::Unavailable, reason});
    }
    m_parts.slides->model()->setSlides(std::move(slides));
}

bool RunController::isRunning() const
{
    return m_parts.session->isRunning();
}

bool RunController::canStart() const
{
    return !isRunning() && m_scenario && isAvailable();
}

bool RunController::isAvailable() const
{
    return m_parts.header->mode() != RunMode::Unavailable;
}

const Scenario::Variant *RunController::variant() const
{
    return m_scenario ? m_scenario->variant(m_parts.header->variant()) : nullptr;
}

Scenario::Parameters RunController::currentParameters() const
{
    Scenario::Parameters parameters = m_parts.header->parameters();
    // The threshold is set in the chart, not in the header.
    const Scenario::Parameters kept = m_choices.value(m_scenario->id).parameters;
    if (kept.has(thresholdKey))
        parameters.set(thresholdKey, QString::number(kept.number(thresholdKey)));
    return parameters;
}

SlideChoice RunController::presentChoice() const
{
    // A comparison has chosen another variant.
    const QString variantId =
        m_place.isEmpty() ? m_parts.header->variant() : m_choices.value(m_scenario->id).variantId;
    return {variantId, m_parts.header->repeat(), currentParameters()};
}

SlideChoices RunController::choices() const
{
    SlideChoices all{QString(), m_choices};
    if (m_scenario) {
        all.shownId = m_scenario->id;
        all.slides[m_scenario->id] = presentChoice();
    }
    return all;
}

void RunController::showScenario(const QString &id)
{
    const Scenario::Scenario *scenario = Scenario::scenario(id);
    if (!scenario || scenario == m_scenario)
        return;
    if (m_scenario)
        m_choices[m_scenario->id] = presentChoice();
    m_startAgain = false;
    keepShown();
    m_rounds.clear();
    stop();
    m_scenario = scenario;
    present(false);
    Q_EMIT scenarioShown();
    if (!isRunning())
        showKept();
    Q_EMIT variantShown();
}

void RunController::present(bool forgetSettings)
{
    const QString id = m_scenario->id;
    if (forgetSettings || !m_choices.contains(id))
        m_choices[id] = firstChoice(*m_scenario);
    const SlideChoice choice = m_choices[id];
    m_parts.header->showScenario(m_scenario, choice.parameters, choice.repeat);
    m_parts.header->selectVariant(choice.variantId);
    m_parts.slides->select(id);
    m_shown.reset();
    if (isRunning()) {
        m_parts.header->setMode(RunMode::Stopping);
        showProgress();
    } else {
        m_parts.run->clear();
        m_parts.messages->hide();
        showAvailability();
    }
    Q_EMIT thresholdShown(threshold());
}

QString RunController::setParameter(const QString &key, const QString &text)
{
    Scenario::Parameters parameters = currentParameters();
    const std::optional<QString> wrong = parameters.set(key, text);
    if (wrong)
        return *wrong;
    m_choices[m_scenario->id].parameters = parameters;
    const QString variantId = m_parts.header->variant();
    m_parts.header->showScenario(m_scenario, parameters, m_parts.header->repeat());
    m_parts.header->selectVariant(variantId);
    Q_EMIT thresholdShown(threshold());
    return {};
}

void RunController::showVariant(const QString &)
{
    Q_EMIT variantShown();
    if (isRunning()) {
        m_startAgain = true;
        stop();
    } else {
        showRoundOfChosen();
        showProgress();
    }
}

void RunController::start()
{
    const bool repeat = m_parts.header->repeat();
    const bool endless = repeat || m_scenario->hasAmount;
    startPlan(endless ? std::nullopt
                      : std::optional(std::chrono::duration<double>(m_scenario->defaultDuration)),
              repeat ? Rounds::Repeated : Rounds::One);
}

void RunController::startFor(std::chrono::duration<double> duration)
{
    startPlan(duration, Rounds::One);
}

void RunController::startOnOwnLoop()
{
    startPlan(m_scenario->hasAmount ? std::nullopt : std::optional(frozenDuration), Rounds::OneOnOwnLoop);
}

void RunController::startPlan(std::optional<std::chrono::duration<double>> duration, Rounds rounds)
{
    if (!canStart())
        return;
    keepRound();
    Q_EMIT runStarting();
    m_failure.clear();
    m_roundsDone = 0;
    m_parts.messages->hide();
    Session::RunPlan plan;
    plan.scenarioId = m_scenario->id;
    plan.variantId = m_parts.header->variant();
    plan.parameters = currentParameters();
    plan.duration = duration;
    plan.repeat = !duration && rounds == Rounds::Repeated;
    plan.onOwnLoop = rounds == Rounds::OneOnOwnLoop;
    plan.recordPath = std::exchange(m_recordPath, QString());
    plan.recordLast = m_recordLast;
    plan.heartbeat = true;
    m_parts.session->start(std::move(plan));
}

void RunController::stop()
{
    Q_EMIT stopAsked();
    if (isRunning())
        m_parts.session->stop();
}

void RunController::toggle()
{
    if (!isRunning())
        start();
    else if (m_parts.session->state() != RunState::Stopping)
        stop();
}

void RunController::reset()
{
    m_startAgain = false;
    stop();
    if (!m_scenario)
        return;
    m_forgetRun = isRunning();
    m_rounds.clear();
    present(true);
    Q_EMIT variantShown();
}

std::chrono::milliseconds RunController::threshold() const
{
    const Scenario::Parameters settings =
        m_scenario ? m_choices.value(m_scenario->id).parameters : Scenario::Parameters();
    return settings.has(thresholdKey) ? std::chrono::milliseconds(std::lround(settings.number(thresholdKey)))
                                      : usualThreshold;
}

void RunController::setThreshold(std::chrono::milliseconds threshold)
{
    if (!m_scenario)
        return;
    m_choices[m_scenario->id].parameters.set(thresholdKey, QString::number(threshold.count()));
    m_parts.session->setThreshold(threshold);
    Q_EMIT thresholdShown(threshold);
}

void RunController::followSession(RunState state)
{
    switch (state) {
    case RunState::Idle:
        m_parts.header->setMode(RunMode::Ready);
        showAvailability();
        break;
    case RunState::Preparing:
    case RunState::Working:
        m_parts.header->setMode(RunMode::Running);
        markSlide(SlideState::Running);
        break;
    case RunState::Stopping:
        m_parts.header->setMode(RunMode::Stopping);
        break;
    case RunState::Done:
    case RunState::Failed:
        finishRun();
        break;
    }
    showProgress();
}

void RunController::finishRun()
{
    m_parts.header->setMode(RunMode::Ready);
    const bool forget = std::exchange(m_forgetRun, false);
    const bool isElsewhere = m_parts.session->plan().scenarioId != m_scenario->id;
    m_shown = m_parts.session->report();
    if (forget)
        m_parts.run->clear();
    else if (isElsewhere) // what the charts show is not of it
        keepShownAt({});
    const bool failed = m_parts.session->state() == RunState::Failed;
    const auto report = m_parts.session->report();
    const QString reason = !m_failure.isEmpty() || !report ? m_failure : report->failure;
    const bool wrong = !failed && report && hasWrongResult(*report);
    markSlide(failed  ? SlideState::Failed
              : wrong ? SlideState::Wrong
                      : SlideState::Done,
              failed  ? reason
              : wrong ? wrongText(*report)
                      : QString());
    showAvailability();
    if (failed && !forget && !isElsewhere)
        m_parts.messages->showMessage({Message::Kind::Error, tr("The run failed."), reason, tr("Retry")});
    Q_EMIT runEnded();
    if (forget || isElsewhere)
        showKept();
    if (std::exchange(m_startAgain, false))
        QMetaObject::invokeMethod(this, &RunController::start, Qt::QueuedConnection);
}

void RunController::keepShown()
{
    keepShownAt(m_shown && m_view ? m_view() : RunView());
}

// A failed run has a reason rather than a picture.
void RunController::keepShownAt(const RunView &view)
{
    const auto report = std::exchange(m_shown, nullptr);
    Models::RunModel::PicturePtr picture = m_isAside ? nullptr : m_parts.run->takePicture();
    if (picture && report && !report->failed)
        m_kept.put({report, std::move(picture), view});
    else if (report && !m_isAside)
        m_parts.run->clear();
}

void RunController::showKept()
{
    KeptRuns::Kept kept = m_isAside || !m_scenario ? KeptRuns::Kept() : m_kept.take(m_scenario->id);
    if (!kept.report)
        return;
    m_parts.run->showPicture(kept.picture);
    m_shown = kept.report;
    m_shownView = kept.view;
    showProgress();
    Q_EMIT runShown();
}

void RunController::putAside()
{
    keepShown();
    m_isAside = true;
}

void RunController::bringBack()
{
    if (std::exchange(m_isAside, false) && !isRunning())
        showKept();
}

void RunController::markSlide(SlideState state, const QString &reason)
{
    m_parts.slides->model()->setState(m_parts.session->plan().scenarioId, state, reason);
}

void RunController::showAvailability()
{
    if (!m_scenario || isRunning())
        return;
    const QString reason = m_scenario->reasonUnavailable(currentParameters());
    const bool wasUnavailable = m_parts.header->mode() == RunMode::Unavailable;
    if (reason.isEmpty()) {
        if (wasUnavailable) {
            m_parts.header->setMode(RunMode::Ready);
            m_parts.messages->hide();
        }
        return;
    }
    m_parts.header->setMode(RunMode::Unavailable);
    m_parts.slides->model()->setState(m_scenario->id, SlideState::Unavailable, reason);
    m_parts.messages->showMessage(
        {Message::Kind::Unavailable, tr("This slide is not available."), reason, QString()});
}

} // namespace Loopscope::Ui
