#include "tests/support/stricttest.h"
#include "ui/charts/flamechart.h"
#include "ui/charts/flamelook.h"
#include "ui/charts/stallramp.h"

using namespace Loopscope;
using namespace std::chrono_literals;
using Charts::FlameChart;
using Charts::flameName;
using Charts::framesText;
using Charts::StallRamp;
using Theme::ColorRole;
using Trace::FrameOrigin;

namespace {

Trace::Frame frame(const char *function, FrameOrigin origin, int line = 0)
{
    Trace::Frame frame;
    frame.function = QLatin1String(function);
    frame.origin = origin;
    frame.line = line;
    frame.file = line > 0 ? QStringLiteral("core/scenario/database/database_onloop.cpp") : QString();
    frame.module = QStringLiteral("/usr/lib/libsqlite3.so.0");
    return frame;
}

/// Of 40 ms: three quarters in the insert, the rest in fetch.
Trace::Stall madeStall()
{
    const std::vector<Trace::Frame> outer{frame("runQueries", FrameOrigin::Own, 44),
                                          frame("main", FrameOrigin::Qt), frame("exec", FrameOrigin::Qt)};
    const auto stack = [&outer](const char *innermost, std::chrono::milliseconds at) {
        Trace::Stack made;
        made.takenAt = Base::SteadyTime(at);
        made.frames = {frame(innermost, FrameOrigin::Library)};
        made.frames.insert(made.frames.end(), outer.begin(), outer.end());
        return made;
    };
    Trace::Stall stall;
    stall.id = 1;
    stall.startedAt = Base::SteadyTime(0ms);
    stall.duration = 40ms;
    stall.stacks = std::make_shared<const std::vector<Trace::Stack>>(std::vector<Trace::Stack>{
        stack("insert", 0ms), stack("insert", 10ms), stack("insert", 20ms), stack("fetch", 30ms)});
    return stall;
}

} // namespace

class TstFlameChart : public Testing::StrictTest
{
    Q_OBJECT

private Q_SLOTS:
    void functionSeenAtSeveralLinesSaysSo();
    void widthIsTheShareOfTheStall();
    void onlyOwnCodeIsOrange();
    void loopscopesCodeIsAnOutline();
    void hoverTellsTheWholeName();
    void arrowsWalkFromFrameToFrame();
    void foldSaysHowManyFramesOfWhat();
    void emptyFlameIsPainted();
    void samplesLieOnTheRamp();
    void shortRampHasItsPeakAsATick();
};

// The line of most samples is not the one of all.
void TstFlameChart::functionSeenAtSeveralLinesSaysSo()
{
    Trace::FlameNode node;
    node.file = QStringLiteral("core/scenario/files/files_onloop.cpp");
    node.line = 28;
    node.lines = {{28, 10}};
    QCOMPARE(Charts::flamePlace(node), QStringLiteral("files_onloop.cpp:28"));
    node.lines = {{28, 10}, {22, 8}};
    QCOMPARE(Charts::flamePlace(node), QStringLiteral("files_onloop.cpp:28 and other lines"));
}

void TstFlameChart::widthIsTheShareOfTheStall()
{
    const Theme::Theme theme;
    FlameChart chart(&theme);
    chart.resize(400, 3 * FlameChart::rowHeight);
    chart.setFlame(Trace::flameOf(madeStall()));
    QCOMPARE(chart.sizeHint().height(), 3 * FlameChart::rowHeight);
    const auto nameAt = [&chart](double x, int row) {
        const Trace::FlameNode *node = chart.nodeAt({x, (row + 0.5) * FlameChart::rowHeight});
        return node ? node->function : QString();
    };
    QCOMPARE(nameAt(10, 1), QStringLiteral("runQueries"));
    QCOMPARE(nameAt(390, 1), QStringLiteral("runQueries"));
    QCOMPARE(nameAt(295, 2), QStringLiteral("insert"));
    QCOMPARE(nameAt(305, 2), QStringLiteral("fetch"));
    QCOMPARE(nameAt(10, 3), QString());
}

void TstFlameChart::onlyOwnCodeIsOrange()
{
    const Theme::Theme theme;
    FlameChart chart(&theme);
    chart.resize(400, 3 * FlameChart::rowHeight);
    chart.setFlame(Trace::flameOf(madeStall()));
    const QImage image = chart.grab().toImage();
    const QColor stall = theme.color(ColorRole::Stall);
    QCOMPARE(image.pixelColor(396, 3), theme.color(ColorRole::FlameQt));
    QCOMPARE(image.pixelColor(396, FlameChart::rowHeight + 3), stall);
    QCOMPARE(image.pixelColor(396, 2 * FlameChart::rowHeight + 3), theme.color(ColorRole::FlameLibrary));
    QCOMPARE(chart.ownBar(), QRectF(0, FlameChart::rowHeight, 400, FlameChart::rowHeight));
}

void TstFlameChart::loopscopesCodeIsAnOutline()
{
    Trace::FlameNode node;
    node.origin = FrameOrigin::Monitor;
    node.samples = 1;
    node.time = 10ms;
    Trace::Flame flame;
    flame.samples = 1;
    flame.time = 10ms;
    flame.roots = {node};
    const Theme::Theme theme;
    FlameChart chart(&theme);
    chart.resize(400, FlameChart::rowHeight);
    chart.setFlame(flame);
    QImage image = chart.grab().toImage();
    QCOMPARE(image.pixelColor(396, 3), theme.color(ColorRole::Raised));
    QCOMPARE(image.pixelColor(396, 0), theme.color(ColorRole::ControlBorder));
    // An event loop is Qt's, though the probe has a frame in it.
    flame.roots[0].folded = {frame("exec", FrameOrigin::Qt), frame("dispatch", FrameOrigin::Monitor),
                             frame("notify", FrameOrigin::Qt)};
    chart.setFlame(flame);
    image = chart.grab().toImage();
    QCOMPARE(image.pixelColor(396, 3), theme.color(ColorRole::FlameQt));
}

void TstFlameChart::hoverTellsTheWholeName()
{
    const Theme::Theme theme;
    FlameChart chart(&theme);
    chart.resize(400, 3 * FlameChart::rowHeight);
    chart.setFlame(Trace::flameOf(madeStall()));
    QTest::mouseClick(&chart, Qt::LeftButton, {}, QPoint(350, 2 * FlameChart::rowHeight + 5));
    QCOMPARE(chart.chosen(), QStringLiteral("fetch at libsqlite3.so.0 in 1 of 4 samples"));
}

void TstFlameChart::arrowsWalkFromFrameToFrame()
{
    const Theme::Theme theme;
    FlameChart chart(&theme);
    chart.resize(400, 3 * FlameChart::rowHeight);
    chart.setFlame(Trace::flameOf(madeStall()));
    QSignalSpy line(&chart, &FlameChart::lineRequested);
    QTest::keyClick(&chart, Qt::Key_Down);
    QVERIFY(chart.chosen().startsWith(QStringLiteral("2\u00a0frames of Qt")));
    QTest::keyClick(&chart, Qt::Key_Down);
    QCOMPARE(line.count(), 1);
    QCOMPARE(line.first().at(1).toInt(), 44);
    QTest::keyClick(&chart, Qt::Key_Down);
    QVERIFY(chart.chosen().startsWith(QStringLiteral("insert")));
    QTest::keyClick(&chart, Qt::Key_Right);
    QVERIFY(chart.chosen().startsWith(QStringLiteral("fetch")));
    QTest::keyClick(&chart, Qt::Key_Right);
    QVERIFY(chart.chosen().startsWith(QStringLiteral("fetch")));
    QTest::keyClick(&chart, Qt::Key_Left);
    QTest::keyClick(&chart, Qt::Key_Up);
    QVERIFY(chart.chosen().startsWith(QStringLiteral("runQueries()")));
    QCOMPARE(chart.accessibleDescription(), chart.chosen());
}

void TstFlameChart::foldSaysHowManyFramesOfWhat()
{
    Trace::FlameNode fold;
    fold.folded = {frame("_start", FrameOrigin::System), frame("exec", FrameOrigin::Qt),
                   frame("dispatch", FrameOrigin::Monitor), frame("notify", FrameOrigin::Qt),
                   frame("event", FrameOrigin::Qt)};
    QCOMPARE(flameName(fold), QStringLiteral("3\u00a0frames of Qt, 1 of the system, 1 of Loopscope"));
    fold.isFoldUneven = true;
    fold.function = QStringLiteral("event loop");
    QCOMPARE(flameName(fold),
             QStringLiteral("event loop: up to 3\u00a0frames of Qt, 1 of the system, 1 of Loopscope"));
    QCOMPARE(framesText(std::span(fold.folded).first(1)), QStringLiteral("1\u00a0frame of the system"));
}

void TstFlameChart::emptyFlameIsPainted()
{
    const Theme::Theme theme;
    FlameChart chart(&theme);
    chart.setFlame({});
    chart.resize(100, 30);
    QVERIFY(!chart.grab().isNull());
    QTest::keyClick(&chart, Qt::Key_Down);
    QVERIFY(chart.chosen().isEmpty());
    QVERIFY(!chart.accessibleDescription().isEmpty());
}

void TstFlameChart::samplesLieOnTheRamp()
{
    const Theme::Theme theme;
    StallRamp ramp(&theme);
    ramp.resize(600, 130);
    ramp.showStall(madeStall(), 40ms, 10ms);
    const std::vector<QPointF> points = ramp.samplePoints();
    QCOMPARE(points.size(), 4U);
    for (std::size_t at = 1; at < points.size(); ++at) {
        QVERIFY(points[at].x() > points[at - 1].x());
        QVERIFY(points[at].y() < points[at - 1].y());
    }
    const double slope = (points[1].y() - points[0].y()) / (points[1].x() - points[0].x());
    QVERIFY(qAbs(points[3].y() - points[0].y() - slope * (points[3].x() - points[0].x())) < 0.5);
    QVERIFY(ramp.accessibleDescription().contains(QStringLiteral("40.0")));
}

void TstFlameChart::shortRampHasItsPeakAsATick()
{
    const Theme::Theme theme;
    StallRamp ramp(&theme);
    ramp.resize(600, 130);
    const auto inkIn = [&](const QRect &area) {
        const QImage image = ramp.grab(area).toImage();
        int count = 0;
        for (int y = 0; y < image.height(); ++y) {
            for (int x = 0; x < image.width(); ++x)
                count += image.pixelColor(x, y) != theme.color(Theme::ColorRole::Window);
        }
        return count;
    };
    ramp.showStall(madeStall(), 40ms, 10ms);
    const int peak = static_cast<int>(ramp.yOf(40));
    QVERIFY(inkIn(QRect(0, peak - 6, 64, 12)) > 20);
    QCOMPARE(inkIn(QRect(0, peak + 10, 64, 8)), 0);
}

LOOPSCOPE_WIDGET_TEST_MAIN(TstFlameChart)
#include "tst_flamechart.moc"
