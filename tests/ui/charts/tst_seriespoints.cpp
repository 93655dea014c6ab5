#include "tests/support/stricttest.h"
#include "tests/ui/models/testrun.h"
#include "ui/charts/gaugeband.h"
#include "ui/charts/seriespoints.h"
#include "ui/charts/timeview.h"

#include <QApplication>

using namespace Loopscope;
using namespace Loopscope::Testing;
using Charts::LineShape;

class TstSeriesPoints : public StrictTest
{
    Q_OBJECT

private Q_SLOTS:
    void stepsAreApartWhereTheUpperOneIsHigher();
    void pointsAreLimited_data();
    void pointsAreLimited();
    void peakSurvivesTheReduction();
    void fewSamplesAreDrawnAsTheyAre();
    void stepKeepsItsValue();
    void columnsDoNotFlickerWhileTheyScroll();
    void xGrowsFromLeftToRight();
    void lineClimbsThroughAStallThatNoPingSaw();
    void stallThatGoesOnBeyondThePictureIsCut();
    void lineThatShowsTheStallStaysAsItIs();
    void stallAfterStallClimbsFromBelow();
    void sampleAtTheEndIsDrawn();
    void gaugeThatFallsHundredsOfTimesASecondIsALine();
    void gaugeThatRarelyChangesIsDrawnAsItIs();
    void fallOfAFewPixelsIsDrawn();
    void gaugeThatStaysLowFalls();
    void gaugeKeepsItsPlaceWhileItScrolls();
    void gaugeBeginsAtItsFirstSample();

private:
    static QList<QPointF> points(const Models::Series &series, const Charts::TimeView &time, LineShape shape)
    {
        return Charts::linePoints(series, time, shape, time.now(), [](double value) { return value; });
    }
};

namespace {

Models::Series wave(int samples, double seconds)
{
    Models::Series series;
    for (int index = 0; index < samples; ++index)
        series.append(at(seconds * index / samples), index % 17);
    return series;
}

} // namespace

namespace {

double highestIn(const QList<QPointF> &points, double from, double to)
{
    double highest = 0;
    for (const QPointF &point : points) {
        if (point.x() >= from && point.x() <= to)
            highest = std::max(highest, point.y());
    }
    return highest;
}

double same(double value)
{
    return value;
}

} // namespace

void TstSeriesPoints::lineClimbsThroughAStallThatNoPingSaw()
{
    Models::RunModel run(nullptr, [] { return at(2); });
    Testing::TestRun made;
    made.begin().idle(0, 2).stall(1, 1, 0.02);
    run.apply(made.batch());
    Charts::TimeView time;
    time.setPlot(0, 500);
    time.follow(at(0), at(2), false);
    QList<QPointF> points = Charts::linePoints(run.latency(), time, LineShape::Slope, at(2), same);
    QVERIFY(highestIn(points, -2, 0) < 1);
    Charts::climbThroughStalls(&points, run, time, same);
    QCOMPARE(highestIn(points, -1, -0.979), 20.0);
    QVERIFY(highestIn(points, -2, -1.001) < 1 && highestIn(points, -0.975, 0) < 1);
    QVERIFY(std::ranges::is_sorted(points, {}, &QPointF::x));
    QCOMPARE(Charts::stallWait(run, at(0), at(2)), 20.0);
    QCOMPARE(Charts::stallWait(run, at(1), at(1.01)), 10.0);
    QCOMPARE(Charts::stallWait(run, at(0), at(0.9)), 0.0);
}

void TstSeriesPoints::stallThatGoesOnBeyondThePictureIsCut()
{
    Models::RunModel run(nullptr, [] { return at(2); });
    Testing::TestRun made;
    made.begin().idle(0, 2).stall(1, 1, 0.1);
    run.apply(made.batch());
    Charts::TimeView time;
    time.setPlot(0, 500);
    time.setLength(500ms);
    time.follow(at(0), at(2), false);
    time.pan(970); // up to the first 30 ms of it
    const double shown = Base::toMilliseconds(time.to() - at(1));
    QVERIFY(shown > 20 && shown < 40);
    QList<QPointF> points = Charts::linePoints(run.latency(), time, LineShape::Slope, at(2), same);
    Charts::climbThroughStalls(&points, run, time, same);
    QVERIFY(qAbs(points.last().y() - shown) < 0.01);
    QVERIFY(qAbs(highestIn(points, -1, 1) - shown) < 0.01);
}

void TstSeriesPoints::lineThatShowsTheStallStaysAsItIs()
{
    Models::RunModel run(nullptr, [] { return at(2); });
    Testing::TestRun made;
    made.begin().idle(0, 1).blocked(1, 1, 1.1, 2).idle(1.105, 2);
    run.apply(made.batch());
    Charts::TimeView time;
    time.setPlot(0, 500);
    time.follow(at(0), at(2), false);
    const QList<QPointF> before = Charts::linePoints(run.latency(), time, LineShape::Slope, at(2), same);
    QList<QPointF> after = before;
    Charts::climbThroughStalls(&after, run, time, same);
    QCOMPARE(after, before);
}

// So many samples that of each stretch the smallest and largest are known.
void TstSeriesPoints::stallAfterStallClimbsFromBelow()
{
    Models::RunModel run(nullptr, [] { return at(4); });
    Testing::TestRun made;
    made.begin();
    for (int number = 0; number < 80; ++number) {
        const auto id = static_cast<Trace::StallId>(number + 1);
        const double start = number * 0.05;
        if (number % 2 == 0)
            made.blocked(id, start, start + 0.0495, 4);
        else
            made.idle(start - 0.0004, start).stall(id, start, 0.0495); // whose ping was not sent in time
        for (int more = 0; more < 8; ++more)
            made.ping(start + 0.0496 + more * 0.00001, 0.0001);
    }
    run.apply(made.batch());
    Charts::TimeView time;
    time.setPlot(0, 500);
    time.follow(at(0), at(4), false);
    QList<QPointF> points = Charts::linePoints(run.latency(), time, LineShape::Slope, at(4), same);
    Charts::climbThroughStalls(&points, run, time, same);
    for (int number = 1; number < 80; ++number)
        QVERIFY2(highestIn(points, number * 0.05 - 4 + 0.011, number * 0.05 - 4 + 0.025) < 30,
                 qPrintable(QString::number(number)));
}

void TstSeriesPoints::sampleAtTheEndIsDrawn()
{
    Models::RunModel run(nullptr, [] { return at(1); });
    run.apply(Testing::TestRun().begin().ping(1, 0.0036).phase(Trace::Phase::TearDown, 1).batch());
    Charts::TimeView time;
    time.setPlot(0, 500);
    time.follow(at(0), at(1), false);
    const QList<QPointF> points = Charts::linePoints(run.latency(), time, LineShape::Slope, at(1), same);
    QVERIFY(!points.isEmpty());
    QCOMPARE(points.front(), QPointF(0, 3.6));
}

void TstSeriesPoints::pointsAreLimited_data()
{
    QTest::addColumn<int>("samples");
    QTest::addColumn<int>("width");
    for (const int samples : {10, 390, 400, 790, 800, 5'000, 200'000}) {
        for (const int width : {1, 600, 792, 800, 3000})
            QTest::addRow("%d samples, %d pixels", samples, width) << samples << width;
    }
}

void TstSeriesPoints::pointsAreLimited()
{
    QFETCH(int, samples);
    QFETCH(int, width);
    const Models::Series series = wave(samples, 10);
    Charts::TimeView time;
    time.setPlot(88, width);
    for (const double now : {3.0, 10.0, 12.3456}) {
        for (const bool live : {true, false}) {
            time.follow(at(0), at(now), live);
            QVERIFY(points(series, time, LineShape::Slope).size() <= Charts::mostPoints);
            QVERIFY(points(series, time, LineShape::Step).size() <= Charts::mostPoints);
            const Charts::GaugeBand band = Charts::gaugeBand(series, time, time.now());
            QVERIFY(band.tops.size() <= Charts::mostPoints && band.bottoms.size() <= Charts::mostPoints);
        }
    }
}

void TstSeriesPoints::peakSurvivesTheReduction()
{
    Models::Series series;
    for (int index = 0; index < 100'000; ++index)
        series.append(at(index * 0.00005), index == 54'321 ? 99 : 1);
    Charts::TimeView time;
    time.setPlot(88, 600);
    time.follow(at(0), at(5), true);
    double highest = 0;
    for (const QList<QPointF> &line :
         {points(series, time, LineShape::Slope), points(series, time, LineShape::Step),
          Charts::gaugeBand(series, time, time.now()).tops}) {
        highest = 0;
        for (const QPointF &point : line)
            highest = std::max(highest, point.y());
        QCOMPARE(highest, 99.0);
    }
}

void TstSeriesPoints::fewSamplesAreDrawnAsTheyAre()
{
    Models::Series series;
    series.append(at(1), 3);
    series.append(at(2), 5);
    Charts::TimeView time;
    time.setPlot(0, 500);
    time.follow(at(0), at(4), false);
    const QList<QPointF> expected{{-3, 3}, {-2, 5}, {0, 5}};
    QCOMPARE(points(series, time, LineShape::Slope), expected);
}

void TstSeriesPoints::stepKeepsItsValue()
{
    Models::Series series;
    series.append(at(-3), 3);
    series.append(at(2), 5);
    Charts::TimeView time;
    time.setPlot(0, 500);
    time.follow(at(0), at(4), false);
    const QList<QPointF> expected{{-4, 3}, {-2, 3}, {-2, 5}, {0, 5}};
    QCOMPARE(points(series, time, LineShape::Step), expected);
}

void TstSeriesPoints::columnsDoNotFlickerWhileTheyScroll()
{
    Models::Series series;
    for (int index = 0; index < 100'000; ++index)
        series.append(at(index * 0.0001), index * 7919 % 10'007); // each column has extremes of its own
    Charts::TimeView time;
    time.setPlot(0, 600);
    const auto heights = [&](double now) {
        time.follow(at(0), at(now), true);
        QMap<qint64, QPair<double, double>> columns;
        for (const QPointF &point : points(series, time, LineShape::Slope)) {
            const double seconds = Base::toSeconds(time.to() - time.begin()) + point.x();
            const auto slot = static_cast<qint64>(std::floor(seconds * 300 / 5));
            auto column = columns.find(slot);
            if (column == columns.end())
                columns.insert(slot, {point.y(), point.y()});
            else
                *column = {std::min(column->first, point.y()), std::max(column->second, point.y())};
        }
        return columns;
    };
    const auto before = heights(7);
    const auto after = heights(7.06); // an odd number of pixels later: columns have two
    int compared = 0;
    for (auto column = before.begin(); column != before.end(); ++column) {
        if (!after.contains(column.key()) || column.key() < 126 || column.key() > 418)
            continue;
        QCOMPARE(after[column.key()], column.value());
        ++compared;
    }
    QVERIFY(compared > 250);
}

void TstSeriesPoints::xGrowsFromLeftToRight()
{
    const Models::Series series = wave(50'000, 10);
    Charts::TimeView time;
    time.setPlot(0, 600);
    time.follow(at(0), at(9), true);
    const QList<QPointF> line = points(series, time, LineShape::Step);
    QVERIFY(!line.isEmpty());
    for (qsizetype index = 1; index < line.size(); ++index)
        QVERIFY(line[index].x() >= line[index - 1].x() - 1e-9);
    QVERIFY(line.back().x() <= 1e-9);
}

namespace {

/// 4 in flight, that fall to 0 for a short time every 5 ms.
Models::Series fence(double from, double to)
{
    Models::Series series;
    for (double begin = from; begin < to; begin += 0.005) {
        series.append(at(begin), 4);
        series.append(at(begin + 0.004), 0);
    }
    return series;
}

double valueAt(const QList<QPointF> &steps, double x)
{
    double value = -1;
    for (const QPointF &point : steps) {
        if (point.x() <= x)
            value = point.y();
    }
    return value;
}

} // namespace

void TstSeriesPoints::gaugeThatFallsHundredsOfTimesASecondIsALine()
{
    Charts::TimeView time;
    time.setPlot(0, 500);
    time.follow(at(0), at(5), false);
    const Charts::GaugeBand band = Charts::gaugeBand(fence(0, 4.999), time, at(5));
    for (const QPointF &point : band.tops) {
        if (point.x() < -0.05)
            QCOMPARE(point.y(), 4.0);
    }
    QVERIFY(band.tops.size() < 8);
    QVERIFY(band.hidesFalls);
    QCOMPARE(valueAt(band.bottoms, -2.5), 0.0);
}

void TstSeriesPoints::gaugeThatRarelyChangesIsDrawnAsItIs()
{
    Charts::TimeView time;
    time.setPlot(0, 500);
    time.follow(at(0), at(5), false);
    Models::Series series;
    series.append(at(1), 4);
    series.append(at(2), 0);
    series.append(at(2.001), 4);
    const QList<QPointF> line = points(series, time, LineShape::Step);
    QVERIFY(std::ranges::count(line, 0.0, &QPointF::y) > 0);
    const Charts::GaugeBand band = Charts::gaugeBand(series, time, at(5));
    QCOMPARE(band.tops, line);
    QCOMPARE(band.bottoms, line);
    QVERIFY(!band.hidesFalls);
}

// A job of 20 ms in a pool that is idle for as long is four pixels.
void TstSeriesPoints::fallOfAFewPixelsIsDrawn()
{
    for (const double period : {0.04, 0.025}) {
        Charts::TimeView time;
        time.setPlot(0, 440);
        time.follow(at(0), at(2), false);
        Models::Series series;
        for (double second = 0; second < 1.99; second += period) {
            for (int twice = 0; twice < 4; ++twice)
                series.append(at(second + twice * 0.001), 2 + twice);
            series.append(at(second + period - 0.02), 0);
        }
        const Charts::GaugeBand band = Charts::gaugeBand(series, time, at(2));
        for (double second = 0; second < 1.9; second += period)
            QCOMPARE(valueAt(band.tops, second + period - 0.01 - 2), 0.0);
        QVERIFY(!band.hidesFalls);
    }
}

// For long, though before and after it changes all the time; and at the run's end.
void TstSeriesPoints::gaugeThatStaysLowFalls()
{
    Charts::TimeView time;
    time.setPlot(0, 500);
    time.follow(at(0), at(5), false);
    Models::Series series = fence(0, 2);
    for (const Models::Series::Sample &sample : fence(2.2, 4.9).samplesIn(at(0), at(5)))
        series.append(sample.at, sample.value);
    series.append(at(5), 3);
    const QList<QPointF> tops = Charts::gaugeBand(series, time, at(5)).tops;
    QCOMPARE(valueAt(tops, -3.1), 4.0);
    QCOMPARE(valueAt(tops, -2.9), 0.0);
    QCOMPARE(valueAt(tops, -2.7), 4.0);
    QCOMPARE(valueAt(tops, -0.02), 0.0);
    QCOMPARE(tops.back(), QPointF(0, 3));
}

void TstSeriesPoints::gaugeKeepsItsPlaceWhileItScrolls()
{
    Models::Series series;
    for (int index = 0; index < 5'000; ++index)
        series.append(at(index * 0.002), index * 7919 % 101);
    Charts::TimeView time;
    time.setPlot(0, 500);
    const auto shown = [&](double now) {
        time.follow(at(0), at(now), true);
        const QList<QPointF> tops = Charts::gaugeBand(series, time, time.now()).tops;
        QList<double> values;
        for (double second = 4.01; second < 6.9; second += 0.02)
            values.append(valueAt(tops, second - Base::toSeconds(time.to() - time.begin())));
        return values;
    };
    const QList<double> before = shown(7.1);
    QVERIFY(QSet<double>(before.begin(), before.end()).size() > 2);
    QCOMPARE(shown(7.13), before);
    QCOMPARE(shown(8.87), before); // where a fall begins left of the picture
}

void TstSeriesPoints::gaugeBeginsAtItsFirstSample()
{
    Charts::TimeView time;
    time.setPlot(0, 500);
    time.follow(at(0), at(5), false);
    const Charts::GaugeBand band = Charts::gaugeBand(fence(1, 4.9), time, at(5));
    QCOMPARE(band.tops.front(), QPointF(-4, 4));
    QCOMPARE(band.bottoms.front(), QPointF(-4, 0));
}

void TstSeriesPoints::stepsAreApartWhereTheUpperOneIsHigher()
{
    // 4 from -5 to -2, then 1; below it 4, from -4 to -3 only 2, and 1 at the end.
    const QList<QPointF> tops{{-5, 4}, {-2, 4}, {-2, 1}, {0, 1}};
    const QList<QPointF> bottoms{{-5, 4}, {-4, 4}, {-4, 2}, {-3, 2}, {-3, 4}, {-2, 4}, {-2, 1}, {0, 1}};
    const auto apart = Charts::stepsApart(tops, bottoms);
    QCOMPARE(apart.size(), std::size_t(1));
    QCOMPARE(
        QRectF(apart[0].from, apart[0].lower, apart[0].to - apart[0].from, apart[0].upper - apart[0].lower),
        QRectF(-4, 2, 1, 2));
    QVERIFY(Charts::stepsApart(tops, tops).empty());
    QVERIFY(Charts::stepsApart({}, bottoms).empty());
    // The upper one begins later, and ends before.
    const auto part = Charts::stepsApart({{-3.5, 4}, {-3.25, 4}}, bottoms);
    QCOMPARE(part.size(), std::size_t(1));
    QCOMPARE(part[0].from, -3.5);
    QCOMPARE(part[0].to, -3.25);
}

LOOPSCOPE_WIDGET_TEST_MAIN(TstSeriesPoints)
#include "tst_seriespoints.moc"
