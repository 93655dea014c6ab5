#include "tests/support/stricttest.h"
#include "tests/ui/charts/columnfixture.h"
#include "ui/charts/stalltexts.h"
#include "ui/theme/format.h"

#include <QApplication>
#include <QPainter>
#include <QSignalSpy>

using namespace Loopscope;
using namespace Loopscope::Testing;
using Charts::LatencyChart;
using Theme::ColorRole;

class TstLatencyChart : public StrictTest
{
    Q_OBJECT

private Q_SLOTS:
    void scaleIsSquareRootUntilItIsLinear();
    void topGrowsInStepsAndNeverShrinks();
    void peakThatNoStallExplainsIsHatched();
    void delayByTheMachineHasNotTheColourOfAStall();
    void lineRunsWhereTheSamplesAre();
    void lineClimbsToTheDotAtNow();
    void numberIsHeldAfterTheStall();
    void textsOfStallsLeaveTheLineFree_data();
    void textsOfStallsLeaveTheLineFree();
    void textsStayAtTheirColumns();
    void mergedColumnIsToldNearTheUpperEdge_data();
    void mergedColumnIsToldNearTheUpperEdge();
    void longerOfTwoNearStallsIsTold();
    void placeKeepsFunctionAndLine();
    void loneSampleIsADot();
    void thresholdIsADashedLine();
    void dragMovesTheThreshold();
    void clickOnTheHandleChangesNothing();
    void keysMoveTheThreshold();
    void clickBesideTheThresholdDoesNotGiveItTheKeys();
    void thresholdStaysInRange();
    void toggleLinearMovesTheLine();
};

void TstLatencyChart::scaleIsSquareRootUntilItIsLinear()
{
    Charts::LatencyScale scale;
    QCOMPARE(scale.share(300), 1.0);
    QCOMPARE(scale.share(75), 0.5);
    QCOMPARE(scale.fromShare(0.5), 75.0);
    scale.setLinear(true);
    QCOMPARE(scale.share(75), 0.25);
    QCOMPARE(scale.fromShare(0.25), 75.0);
    QCOMPARE(scale.share(-1), 0.0);
}

void TstLatencyChart::topGrowsInStepsAndNeverShrinks()
{
    Charts::LatencyScale scale;
    QVERIFY(!scale.include(300));
    QVERIFY(scale.include(301));
    QCOMPARE(scale.top(), 1200.0);
    QVERIFY(!scale.include(10));
    QVERIFY(scale.include(1300));
    QCOMPARE(scale.top(), 3000.0);
    QVERIFY(scale.include(3100));
    QCOMPARE(scale.top(), 12000.0);
    QVERIFY(!scale.include(qQNaN()));
    QVERIFY(scale.include(1e12));
    QVERIFY(!scale.include(1e12));
    scale.reset();
    QCOMPARE(scale.top(), 300.0);
}

// It would look like a stall that was overlooked.
void TstLatencyChart::peakThatNoStallExplainsIsHatched()
{
    ColumnFixture fixture;
    TestRun made;
    made.begin().idle(0, 1).ping(1.06, 0.06).idle(1.07, 1.5).blocked(1, 1.5, 1.6, 2).idle(1.61, 2);
    fixture.now = at(2);
    fixture.apply(made);
    const QImage image = fixture.grab();
    const QColor hatch = fixture.color(ColorRole::Text3);
    QVERIFY(hasColorNear(image, fixture.inLatency(1.03, 200), hatch, 4));
    QVERIFY(!hasColorNear(image, fixture.inLatency(0.5, 200), hatch, 4));
    QVERIFY(!hasColorNear(image, fixture.inLatency(1.55, 200), hatch, 4));
    // Below the threshold it is nothing.
    fixture.column.setThreshold(80ms);
    QVERIFY(!hasColorNear(fixture.grab(), fixture.inLatency(1.03, 200), hatch, 4));
}

// No line of the loop's code is to blame for it.
void TstLatencyChart::delayByTheMachineHasNotTheColourOfAStall()
{
    for (const bool isOfMachine : {false, true}) {
        ColumnFixture fixture;
        TestRun made;
        made.begin().idle(0, 1).blocked(1, 1, 1.2, 2).idle(1.21, 2);
        if (isOfMachine)
            made.batch().stalls.back().cause = Trace::StallCause::Descheduled;
        fixture.now = at(2);
        fixture.apply(made);
        const QImage image = fixture.grab();
        QCOMPARE(hasColorNear(image, fixture.inLatency(1.1, 250), fixture.color(ColorRole::Text3), 4),
                 isOfMachine);
        const auto *timeline = fixture.column.timelineChart();
        const QPoint inLane(fixture.inLatency(1.1, 0).x(),
                            timeline->y() + timeline->rowRect(0).toRect().center().y());
        QCOMPARE(hasColorNear(image, inLane, fixture.color(ColorRole::Stall), 6, 10), !isOfMachine);
        const auto *latency = fixture.column.latencyChart();
        fixture.now = at(1.3);
        fixture.column.renderFrame();
        const QRect plot = latency->plotRect().toRect().translated(latency->pos());
        const QImage justNow = fixture.grab().copy(plot.right() - 160, plot.top(), 158, plot.height() / 2);
        QCOMPARE(hasColorNear(justNow, justNow.rect().center(), fixture.color(ColorRole::StallText), 200, 5),
                 !isOfMachine);
        QCOMPARE(fixture.column.latencyChart()->subtitle().endsWith(u"hatched: delayed by the machine"),
                 isOfMachine);
    }
}

void TstLatencyChart::lineRunsWhereTheSamplesAre()
{
    ColumnFixture fixture;
    fixture.applyStalledRun();
    const QImage image = fixture.grab();
    const QColor line = fixture.color(ColorRole::Latency);
    QVERIFY(hasColorNear(image, fixture.inLatency(1.05, 50), line, 3));
    QVERIFY(hasColorNear(image, fixture.inLatency(1.09, 90), line, 3));
    QVERIFY(hasColorNear(image, fixture.inLatency(0.8, 0.2), line, 3));
    QVERIFY(hasColorNear(image, fixture.inLatency(1.1, 30), line, 3)); // falls when the ping is delivered
    QVERIFY(!hasColorNear(image, fixture.inLatency(0.8, 30), line, 3));
}

void TstLatencyChart::lineClimbsToTheDotAtNow()
{
    ColumnFixture fixture;
    fixture.applyStalledRun();
    fixture.now = at(1.66); // nothing has come since
    fixture.column.renderFrame();
    const QImage image = fixture.grab();
    QVERIFY(hasColorNear(image, fixture.inLatency(1.66, 160), fixture.color(ColorRole::Stall), 2, 10));
    QVERIFY(hasColorNear(image, fixture.inLatency(1.6, 100), fixture.color(ColorRole::Latency), 3));
    QCOMPARE(fixture.column.latencyChart()->shownStall()->id, Trace::StallId(3));
}

void TstLatencyChart::numberIsHeldAfterTheStall()
{
    ColumnFixture fixture;
    fixture.applyStalledRun();
    TestRun end;
    end.ping(1.6, 0.1).stall(3, 1.5, 0.1, false, 2);
    fixture.now = at(1.7);
    fixture.apply(end);
    QVERIFY(fixture.column.latencyChart()->shownStall());
    fixture.now = at(2.41);
    QVERIFY(!fixture.column.latencyChart()->shownStall());
}

void TstLatencyChart::textsOfStallsLeaveTheLineFree_data()
{
    QTest::addColumn<double>("length");
    QTest::addColumn<double>("start");
    QTest::newRow("usual") << 0.1 << 0.8;
    QTest::newRow("up to the edge") << 0.28 << 0.8;
    QTest::newRow("at the end") << 0.28 << 1.71;
    QTest::newRow("at the begin") << 0.28 << 0.01;
}

void TstLatencyChart::textsOfStallsLeaveTheLineFree()
{
    QFETCH(double, length);
    QFETCH(double, start);
    ColumnFixture fixture;
    fixture.now = at(2);
    TestRun made;
    made.begin().idle(0, start).blocked(1, start, start + length, 2).idle(start + length + 0.005, 2);
    fixture.apply(made.phase(Trace::Phase::Done, 2));
    fixture.grab();
    const LatencyChart *chart = fixture.column.latencyChart();
    QCOMPARE(chart->stallTexts().size(), std::size_t(1));
    const QRectF text = chart->stallTexts().front();
    QVERIFY(chart->plotRect().contains(text));
    for (double late = 0.005; late <= length; late += 0.005) {
        QPoint on = fixture.inLatency(start + late, late * 1000);
        QVERIFY2(!text.contains(on - QPoint(0, chart->y())), qPrintable(QString::number(late)));
    }
    const double falls = fixture.inLatency(start + length, 0).x();
    const double peak = fixture.inLatency(start + length, length * 1000).y() - chart->y();
    QVERIFY(falls < text.left() || falls > text.right() || text.bottom() <= peak + 1);
}

// The big number tells of the newest stall; what it leaves no room for is left out.
void TstLatencyChart::textsStayAtTheirColumns()
{
    ColumnFixture fixture;
    fixture.now = at(1.7);
    TestRun made;
    made.begin().idle(0, 0.9).blocked(1, 0.9, 1.0, 1.7).idle(1.005, 1.26).blocked(2, 1.26, 1.36, 1.7);
    made.idle(1.365, 1.55).blocked(3, 1.55, 1.65, 1.7).idle(1.655, 1.7);
    fixture.apply(made);
    fixture.grab();
    const LatencyChart *chart = fixture.column.latencyChart();
    QVERIFY(chart->shownStall());
    QVERIFY(!chart->stallTexts().empty());
    const double newest = fixture.inLatency(1.6, 0).x();
    for (const QRectF &text : chart->stallTexts()) {
        const double first = fixture.inLatency(0.95, 0).x();
        const double second = fixture.inLatency(1.31, 0).x();
        const auto covers = [&](double x) { return text.left() <= x && text.right() >= x; };
        QVERIFY2(covers(first) || covers(second), qPrintable(QString::number(text.left())));
        QVERIFY(!covers(newest));
    }
}

void TstLatencyChart::mergedColumnIsToldNearTheUpperEdge_data()
{
    QTest::addColumn<double>("start");
    QTest::addColumn<double>("length");
    QTest::addColumn<int>("count");
    QTest::newRow("wall from the begin") << 0.005 << 0.28 << 7;
    QTest::newRow("wall in the middle") << 0.5 << 0.28 << 3;
    QTest::newRow("wall up to the end") << 1.14 << 0.28 << 3;
    QTest::newRow("as high as the plot") << 0.3 << 0.3 << 4;
    QTest::newRow("narrow") << 0.9 << 0.02 << 3;
}

// Stalls that follow each other closely are one column; where they reach the upper edge, no place is free of
// the line.
void TstLatencyChart::mergedColumnIsToldNearTheUpperEdge()
{
    QFETCH(double, start);
    QFETCH(double, length);
    QFETCH(int, count);
    ColumnFixture fixture;
    fixture.now = at(2);
    TestRun made;
    made.begin().idle(0, start);
    for (int stall = 0; stall < count; ++stall)
        made.blocked(static_cast<Trace::StallId>(stall + 1), start + stall * (length + 0.001),
                     start + stall * (length + 0.001) + length, 2);
    made.idle(start + count * (length + 0.001), 2);
    fixture.apply(made.phase(Trace::Phase::Done, 2));
    const QImage image = fixture.grab();
    const LatencyChart *chart = fixture.column.latencyChart();
    const auto columns = Charts::stallColumns(fixture.run, *fixture.column.timeView());
    QCOMPARE(columns.size(), std::size_t(1));
    QCOMPARE(columns.front().count, count);
    QCOMPARE(chart->stallTexts().size(), std::size_t(1));
    const QRectF text = chart->stallTexts().front();
    QVERIFY(chart->plotRect().contains(text));
    const QFontMetricsF metrics(fixture.theme.font(Theme::FontRole::BodyStrong));
    const QString words =
        QStringLiteral("%1 stalls, longest %2").arg(count).arg(Theme::formatStall(span(length)));
    QVERIFY(text.width() >= metrics.horizontalAdvance(words));
    // Each letter's colour is there, from the first to the last.
    const QColor color = fixture.color(ColorRole::StallText);
    for (const double x : {text.left() + 6, text.center().x(), text.right() - 6})
        QVERIFY(hasColorNear(image, QPointF(x, text.center().y() + chart->y()).toPoint(), color, 8));
    // In the column, over it or right beside it.
    constexpr double beside = 8;
    QVERIFY(text.left() < columns.front().right + beside && text.right() > columns.front().left - beside);
}

void TstLatencyChart::longerOfTwoNearStallsIsTold()
{
    ColumnFixture fixture;
    fixture.now = at(2);
    TestRun made;
    made.begin().idle(0, 0.9).blocked(1, 0.9, 0.914, 2).idle(0.92, 0.96).blocked(2, 0.96, 0.977, 2);
    made.idle(0.98, 2);
    fixture.apply(made.phase(Trace::Phase::Done, 2));
    fixture.grab();
    const LatencyChart *chart = fixture.column.latencyChart();
    QCOMPARE(chart->stallTexts().size(), std::size_t(1));
    const double text = chart->stallTexts().front().center().x();
    const double shorter = fixture.inLatency(0.907, 0).x();
    const double longer = fixture.inLatency(0.9685, 0).x();
    QVERIFY(std::abs(text - longer) < std::abs(text - shorter));
}

void TstLatencyChart::placeKeepsFunctionAndLine()
{
    QImage image(100, 100, QImage::Format_RGB32);
    QPainter painter(&image);
    const Theme::Theme theme;
    Charts::TextPainter text(painter, theme);
    const QString place = QStringLiteral("InterpreterLockHolding::tick():33");
    QCOMPARE(Charts::codeWithin(text, place, 300), place);
    QCOMPARE(Charts::codeWithin(text, place, 80), QStringLiteral("tick():33"));
}

void TstLatencyChart::loneSampleIsADot()
{
    ColumnFixture fixture;
    fixture.now = at(0.05);
    TestRun made;
    made.begin().ping(0.05, 0.0036).phase(Trace::Phase::TearDown, 0.05);
    fixture.apply(made);
    QVERIFY(hasColorNear(fixture.grab(), fixture.inLatency(0.05, 3.6) - QPoint(2, 0),
                         fixture.color(ColorRole::Latency), 1));
}

void TstLatencyChart::thresholdIsADashedLine()
{
    ColumnFixture fixture;
    fixture.applyStalledRun();
    const QImage image = fixture.grab();
    const int y = fixture.inLatency(0, 10).y();
    int lit = 0;
    int dark = 0;
    for (int x = 300; x < 500; ++x)
        (hasColorNear(image, {x, y}, fixture.color(ColorRole::Threshold), 1, 60) ? lit : dark) += 1;
    QVERIFY2(lit > 90 && dark > 20, qPrintable(QStringLiteral("%1 lit, %2 dark").arg(lit).arg(dark)));
    const QPoint handle = fixture.column.latencyChart()->thresholdHandle().rect().center().toPoint();
    QVERIFY(
        hasColorNear(image, {handle.x() - 12, handle.y() + 8}, fixture.color(ColorRole::Threshold), 0, 3));
}

void TstLatencyChart::dragMovesTheThreshold()
{
    ColumnFixture fixture;
    fixture.applyStalledRun();
    LatencyChart *chart = fixture.column.latencyChart();
    QSignalSpy changed(&fixture.column, &Charts::ChartColumn::thresholdChanged);
    const QPoint grip = chart->thresholdHandle().rect().center().toPoint();
    const QPoint goal(grip.x(), fixture.inLatency(0, 25).y());
    QTest::mousePress(chart->viewport(), Qt::LeftButton, {}, grip);
    QTest::mouseMove(chart->viewport(), QPoint(grip.x(), (grip.y() + goal.y()) / 2));
    QTest::mouseMove(chart->viewport(), goal);
    QTest::mouseRelease(chart->viewport(), Qt::LeftButton, {}, goal);
    QVERIFY(changed.count() >= 2);
    QVERIFY(std::abs(chart->threshold().count() - 25) <= 1);
    QCOMPARE(changed.back()[0].value<std::chrono::milliseconds>(), chart->threshold());
    const auto settled = chart->threshold();
    QTest::mouseMove(chart->viewport(), grip);
    QCOMPARE(chart->threshold(), settled);
}

void TstLatencyChart::clickOnTheHandleChangesNothing()
{
    ColumnFixture fixture;
    fixture.applyStalledRun();
    LatencyChart *chart = fixture.column.latencyChart();
    QSignalSpy changed(chart, &LatencyChart::thresholdChanged);
    const QRectF handle = chart->thresholdHandle().rect();
    QTest::mouseClick(chart->viewport(), Qt::LeftButton, {}, handle.topLeft().toPoint() + QPoint(10, 2));
    QTest::mouseClick(chart->viewport(), Qt::LeftButton, {}, handle.bottomLeft().toPoint() + QPoint(10, -2));
    QCOMPARE(changed.count(), 0);
    QCOMPARE(chart->threshold(), std::chrono::milliseconds(10));
}

void TstLatencyChart::keysMoveTheThreshold()
{
    ColumnFixture fixture;
    fixture.applyStalledRun();
    LatencyChart *chart = fixture.column.latencyChart();
    QSignalSpy changed(&fixture.column, &Charts::ChartColumn::thresholdChanged);
    fixture.column.activateWindow();
    fixture.column.focusThreshold();
    QTRY_VERIFY(chart->hasFocus());
    QTest::keyClick(chart, Qt::Key_Up);
    QCOMPARE(chart->threshold(), std::chrono::milliseconds(11));
    QTest::keyClick(chart, Qt::Key_Up, Qt::ShiftModifier);
    QCOMPARE(chart->threshold(), std::chrono::milliseconds(21));
    QTest::keyClick(chart, Qt::Key_Down);
    QCOMPARE(chart->threshold(), std::chrono::milliseconds(20));
    QCOMPARE(changed.count(), 3);
}

void TstLatencyChart::clickBesideTheThresholdDoesNotGiveItTheKeys()
{
    ColumnFixture fixture;
    fixture.applyStalledRun();
    LatencyChart *chart = fixture.column.latencyChart();
    fixture.column.activateWindow();
    QTRY_VERIFY(fixture.column.window()->isActiveWindow());
    QTest::mouseClick(chart->viewport(), Qt::LeftButton, {},
                      chart->plotRect().topLeft().toPoint() + QPoint(9, 9));
    QVERIFY(!chart->hasFocus());
    const QPoint handle = chart->thresholdHandle().rect().center().toPoint();
    QTest::mouseClick(chart->viewport(), Qt::LeftButton, {}, handle);
    QTRY_VERIFY(chart->hasFocus());
}

void TstLatencyChart::thresholdStaysInRange()
{
    ColumnFixture fixture;
    LatencyChart *chart = fixture.column.latencyChart();
    QSignalSpy changed(chart, &LatencyChart::thresholdChanged);
    chart->setThreshold(std::chrono::milliseconds(-5));
    QCOMPARE(chart->threshold(), LatencyChart::lowestThreshold);
    chart->setThreshold(std::chrono::milliseconds(1'000'000));
    QCOMPARE(chart->threshold(), LatencyChart::highestThreshold);
    QCOMPARE(changed.count(), 0); // only what the user does is told
}

void TstLatencyChart::toggleLinearMovesTheLine()
{
    ColumnFixture fixture;
    fixture.applyStalledRun();
    const QPoint before = fixture.inLatency(1.05, 50);
    fixture.column.toggleLinear();
    QVERIFY(fixture.column.isLinear());
    const QPoint after = fixture.inLatency(1.05, 50);
    QVERIFY(after.y() > before.y() + 40);
    QVERIFY(hasColorNear(fixture.grab(), after, fixture.color(ColorRole::Latency), 3));
    fixture.column.toggleLinear();
    QVERIFY(!fixture.column.isLinear());
}

LOOPSCOPE_WIDGET_TEST_MAIN(TstLatencyChart)
#include "tst_latencychart.moc"
