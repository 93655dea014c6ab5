// What the window shows of a slide's run.
#include "ui/charts/chartcolumn.h"
#include "ui/mainwindow.h"
#include "ui/panels/codepanel.h"
#include "ui/panels/stalllistpanel.h"
#include "ui/panels/stallpanel.h"
#include "ui/replaycontroller.h"
#include "ui/runcontroller.h"
#include "ui/sourceline.h"
#include "ui/stallcontroller.h"
#include "ui/statusfeed.h"
#include "ui/workarea.h"

namespace Loopscope::Ui {

namespace {

using namespace std::chrono_literals;

constexpr auto shortView = 2s; // of a scenario that has no amount of work
constexpr auto usualView = 5s;

} // namespace

void MainWindow::connectRuns()
{
    connect(m_runs, &RunController::thresholdShown, m_charts, &Charts::ChartColumn::setThreshold);
    connect(m_runs, &RunController::thresholdShown, m_stallList, &Panels::StallListPanel::setThreshold);
    connect(m_runs, &RunController::thresholdShown, m_stallPage, &Panels::StallPanel::setThreshold);
    connect(m_runs, &RunController::variantShown, this, &MainWindow::showSource);
    connect(m_runs, &RunController::variantShown, this, &MainWindow::showVerdict);
    connect(m_runs, &RunController::runStarting, this, [this] { m_stalls->setVariant(m_runs->variant()); });
    const auto countStalls = [this] { m_work->setStallCount(m_stallModel.rowCount()); };
    connect(&m_stallModel, &QAbstractItemModel::rowsInserted, this, countStalls);
    connect(&m_stallModel, &QAbstractItemModel::modelReset, this, countStalls);
    connect(m_runs, &RunController::scenarioShown, this, [this] {
        m_charts->setCounted(m_runs->scenario()->requests);
        m_charts->setUsualLength(m_runs->scenario()->hasAmount ? usualView : shortView);
        m_work->showPage(WorkArea::Page::Charts);
    });
    connect(m_runs, &RunController::runEnded, this, &MainWindow::finishRun);
    connect(m_runs, &RunController::runShown, this, [this] {
        m_stalls->setVariant(m_runs->scenario()->variant(m_runs->shownReport()->variantId));
        showResult();
        showAgain(m_runs->shownView());
    });
    m_runs->setView([this] { return presentView(); });
    connect(&m_run, &Models::RunModel::cleared, this, &MainWindow::clearResult);
}

void MainWindow::clearResult()
{
    showVerdict();
    m_charts->setWrongAnswers(0);
    m_charts->setWholeRate(0);
    // On the way back a replay is told anew; what is looked at stays.
    if (!m_replays->isActive())
        m_work->resetPage();
}

void MainWindow::finishRun()
{
    showResult();
    closeIfWanted();
}

void MainWindow::showResult()
{
    const auto report = m_runs->shownReport();
    showVerdict();
    m_charts->setWrongAnswers(report ? report->run.requests.wrongAnswers : 0);
    m_charts->setWholeRate(report ? report->run.perSecond() : 0);
    if (const auto *loop = report ? report->figures.subject() : nullptr) {
        const double seconds = Base::toSeconds(report->figures.workDuration());
        const double spent = report->self.probeNsPerDispatch * static_cast<double>(loop->dispatches) / 1e9;
        if (seconds > 0)
            m_statusFeed->showProbe(spent / seconds);
    }
}

// What to do instead is told as soon as something stalls, the verdict when the run has ended.
void MainWindow::showVerdict()
{
    const Scenario::Scenario *scenario = m_runs->scenario();
    const auto report = m_runs->shownReport();
    const Scenario::Variant *ran = report && scenario && report->scenarioId == scenario->id
                                       ? scenario->variant(report->variantId)
                                       : nullptr;
    Panels::StallListPanel::Verdict verdict;
    if (ran && m_run.stage() == Models::RunStage::Ended && !m_session.isRunning()) {
        const bool isOthers = ran != m_runs->variant();
        verdict.text = isOthers ? tr("%1: %2").arg(ran->title, report->verdict) : QString(report->verdict);
        verdict.isWrong = hasWrongResult(*report);
    }
    const Scenario::Variant *advised = ran ? ran : m_runs->variant();
    if (showsSlides() && advised && !(report && report->failed))
        verdict.remedy = advised->advice;
    m_stallList->setVerdict(verdict);
    m_work->setVerdict(verdict.text.isEmpty() || verdict.remedy.isEmpty()
                           ? verdict.text
                           : QStringLiteral("%1 %2").arg(verdict.text, verdict.remedy),
                       verdict.isWrong);
}

void MainWindow::showSource()
{
    const Scenario::Variant *variant = m_runs->variant();
    if (!variant)
        return;
    m_code->showSource(variant->sourceFile, tellingLine(*m_runs->scenario(), *variant).number);
    const auto report = m_runs->shownReport();
    const bool isOfRun =
        report && report->scenarioId == m_runs->scenario()->id && report->variantId == variant->id;
    if (isOfRun && m_run.stage() == Models::RunStage::Ended)
        m_stalls->remark();
}

} // namespace Loopscope::Ui
