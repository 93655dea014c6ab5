#include "tests/support/stricttest.h"
#include "tests/ui/models/testrun.h"
#include "ui/charts/chartgrid.h"
#include "ui/charts/chartrange.h"
#include "ui/charts/pairgrid.h"
#include "ui/charts/replayoverview.h"
#include "ui/charts/stallcolumns.h"
#include "ui/charts/timeview.h"

#include <QApplication>

using namespace Loopscope;
using namespace Loopscope::Testing;
using namespace Loopscope::Charts;

class TstChartLayout : public StrictTest
{
    Q_OBJECT

private Q_SLOTS:
    void heightsFillTheColumn_data();
    void heightsFillTheColumn();
    void extraHeightGoesToLatencyAndLanes();
    void lanesAndTheirTimesAreSeenWithLargeText_data();
    void lanesAndTheirTimesAreSeenWithLargeText();
    void twoTracesShowTheirLanesAtAnyHeight_data();
    void twoTracesShowTheirLanesAtAnyHeight();
    void lanesBecomeLowerBeforeTheyAreHidden();
    void pictureHasRoomForAllLanes();
    void latencyKeepsItsHeightInTheLowestWindow_data();
    void latencyKeepsItsHeightInTheLowestWindow();
    void programHasNoRowsForWhatIsNotKnown();
    void rangeGrowsToRoundNumbers();
    void nearStallsBecomeOneColumn();
    void stallAtTheEdgeIsCut();
    void rightEdgeMovesInWholePixels();
    void zoomStaysInRange();
    void lengthThatComesBackIsTold();
    void lengthThatComesBackBeforeARunIsLiveIsTold();
    void touchingStallsKeepASeam();
    void timesOfAShortRecordingDiffer();
    void shortRunIsShownWholeAfterItsEnd();
    void shortRunThatCameAsAWholeIsShownWhole();
};

void TstChartLayout::heightsFillTheColumn_data()
{
    QTest::addColumn<int>("height");
    QTest::addColumn<int>("lanes");
    for (const int height : {455, 500, 540, 640, 740, 900, 1200}) {
        for (const int lanes : {0, 1, 6, 12, 40})
            QTest::addRow("%d px, %d lanes", height, lanes) << height << lanes;
    }
}

void TstChartLayout::heightsFillTheColumn()
{
    QFETCH(int, height);
    QFETCH(int, lanes);
    const ColumnHeights heights = columnHeights(height, {true, true, false, lanes});
    QCOMPARE(heights.latency + heights.queue + heights.requests + heights.timeline, height);
    const bool isShort = height < 540;
    QVERIFY(heights.latencyPlot >= (isShort ? Grid::shortestLatencyPlot : Grid::smallestLatencyPlot));
    QVERIFY(heights.smallPlot >= (isShort ? Grid::shortestSmallPlot : Grid::smallPlot));
    QVERIFY(heights.lane >= Grid::lowestLane && heights.lane <= Grid::tallestLane);
    QVERIFY(heights.visibleLanes >= 1 && heights.visibleLanes <= Grid::mostLanes);
}

void TstChartLayout::extraHeightGoesToLatencyAndLanes()
{
    const ColumnHeights usual = columnHeights(740, {true, true, false, 6});
    QCOMPARE(usual.latencyPlot, 248);
    QCOMPARE(usual.lane, 24);
    const ColumnHeights taller = columnHeights(740 + 96, {true, true, false, 6});
    QCOMPARE(taller.lane, 28);
    QCOMPARE(taller.latencyPlot, 248 + 72);
}

// Text at 200 % on a screen of 1920 x 1080, with the tabs above the charts; a recording in a small window has
// its overview below them.
void TstChartLayout::lanesAndTheirTimesAreSeenWithLargeText_data()
{
    QTest::addColumn<int>("height");
    QTest::addColumn<int>("folded");
    QTest::addColumn<int>("visible");
    QTest::newRow("a trace in 1280x720") << 460 << 0 << 3;
    QTest::newRow("a trace in 1280x720 with a message") << 404 << 0 << 3;
    QTest::newRow("a slide at 200 %") << 340 << 1 << 3;
    QTest::newRow("a slide at 200 % with a message") << 284 << 2 << 3;
    QTest::newRow("a trace at 200 %") << 240 << 2 << 3;
    QTest::newRow("a trace at 200 % with a message") << 184 << 2 << 2;
}

void TstChartLayout::lanesAndTheirTimesAreSeenWithLargeText()
{
    QFETCH(int, height);
    QFETCH(int, folded);
    QFETCH(int, visible);
    const ColumnHeights heights = columnHeights(height, {true, true, false, 6});
    QCOMPARE(heights.latency + heights.queue + heights.requests + heights.timeline, height);
    // The loop stays, so that with two all others can be scrolled to.
    QVERIFY(heights.visibleLanes >= visible);
    QVERIFY(heights.latencyPlot >= Grid::lowestLatencyPlot);
    // What has no room is a row; what has a plot can be read.
    QCOMPARE(int(heights.isRequestsFolded) + int(heights.isQueueFolded), folded);
    QVERIFY(heights.smallPlot >= Grid::shortestSmallPlot);
}

void TstChartLayout::twoTracesShowTheirLanesAtAnyHeight_data()
{
    QTest::addColumn<int>("height");
    for (const int height : {184, 240, 300, 360, 420, 560, 780})
        QTest::addRow("%d px", height) << height;
}

void TstChartLayout::twoTracesShowTheirLanesAtAnyHeight()
{
    QFETCH(int, height);
    for (const int lanes : {2, 4, 42}) {
        const PairHeights heights = pairHeights(height, lanes, 2);
        QVERIFY(heights.visibleLanes >= std::min(lanes, PairHeights::fewestLanes));
        QVERIFY(heights.lane >= PairHeights::lowestLane);
        QCOMPARE(heights.isFolded(), height < 200);
        QVERIFY(heights.isFolded() || heights.plot >= PairHeights::lowestPlot);
        // One below the other: titles and plots, the lanes, the time axis.
        QVERIFY(heights.plotTop(0) + heights.plot + heights.gap + heights.titleRow <= heights.plotTop(1));
        const int lanesTop = heights.plotTop(1) + heights.plot + heights.gap + heights.lanesTitle;
        QVERIFY(lanesTop + heights.lanesHeight() + Grid::timeAxis + heights.bottom <= height);
    }
}

// 640 x 360, which is 1280 x 720 at 200 %.
void TstChartLayout::latencyKeepsItsHeightInTheLowestWindow_data()
{
    QTest::addColumn<int>("height");
    QTest::addColumn<int>("lanesTop");
    QTest::addColumn<int>("lanes");
    QTest::newRow("tall enough") << 184 << int(Grid::lanesTop) << 2;
    QTest::newRow("a slide") << 160 << int(Grid::tightLanesTop) << 2;
    QTest::newRow("a slide with a message") << 104 << 0 << 0;
}

void TstChartLayout::latencyKeepsItsHeightInTheLowestWindow()
{
    QFETCH(int, height);
    QFETCH(int, lanesTop);
    QFETCH(int, lanes);
    const ColumnHeights heights = columnHeights(height, {true, true, false, 6});
    QCOMPARE(heights.latency + heights.queue + heights.requests + heights.timeline, height);
    QVERIFY(heights.latencyPlot >= Grid::lowestLatencyPlot);
    QCOMPARE(heights.lanesTop, lanesTop);
    QCOMPARE(heights.visibleLanes, lanes);
}

// Loop, four workers and the connection in a window of 1280 x 720.
void TstChartLayout::lanesBecomeLowerBeforeTheyAreHidden()
{
    const ColumnHeights heights = columnHeights(560, {true, true, false, 6});
    QCOMPARE(heights.visibleLanes, 6);
    QVERIFY(heights.lane >= Grid::lowestLane);
    QVERIFY(heights.latencyPlot >= Grid::smallestLatencyPlot);
    QCOMPARE(columnHeights(740, {true, true, false, 6}).lane, Grid::lane);
}

void TstChartLayout::pictureHasRoomForAllLanes()
{
    for (const int lanes : {2, 12, 40}) {
        const ColumnContents contents{true, true, false, lanes, Grid::mostPictureLanes};
        const ColumnHeights heights = columnHeights(usualHeight(contents), contents);
        QCOMPARE(heights.visibleLanes, lanes);
        QCOMPARE(heights.lane, Grid::lane);
        QCOMPARE(heights.latencyPlot, Grid::latencyPlot);
        const PairHeights pair = pairHeights(pairHeightFor(lanes), lanes, 2);
        QCOMPARE(pair.visibleLanes, lanes);
        QCOMPARE(pair.lane, Grid::lane);
    }
}

void TstChartLayout::programHasNoRowsForWhatIsNotKnown()
{
    const ColumnHeights heights = columnHeights(740, {false, false, true, 3});
    QCOMPARE(heights.queue, 0);
    QCOMPARE(heights.requests, 0);
    QCOMPARE(heights.latency + heights.timeline, 740);
}

void TstChartLayout::rangeGrowsToRoundNumbers()
{
    ChartRange jobs(ChartRange::Rounding::Count);
    QCOMPARE(jobs.top(), 4.0);
    QVERIFY(!jobs.include(3));
    QVERIFY(jobs.include(4));
    QCOMPARE(jobs.top(), 6.0);
    jobs.include(9); // its half is a tick
    QCOMPARE(jobs.top(), 12.0);
    jobs.include(196);
    QCOMPARE(jobs.top(), 240.0);
    QVERIFY(!jobs.include(1));
    QVERIFY(!jobs.include(qInf()));
    jobs.reset();
    QCOMPARE(jobs.top(), 4.0);
    ChartRange rate(ChartRange::Rounding::Rate);
    rate.include(200);
    QCOMPARE(rate.top(), 240.0);
    rate.include(187'000);
    QCOMPARE(rate.top(), 240'000.0);
    rate.include(1'800'000);
    QCOMPARE(rate.top(), 2'400'000.0);
}

namespace {

std::vector<StallColumn> columnsOf(TestRun &made, TimeView &time, double now)
{
    Models::RunModel run(nullptr, [now] { return at(now); });
    run.apply(made.batch());
    time.setPlot(88, 600);
    time.follow(at(0), at(now), true);
    return stallColumns(run, time);
}

} // namespace

void TstChartLayout::nearStallsBecomeOneColumn()
{
    TimeView time;
    TestRun made;
    made.begin().stall(1, 1, 0.003).stall(2, 1.008, 0.006).stall(3, 1.02, 0.002).stall(4, 3, 0.1);
    const auto columns = columnsOf(made, time, 5);
    QCOMPARE(columns.size(), std::size_t(2));
    QCOMPARE(columns[0].count, 3);
    QCOMPARE(columns[0].id, Trace::StallId(2));
    QCOMPARE(columns[0].longest, Base::Duration(6ms));
    QCOMPARE(columns[1].place, QStringLiteral("sleeper():31"));
    QCOMPARE(columnAt(columns, columns[1].center())->id, Trace::StallId(4));
    QVERIFY(!columnAt(columns, 600));
}

void TstChartLayout::stallAtTheEdgeIsCut()
{
    TimeView time;
    TestRun made;
    made.begin().stall(1, 4.9, 0.2).stall(2, 7, 0.1).stall(3, 9.8, 0.2, true);
    const auto columns = columnsOf(made, time, 10);
    QCOMPARE(columns.size(), std::size_t(3));
    QVERIFY(columns[0].cut);
    QCOMPARE(columns[0].left, 88.0);
    QVERIFY(!columns[1].cut);
    QVERIFY(columns[2].open);
    QCOMPARE(columns[2].right, 688.0);
}

void TstChartLayout::rightEdgeMovesInWholePixels()
{
    TimeView time;
    time.setPlot(88, 600);
    for (const double now : {3.0, 3.0161, 3.0317, 9.99}) {
        time.follow(at(0), at(now), true);
        QCOMPARE((time.to() - at(0)).count() % time.perPixel().count(), 0LL);
        QVERIFY(time.to() <= at(now) && at(now) - time.to() < time.perPixel());
    }
    time.follow(at(0), at(3.0161), false);
    QCOMPARE(time.to(), at(3.0161));
}

// After a run that was shorter than the window the next one has the length of before: the line charts have to
// hear of it, or their axis is another than that of the lanes.
void TstChartLayout::lengthThatComesBackIsTold()
{
    TimeView time;
    time.setPlot(88, 600);
    time.follow(at(0), at(1), true);
    const Base::Duration usual = time.length();
    time.follow(at(0), at(1), false);
    QVERIFY(time.length() < usual);
    Base::Duration told = time.length();
    QObject::connect(&time, &TimeView::changed, &time, [&] { told = time.length(); });
    time.follow(at(10), at(10.5), true);
    QCOMPARE(time.length(), usual);
    QCOMPARE(told, usual);
}

// An observed program is there before its loop is.
void TstChartLayout::lengthThatComesBackBeforeARunIsLiveIsTold()
{
    TimeView time;
    time.setPlot(88, 600);
    time.follow(at(0), at(1), true);
    time.follow(at(0), at(1), false);
    Base::Duration told = time.length();
    QObject::connect(&time, &TimeView::changed, &time, [&] { told = time.length(); });
    time.follow(at(10), at(10), false);
    QCOMPARE(told, time.length());
}

void TstChartLayout::touchingStallsKeepASeam()
{
    TimeView time;
    TestRun made;
    made.begin().stall(1, 1, 0.1).stall(2, 1.1, 0.2).stall(3, 1.3, 0.1);
    const auto columns = columnsOf(made, time, 5);
    QCOMPARE(columns.size(), std::size_t(1));
    QCOMPARE(columns[0].parts.size(), std::size_t(3));
    for (std::size_t part = 1; part < 3; ++part)
        QCOMPARE(columns[0].parts[part].first - columns[0].parts[part - 1].second, 1.0);
    // Its number stands over the longest.
    QVERIFY(columns[0].center() > columns[0].parts[1].first &&
            columns[0].center() < columns[0].parts[1].second);
}

void TstChartLayout::timesOfAShortRecordingDiffer()
{
    const Theme::Theme theme;
    ReplayOverview overview(&theme);
    overview.setRows({{{}, Theme::ColorRole::TraceB, {}, 228ms}}, 10ms);
    const auto labels = overview.timeLabels();
    QCOMPARE(labels.size(), std::size_t(4));
    QCOMPARE(labels.front().second, QStringLiteral("50\u00a0ms"));
    QCOMPARE(labels.back().second, QStringLiteral("200\u00a0ms"));
    overview.setRows({{{}, Theme::ColorRole::TraceB, {}, 3s}}, 10ms);
    QCOMPARE(overview.timeLabels().back().second, QStringLiteral("2.5\u00a0s"));
}

void TstChartLayout::zoomStaysInRange()
{
    TimeView time;
    time.setPlot(88, 600);
    time.follow(at(0), at(3), true);
    for (int step = 0; step < 30; ++step)
        time.zoomIn();
    QCOMPARE(time.length(), Base::Duration(TimeView::shortest));
    for (int step = 0; step < 30; ++step)
        time.zoomOut();
    QCOMPARE(time.length(), Base::Duration(TimeView::longest));
    time.fit();
    QCOMPARE(time.length(), Base::Duration(TimeView::usual));
    time.zoomAt(0, 100);
    time.zoomAt(qQNaN(), 100);
    time.zoomAt(-1, 100);
    QCOMPARE(time.length(), Base::Duration(TimeView::usual));
    time.zoomAt(1e300, 100);
    QCOMPARE(time.length(), Base::Duration(TimeView::longest));
}

void TstChartLayout::shortRunIsShownWholeAfterItsEnd()
{
    TimeView time;
    time.setPlot(88, 600);
    time.follow(at(0), at(0.004), true);
    QCOMPARE(time.length(), Base::Duration(TimeView::usual));
    time.follow(at(0), at(0.008), false);
    QCOMPARE(time.from(), at(0));
    QCOMPARE(time.to(), at(0.008));
    // What is remembered, and what the next run has, is what was chosen.
    QCOMPARE(time.chosenLength(), Base::Duration(TimeView::usual));
    time.follow(at(1), at(1.001), true);
    QCOMPARE(time.length(), Base::Duration(TimeView::usual));
    // A run that fills the picture leaves it as it is.
    time.follow(at(1), at(9), true);
    time.follow(at(1), at(9), false);
    QCOMPARE(time.length(), Base::Duration(TimeView::usual));
    QCOMPARE(time.to(), at(9));
}

void TstChartLayout::shortRunThatCameAsAWholeIsShownWhole()
{
    TimeView time;
    time.setPlot(88, 600);
    time.follow(at(1), at(1.002), false);
    QCOMPARE(time.length(), Base::Duration(2ms));
    time.zoomOut();
    QCOMPARE(time.length(), Base::Duration(5ms));
    time.follow(at(1), at(1.002), false);
    QCOMPARE(time.length(), Base::Duration(5ms)); // chosen since, for this picture only
    time.follow(at(2), at(2.1), true);
    QCOMPARE(time.length(), Base::Duration(TimeView::usual));
}

LOOPSCOPE_WIDGET_TEST_MAIN(TstChartLayout)
#include "tst_chartlayout.moc"
