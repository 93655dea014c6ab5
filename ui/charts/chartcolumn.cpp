#include "ui/charts/chartcolumn.h"

#include "ui/charts/latencychart.h"
#include "ui/charts/queuechart.h"
#include "ui/charts/requestschart.h"
#include "ui/charts/timelinechart.h"

#include <QPainter>

#include <cmath>

namespace Loopscope::Charts {

namespace {

constexpr std::chrono::milliseconds numberInterval{100};

} // namespace

ChartColumn::ChartColumn(Theme::Theme *theme, Models::RunModel *run, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_run(run)
{
    const ChartContext context{m_theme, m_run, &m_time, &m_clock};
    m_latency = new LatencyChart(context, this);
    m_queue = new QueueChart(context, this);
    m_requests = new RequestsChart(context, this);
    m_timeline = new TimelineChart(context, this);
    setAccessibleName(tr("Charts"));
    connectStalls(m_latency);
    connectStalls(m_queue);
    connectStalls(m_requests);
    connectStalls(m_timeline);
    connect(m_latency, &LatencyChart::thresholdChanged, this, &ChartColumn::thresholdChanged);
    connect(m_run, &Models::RunModel::changed, this, [this] { m_dirty = true; });
    connect(m_run, &Models::RunModel::stageChanged, this, &ChartColumn::followRun);
    connect(m_run, &Models::RunModel::cleared, this, [this] { m_frame.selected = 0; });
    connect(&m_time, &TimeView::changed, this, &ChartColumn::renderFrame);
    connect(m_theme, &Theme::Theme::changed, this, qOverload<>(&QWidget::update));
    connect(&m_clock, &FrameClock::ticked, this, &ChartColumn::tick);
    followRun();
}

template <typename Chart>
void ChartColumn::connectStalls(Chart *chart)
{
    connect(chart, &Chart::stallSelected, this, &ChartColumn::selectStall);
    connect(chart, &Chart::stallSelected, this, &ChartColumn::stallSelected);
    connect(chart, &Chart::stallOpened, this, &ChartColumn::stallOpened);
    connect(chart, &Chart::pointed, this, &ChartColumn::pointAt);
}

std::chrono::milliseconds ChartColumn::threshold() const
{
    return m_latency->threshold();
}

bool ChartColumn::isLinear() const
{
    return m_latency->scale().isLinear();
}

void ChartColumn::setThreshold(std::chrono::milliseconds threshold)
{
    m_latency->setThreshold(threshold);
}

void ChartColumn::setCounted(const QString &several)
{
    m_requests->setCounted(several);
}

void ChartColumn::setWrongAnswers(qint64 count)
{
    m_requests->setWrongAnswers(count);
    describe();
}

void ChartColumn::setWholeRate(double perSecond)
{
    m_requests->setWholeRate(perSecond);
    describe();
}

void ChartColumn::setProgram(bool isProgram)
{
    m_isProgram = isProgram;
    // A program may have several loops: the others have lanes, and are not judged.
    m_latency->setTitle(isProgram ? tr("Main loop's latency") : tr("Loop latency"));
    layOut();
    renderFrame();
}

void ChartColumn::focusThreshold()
{
    m_latency->setFocus(Qt::ShortcutFocusReason);
}

void ChartColumn::toggleLinear()
{
    m_latency->setLinear(!isLinear());
    renderFrame();
}

void ChartColumn::zoomIn()
{
    m_time.zoomIn();
}

void ChartColumn::zoomOut()
{
    m_time.zoomOut();
}

void ChartColumn::fit()
{
    m_time.fit();
}

void ChartColumn::pan(int direction)
{
    m_time.pan(-direction * m_time.plotWidth() / 5);
}

void ChartColumn::setUsualLength(std::chrono::nanoseconds length)
{
    m_time.setUsualLength(length);
}

void ChartColumn::selectStall(Trace::StallId id)
{
    m_frame.selected = id;
    if (const Trace::Stall *stall = m_run->stalls().find(id))
        m_holdsSelected ? m_time.hold(stall->startedAt) : m_time.reveal(stall->startedAt);
    renderFrame();
}

void ChartColumn::pointAt(double x)
{
    const std::optional<double> pointer = std::isnan(x) ? std::nullopt : std::optional(x);
    if (pointer == m_frame.pointer)
        return;
    m_frame.pointer = pointer;
    for (PlotView *chart : {static_cast<PlotView *>(m_latency), static_cast<PlotView *>(m_queue),
                            static_cast<PlotView *>(m_requests)})
        chart->viewport()->update();
    m_timeline->update();
}

void ChartColumn::tick()
{
    m_run->holdNow();
    m_run->drainInbox();
    if (std::exchange(m_dirty, false) && isVisible())
        renderIfMoved();
}

void ChartColumn::followRun()
{
    m_clock.setActive(m_run->stage() == Models::RunStage::Preparing ||
                      m_run->stage() == Models::RunStage::Working);
    m_justEnded = m_run->stage() == Models::RunStage::Ended;
    m_dirty = true;
    m_numbersAt = {};
    describe();
}

ColumnContents ChartColumn::contents() const
{
    ColumnContents contents;
    const bool hasBegun = m_run->workStartedAt().has_value();
    contents.isProgram = m_isProgram;
    contents.hasQueue = (!hasBegun && !m_isProgram) || m_run->jobsRunning() || m_run->jobsWaiting();
    contents.hasRequests = (!hasBegun && !m_isProgram) || m_run->requestRate() || m_run->requestsInFlight();
    contents.lanes = static_cast<int>(m_run->lanes().size());
    if (m_isForPicture)
        contents.mostLanes = Grid::mostPictureLanes;
    return contents;
}

// Where all of them are in sight the picture is what is seen.
void ChartColumn::setForPicture(bool taken)
{
    m_isForPicture = taken;
    if (taken) {
        m_sizeBefore = size();
        m_timeline->setForPicture(true);
        if (m_timeline->hiddenLanes() > 0)
            resize(width(), std::max(height(), usualHeight(contents())));
    } else {
        resize(m_sizeBefore);
    }
    layOut();
    renderFrame();
    if (!taken)
        m_timeline->setForPicture(false);
}

void ChartColumn::layOut()
{
    m_contents = contents();
    const ColumnHeights heights = columnHeights(height(), m_contents);
    const double left = Grid::padding + (m_isProgram ? Grid::wideLeftGutter : Grid::leftGutter);
    const double plotWidth = width() - left - Grid::padding - Grid::rightGutter;
    m_time.setPlot(left, plotWidth);
    m_queue->setEmptyRow(m_contents.hasQueue ? QString() : tr("This run uses no executor."));
    m_requests->setEmptyRow(m_contents.hasRequests ? QString() : tr("This run sends no requests."));

    m_queue->setFolded(heights.isQueueFolded && m_contents.hasQueue);
    m_requests->setFolded(heights.isRequestsFolded && m_contents.hasRequests);
    int top = 0;
    const auto place = [this, &top](QWidget *chart, int height) {
        chart->setGeometry(0, top, width(), height);
        chart->setVisible(height > 0);
        top += height;
    };
    place(m_latency, heights.latency);
    place(m_queue, heights.queue);
    place(m_requests, heights.requests);
    place(m_timeline, heights.timeline);
    m_latency->setPlotRect(
        {left, double(heights.latencyPlotTop), m_time.plotWidth(), double(heights.latencyPlot)});
    for (PlotView *chart : {static_cast<PlotView *>(m_queue), static_cast<PlotView *>(m_requests)})
        chart->setPlotRect({left, Grid::smallPlotTop, m_time.plotWidth(), double(heights.smallPlot)});
    m_timeline->setRows(heights.visibleLanes, heights.lane, heights.lanesTop);
}

void ChartColumn::renderFrame()
{
    prepareFrame();
    showFrame();
}

// The picture moves by whole pixels: with a long window most frames would paint the same again. Only a
// stall's number changes in each.
void ChartColumn::renderIfMoved()
{
    prepareFrame();
    if (m_frame.refreshNumbers || m_time.to() != m_shownUpTo)
        showFrame();
    else if (m_latency->shownStall())
        m_latency->showFrame(&m_frame);
}

void ChartColumn::prepareFrame()
{
    if (contents() != m_contents)
        layOut();
    const Base::SteadyTime present = Base::now();
    m_frame.refreshNumbers = !m_run->isLive() || present - m_numbersAt >= numberInterval;
    if (m_frame.refreshNumbers)
        m_numbersAt = present;
    m_time.follow(m_run->workStartedAt().value_or(m_run->now()), m_run->now(), m_run->isLive());
    // A stall that fills the picture would be a wall without a beginning.
    if (std::exchange(m_justEnded, false) && m_run->stalls().longest() >= m_time.length())
        m_time.fitRun();
    m_frame.columns = stallColumns(*m_run, m_time);
}

void ChartColumn::showFrame()
{
    m_shownUpTo = m_time.to();
    m_latency->showFrame(&m_frame);
    m_queue->showFrame(&m_frame);
    m_requests->showFrame(&m_frame);
    m_timeline->showFrame(&m_frame);
}

void ChartColumn::describe()
{
    m_latency->setAccessibleDescription(m_latency->description());
    m_queue->setAccessibleDescription(m_queue->description());
    m_requests->setAccessibleDescription(m_requests->description());
    m_timeline->setAccessibleDescription(m_timeline->description());
}

void ChartColumn::resizeEvent(QResizeEvent *)
{
    layOut();
    renderFrame();
}

void ChartColumn::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    renderFrame();
}

void ChartColumn::paintEvent(QPaintEvent *event)
{
    QPainter(this).fillRect(event->rect(), m_theme->color(Theme::ColorRole::Window));
}

} // namespace Loopscope::Charts
