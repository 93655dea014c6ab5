#include "ui/replaystage.h"

#include "ui/charts/chartcolumn.h"
#include "ui/charts/pairchart.h"
#include "ui/charts/replayoverview.h"
#include "ui/panels/attachheader.h"
#include "ui/panels/comparisonpanel.h"
#include "ui/panels/messagebar.h"
#include "ui/panels/replayheader.h"
#include "ui/panels/tracelist.h"

#include <QBoxLayout>
#include <QSplitter>

namespace Loopscope::Ui {

ReplayStage::ReplayStage(Theme::Theme *theme, QWidget *window)
    : QObject(window)
    , m_theme(theme)
    , m_window(window)
    , m_header(new Panels::ReplayHeader(theme, window))
    , m_attachHeader(new Panels::AttachHeader(theme, window))
    , m_traces(new Panels::TraceList(theme, window))
    , m_messages(new Panels::MessageBar(theme, window))
    , m_overview(new Charts::ReplayOverview(theme, window))
    , m_pairPage(makePairPage())
{
    m_header->hide();
    m_attachHeader->hide();
    m_traces->hide();
    m_overview->hide();
    m_pairPage->hide();
}

QWidget *ReplayStage::makePairPage()
{
    auto *page = new QSplitter(Qt::Horizontal, m_window);
    auto *left = new QWidget(page);
    m_pairChart = new Charts::PairChart(m_theme, left);
    m_pairOverview = new Charts::ReplayOverview(m_theme, left);
    auto *column = new QVBoxLayout(left);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_pairChart, 1);
    column->addWidget(m_pairOverview);
    m_comparison = new Panels::ComparisonPanel(m_theme, page);
    page->setChildrenCollapsible(false);
    page->setStretchFactor(0, 1);
    page->setStretchFactor(1, 0);
    page->setHandleWidth(1);
    return page;
}

QWidget *ReplayStage::wrapCharts(Charts::ChartColumn *charts)
{
    auto *holder = new QWidget(m_window);
    auto *column = new QVBoxLayout(holder);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(charts, 1);
    column->addWidget(m_overview);
    return holder;
}

void ReplayStage::addTo(QBoxLayout *outer, QBoxLayout *inner, const LiveParts &live)
{
    m_live = live;
    outer->insertWidget(outer->indexOf(live.slides) + 1, m_traces);
    const int header = inner->indexOf(live.header);
    inner->insertWidget(header + 1, m_header);
    inner->insertWidget(header + 2, m_attachHeader);
    inner->insertWidget(header + 3, m_messages);
    inner->addWidget(m_pairPage, 1);
}

Charts::ReplayOverview *ReplayStage::overview() const
{
    return m_mode == Mode::Two ? m_pairOverview : m_overview;
}

void ReplayStage::setMode(Mode mode)
{
    m_mode = mode;
    m_live.header->setVisible(mode == Mode::Live);
    m_header->setVisible(mode == Mode::One || mode == Mode::Two);
    m_attachHeader->setVisible(mode == Mode::Attached);
    m_live.work->setVisible(mode != Mode::Two);
    m_pairPage->setVisible(mode == Mode::Two);
    m_overview->setVisible(mode == Mode::One);
    showSide(m_sideShown);
}

void ReplayStage::showSide(bool shown)
{
    m_sideShown = shown;
    m_live.slides->setVisible(shown && m_mode == Mode::Live);
    m_traces->setVisible(shown && (m_mode == Mode::One || m_mode == Mode::Two));
}

} // namespace Loopscope::Ui
