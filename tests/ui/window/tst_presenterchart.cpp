#include "tests/support/stricttest.h"
#include "tests/ui/panels/panelfixture.h"
#include "ui/presenterchart.h"
#include "ui/presentercontents.h"
#include "ui/presenterlayout.h"

using namespace Loopscope;
using namespace std::chrono_literals;
using Ui::PresenterLayout;

/// The one chart of presenter mode, and the sentences around it, where there is little room.
class TstPresenterChart : public Testing::StrictTest
{
    Q_OBJECT

private Q_SLOTS:
    void numberStandsAloneWhereAChartWouldBeSqueezed_data();
    void numberStandsAloneWhereAChartWouldBeSqueezed();
    void lineIsNamedOnALongScaleToo();
    void lineKeepsMostOfThePlot_data();
    void lineKeepsMostOfThePlot();
    void numberOfRequestsStandsAboveTheirGrid_data();
    void numberOfRequestsStandsAboveTheirGrid();
    void longVerdictKeepsToItsLines_data();
    void longVerdictKeepsToItsLines();
};

void TstPresenterChart::numberStandsAloneWhereAChartWouldBeSqueezed_data()
{
    QTest::addColumn<double>("height"); // of the plot
    QTest::addColumn<QString>("number");
    QTest::addColumn<bool>("alone");
    QTest::newRow("enough") << 190.0 << QStringLiteral("280 ms") << false;
    QTest::newRow("as high as the number") << 130.0 << QStringLiteral("280 ms") << true;
    QTest::newRow("squeezed") << 100.0 << QStringLiteral("280 ms") << true;
    QTest::newRow("squeezed, nothing measured yet") << 100.0 << QString() << true;
}

// At 1280 x 720, where notes take the rest.
void TstPresenterChart::numberStandsAloneWhereAChartWouldBeSqueezed()
{
    QFETCH(double, height);
    QFETCH(QString, number);
    QFETCH(bool, alone);
    const QSizeF size(1280, 720);
    PresenterLayout::Words words;
    const PresenterLayout usual(size, 1, words);
    words.below = size.height() - usual.footer().top() + usual.plot().height() - height;
    const PresenterLayout layout(size, 1, words);
    QCOMPARE(layout.plot().height(), height);
    Models::RunModel run;
    const Base::SteadyTime start = Base::now() - 5s;
    Testing::fillRun(&run, start, {Testing::makeStall(1, start + 1s, 280ms)});
    const Theme::Theme theme(Theme::ThemeKind::HighContrast);
    Ui::PresenterChart chart(&theme, &run);
    Ui::PresenterContents contents;
    contents.number = {number, number.isEmpty() ? QString() : QStringLiteral("longest stall"), true, 1,
                       false};
    QImage image(size.toSize(), QImage::Format_RGB32);
    image.fill(Qt::black);
    {
        QPainter painter(&image);
        chart.paint(painter, layout, contents);
    }
    int threshold = 0;
    int stall = 0;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) {
            threshold += image.pixel(x, y) == theme.color(Theme::ColorRole::Threshold).rgb();
            stall += image.pixel(x, y) == theme.color(Theme::ColorRole::StallText).rgb();
        }
    }
    QCOMPARE(threshold == 0, alone); // the one line that every chart of the loop has
    QCOMPARE(stall > 200, !number.isEmpty());
}

// The threshold of 10 ms then lies at the bottom of the plot.
void TstPresenterChart::lineIsNamedOnALongScaleToo()
{
    for (const auto longest : {100ms, 1500ms}) {
        Models::RunModel run;
        const Base::SteadyTime start = Base::now() - 5s;
        Testing::fillRun(&run, start, {Testing::makeStall(1, start + 1s, longest)});
        const Theme::Theme theme(Theme::ThemeKind::HighContrast);
        Ui::PresenterChart chart(&theme, &run);
        const PresenterLayout layout(QSizeF(1280, 720), 1, {});
        QImage image(1280, 720, QImage::Format_RGB32);
        image.fill(Qt::black);
        {
            QPainter painter(&image);
            chart.paint(painter, layout, {});
        }
        const auto pixelsInGutter = [&](Theme::ColorRole role) {
            int count = 0;
            for (int y = 0; y < image.height(); ++y) {
                for (int x = static_cast<int>(layout.plot().right()) + 16; x < image.width(); ++x)
                    count += image.pixel(x, y) == theme.color(role).rgb();
            }
            return count;
        };
        QVERIFY(pixelsInGutter(Theme::ColorRole::Latency) > 100);
        QVERIFY(pixelsInGutter(Theme::ColorRole::Threshold) > 100);
    }
}

void TstPresenterChart::lineKeepsMostOfThePlot_data()
{
    QTest::addColumn<std::chrono::milliseconds>("length");
    QTest::addColumn<double>("share"); // of the plot's height
    QTest::newRow("number above the peaks") << 100ms << 0.55;
    QTest::newRow("a little lower for the number") << 250ms << 0.65;
}

// One stall after another: there is no free place beside the peaks.
void TstPresenterChart::lineKeepsMostOfThePlot()
{
    QFETCH(std::chrono::milliseconds, length);
    QFETCH(double, share);
    Models::RunModel run;
    const Base::SteadyTime start = Base::now() - 10 * (length + 10ms);
    std::vector<Trace::Stall> stalls;
    Trace::Batch pings;
    for (Trace::StallId id = 1; id <= 10; ++id) {
        stalls.push_back(Testing::makeStall(id, start + static_cast<int>(id - 1) * (length + 10ms), length));
        pings.latencies.push_back({1, stalls.back().startedAt + length, length, 5ms, true});
    }
    Testing::fillRun(&run, start, stalls);
    run.apply(pings);
    const Theme::Theme theme(Theme::ThemeKind::HighContrast);
    Ui::PresenterChart chart(&theme, &run);
    Ui::PresenterContents contents;
    contents.number = {QStringLiteral("%1 ms").arg(length.count()), QStringLiteral("blocked just now"), true,
                       10, true};
    const PresenterLayout layout(QSizeF(1920, 1080), 1, {.footerLines = 3});
    QImage image(1920, 1080, QImage::Format_RGB32);
    image.fill(Qt::black);
    {
        QPainter painter(&image);
        chart.paint(painter, layout, contents);
    }
    const QRectF plot = layout.plot();
    const QRgb line = theme.color(Theme::ColorRole::Latency).rgb();
    const auto hasLine = [&](int y) {
        for (int x = static_cast<int>(plot.left()); x < static_cast<int>(plot.right()); ++x) {
            if (image.pixel(x, y) == line)
                return true;
        }
        return false;
    };
    int top = static_cast<int>(plot.top());
    while (top < static_cast<int>(plot.bottom()) && !hasLine(top))
        ++top;
    QVERIFY2(plot.bottom() - top > share * plot.height(),
             qPrintable(QStringLiteral("%1 of %2").arg(plot.bottom() - top).arg(plot.height())));
}

void TstPresenterChart::numberOfRequestsStandsAboveTheirGrid_data()
{
    QTest::addColumn<int>("footerLines");
    QTest::newRow("usual") << 2;
    QTest::newRow("with room for a remedy") << 3;
    QTest::newRow("low") << 4;
}

void TstPresenterChart::numberOfRequestsStandsAboveTheirGrid()
{
    QFETCH(int, footerLines);
    const PresenterLayout layout(QSizeF(1280, 720), 1, {.footerLines = footerLines});
    QVERIFY(!Ui::PresenterChart::isNumberAlone(layout));
    Models::RunModel run;
    Testing::fillRun(&run, Base::now() - 5s, {});
    const Theme::Theme theme(Theme::ThemeKind::HighContrast);
    Ui::PresenterChart chart(&theme, &run);
    Ui::PresenterContents contents;
    contents.subject = Ui::PresenterSubject::Requests;
    contents.number = {QStringLiteral("20 000"), QStringLiteral("wrong answers"), true, 0, false};
    QImage image(1280, 720, QImage::Format_RGB32);
    image.fill(Qt::black);
    {
        QPainter painter(&image);
        chart.paint(painter, layout, contents);
    }
    const QRectF plot = layout.plot();
    const double number = layout.metrics(Theme::FontRole::PresenterNumber).capHeight() +
                          layout.line(Theme::FontRole::PresenterStrong);
    const QColor band = theme.color(Theme::ColorRole::BandLine);
    int above = 0;
    int below = 0;
    for (int y = static_cast<int>(plot.top()); y < static_cast<int>(plot.bottom()); ++y) {
        for (int x = static_cast<int>(plot.left()); x < static_cast<int>(plot.right()); ++x) {
            // Between two pixels it is fainter, but still of this hue; the words are grey or orange.
            const QColor pixel = image.pixelColor(x, y);
            const int blue = pixel.blue() - pixel.red();
            if (blue >= 5 && blue <= band.blue() - band.red() + 2)
                ++(y < plot.top() + layout.px(12) + number ? above : below);
        }
    }
    QCOMPARE(above, 0);
    QVERIFY(below > 100);
}

void TstPresenterChart::longVerdictKeepsToItsLines_data()
{
    QTest::addColumn<double>("scale");
    for (const double scale : {PresenterLayout::smallestText, 1.0, PresenterLayout::largestText})
        QTest::addRow("at %.1f", scale) << scale;
}

// The remedy stands below them.
void TstPresenterChart::longVerdictKeepsToItsLines()
{
    QFETCH(double, scale);
    const PresenterLayout layout(QSizeF(1280, 720), scale, {});
    const QFont font = layout.font(Theme::FontRole::PresenterBody);
    const double width = layout.footer().width();
    const QString usual = QStringLiteral("40 queries in 5.19 s.");
    QCOMPARE(Ui::presenterSentenceFont(font, usual, width, 2).pixelSize(), font.pixelSize());
    const QString longOne = QStringLiteral(
        "1 038 368 requests at 299 000 per second, 64 in flight, and wrong: 1 038 368 answers reached the "
        "wrong caller. The machine, not the code, delayed the loop once, for 343 ms.");
    const QFont fitting = Ui::presenterSentenceFont(font, longOne, width, 2);
    QVERIFY(Ui::presenterLines(longOne, fitting, width) <= 2);
    QVERIFY(fitting.pixelSize() * 2 >= font.pixelSize());
    QVERIFY(scale < 1.4 || Ui::presenterLines(longOne, font, width) > 2);
}

LOOPSCOPE_WIDGET_TEST_MAIN(TstPresenterChart)
#include "tst_presenterchart.moc"
