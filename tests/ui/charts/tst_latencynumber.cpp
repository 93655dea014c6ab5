#include "tests/support/stricttest.h"
#include "tests/ui/charts/columnfixture.h"

using namespace Loopscope;
using namespace Loopscope::Testing;
using Charts::LatencyChart;
using Theme::ColorRole;

/// The big number of the latency chart, and the row over its plot.
class TstLatencyNumber : public StrictTest
{
    Q_OBJECT

private Q_SLOTS:
    void numberStandsAtTheRightEdge();
    void numberHidesNothing_data();
    void numberHidesNothing();
    void titleLeavesTheFiguresFree_data();
    void titleLeavesTheFiguresFree();
};

// Where an audience learns to look, and never over the column of another stall.
void TstLatencyNumber::numberStandsAtTheRightEdge()
{
    const auto leftOfNumber = [](double stalledAt, double now) {
        ColumnFixture fixture;
        fixture.column.resize(808, 530); // as high as a projector leaves it
        TestRun made;
        made.begin()
            .idle(0, stalledAt)
            .blocked(1, stalledAt, stalledAt + 0.1, now)
            .idle(stalledAt + 0.1, now);
        fixture.now = at(now);
        fixture.apply(made);
        const QImage image = fixture.grab();
        const QRectF plot = fixture.column.latencyChart()->plotRect();
        const QColor color = fixture.color(ColorRole::StallText);
        for (int x = static_cast<int>(plot.left()); x < plot.right(); ++x) {
            for (int y = static_cast<int>(plot.top()); y < plot.center().y(); ++y) {
                if (distance(image.pixelColor(x, y), color) < 10)
                    return plot.right() - x;
            }
        }
        return 0.0;
    };
    const double climbing = leftOfNumber(1.9, 1.95);
    QVERIFY2(climbing > 40 && climbing < 150, qPrintable(QString::number(climbing)));
    const double justNow = leftOfNumber(1.4, 2.0);
    QVERIFY2(justNow > 40 && justNow < 150, qPrintable(QString::number(justNow)));
}

void TstLatencyNumber::numberHidesNothing_data()
{
    QTest::addColumn<int>("height");
    QTest::addColumn<double>("length"); // of what was before
    QTest::addColumn<bool>("isInPlot");
    QTest::newRow("room over the line") << 740 << 0.05 << true;
    QTest::newRow("peaks up to the edge") << 740 << 0.29 << false;
    QTest::newRow("low plot") << 240 << 0.05 << false;
}

// The newest peaks are what the number is read beside.
void TstLatencyNumber::numberHidesNothing()
{
    QFETCH(int, height);
    QFETCH(double, length);
    QFETCH(bool, isInPlot);
    ColumnFixture fixture;
    fixture.column.resize(808, height);
    TestRun made;
    made.begin();
    double begin = 0;
    for (Trace::StallId stall = 1; begin + length < 1.85; ++stall, begin += length + 0.02)
        made.blocked(stall, begin, begin + length, 2).idle(begin + length + 0.005, begin + length + 0.02);
    made.blocked(20, 1.95, 2.1, 2);
    fixture.now = at(2);
    fixture.apply(made);
    const QImage image = fixture.grab();
    const LatencyChart *chart = fixture.column.latencyChart();
    const QColor color = fixture.color(ColorRole::StallText);
    int rows = 0; // of the big number, with digits in them
    for (int y = 0; y < static_cast<int>(chart->plotRect().top()); ++y) {
        bool isLit = false;
        for (int x = 0; x < chart->width(); ++x)
            isLit = isLit || distance(image.pixelColor(x, chart->y() + y), color) < 10;
        rows += isLit ? 1 : 0;
    }
    QVERIFY2((rows == 0) == isInPlot, qPrintable(QString::number(chart->plotRect().height())));
    const std::vector<QRectF> areas = chart->titleAreas();
    for (std::size_t one = 0; one < areas.size(); ++one) {
        for (std::size_t other = 0; other < one; ++other)
            QVERIFY(!areas[one].intersects(areas[other]));
    }
    for (double end = length; end < 1.85; end += length + 0.02)
        QVERIFY(hasColorNear(image, fixture.inLatency(end, length * 1000 - 8),
                             fixture.color(ColorRole::Latency)));
}

void TstLatencyNumber::titleLeavesTheFiguresFree_data()
{
    QTest::addColumn<int>("width");
    QTest::addColumn<int>("texts"); // title, subtitle and figures
    QTest::newRow("wide") << 1200 << 5;
    QTest::newRow("at 1280x720") << 664 << 5;
    QTest::newRow("narrow") << 440 << 5;
    QTest::newRow("narrower") << 340 << 4;
    QTest::newRow("narrowest") << 280 << 3;
}

// What hatching means is the longest text of all, and comes while the chart runs.
void TstLatencyNumber::titleLeavesTheFiguresFree()
{
    QFETCH(int, width);
    ColumnFixture fixture;
    fixture.column.resize(width, 530);
    TestRun made;
    made.begin().idle(0, 1).ping(1.06, 0.06).idle(1.07, 1.5).blocked(1, 1.5, 1.6, 2).idle(1.61, 2);
    made.batch().stalls.back().cause = Trace::StallCause::Descheduled;
    fixture.now = at(2);
    fixture.apply(made);
    fixture.grab();
    const LatencyChart *chart = fixture.column.latencyChart();
    QVERIFY(chart->subtitle().endsWith(u"late without a stall, or by the machine"));
    const std::vector<QRectF> areas = chart->titleAreas();
    QTEST(static_cast<int>(areas.size()), "texts");
    for (std::size_t one = 0; one < areas.size(); ++one) {
        QVERIFY(areas[one].left() >= 0 && areas[one].right() <= width);
        for (std::size_t other = 0; other < one; ++other)
            QVERIFY(!areas[one].intersects(areas[other]));
    }
}

LOOPSCOPE_WIDGET_TEST_MAIN(TstLatencyNumber)
#include "tst_latencynumber.moc"
