#include "tests/support/stricttest.h"
#include "ui/charts/distributionchart.h"
#include "ui/charts/labelroom.h"
#include "ui/charts/overlaychart.h"
#include "ui/charts/timeaxis.h"
#include "ui/charts/variantmark.h"

using namespace Loopscope;
using namespace Loopscope::Charts;
using Models::VariantRank;

namespace {

OverlayPicture race()
{
    OverlayPicture picture;
    picture.title = QStringLiteral("Requests completed");
    picture.seconds = 1.12;
    const auto line = [](VariantRank rank, double seconds, const char *label) {
        return OverlayLine{
            rank, {{0, 0}, {seconds, 20'000}}, true, QString::fromLatin1(label), QStringLiteral("17 900 /s")};
    };
    picture.lines = {line(VariantRank::Worst, 1.12, "Request and reply, 1.12 s"),
                     line(VariantRank::Middle, 0.108, "Pipelined, last in first out, 0.108 s"),
                     line(VariantRank::Best, 0.105, "Pipelined, 0.105 s")};
    return picture;
}

int pixels(const QImage &image, const QPoint &at, int reach, const QColor &color)
{
    int found = 0;
    for (int y = at.y() - reach; y <= at.y() + reach; ++y) {
        for (int x = at.x() - reach; x <= at.x() + reach; ++x)
            found += image.rect().contains(x, y) && image.pixelColor(x, y) == color;
    }
    return found;
}

} // namespace

class TstOverlayChart : public Testing::StrictTest
{
    Q_OBJECT

private Q_SLOTS:
    void linesHaveTheirColourAndEndInAMark();
    void middleVariantIsDashed();
    void labelsCoverNeitherLinesNorEachOther();
    void labelAwayFromItsEndHasALeader();
    void labelAwayFromItsEndIsAtNoOtherOne();
    void leaderCrossesNoOtherLine();
    void lastEndHasItsLabelInTheGutter();
    void valuesStandAtTheirHeight();
    void shortRunFillsThePlot();
    void endIsATick();
    void labelsThatHaveNoRoomAreLeftOut();
    void squareRootLiftsWhatIsSmall();
    void thresholdIsALineOfItsOwn();
    void emptyPictureSaysWhy();
    void stepsAreRound();
    void timesHaveTheUnitOfTheRunsOwnChart_data();
    void timesHaveTheUnitOfTheRunsOwnChart();
    void roomIsTakenOnce();
    void distributionIsLogarithmic();
    void decadesHaveTheirUnit();
    void thicketIsPaintedInTime_data();
    void thicketIsPaintedInTime();

private:
    Theme::Theme m_theme;
};

void TstOverlayChart::linesHaveTheirColourAndEndInAMark()
{
    OverlayChart chart(&m_theme, OverlayChart::Labels::AtTheEnds);
    chart.resize(800, 240);
    chart.setPicture(race());
    const QImage image = chart.grab().toImage();
    QCOMPARE(chart.pointOf({1.12, 0}).x(), chart.plotRect().right());
    QCOMPARE(chart.pointOf({0, 20'000}).y(), chart.plotRect().top());
    const QColor worst = m_theme.color(Theme::ColorRole::Worst);
    QVERIFY(pixels(image, chart.pointOf({0.56, 10'000}).toPoint(), 2, worst) > 0);
    QVERIFY(pixels(image, chart.pointOf({1.12, 20'000}).toPoint(), 4, worst) > 40);
    QVERIFY(pixels(image, chart.pointOf({0.105, 20'000}).toPoint(), 6,
                   m_theme.color(Theme::ColorRole::Best)) > 5);
    QCOMPARE(pixels(image, chart.pointOf({0.56, 15'000}).toPoint(), 2, worst), 0);
    QVERIFY(chart.accessibleDescription().contains(QStringLiteral("Pipelined, 0.105 s 17 900 /s")));
}

void TstOverlayChart::middleVariantIsDashed()
{
    OverlayChart chart(&m_theme, OverlayChart::Labels::Stacked);
    chart.resize(800, 200);
    OverlayPicture picture;
    picture.seconds = 1;
    picture.lines = {{VariantRank::Middle, {{0, 64}, {1, 64}}, true, {}, {}},
                     {VariantRank::Worst, {{0, 32}, {1, 32}}, true, {}, {}}};
    chart.setPicture(picture);
    const QImage image = chart.grab().toImage();
    const auto along = [&](double value, Theme::ColorRole role) {
        int found = 0;
        const QPoint from = chart.pointOf({0.1, value}).toPoint();
        for (int x = from.x(); x < from.x() + 90; ++x)
            found += image.pixelColor(x, from.y()) == m_theme.color(role);
        return found;
    };
    QCOMPARE(along(32, Theme::ColorRole::Worst), 90);
    const int dashed = along(64, Theme::ColorRole::Middle);
    QVERIFY2(dashed > 30 && dashed < 70, qPrintable(QString::number(dashed)));
}

void TstOverlayChart::labelsCoverNeitherLinesNorEachOther()
{
    OverlayChart chart(&m_theme, OverlayChart::Labels::AtTheEnds);
    chart.setPicture(race());
    for (const QSize size : {QSize(680, 150), QSize(784, 220), QSize(1100, 400)}) {
        chart.resize(size);
        const std::vector<QRectF> rects = chart.labelRects();
        for (std::size_t one = 0; one < rects.size(); ++one) {
            QVERIFY(!rects[one].isEmpty());
            QVERIFY(QRectF(chart.rect()).contains(rects[one]));
            for (std::size_t other = one + 1; other < rects.size(); ++other)
                QVERIFY(!rects[one].intersects(rects[other]));
            for (const OverlayLine &line : chart.picture().lines) {
                for (int step = 0; step <= 200; ++step) {
                    const QPointF on = line.points.last() * (step / 200.0);
                    QVERIFY(!rects[one].contains(chart.pointOf(on)));
                }
            }
        }
    }
}

// What stands beside another line is taken for the label of that one.
void TstOverlayChart::labelAwayFromItsEndHasALeader()
{
    OverlayChart chart(&m_theme, OverlayChart::Labels::AtTheEnds);
    chart.setPicture(race());
    int found = 0;
    for (const QSize size : {QSize(680, 150), QSize(784, 220), QSize(1100, 400)}) {
        chart.resize(size);
        const std::vector<QRectF> rects = chart.labelRects();
        const std::vector<QPolygonF> leaders = chart.leaders(rects);
        for (std::size_t at = 0; at < rects.size(); ++at) {
            const QPointF end = chart.pointOf(chart.picture().lines[at].points.last());
            const double away =
                std::hypot(std::max({rects[at].left() - end.x(), end.x() - rects[at].right(), 0.0}),
                           std::max({rects[at].top() - end.y(), end.y() - rects[at].bottom(), 0.0}));
            if (leaders[at].isEmpty()) // beside its end, or it would cross another line
                continue;
            QVERIFY(away > 18);
            ++found;
            QCOMPARE(leaders[at].first(), end);
            QVERIFY(rects[at].adjusted(-4, -1, 4, 1).contains(leaders[at].last()));
            for (std::size_t other = 0; other < rects.size(); ++other) {
                for (const QPointF &corner : leaders[at])
                    QVERIFY(other == at || !rects[other].contains(corner));
            }
        }
    }
    QVERIFY(found > 0);
}

void TstOverlayChart::labelAwayFromItsEndIsAtNoOtherOne()
{
    OverlayChart chart(&m_theme, OverlayChart::Labels::AtTheEnds);
    const auto distance = [](const QRectF &rect, const QPointF &point) {
        return std::hypot(std::max({rect.left() - point.x(), point.x() - rect.right(), 0.0}),
                          std::max({rect.top() - point.y(), point.y() - rect.bottom(), 0.0}));
    };
    OverlayPicture picture = race();
    for (const auto &[one, two] : {std::pair(0.105, 0.108), {0.09, 0.13}, {0.2, 0.24}}) {
        picture.lines[1].points.last().setX(two);
        picture.lines[2].points.last().setX(one);
        chart.setPicture(picture);
        for (const QSize size : {QSize(680, 150), QSize(784, 220), QSize(1100, 400)}) {
            chart.resize(size);
            const std::vector<QRectF> rects = chart.labelRects();
            std::vector<QPointF> ends;
            for (const OverlayLine &line : chart.picture().lines)
                ends.push_back(chart.pointOf(line.points.last()));
            for (std::size_t at = 0; at < rects.size(); ++at) {
                for (std::size_t other = 0; other < rects.size(); ++other)
                    QVERIFY(other == at ||
                            distance(rects[at], ends[other]) > std::min(12.0, distance(rects[at], ends[at])));
            }
        }
    }
}

void TstOverlayChart::leaderCrossesNoOtherLine()
{
    OverlayChart chart(&m_theme, OverlayChart::Labels::AtTheEnds);
    chart.resize(680, 184);
    OverlayPicture picture;
    picture.seconds = 0.646;
    picture.lines = {{VariantRank::Worst, {{0, 0}, {0.646, 3}}, true, {}, {}},
                     {VariantRank::Middle, {{0, 0}, {0.353, 3}}, true, {}, {}},
                     {VariantRank::Best, {{0, 0}, {0.215, 3}}, true, {}, {}}};
    chart.setPicture(picture);
    // The last one's label lies beyond both other lines: it crosses them so that it is no part of theirs.
    std::vector<QRectF> labels{QRectF(530, 56, 130, 36), QRectF(370, 90, 140, 36), QRectF(514, 98, 140, 36)};
    const QPolygonF across = chart.leaders(labels).back();
    QVERIFY(across.size() >= 2);
    for (const OverlayLine &line : {picture.lines[0], picture.lines[1]}) {
        const QLineF drawn(chart.pointOf(line.points[0]), chart.pointOf(line.points[1]));
        for (qsizetype at = 1; at < across.size(); ++at) {
            const QLineF piece(across[at - 1], across[at]);
            const double angle = std::fmod(piece.angleTo(drawn), 180);
            QVERIFY(piece.intersects(drawn, nullptr) != QLineF::BoundedIntersection ||
                    (angle > 25 && angle < 155));
        }
    }
    // To the left of its end nothing is in the way.
    labels.back() = QRectF(100, 40, 90, 36);
    const QPolygonF way = chart.leaders(labels).back();
    QVERIFY(way.size() >= 2);
    QCOMPARE(way.first(), chart.pointOf({0.215, 3}));
}

void TstOverlayChart::lastEndHasItsLabelInTheGutter()
{
    OverlayChart chart(&m_theme, OverlayChart::Labels::AtTheEnds);
    OverlayPicture picture = race();
    picture.lines[0].label = QStringLiteral("Blocking, on the loop");
    chart.setPicture(picture);
    for (int width = 680; width < 692; ++width) {
        chart.resize(width, 200);
        const std::vector<QRectF> rects = chart.labelRects();
        QVERIFY(rects[0].left() > chart.plotRect().right());
        QVERIFY(rects[0].right() <= width);
        QVERIFY(std::abs(rects[0].top() - chart.plotRect().top()) < 20);
        QVERIFY(chart.leaders(rects)[0].isEmpty());
    }
}

void TstOverlayChart::valuesStandAtTheirHeight()
{
    OverlayChart chart(&m_theme, OverlayChart::Labels::Stacked);
    chart.resize(700, 320);
    OverlayPicture picture;
    picture.seconds = 1;
    const auto line = [](VariantRank rank, double highest) {
        return OverlayLine{
            rank, {{0, 0}, {0.5, highest}, {1, 1}}, true, QStringLiteral("Name"), QStringLiteral("max")};
    };
    picture.lines = {line(VariantRank::Worst, 20), line(VariantRank::Middle, 100),
                     line(VariantRank::Best, 60)};
    chart.setPicture(picture);
    auto labels = chart.stackedLabels();
    QCOMPARE(labels.size(), std::size_t(3));
    const std::size_t order[] = {1, 2, 0};
    for (std::size_t at = 0; at < labels.size(); ++at) {
        QCOMPARE(labels[at].line, order[at]);
        QVERIFY(labels[at].hasName);
        const double highest = picture.lines[order[at]].points[1].y();
        QCOMPARE(labels[at].y, chart.pointOf({0, highest}).y());
    }
    // A low chart has room for the values, and not for the names.
    chart.resize(700, 96);
    picture.lines[2] = line(VariantRank::Best, 99);
    chart.setPicture(picture);
    labels = chart.stackedLabels();
    for (std::size_t at = 0; at < labels.size(); ++at) {
        QVERIFY(!labels[at].hasName);
        QVERIFY(labels[at].y <= chart.plotRect().bottom());
        QVERIFY(at == 0 || labels[at].y - labels[at - 1].y >= 16);
    }
}

void TstOverlayChart::shortRunFillsThePlot()
{
    OverlayChart chart(&m_theme, OverlayChart::Labels::AtTheEnds);
    chart.resize(700, 200);
    OverlayPicture picture;
    picture.seconds = 0.00055;
    picture.lines = {{VariantRank::Worst, {{0, 0}, {0.00055, 10}}, true, {}, {}}};
    chart.setPicture(picture);
    QCOMPARE(chart.pointOf({0.00055, 0}).x(), chart.plotRect().right());
}

void TstOverlayChart::endIsATick()
{
    OverlayChart chart(&m_theme, OverlayChart::Labels::AtTheEnds);
    chart.resize(700, 200);
    OverlayPicture picture;
    picture.seconds = 1;
    picture.lines = {{VariantRank::Worst, {{0, 0}, {1, 5'000}}, true, {}, {}}};
    chart.setPicture(picture);
    QCOMPARE(chart.ticks(), (std::vector<double>{0, 2'000, 4'000, 5'000}));
    picture.lines[0].points = {{0, 0}, {1, 4'010}};
    chart.setPicture(picture);
    QCOMPARE(chart.ticks(), (std::vector<double>{0, 2'000, 4'000})); // too near
}

void TstOverlayChart::labelsThatHaveNoRoomAreLeftOut()
{
    OverlayChart chart(&m_theme, OverlayChart::Labels::AtTheEnds);
    chart.setPicture(race());
    chart.resize(320, 80);
    for (const QRectF &rect : chart.labelRects())
        QVERIFY(rect.isEmpty() || QRectF(chart.rect()).contains(rect));
    QVERIFY(!chart.grab().isNull());
}

void TstOverlayChart::squareRootLiftsWhatIsSmall()
{
    OverlayChart chart(&m_theme, OverlayChart::Labels::Stacked);
    chart.resize(800, 200);
    OverlayPicture picture;
    picture.scale = OverlayPicture::Scale::SquareRoot;
    picture.seconds = 1;
    picture.lines = {{VariantRank::Worst, {{0, 0}, {1, 290}}, true, {}, {}}};
    chart.setPicture(picture);
    QCOMPARE(chart.top(), 400.0);
    QCOMPARE(chart.pointOf({0, 100}).y(), chart.plotRect().center().y());
    picture.lines.front().points = {{0, 0}, {1, 0.4}};
    chart.setPicture(picture);
    QCOMPARE(chart.top(), 4.0);
}

void TstOverlayChart::thresholdIsALineOfItsOwn()
{
    OverlayChart chart(&m_theme, OverlayChart::Labels::Stacked);
    chart.resize(800, 200);
    OverlayPicture picture;
    picture.scale = OverlayPicture::Scale::SquareRoot;
    picture.seconds = 1;
    picture.threshold = 5;
    picture.lines = {{VariantRank::Worst, {{0, 0}, {1, 0.2}}, true, {}, {}}};
    chart.setPicture(picture);
    const QColor color = m_theme.color(Theme::ColorRole::Threshold);
    const auto count = [&] { return pixels(chart.grab().toImage(), QPoint(400, 100), 400, color); };
    picture.subtitle = QStringLiteral("ms");
    picture.thresholdNote = QStringLiteral("threshold dashed");
    chart.setPicture(picture);
    QCOMPARE(count(), 0); // far above everything: neither shown nor named
    QCOMPARE(chart.subtitle(), QStringLiteral("ms"));
    picture.lines.front().points = {{0, 0}, {1, 90}};
    chart.setPicture(picture);
    QVERIFY(count() > 100);
    QCOMPARE(chart.subtitle(), QStringLiteral("ms; threshold dashed"));
    QVERIFY(pixels(chart.grab().toImage(), chart.pointOf({0.5, 5}).toPoint(), 8, color) > 3);
}

void TstOverlayChart::emptyPictureSaysWhy()
{
    OverlayChart chart(&m_theme, OverlayChart::Labels::Stacked);
    chart.resize(800, 200);
    OverlayPicture picture;
    picture.seconds = 1;
    picture.emptyText = QStringLiteral("Too short.");
    picture.lines = {{VariantRank::Worst, {}, true, QStringLiteral("too short"), {}}};
    const QColor color = m_theme.color(Theme::ColorRole::Text2);
    const auto words = [&] {
        return pixels(chart.grab().toImage(), chart.plotRect().center().toPoint(), 30, color);
    };
    chart.setPicture(picture);
    QVERIFY(words() > 0);
    picture.lines.front().points = {{0, 0}, {1, 0.2}};
    chart.setPicture(picture);
    QCOMPARE(words(), 0);
}

void TstOverlayChart::timesHaveTheUnitOfTheRunsOwnChart_data()
{
    QTest::addColumn<double>("seconds");
    QTest::addColumn<QString>("last");
    QTest::newRow("5 s") << 5.0 << QStringLiteral("5\u00a0s");
    QTest::newRow("1.12 s") << 1.12 << QStringLiteral("1.0\u00a0s");
    QTest::newRow("0.65 s") << 0.65 << QStringLiteral("0.6\u00a0s");
    QTest::newRow("0.12 s") << 0.12 << QStringLiteral("120\u00a0ms");
    QTest::newRow("2 ms") << 0.002 << QStringLiteral("2\u00a0ms");
}

void TstOverlayChart::timesHaveTheUnitOfTheRunsOwnChart()
{
    QFETCH(double, seconds);
    QFETCH(QString, last);
    OverlayChart chart(&m_theme, OverlayChart::Labels::AtTheEnds);
    OverlayPicture picture = race();
    picture.seconds = seconds;
    chart.setPicture(picture);
    QCOMPARE(chart.timeTicks().back().second, last);
    const Base::Duration step = labelStep(Base::fromMilliseconds(seconds * 1000));
    QCOMPARE(isInSeconds(step), !last.endsWith(QStringLiteral("ms")));
}

void TstOverlayChart::stepsAreRound()
{
    QCOMPARE(niceStep(20'000, 4), 5'000.0);
    QCOMPARE(niceStep(24, 4), 10.0);
    QCOMPARE(niceStep(1.12, 6), 0.2);
    QCOMPARE(niceStep(0.105, 6), 0.02);
    QCOMPARE(niceStep(1, 1), 1.0);
}

void TstOverlayChart::roomIsTakenOnce()
{
    LabelRoom room(QRectF(0, 0, 120, 60));
    room.blockLine(QPolygonF{QPointF(0, 30), QPointF(120, 30)});
    const auto first = room.take({60, 12}, {10, 30});
    const auto second = room.take({60, 12}, {10, 30});
    QVERIFY(first && second);
    QVERIFY(!first->intersects(*second));
    QVERIFY(!first->contains(QPointF(first->center().x(), 30)));
    QVERIFY(!room.take({200, 12}, {0, 0}));
    QVERIFY(!room.take({20, 50}, {0, 0}));
}

void TstOverlayChart::distributionIsLogarithmic()
{
    DistributionChart chart(&m_theme);
    chart.setRows(QStringLiteral("Latency per request"),
                  {{QStringLiteral("Slow"), VariantRank::Worst, 0.054, 0.121, 1.9, QStringLiteral("1")},
                   {QStringLiteral("Quick"), VariantRank::Best, 0.33, 0.61, 105, QStringLiteral("2")}});
    chart.resize(400, chart.sizeHint().height());
    QCOMPARE(chart.xOf(1) - chart.xOf(0.1), chart.xOf(10) - chart.xOf(1));
    const QImage image = chart.grab().toImage();
    const QColor best = m_theme.color(Theme::ColorRole::Best);
    const int y = 40 + 40 + 20;
    QVERIFY(pixels(image, QPoint(qRound(chart.xOf(0.33)), y), 3, best) > 10);
    QVERIFY(pixels(image, QPoint(qRound(chart.xOf(20)), y), 3, best) > 4);
    QCOMPARE(pixels(image, QPoint(qRound(chart.xOf(400)), y), 3, best), 0);
}

void TstOverlayChart::decadesHaveTheirUnit()
{
    QCOMPARE(DistributionChart::tickText(0.1), QStringLiteral("0.1\u00a0ms"));
    QCOMPARE(DistributionChart::tickText(100), QStringLiteral("100\u00a0ms"));
    QCOMPARE(DistributionChart::tickText(10'000), QStringLiteral("10\u00a0s"));
}

void TstOverlayChart::thicketIsPaintedInTime_data()
{
    QTest::addColumn<int>("rank");
    QTest::newRow("solid") << int(VariantRank::Worst);
    QTest::newRow("dashed") << int(VariantRank::Middle);
}

// Ten milliseconds; as one path it took 25 seconds.
void TstOverlayChart::thicketIsPaintedInTime()
{
    QFETCH(int, rank);
    OverlayChart chart(&m_theme, OverlayChart::Labels::Stacked);
    chart.resize(1100, 700);
    OverlayPicture picture;
    picture.seconds = 5;
    OverlayLine line;
    line.rank = VariantRank(rank);
    for (int at = 0; at < 600; ++at)
        line.points.append({at / 120.0, at % 2 ? 100.0 : 0.0});
    picture.lines = {line};
    chart.setPicture(picture);
    const Base::SteadyTime start = Base::now();
    QVERIFY(!chart.grab().isNull());
    const double milliseconds = Base::toMilliseconds(Base::now() - start);
    QVERIFY2(milliseconds < 2000, qPrintable(QString::number(milliseconds)));
    qInfo("%.1f ms", milliseconds);
}

LOOPSCOPE_WIDGET_TEST_MAIN(TstOverlayChart)
#include "tst_overlaychart.moc"
