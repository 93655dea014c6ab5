#include "tests/support/stricttest.h"
#include "tests/ui/charts/columnfixture.h"
#include "ui/charts/lanepainter.h"
#include "ui/charts/timeaxis.h"

#include <QApplication>
#include <QScrollBar>
#include <QWheelEvent>

using namespace Loopscope;
using namespace Loopscope::Testing;
using Theme::ColorRole;

class TstTimelineChart : public StrictTest
{
    Q_OBJECT

private Q_SLOTS:
    void sliceStandsAtItsTime();
    void shortestSliceIsOnePixel();
    void slicesThatTouchKeepAGap();
    void hundredThousandSlicesStayWithinTheLimit();
    void eachLaneDecidesHowItIsPainted();
    void littleShareCanBeSeen();
    void namesOfConnectionsKeepTheirNumbers();
    void manyLanesScrollBelowTheLoop();
    void pictureHasTheLanesThatAreScrolled();
    void pictureCountsTheLanesBeyondItsLimit();
    void axisHasFourToSixLabels_data();
    void axisHasFourToSixLabels();
    void wheelZoomsAtThePointer();
    void shiftWheelPans();
    void clickTellsOfTheSlice();
    void waitingIsHatchedComputingIsNot();
    void jobThatWaitsIsHatched();
    void connectionsAlwaysWait();
    void sharesOfWaitingAreHatched();
};

namespace {

QColor laneColor(const ColumnFixture &fixture, ColorRole role, float opacity)
{
    QColor color = fixture.color(role);
    color.setAlphaF(opacity);
    return Theme::blended(color, fixture.color(ColorRole::Window));
}

int rowY(const ColumnFixture &fixture, int row)
{
    const Charts::TimelineChart *chart = fixture.column.timelineChart();
    return chart->y() + static_cast<int>(chart->rowRect(row).center().y());
}

void turnWheel(QWidget *widget, const QPoint &position, int angle, Qt::KeyboardModifiers modifiers = {})
{
    QWheelEvent event(position, widget->mapToGlobal(position), {}, {0, angle}, Qt::NoButton, modifiers,
                      Qt::NoScrollPhase, false);
    QApplication::sendEvent(widget, &event);
}

} // namespace

void TstTimelineChart::sliceStandsAtItsTime()
{
    ColumnFixture fixture;
    fixture.now = at(2);
    TestRun made;
    made.begin().slice(poolTrack, 1, 0.2).slice(connectionTrack, 0.5, 0.1);
    fixture.apply(made);
    const QImage image = fixture.grab();
    const QColor worker = laneColor(fixture, ColorRole::Running, 0.9F);
    QVERIFY(distance(image.pixelColor(fixture.inLatency(1.02, 0).x(), rowY(fixture, 1)), worker) <= 3);
    QVERIFY(distance(image.pixelColor(fixture.inLatency(1.18, 0).x(), rowY(fixture, 1)), worker) <= 3);
    QCOMPARE(image.pixelColor(fixture.inLatency(0.98, 0).x(), rowY(fixture, 1)),
             fixture.color(ColorRole::Window));
    QCOMPARE(image.pixelColor(fixture.inLatency(1.02, 0).x(), rowY(fixture, 2)),
             fixture.color(ColorRole::Window));
    QVERIFY(distance(image.pixelColor(fixture.inLatency(0.55, 0).x(), rowY(fixture, 3)),
                     laneColor(fixture, ColorRole::Throughput, 0.9F)) <= 3);
}

void TstTimelineChart::shortestSliceIsOnePixel()
{
    ColumnFixture fixture;
    fixture.now = at(2);
    TestRun made;
    made.begin().slice(loopTrack, 1, 0.00001);
    fixture.apply(made);
    const QImage image = fixture.grab();
    const int x = static_cast<int>(std::round(fixture.column.timeView()->xOf(at(1))));
    QVERIFY(distance(image.pixelColor(x, rowY(fixture, 0)), laneColor(fixture, ColorRole::Latency, 0.8F)) <=
            3);
    QCOMPARE(image.pixelColor(x + 1, rowY(fixture, 0)), fixture.color(ColorRole::Window));
}

void TstTimelineChart::slicesThatTouchKeepAGap()
{
    ColumnFixture fixture;
    fixture.now = at(2);
    TestRun made;
    made.begin().slice(poolTrack, 0.5, 0.1).slice(poolTrack, 0.6, 0.1);
    fixture.apply(made);
    const QImage image = fixture.grab();
    const int border = static_cast<int>(std::round(fixture.column.timeView()->xOf(at(0.6))));
    QVERIFY(hasColorNear(image, {border, rowY(fixture, 1)}, fixture.color(ColorRole::Window), 1, 3));
}

void TstTimelineChart::hundredThousandSlicesStayWithinTheLimit()
{
    ColumnFixture fixture;
    fixture.now = at(2);
    TestRun made;
    made.begin();
    for (int index = 0; index < 100'000; ++index)
        made.slice(index % 2 ? poolTrack : connectionTrack, index * 0.00002, 0.00001);
    fixture.apply(made);
    const QImage image = fixture.grab();
    const int painted = fixture.column.timelineChart()->paintedRectangles();
    QVERIFY2(painted > 600 && painted <= 4 * 600, qPrintable(QString::number(painted)));
    // A quarter busy: the bar is as high as a quarter of a slice.
    const int x = fixture.inLatency(1.7, 0).x();
    const QRectF row = fixture.column.timelineChart()->rowRect(1);
    const int bottom = fixture.column.timelineChart()->y() + static_cast<int>(row.center().y()) + 6;
    const QColor worker = laneColor(fixture, ColorRole::Running, 0.9F);
    QVERIFY(distance(image.pixelColor(x, bottom), worker) <= 3);
    QCOMPARE(image.pixelColor(x, bottom - 9), fixture.color(ColorRole::Window));
}

// A lane of very many slices does not turn those of the others into hills.
void TstTimelineChart::eachLaneDecidesHowItIsPainted()
{
    ColumnFixture fixture;
    fixture.now = at(2);
    TestRun made;
    made.begin().slice(poolTrack, 1, 0.001);
    for (int index = 0; index < 10'000; ++index)
        made.slice(connectionTrack, index * 0.0002, 0.00001);
    fixture.apply(made);
    const QRectF row = fixture.column.timelineChart()->rowRect(1);
    const int y = fixture.column.timelineChart()->y() + static_cast<int>(row.center().y()) - 5;
    QVERIFY(hasColorNear(fixture.grab(), {fixture.inLatency(1.0005, 0).x(), y},
                         laneColor(fixture, ColorRole::Running, 0.9F), 1, 3));
}

void TstTimelineChart::littleShareCanBeSeen()
{
    ColumnFixture fixture;
    fixture.now = at(2);
    TestRun made;
    made.begin();
    for (int index = 0; index < 10'000; ++index)
        made.slice(connectionTrack, index * 0.0002, 0.000002); // one per cent
    fixture.apply(made);
    const QRectF row = fixture.column.timelineChart()->rowRect(3);
    const int bottom =
        fixture.column.timelineChart()->y() + static_cast<int>(std::round(row.center().y() - 7)) + 13;
    const QColor connection = laneColor(fixture, ColorRole::Throughput, 0.9F);
    const QImage image = fixture.grab();
    const int x = fixture.inLatency(1, 0).x();
    QVERIFY(distance(image.pixelColor(x, bottom - 2), connection) <= 3);
    QVERIFY(distance(image.pixelColor(x, bottom - 3), connection) > 30);
}

void TstTimelineChart::namesOfConnectionsKeepTheirNumbers()
{
    ColumnFixture fixture;
    fixture.now = at(2);
    TestRun made;
    made.begin(1, false).slice(connectionTrack, 0.1, 0.1);
    made.track(connectionTrack, Trace::TrackKind::Connection, QStringLiteral("Conn 1\u201313"));
    made.track(connectionTrack + 1, Trace::TrackKind::Connection, QStringLiteral("Conn 992\u20131004"));
    made.slice(connectionTrack + 1, 0.1, 0.1);
    fixture.apply(made);
    fixture.grab();
    QCOMPARE(fixture.column.timelineChart()->names(),
             QStringList({QStringLiteral("Loop"), QStringLiteral("Pool 1"), QStringLiteral("Conn 1\u201313"),
                          QStringLiteral("992\u20131004")}));
}

namespace {

// More than there is room for; the loop and the last one run something.
void applyThirtyWorkers(ColumnFixture *fixture)
{
    fixture->now = at(2);
    TestRun made;
    made.begin(30, false).slice(loopTrack, 1, 0.2).slice(poolTrack + 29, 1, 0.2);
    fixture->apply(made);
}

} // namespace

void TstTimelineChart::manyLanesScrollBelowTheLoop()
{
    ColumnFixture fixture;
    applyThirtyWorkers(&fixture);
    auto *scroll = fixture.column.timelineChart()->findChild<QScrollBar *>();
    QVERIFY(scroll->isVisible());
    const int x = fixture.inLatency(1.1, 0).x();
    const QColor worker = laneColor(fixture, ColorRole::Running, 0.9F);
    const int visible = 31 - scroll->maximum();
    QVERIFY(visible >= 3 && visible <= 12);
    const int last = visible - 1;
    QCOMPARE(fixture.grab().pixelColor(x, rowY(fixture, last)), fixture.color(ColorRole::Window));
    scroll->setValue(scroll->maximum());
    const QImage image = fixture.grab();
    QVERIFY(distance(image.pixelColor(x, rowY(fixture, last)), worker) <= 3);
    QVERIFY(distance(image.pixelColor(x, rowY(fixture, 0)), laneColor(fixture, ColorRole::Latency, 0.8F)) <=
            3);
}

void TstTimelineChart::pictureHasTheLanesThatAreScrolled()
{
    ColumnFixture fixture;
    applyThirtyWorkers(&fixture);
    const Charts::TimelineChart *chart = fixture.column.timelineChart();
    auto *scroll = chart->findChild<QScrollBar *>();
    scroll->setValue(7);
    const QSize before = fixture.column.size();
    fixture.column.setForPicture(true);
    const QImage image = fixture.grab();
    QVERIFY(!scroll->isVisible());
    QCOMPARE(chart->names().size(), 31);
    QCOMPARE(chart->names().last(), QStringLiteral("Pool 30"));
    QVERIFY(distance(image.pixelColor(fixture.inLatency(1.1, 0).x(), rowY(fixture, 30)),
                     laneColor(fixture, ColorRole::Running, 0.9F)) <= 3);
    fixture.column.setForPicture(false);
    QCOMPARE(fixture.column.size(), before);
    QVERIFY(scroll->isVisible());
    QCOMPARE(scroll->value(), 7);
}

void TstTimelineChart::pictureCountsTheLanesBeyondItsLimit()
{
    ColumnFixture fixture;
    fixture.now = at(2);
    TestRun made;
    fixture.apply(made.begin(100, false).slice(loopTrack, 1, 0.2));
    fixture.column.setForPicture(true);
    fixture.grab();
    const Charts::TimelineChart *chart = fixture.column.timelineChart();
    QCOMPARE(chart->names().size(), Charts::Grid::mostPictureLanes - 1);
    QCOMPARE(chart->hiddenLanes(), 101 - Charts::Grid::mostPictureLanes);
    // The words stand in the last row, where a lane would have nothing.
    const auto textIn = [&](const QRectF &row) {
        const QImage image = fixture.grab();
        int found = 0;
        for (int x = static_cast<int>(row.left()); x < row.left() + 120; ++x)
            found += distance(image.pixelColor(x, chart->y() + static_cast<int>(row.center().y())),
                              fixture.color(ColorRole::Window)) > 60;
        return found;
    };
    QVERIFY(textIn(chart->rowRect(Charts::Grid::mostPictureLanes - 1)) > 5);
    QCOMPARE(textIn(chart->rowRect(Charts::Grid::mostPictureLanes - 2)), 0);
}

void TstTimelineChart::axisHasFourToSixLabels_data()
{
    QTest::addColumn<double>("seconds");
    for (const double seconds : {0.5, 1.0, 2.0, 3.0, 5.0, 10.0, 15.0, 20.0, 30.0, 60.0})
        QTest::addRow("%g s", seconds) << seconds;
}

void TstTimelineChart::axisHasFourToSixLabels()
{
    QFETCH(double, seconds);
    const double labels = seconds / Base::toSeconds(Charts::labelStep(span(seconds)));
    QVERIFY2(labels >= 3 && labels <= 6, qPrintable(QString::number(labels)));
}

void TstTimelineChart::wheelZoomsAtThePointer()
{
    ColumnFixture fixture;
    TestRun made;
    made.begin().idle(0, 20).phase(Trace::Phase::TearDown, 20);
    fixture.apply(made);
    fixture.column.fit();
    Charts::TimeView *time = fixture.column.timeView();
    const double x = time->xOf(at(5));
    turnWheel(fixture.column.timelineChart(), QPoint(static_cast<int>(x), 60), 120);
    QVERIFY(time->length() < Base::Duration(20s));
    QVERIFY(std::abs(time->xOf(at(5)) - x) < 1.5);
    turnWheel(fixture.column.queueChart()->viewport(), QPoint(static_cast<int>(x), 60), -120);
    QVERIFY(std::abs(Base::toSeconds(time->length()) - 20) < 0.01);
}

void TstTimelineChart::shiftWheelPans()
{
    ColumnFixture fixture;
    fixture.now = at(20);
    TestRun made;
    made.begin().idle(0, 20);
    fixture.apply(made);
    Charts::TimeView *time = fixture.column.timeView();
    turnWheel(fixture.column.timelineChart(), {300, 60}, 120, Qt::ShiftModifier);
    QVERIFY(!time->isFollowing()); // also while live one may look back
    time->followNow();
    QVERIFY(time->isAtEnd());
    TestRun end;
    end.phase(Trace::Phase::TearDown, 20);
    fixture.apply(end);
    turnWheel(fixture.column.timelineChart(), {300, 60}, 120, Qt::ShiftModifier);
    QVERIFY(time->to() < at(20));
    for (int notch = 0; notch < 200; ++notch)
        turnWheel(fixture.column.timelineChart(), {300, 60}, 120, Qt::ShiftModifier);
    QCOMPARE(time->from(), at(0));
}

void TstTimelineChart::clickTellsOfTheSlice()
{
    ColumnFixture fixture;
    fixture.now = at(2);
    TestRun made;
    fixture.apply(made.begin().slice(poolTrack, 1, 0.2).slice(poolTrack + 1, 1.5, 0.004));
    Charts::TimelineChart *chart = fixture.column.timelineChart();
    const auto click = [&](double seconds, int row) {
        const QPoint place(fixture.inLatency(seconds, 0).x(), rowY(fixture, row) - chart->y());
        QTest::mouseClick(chart, Qt::LeftButton, {}, place);
    };
    click(1.1, 1);
    QCOMPARE(chart->details(), QStringLiteral("Pool 1: job(), 200\u00a0ms, at 1.000\u00a0s"));
    click(1.502, 2);
    QCOMPARE(chart->details(), QStringLiteral("Pool 2: job(), 4.00\u00a0ms, at 1.500\u00a0s"));
    click(0.5, 1);
    QCOMPARE(chart->details(), QString());
}

void TstTimelineChart::waitingIsHatchedComputingIsNot()
{
    for (const auto cause : {Trace::StallCause::Sleep, Trace::StallCause::Cpu}) {
        ColumnFixture fixture;
        fixture.now = at(2);
        TestRun made;
        made.begin().stall(1, 1, 0.2);
        made.batch().stalls.back().cause = cause;
        fixture.apply(made);
        const QImage image = fixture.grab();
        const QRgb color = fixture.color(ColorRole::Stall).rgb();
        int stripes = 0;
        const int right = fixture.inLatency(1.19, 0).x();
        for (int x = fixture.inLatency(1.01, 0).x(); x < right; ++x)
            stripes += image.pixel(x, rowY(fixture, 0) - 8) != color;
        QCOMPARE(stripes > 0, cause == Trace::StallCause::Sleep);
    }
}

// Pixels of other colours than the slice's own, in a row of the lane.
int stripesIn(ColumnFixture &fixture, int row, ColorRole role, double from, double to)
{
    const QImage image = fixture.grab();
    const QColor plain = laneColor(fixture, role, 0.9F);
    int stripes = 0;
    for (int x = fixture.inLatency(from, 0).x(); x < fixture.inLatency(to, 0).x(); ++x)
        stripes += distance(image.pixelColor(x, rowY(fixture, row)), plain) > 3;
    return stripes;
}

void TstTimelineChart::jobThatWaitsIsHatched()
{
    ColumnFixture fixture;
    fixture.now = at(2);
    TestRun made;
    made.begin().slice(poolTrack, 0.5, 0.2, 0.19).slice(poolTrack, 1, 0.2, 0.01).slice(poolTrack + 1, 1, 0.2);
    fixture.apply(made);
    QVERIFY(stripesIn(fixture, 1, ColorRole::Running, 0.51, 0.69) > 3);
    QCOMPARE(stripesIn(fixture, 1, ColorRole::Running, 1.01, 1.19), 0); // it computed
    QCOMPARE(stripesIn(fixture, 2, ColorRole::Running, 1.01, 1.1), 0);  // not measured
    Charts::TimelineChart *chart = fixture.column.timelineChart();
    const auto click = [&](double seconds) {
        const QPoint place(fixture.inLatency(seconds, 0).x(), rowY(fixture, 1) - chart->y());
        QTest::mouseClick(chart, Qt::LeftButton, {}, place);
    };
    click(0.6);
    QCOMPARE(chart->details(), QStringLiteral("Pool 1: job(), waited 190 of 200\u00a0ms, at 0.500\u00a0s"));
    click(1.1);
    QCOMPARE(chart->details(), QStringLiteral("Pool 1: job(), 200\u00a0ms, at 1.000\u00a0s"));
}

void TstTimelineChart::connectionsAlwaysWait()
{
    ColumnFixture fixture;
    fixture.now = at(2);
    TestRun made;
    fixture.apply(made.begin().slice(connectionTrack, 0.5, 0.4));
    QVERIFY(stripesIn(fixture, 3, ColorRole::Throughput, 0.51, 0.6) > 1);
}

void TstTimelineChart::sharesOfWaitingAreHatched()
{
    for (const double waited : {0.0008, 0.0001}) {
        ColumnFixture fixture;
        fixture.now = at(4);
        TestRun made;
        made.begin();
        for (int index = 0; index < 4'000; ++index)
            made.slice(poolTrack, index * 0.001, 0.001, waited);
        fixture.apply(made);
        QCOMPARE(stripesIn(fixture, 1, ColorRole::Running, 2, 3) > 3, waited > 0.0005);
    }
}

LOOPSCOPE_WIDGET_TEST_MAIN(TstTimelineChart)
#include "tst_timelinechart.moc"
