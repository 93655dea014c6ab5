#include "tests/support/stricttest.h"
#include "tests/ui/charts/columnfixture.h"

using namespace Loopscope;
using namespace Loopscope::Testing;
using Theme::ColorRole;

namespace {

/// What a chart shows at the crosshair; its own affair otherwise.
struct Reader : Charts::PlotView
{
    static QString read(const Charts::PlotView *chart, Base::SteadyTime at)
    {
        return (chart->*&Reader::reading)(at);
    }
};

} // namespace

/// What the mouse does on the charts: it reads, pans and comes back.
class TstPointer : public StrictTest
{
    Q_OBJECT

private Q_SLOTS:
    void crosshairGoesThroughAllCharts();
    void timeAtTheCrosshairCoversNoLane();
    void readingsAreWhatIsDrawn();
    void dragPansALiveRunAndDoubleClickFollowsAgain();
    void dragBackToNowFollowsAgain();
    void endedRunIsPanned();
    void pressThatHardlyMovesIsAClick();

private:
    static void moveTo(QWidget *viewport, const QPointF &at, Qt::MouseButtons buttons = {})
    {
        QMouseEvent move(QEvent::MouseMove, at, viewport->mapToGlobal(at), Qt::NoButton, buttons, {});
        QCoreApplication::sendEvent(viewport, &move);
    }
    static void drag(QWidget *viewport, const QPointF &from, double pixels)
    {
        QTest::mousePress(viewport, Qt::LeftButton, {}, from.toPoint());
        moveTo(viewport, from + QPointF(pixels / 2, 0), Qt::LeftButton);
        moveTo(viewport, from + QPointF(pixels, 0), Qt::LeftButton);
        QTest::mouseRelease(viewport, Qt::LeftButton, {}, (from + QPointF(pixels, 0)).toPoint());
    }
};

void TstPointer::crosshairGoesThroughAllCharts()
{
    ColumnFixture fixture;
    fixture.applyStalledRun();
    const QImage before = fixture.grab();
    QWidget *viewport = fixture.column.latencyChart()->viewport();
    const double x = std::round(fixture.column.timeView()->xOf(at(0.8)));
    moveTo(viewport, {x, 150});
    const QImage image = fixture.grab();
    const QColor line = fixture.color(ColorRole::Text2);
    for (const QWidget *chart : {static_cast<QWidget *>(fixture.column.latencyChart()),
                                 static_cast<QWidget *>(fixture.column.queueChart()),
                                 static_cast<QWidget *>(fixture.column.requestsChart()),
                                 static_cast<QWidget *>(fixture.column.timelineChart())}) {
        const int y = chart->y() + (chart == fixture.column.timelineChart() ? Charts::Grid::lanesTop + 12
                                                                            : chart->height() / 2);
        QVERIFY2(distance(image.pixelColor(static_cast<int>(x), y), line) < 3,
                 qPrintable(chart->accessibleName()));
        QVERIFY(distance(before.pixelColor(static_cast<int>(x), y), line) > 3);
    }
    QEvent leave(QEvent::Leave);
    QCoreApplication::sendEvent(fixture.column.latencyChart(), &leave);
    QCOMPARE(fixture.grab(), before);
}

void TstPointer::timeAtTheCrosshairCoversNoLane()
{
    ColumnFixture fixture;
    fixture.applyStalledRun();
    const auto ground = [&](double seconds) {
        fixture.column.pointAt(fixture.column.timeView()->xOf(at(seconds)));
        const Charts::TimelineChart *chart = fixture.column.timelineChart();
        const QImage image = fixture.grab();
        const QRectF lanes = chart->rowRect(0).united(chart->rowRect(3)).translated(0, chart->y());
        int inLanes = 0;
        int onAxis = 0;
        for (int x = static_cast<int>(lanes.left()); x < lanes.right(); ++x) {
            for (int y = static_cast<int>(lanes.top()); y < image.height(); ++y)
                (y < lanes.bottom() ? inLanes : onAxis) +=
                    image.pixelColor(x, y) == fixture.color(ColorRole::Raised);
        }
        return std::pair(inLanes, onAxis);
    };
    for (const double seconds : {0.02, 0.8, 1.56}) {
        const auto [inLanes, onAxis] = ground(seconds);
        QCOMPARE(inLanes, 0);
        QVERIFY2(onAxis > 200, qPrintable(QString::number(onAxis)));
    }
}

void TstPointer::readingsAreWhatIsDrawn()
{
    ColumnFixture fixture;
    fixture.applyStalledRun();
    // In the middle of a stall of 100 ms an event has waited 50 ms.
    QCOMPARE(Reader::read(fixture.column.latencyChart(), at(0.55)), QStringLiteral("50.0\u00a0ms"));
    QVERIFY(Reader::read(fixture.column.queueChart(), at(0.5)).contains(QStringLiteral("2")));
    QVERIFY(Reader::read(fixture.column.requestsChart(), at(0.5)).contains(QStringLiteral("200")));
    QCOMPARE(Reader::read(fixture.column.latencyChart(), at(-1)), QString());
}

void TstPointer::dragPansALiveRunAndDoubleClickFollowsAgain()
{
    ColumnFixture fixture;
    fixture.applyStalledRun();
    Charts::TimeView *time = fixture.column.timeView();
    QVERIFY(time->isFollowing());
    QWidget *viewport = fixture.column.latencyChart()->viewport();
    time->setLength(std::chrono::milliseconds(500));
    drag(viewport, {time->plotLeft() + 300, 60}, 100);
    QVERIFY(!time->isFollowing());
    const Base::SteadyTime held = time->to();
    QVERIFY(held < fixture.now);
    // Time goes on, the picture stays.
    fixture.now = at(1.59);
    fixture.run.drainInbox();
    fixture.column.renderFrame();
    QCOMPARE(time->to(), held);
    const double free = time->xOf(at(1.3));
    QTest::mouseDClick(viewport, Qt::LeftButton, {}, QPoint(static_cast<int>(free), 60));
    QVERIFY(time->isFollowing());
}

void TstPointer::dragBackToNowFollowsAgain()
{
    ColumnFixture fixture;
    fixture.applyStalledRun();
    Charts::TimeView *time = fixture.column.timeView();
    time->setLength(std::chrono::milliseconds(500));
    QWidget *viewport = fixture.column.queueChart()->viewport();
    const double y = fixture.column.queueChart()->plotRect().center().y();
    drag(viewport, {300, y}, 80);
    QVERIFY(!time->isFollowing());
    drag(viewport, {400, y}, -200);
    QVERIFY(time->isFollowing());
}

void TstPointer::endedRunIsPanned()
{
    ColumnFixture fixture;
    fixture.applyStalledRun();
    TestRun end;
    end.phase(Trace::Phase::TearDown, 1.56);
    fixture.apply(end);
    Charts::TimeView *time = fixture.column.timeView();
    time->setLength(std::chrono::milliseconds(500));
    const Base::SteadyTime before = time->to();
    drag(fixture.column.timelineChart(), {300, Charts::Grid::lanesTop + 8.0}, 50);
    QVERIFY(time->to() < before);
}

void TstPointer::pressThatHardlyMovesIsAClick()
{
    ColumnFixture fixture;
    fixture.applyStalledRun();
    QSignalSpy chosen(&fixture.column, &Charts::ChartColumn::stallSelected);
    const double x = fixture.column.timeView()->xOf(at(1.05));
    drag(fixture.column.latencyChart()->viewport(), {x, 60}, 2);
    QCOMPARE(chosen.count(), 1);
    QVERIFY(fixture.column.timeView()->isFollowing());
}

LOOPSCOPE_WIDGET_TEST_MAIN(TstPointer)
#include "tst_pointer.moc"
