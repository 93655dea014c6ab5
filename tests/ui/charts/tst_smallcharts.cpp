#include "tests/support/stricttest.h"
#include "tests/ui/charts/columnfixture.h"

using namespace Loopscope;
using namespace Loopscope::Testing;
using Theme::ColorRole;

namespace {

/// Of the pixels inside a plot, how many have a line's colour.
int coloured(ColumnFixture &fixture, const Charts::PlotView *chart, ColorRole role)
{
    const QImage image = fixture.grab();
    const QRect plot = chart->plotRect().adjusted(1, 0, -1, 1).toAlignedRect().translated(chart->pos());
    int count = 0;
    for (int y = plot.top(); y <= plot.bottom(); ++y) {
        for (int x = plot.left(); x <= plot.right(); ++x)
            count += distance(image.pixelColor(x, y), fixture.color(role)) < 10;
    }
    return count;
}

} // namespace

/// The charts of the executor's queue and of the requests.
class TstSmallCharts : public StrictTest
{
    Q_OBJECT

private Q_SLOTS:
    void shortRunHasNoRateOverTime_data();
    void shortRunHasNoRateOverTime();
    void endedRunSaysTheRateOfAllOfIt();
    void inFlightOfARunNobodyLookedAtIsNotDrawn();
    void inFlightOfAShortRunBeginsAtTheFirstLook();
    void gaugesThatNobodyLookedAtAreNotDrawn();
    void titleEndsInTheChart();
    void quietTimeBeforeTheRunIsNoGap();
    void lineThatOftenFallsIsNoFence();
    void chartWithoutRoomIsARowWithItsNumbers();
};

void TstSmallCharts::shortRunHasNoRateOverTime_data()
{
    QTest::addColumn<double>("seconds");
    QTest::addColumn<bool>("hasRate");
    QTest::newRow("too short") << 0.06 << false;
    QTest::newRow("long enough") << 0.2 << true;
}

void TstSmallCharts::shortRunHasNoRateOverTime()
{
    QFETCH(double, seconds);
    QFETCH(bool, hasRate);
    ColumnFixture fixture;
    fixture.now = at(seconds);
    TestRun made;
    made.begin().sample(flightCounter, 0.005, 4).sample(rateCounter, 0.02, 240);
    made.phase(Trace::Phase::TearDown, seconds);
    fixture.apply(made);
    fixture.column.setWholeRate(3'730);
    const Charts::RequestsChart *chart = fixture.column.requestsChart();
    QCOMPARE(coloured(fixture, chart, ColorRole::Throughput) > 0, hasRate);
    QVERIFY(coloured(fixture, chart, ColorRole::InFlight) > 0);
    // The last moment's rate beside a verdict on the whole would contradict it.
    QVERIFY(chart->description().contains(QStringLiteral("3\u00a0730\u00a0/s over the whole run")));
    fixture.column.setWholeRate(0); // of a trace nobody has summed up
    QCOMPARE(chart->description().contains(QStringLiteral("240")), hasRate);
}

// Also where the picture was moved away from the end.
void TstSmallCharts::endedRunSaysTheRateOfAllOfIt()
{
    ColumnFixture fixture;
    fixture.now = at(6);
    TestRun made;
    made.begin().idle(0, 6).sample(rateCounter, 0.1, 240).sample(rateCounter, 5, 12'345);
    fixture.apply(made);
    const Charts::RequestsChart *chart = fixture.column.requestsChart();
    TestRun end;
    fixture.apply(end.phase(Trace::Phase::TearDown, 6));
    fixture.column.setWholeRate(3'730);
    const QString whole = QStringLiteral("3\u00a0730\u00a0/s over the whole run");
    QVERIFY(chart->description().contains(whole));
    fixture.column.pan(-1);
    QVERIFY(fixture.column.timeView()->to() < at(6));
    QVERIFY2(chart->description().contains(whole), qPrintable(chart->description()));
}

void TstSmallCharts::inFlightOfARunNobodyLookedAtIsNotDrawn()
{
    ColumnFixture fixture;
    fixture.now = at(0.0012);
    TestRun made;
    made.begin().sample(flightCounter, -0.01, 0).sample(rateCounter, -0.01, 0);
    made.phase(Trace::Phase::TearDown, 0.0012)
        .sample(flightCounter, 0.003, 0)
        .sample(rateCounter, 0.003, 5e5);
    fixture.apply(made);
    const Charts::RequestsChart *chart = fixture.column.requestsChart();
    QCOMPARE(coloured(fixture, chart, ColorRole::InFlight), 0);
    QCOMPARE(coloured(fixture, chart, ColorRole::Throughput), 0);
    QVERIFY(!chart->description().contains(QStringLiteral("in flight")));
}

void TstSmallCharts::inFlightOfAShortRunBeginsAtTheFirstLook()
{
    ColumnFixture fixture;
    fixture.now = at(0.06);
    TestRun made;
    made.begin().sample(flightCounter, -0.01, 0).sample(rateCounter, 0.03, 0).sample(flightCounter, 0.03, 4);
    fixture.apply(made.phase(Trace::Phase::TearDown, 0.06));
    fixture.column.fit();
    const Charts::RequestsChart *chart = fixture.column.requestsChart();
    const QImage image = fixture.grab();
    const auto dashes = [&](double from, double to) {
        int count = 0;
        for (int x = fixture.inLatency(from, 0).x(); x < fixture.inLatency(to, 0).x(); ++x) {
            for (int y = chart->y() + 36; y < chart->geometry().bottom(); ++y)
                count += distance(image.pixelColor(x, y), fixture.color(ColorRole::InFlight)) < 10;
        }
        return count;
    };
    QCOMPARE(dashes(0.001, 0.029), 0);
    QVERIFY(dashes(0.031, 0.059) > 20);
}

void TstSmallCharts::quietTimeBeforeTheRunIsNoGap()
{
    ColumnFixture fixture;
    fixture.now = at(2);
    TestRun made;
    made.begin().sample(runningCounter, 0, 2);
    fixture.run.noteLook(at(-0.09));
    fixture.run.noteLook(at(0.01));
    fixture.apply(made);
    const Charts::QueueChart *chart = fixture.column.queueChart();
    const int y = chart->y() + static_cast<int>(chart->plotRect().center().y());
    QVERIFY(hasColorNear(fixture.grab(), {fixture.inLatency(0.005, 0).x(), y},
                         fixture.color(ColorRole::Running), 1));
}

void TstSmallCharts::gaugesThatNobodyLookedAtAreNotDrawn()
{
    ColumnFixture fixture;
    fixture.now = at(2);
    TestRun made;
    made.begin().sample(runningCounter, 0, 2);
    fixture.run.noteLook(at(1));
    fixture.run.noteLook(at(1.2));
    fixture.apply(made);
    const Charts::QueueChart *chart = fixture.column.queueChart();
    const int y = chart->y() + static_cast<int>(chart->plotRect().center().y()); // of 2 in 0 to 4
    const QImage image = fixture.grab();
    const QColor line = fixture.color(ColorRole::Running);
    QVERIFY(hasColorNear(image, {fixture.inLatency(0.9, 0).x(), y}, line));
    QVERIFY(hasColorNear(image, {fixture.inLatency(1.3, 0).x(), y}, line));
    QVERIFY(!hasColorNear(image, {fixture.inLatency(1.1, 0).x(), y}, line, 6));
}

void TstSmallCharts::titleEndsInTheChart()
{
    ColumnFixture fixture;
    fixture.column.resize(340, 740);
    fixture.now = at(2);
    TestRun made;
    made.begin().sample(runningCounter, 0, 2).sample(flightCounter, 0, 4).sample(rateCounter, 0, 2000);
    fixture.run.noteLook(at(1));
    fixture.run.noteLook(at(1.2));
    fixture.apply(made);
    fixture.grab();
    const Charts::RequestsChart *requests = fixture.column.requestsChart();
    for (const Charts::PlotView *chart : {static_cast<const Charts::PlotView *>(fixture.column.queueChart()),
                                          static_cast<const Charts::PlotView *>(requests)}) {
        QCOMPARE(chart->titleAreas().size(), std::size_t(2));
        for (const QRectF &area : chart->titleAreas())
            QVERIFY2(area.right() <= chart->width(), qPrintable(chart->title()));
    }
}

void TstSmallCharts::lineThatOftenFallsIsNoFence()
{
    ColumnFixture fixture;
    fixture.now = at(2);
    TestRun made;
    made.begin().sample(rateCounter, 0, 200);
    for (int index = 0; index < 400; ++index)
        made.sample(flightCounter, index * 0.005, 4).sample(flightCounter, index * 0.005 + 0.004, 0);
    fixture.apply(made);
    const QImage image = fixture.grab();
    const Charts::RequestsChart *chart = fixture.column.requestsChart();
    const int height = static_cast<int>(chart->plotRect().height());
    const int top = chart->y() + static_cast<int>(chart->plotRect().top());
    int lit = 0;
    int tinted = 0;
    for (int x = fixture.inLatency(0.1, 0).x(); x < fixture.inLatency(1.9, 0).x(); ++x) {
        const QColor middle = image.pixelColor(x, top + height * 3 / 4);
        lit += distance(middle, fixture.color(ColorRole::InFlight)) < 100;
        tinted += distance(middle, fixture.color(ColorRole::Window)) > 20;
    }
    QCOMPARE(lit, 0);
    QVERIFY(tinted > 400);
    QVERIFY(qobject_cast<const Charts::PlotView *>(chart)->titleAreas().back().width() > 300); // says so
}

void TstSmallCharts::chartWithoutRoomIsARowWithItsNumbers()
{
    ColumnFixture fixture;
    fixture.now = at(2);
    TestRun made;
    made.begin().sample(rateCounter, 0, 200).sample(flightCounter, 0, 4);
    fixture.apply(made);
    const Charts::RequestsChart *chart = fixture.column.requestsChart();
    QVERIFY(!chart->isFolded());
    fixture.column.resize(fixture.column.width(), 250);
    const QImage image = fixture.grab();
    QVERIFY(chart->isFolded());
    QCOMPARE(chart->height(), Charts::Grid::foldedRow);
    // Its numbers stand behind its title.
    int lit = 0;
    const int left = 120;
    for (int x = left; x < left + 160; ++x) {
        for (int y = chart->y(); y < chart->y() + chart->height() - 2; ++y)
            lit += distance(image.pixelColor(x, y), fixture.color(ColorRole::Text2)) < 60;
    }
    QVERIFY(lit > 20);
    fixture.column.resize(fixture.column.width(), 700);
    QVERIFY(!chart->isFolded());
}

LOOPSCOPE_WIDGET_TEST_MAIN(TstSmallCharts)
#include "tst_smallcharts.moc"
