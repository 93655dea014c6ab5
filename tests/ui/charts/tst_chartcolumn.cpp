#include "tests/support/stricttest.h"
#include "tests/ui/charts/columnfixture.h"

#include <QApplication>
#include <QSignalSpy>

using namespace Loopscope;
using namespace Loopscope::Testing;
using Theme::ColorRole;

class TstChartColumn : public StrictTest
{
    Q_OBJECT

private Q_SLOTS:
    void plotsStandOnTheSamePixels_data();
    void plotsStandOnTheSamePixels();
    void measuresAreThoseOfTheDesign();
    void stallColumnGoesThroughEverything_data();
    void stallColumnGoesThroughEverything();
    void chartWithoutDataIsOneRow();
    void emptyColumnAsksForARun();
    void picturesStayAfterTheRun();
    void fitShowsTheWholeRunWhenItIsOver();
    void stallLongerThanTheWindowIsShownWhole();
    void requestsAreCalledWhatTheyAre();
    void runWithoutALoopYetSaysSo();
    void selectedStallIsMarkedAndRevealed();
    void clickSelectsAndDoubleClickOpens();
    void clockBeatsOnlyWhileARunGoesOn();
    void themeChangesEverything();
    void everythingHasAnAccessibleName();
    void hiddenColumnStillEmptiesTheInbox();
};

void TstChartColumn::plotsStandOnTheSamePixels_data()
{
    QTest::addColumn<QSize>("size");
    QTest::newRow("at 1440 x 900") << QSize(808, 740);
    QTest::newRow("large") << QSize(1500, 1200);
    QTest::newRow("smallest window") << QSize(600, 540);
    QTest::newRow("odd") << QSize(733, 611);
}

void TstChartColumn::plotsStandOnTheSamePixels()
{
    QFETCH(QSize, size);
    ColumnFixture fixture;
    fixture.column.resize(size);
    fixture.applyStalledRun();
    fixture.grab();
    const auto left = [](Charts::PlotView *view) { return view->chart()->plotArea().left() + view->x(); };
    const auto right = [](Charts::PlotView *view) { return view->chart()->plotArea().right() + view->x(); };
    const Charts::ChartColumn &column = fixture.column;
    QCOMPARE(left(column.latencyChart()), 88.0);
    QCOMPARE(right(column.latencyChart()), size.width() - 120.0);
    for (Charts::PlotView *view : {static_cast<Charts::PlotView *>(column.queueChart()),
                                   static_cast<Charts::PlotView *>(column.requestsChart())}) {
        QCOMPARE(left(view), left(column.latencyChart()));
        QCOMPARE(right(view), right(column.latencyChart()));
    }
    QCOMPARE(column.timelineChart()->rowRect(0).left(), 88.0);
    QCOMPARE(column.timelineChart()->rowRect(0).right(), size.width() - 120.0);
    QVERIFY(column.timelineChart()->geometry().bottom() < size.height() || size.height() < 600);
}

void TstChartColumn::measuresAreThoseOfTheDesign()
{
    ColumnFixture fixture;
    TestRun made;
    made.begin(4);
    fixture.apply(made);
    const Charts::ChartColumn &column = fixture.column;
    QCOMPARE(column.latencyChart()->plotRect(), QRectF(88, 48, 600, 248));
    QCOMPARE(column.queueChart()->y() + column.queueChart()->plotRect().top(), 344.0);
    QCOMPARE(column.queueChart()->plotRect().height(), 64.0);
    QCOMPARE(column.requestsChart()->y() + column.requestsChart()->plotRect().top(), 456.0);
    QCOMPARE(column.timelineChart()->y() + column.timelineChart()->rowRect(0).top(), 560.0);
    QCOMPARE(column.timelineChart()->rowRect(5).bottom() + column.timelineChart()->y(), 704.0);
}

void TstChartColumn::stallColumnGoesThroughEverything_data()
{
    QTest::addColumn<int>("kind");
    QTest::newRow("dark") << static_cast<int>(Theme::ThemeKind::Dark);
    QTest::newRow("light") << static_cast<int>(Theme::ThemeKind::Light);
    QTest::newRow("high contrast") << static_cast<int>(Theme::ThemeKind::HighContrast);
}

void TstChartColumn::stallColumnGoesThroughEverything()
{
    QFETCH(int, kind);
    ColumnFixture fixture(static_cast<Theme::ThemeKind>(kind));
    fixture.applyStalledRun();
    const QImage image = fixture.grab();
    const QColor plain = fixture.color(ColorRole::Window);
    const QColor stalled = Theme::blended(fixture.color(ColorRole::StallFill), plain);
    const int inside = fixture.inLatency(1.03, 0).x();
    const int outside = fixture.inLatency(1.3, 0).x();
    const Charts::ChartColumn &column = fixture.column;
    // Where no line runs: below the first band, above the queue's lines, between lanes.
    const std::vector<int> heights{
        fixture.inLatency(1, 3).y(), column.queueChart()->y() + 46, column.requestsChart()->y() + 44,
        column.timelineChart()->y() + static_cast<int>(column.timelineChart()->rowRect(1).top()) + 3};
    for (const int y : heights) {
        QVERIFY2(distance(image.pixelColor(inside, y), stalled) <= 3, qPrintable(QString::number(y)));
        QVERIFY2(distance(image.pixelColor(outside, y), plain) <= 3, qPrintable(QString::number(y)));
    }
    const int lane =
        column.timelineChart()->y() + static_cast<int>(column.timelineChart()->rowRect(0).center().y());
    QVERIFY(distance(image.pixelColor(inside, lane), fixture.color(ColorRole::Stall)) <= 2);
}

void TstChartColumn::chartWithoutDataIsOneRow()
{
    ColumnFixture fixture;
    const double before = fixture.column.latencyChart()->plotRect().height();
    TestRun made;
    made.begin(0, false).idle(0, 1);
    fixture.apply(made);
    QVERIFY(fixture.column.queueChart()->isEmptyRow());
    QVERIFY(fixture.column.requestsChart()->isEmptyRow());
    QCOMPARE(fixture.column.queueChart()->height(), 32);
    QCOMPARE(fixture.column.requestsChart()->height(), 32);
    QVERIFY(fixture.column.latencyChart()->plotRect().height() > before + 100);
    // It comes back as soon as there is something to show.
    TestRun more;
    more.counter(runningCounter, Trace::CounterKind::JobsRunning, QStringLiteral("pool"), 3);
    fixture.apply(more);
    QVERIFY(!fixture.column.queueChart()->isEmptyRow());
    QVERIFY(fixture.column.requestsChart()->isEmptyRow());
}

void TstChartColumn::emptyColumnAsksForARun()
{
    ColumnFixture fixture;
    const QImage image = fixture.grab();
    const QRectF plot = fixture.column.latencyChart()->plotRect();
    QVERIFY(hasColorNear(image, {400, static_cast<int>(plot.center().y())}, fixture.color(ColorRole::Text2),
                         30, 10));
    QVERIFY(!hasColorNear(image, fixture.inLatency(0, 10), fixture.color(ColorRole::Threshold), 20));
    QVERIFY(fixture.column.latencyChart()->description().contains(QStringLiteral("no run yet")));
}

void TstChartColumn::picturesStayAfterTheRun()
{
    ColumnFixture fixture;
    fixture.applyStalledRun();
    TestRun end;
    end.ping(1.6, 0.1)
        .stall(3, 1.5, 0.1, false, 2)
        .phase(Trace::Phase::TearDown, 1.8)
        .phase(Trace::Phase::Done, 1.9);
    fixture.apply(end);
    fixture.now = at(1000);
    fixture.column.renderFrame();
    QCOMPARE(fixture.column.timeView()->to(), at(1.8));
    const QImage image = fixture.grab();
    const QPoint stall = fixture.inLatency(1.55, 3);
    QVERIFY(distance(image.pixelColor(stall), Theme::blended(fixture.color(ColorRole::StallFill),
                                                             fixture.color(ColorRole::Window))) <= 3);
    QCOMPARE(fixture.column.latencyChart()->accessibleDescription(),
             fixture.column.latencyChart()->description());
    QVERIFY(fixture.column.latencyChart()->description().contains(QStringLiteral("longest 100.0")));
}

void TstChartColumn::fitShowsTheWholeRunWhenItIsOver()
{
    ColumnFixture fixture;
    TestRun made;
    made.begin().idle(0, 90).phase(Trace::Phase::TearDown, 90);
    fixture.apply(made);
    fixture.column.fit();
    QCOMPARE(fixture.column.timeView()->from(), at(0));
    QCOMPARE(fixture.column.timeView()->to(), at(90));
    fixture.column.zoomIn();
    QCOMPARE(fixture.column.timeView()->length(), Base::Duration(60s));
}

void TstChartColumn::stallLongerThanTheWindowIsShownWhole()
{
    ColumnFixture fixture;
    fixture.now = at(10);
    TestRun made;
    made.begin().idle(0, 0.5).blocked(1, 0.5, 9.5, 10).idle(9.505, 10).phase(Trace::Phase::TearDown, 10);
    fixture.apply(made);
    QCOMPARE(fixture.column.timeView()->from(), at(0));
    QCOMPARE(fixture.column.timeView()->to(), at(10));
    fixture.grab();
    QVERIFY(!fixture.column.latencyChart()->stallTexts().empty());
    TestRun next;
    next.phase(Trace::Phase::Prepare, 20).phase(Trace::Phase::Work, 20.1).idle(20.1, 21);
    fixture.now = at(21);
    fixture.apply(next);
    QCOMPARE(fixture.column.timeView()->length(), Base::Duration(2s));
}

void TstChartColumn::requestsAreCalledWhatTheyAre()
{
    ColumnFixture fixture;
    fixture.applyStalledRun();
    const auto *chart = fixture.column.findChild<Charts::RequestsChart *>();
    QCOMPARE(chart->title(), QStringLiteral("Requests"));
    fixture.column.setCounted(QStringLiteral("queries"));
    QCOMPARE(chart->accessibleName(), QStringLiteral("Queries"));
    QVERIFY(chart->description().startsWith(QStringLiteral("Queries, ")));
    QVERIFY(!chart->description().contains(QStringLiteral("wrong")));
    const auto alarms = [&] {
        const QImage image = fixture.grab();
        int count = 0;
        for (int y = 0; y < chart->height(); ++y) {
            for (int x = static_cast<int>(chart->plotRect().right()) + 2; x < chart->width(); ++x)
                count +=
                    distance(image.pixelColor(x, chart->y() + y), fixture.color(ColorRole::StallText)) < 10;
        }
        return count;
    };
    QCOMPARE(alarms(), 0);
    fixture.column.setWrongAnswers(19'936);
    QVERIFY(alarms() > 20);
    QVERIFY(chart->description().endsWith(QStringLiteral("19\u00a0936 wrong")));
    // While the run goes on its counter tells.
    fixture.column.setWrongAnswers(0);
    QCOMPARE(alarms(), 0);
    constexpr Trace::CounterId wrong = 9;
    Trace::Batch batch;
    batch.counters = {{wrong, Trace::CounterKind::WrongAnswers, QStringLiteral("Wrong answers"), 0}};
    batch.samples = {{wrong, fixture.now, 12}};
    fixture.run.apply(batch);
    QCOMPARE(fixture.run.wrongAnswers(), 12);
    QVERIFY(alarms() > 20);
    QVERIFY(chart->description().endsWith(QStringLiteral("12 wrong")));
}

void TstChartColumn::runWithoutALoopYetSaysSo()
{
    ColumnFixture fixture;
    TestRun made;
    made.begin();
    fixture.now = at(1);
    fixture.apply(made);
    Charts::LatencyChart *chart = fixture.column.latencyChart();
    const QPointF middle = chart->plotRect().center();
    const auto isWritten = [&] {
        return hasColorNear(fixture.grab(), middle.toPoint(), fixture.color(ColorRole::Text2), 30, 10);
    };
    QVERIFY(!isWritten());
    chart->setWaiting(QStringLiteral("Waiting for the program's loop to start."));
    QVERIFY(isWritten());
    TestRun ping;
    ping.idle(1, 1.1);
    fixture.apply(ping);
    QVERIFY(!isWritten());
}

void TstChartColumn::selectedStallIsMarkedAndRevealed()
{
    ColumnFixture fixture;
    TestRun made;
    made.begin().idle(0, 20).stall(1, 2, 0.1).stall(2, 19.5, 0.1).phase(Trace::Phase::TearDown, 20);
    fixture.apply(made);
    QVERIFY(fixture.column.timeView()->from() > at(2));
    fixture.column.selectStall(1);
    QVERIFY(fixture.column.timeView()->from() < at(2) && fixture.column.timeView()->to() > at(2));
    const QImage image = fixture.grab();
    const QPoint edge(static_cast<int>(std::round(fixture.column.timeView()->xOf(at(2)))),
                      fixture.inLatency(2, 60).y()); // above the line, which climbs from there
    QVERIFY(hasColorNear(image, edge, fixture.color(ColorRole::Stall), 1, 10));
}

void TstChartColumn::clickSelectsAndDoubleClickOpens()
{
    ColumnFixture fixture;
    fixture.applyStalledRun();
    QSignalSpy selected(&fixture.column, &Charts::ChartColumn::stallSelected);
    QSignalSpy opened(&fixture.column, &Charts::ChartColumn::stallOpened);
    const int x = fixture.inLatency(1.05, 0).x();
    QTest::mouseClick(fixture.column.latencyChart()->viewport(), Qt::LeftButton, {}, {x, 200});
    QTest::mouseClick(fixture.column.timelineChart(), Qt::LeftButton, {}, {x, 45});
    QTest::mouseClick(fixture.column.queueChart()->viewport(), Qt::LeftButton, {},
                      {fixture.inLatency(1.3, 0).x(), 60});
    QCOMPARE(selected.count(), 2);
    QCOMPARE(selected[0][0].value<Trace::StallId>(), Trace::StallId(2));
    QTest::mouseDClick(fixture.column.requestsChart()->viewport(), Qt::LeftButton, {}, {x, 60});
    QCOMPARE(opened.count(), 1);
}

void TstChartColumn::clockBeatsOnlyWhileARunGoesOn()
{
    ColumnFixture fixture;
    QVERIFY(!fixture.column.frameClock()->isActive());
    TestRun made;
    made.begin();
    fixture.apply(made);
    QVERIFY(fixture.column.frameClock()->isActive());
    TestRun end;
    end.phase(Trace::Phase::TearDown, 1);
    fixture.apply(end);
    QVERIFY(!fixture.column.frameClock()->isActive());
}

void TstChartColumn::themeChangesEverything()
{
    ColumnFixture fixture;
    fixture.applyStalledRun();
    fixture.grab();
    fixture.theme.setKind(Theme::ThemeKind::Light);
    const QImage image = fixture.grab();
    for (const QPoint corner : {QPoint(3, 3), QPoint(3, 340), QPoint(3, 460), QPoint(3, 730)})
        QCOMPARE(image.pixelColor(corner), fixture.color(ColorRole::Window));
    QVERIFY(hasColorNear(image, fixture.inLatency(1.09, 90), fixture.color(ColorRole::Latency), 4));
}

void TstChartColumn::everythingHasAnAccessibleName()
{
    ColumnFixture fixture;
    QVERIFY(!fixture.column.accessibleName().isEmpty());
    for (const QWidget *chart :
         std::initializer_list<QWidget *>{fixture.column.latencyChart(), fixture.column.queueChart(),
                                          fixture.column.requestsChart(), fixture.column.timelineChart()}) {
        QVERIFY(!chart->accessibleName().isEmpty());
        QVERIFY(!chart->accessibleDescription().isEmpty());
    }
}

void TstChartColumn::hiddenColumnStillEmptiesTheInbox()
{
    ColumnFixture fixture;
    fixture.column.hide();
    fixture.run.inbox()->consume(TestRun().begin().idle(0, 1).take());
    Q_EMIT fixture.column.frameClock()->ticked();
    QVERIFY(!fixture.run.latency().isEmpty());
}

LOOPSCOPE_WIDGET_TEST_MAIN(TstChartColumn)
#include "tst_chartcolumn.moc"
