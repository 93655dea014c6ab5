#include "tests/core/session/madereports.h"
#include "tests/support/stricttest.h"
#include "tests/ui/panels/comparepanelfixture.h"
#include "tests/ui/panels/panelfixture.h"
#include "ui/charts/distributionchart.h"
#include "ui/charts/overlaychart.h"
#include "ui/panels/comparepictures.h"
#include "ui/panels/comparetable.h"
#include "ui/panels/differencepanel.h"
#include "ui/panels/rolelabel.h"
#include "ui/panels/textbutton.h"
#include "ui/panels/verdictband.h"

using namespace Loopscope;
using namespace Loopscope::Testing;
using namespace std::chrono_literals;
using Models::ComparisonModel;

/// What the page tells of the runs.
class TstCompareFindings : public StrictTest, private ComparePanelFixture
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        StrictTest::init();
        QVERIFY(open());
    }
    void cleanup() { m_page.reset(); }
    void longSentencesAreWrapped();
    void sentencesShareARowAndAlarmsDoNot();
    void headlineMayBeAnAlarm();
    void differenceIsOfThoseThatTheSentenceNames();
    void bestIsMarkedByMoreThanColour();
    void failureIsToldAcrossTheRow();
    void runningVariantIsNamedWithItsProgress();
    void slideWithoutAmountShowsTheLoopAlone();
    void runThatWasTooShortSaysSo();
    void fewSamplesShowTheirMaximumAlone();
    void captionOfAnIntervalFits();
    void totalsReadAsInTheTable();
};

void TstCompareFindings::longSentencesAreWrapped()
{
    Panels::VerdictBand *band = m_page->verdict();
    const QString longOne =
        QStringLiteral("Pipelined is 10.6 times as fast as Request and reply: 105 ms against 1.12 s, on this "
                       "machine and with these parameters.");
    band->setSentences({false, longOne}, {{true, longOne + u' ' + longOne}});
    m_page->resize(1704, 920);
    const int wide = band->height();
    m_page->resize(960, 380);
    QVERIFY(band->height() > wide);
    // Its last line, too.
    QVERIFY(countPixels(band, QRect(0, band->height() - 36, 960, 24),
                        m_theme.color(Theme::ColorRole::StallText)) > 20);
}

void TstCompareFindings::sentencesShareARowAndAlarmsDoNot()
{
    Panels::VerdictBand *band = m_page->verdict();
    band->setSentences({false, QStringLiteral("Headline.")}, {});
    const int alone = band->height();
    band->setSentences({false, QStringLiteral("Headline.")},
                       {{false, QStringLiteral("One.")}, {false, QStringLiteral("Two.")}});
    const int plain = band->height();
    QVERIFY(plain > alone);
    band->setSentences({false, QStringLiteral("Headline.")},
                       {{false, QStringLiteral("One.")}, {true, QStringLiteral("Two.")}});
    QCOMPARE(band->height() - plain, plain - alone);
    QVERIFY(band->accessibleDescription().startsWith(QStringLiteral("Headline. Two.")));
    const QColor alarm = m_theme.color(Theme::ColorRole::StallText);
    QVERIFY(countPixels(band, QRect(16, alone - 12, 300, plain - alone), alarm) > 10);
}

void TstCompareFindings::headlineMayBeAnAlarm()
{
    Panels::VerdictBand *band = m_page->verdict();
    for (const bool isAlarm : {false, true}) {
        band->setSentences({isAlarm, QStringLiteral("Headline.")}, {});
        QCOMPARE(countPixels(band, band->rect(), m_theme.color(Theme::ColorRole::StallText)) > 20, isAlarm);
    }
}

void TstCompareFindings::differenceIsOfThoseThatTheSentenceNames()
{
    Panels::DifferencePanel *difference = m_page->difference();
    QCOMPARE(difference->pair(), std::pair(0, 2));
    m_model->end(0, madeReport(QStringLiteral("slow"), 1), {});
    m_model->end(1, madeReport(QStringLiteral("lifo"), 0.1), {});
    m_model->end(2, madeReport(QStringLiteral("quick"), 0.3), {});
    QCOMPARE(m_model->findings().best->id, QStringLiteral("lifo"));
    QCOMPARE(difference->pair(), std::pair(0, 1));
    // Who has chosen keeps what was chosen.
    difference->nextPair();
    const auto chosen = difference->pair();
    m_model->end(1, madeReport(QStringLiteral("lifo"), 0.2), {});
    QCOMPARE(difference->pair(), chosen);
}

void TstCompareFindings::bestIsMarkedByMoreThanColour()
{
    fill();
    const auto &figures = m_model->figures();
    const auto column =
        static_cast<int>(std::ranges::find(figures, ComparisonModel::Figure::Total) - figures.begin());
    const auto inkOf = [&](int row) {
        const QRect cell = m_page->table()->visualRect(m_model->index(row, column)).adjusted(1, 2, -1, -2);
        const QImage image =
            m_page->table()->viewport()->grab(cell).toImage().convertToFormat(QImage::Format_Grayscale8);
        int ink = 0;
        for (int y = 0; y < image.height(); ++y) {
            for (int x = 0; x < image.width(); ++x)
                ink += qGray(image.pixel(x, y)) > 120;
        }
        return ink;
    };
    QCOMPARE(m_model->index(2, column).data(ComparisonModel::BestRole).toBool(), true);
    // Without a colour, too, one sees more of "105 ms" than of "108 ms": bold, with a tick.
    QVERIFY2(inkOf(2) > inkOf(1) * 11 / 10, qPrintable(QStringLiteral("%1 %2").arg(inkOf(2)).arg(inkOf(1))));
}

void TstCompareFindings::failureIsToldAcrossTheRow()
{
    fill();
    auto failed = madeReport(QStringLiteral("quick"), 0);
    failed->failed = true;
    failed->failure = QStringLiteral("The local server did not start.");
    m_model->end(2, failed, {});
    QCOMPARE(m_page->table()->columnSpan(2, 1), m_model->columnCount() - 1);
    QCOMPARE(m_page->table()->columnSpan(0, 1), 1);
    const QRect row = m_page->table()->visualRect(m_model->index(2, 1));
    QVERIFY(countPixels(m_page->table()->viewport(), row, m_theme.color(Theme::ColorRole::StallText)) > 20);
}

void TstCompareFindings::runningVariantIsNamedWithItsProgress()
{
    m_model->begin(1);
    QCOMPARE(m_page->verdict()->headline(), QStringLiteral("Running Pipelined, last in first out, 2 of 3"));
    QVERIFY(m_page->verdict()->progress().has_value());
    auto stopped = madeReport(QStringLiteral("lifo"), 0.1);
    stopped->stopped = true;
    m_model->end(1, stopped, {});
    QVERIFY(!m_page->verdict()->progress().has_value());
    QCOMPARE(m_page->verdict()->headline(), QStringLiteral("Run at least two variants to compare."));
    QVERIFY(!m_page->copyButton()->isEnabled());
}

void TstCompareFindings::slideWithoutAmountShowsTheLoopAlone()
{
    m_scenario.hasAmount = false;
    m_page->showModel(m_model.get());
    fill(false);
    QVERIFY(!m_page->progressChart()->isVisible());
    QVERIFY(!m_page->waitingChart()->isVisible());
    QVERIFY(m_page->latencyChart()->height() > 300);
    QCOMPARE(m_page->latencyChart()->picture().lines.size(), std::size_t(3));
    QCOMPARE(m_page->distribution()->rows().size(), std::size_t(3));
}

void TstCompareFindings::runThatWasTooShortSaysSo()
{
    fill();
    auto brief = madeReport(QStringLiteral("quick"), 0.002);
    m_model->end(2, brief, {});
    const auto &lines = m_page->latencyChart()->picture().lines;
    QCOMPARE(lines.size(), std::size_t(3));
    QCOMPARE(lines.back().label, QStringLiteral("Pipelined"));
    QCOMPARE(lines.back().below, QStringLiteral("too short"));
    QVERIFY(lines.back().points.isEmpty());
    QVERIFY(m_page->note()->text().contains(QStringLiteral("–: measured fewer than 20 times.")));
}

void TstCompareFindings::fewSamplesShowTheirMaximumAlone()
{
    m_scenario.hasAmount = false;
    fill(false);
    auto brief = madeReport(QStringLiteral("quick"), 0.002);
    brief->run.latencySamples = 3;
    brief->run.latencyP50 = brief->run.latencyP99 = brief->run.latencyMax = 30us;
    m_model->end(2, brief, {});
    const auto &rows = m_page->distribution()->rows();
    QVERIFY(!rows.front().isMaxAlone);
    QVERIFY(rows.back().isMaxAlone);
    QCOMPARE(rows.back().text, QStringLiteral("max 0.030\u00a0ms"));
}

void TstCompareFindings::captionOfAnIntervalFits()
{
    constexpr int captionWidth = 144; // what the distribution has for it
    const QFontMetrics metrics(m_theme.font(Theme::FontRole::Caption));
    QCOMPARE(Panels::durationsText({16us, 44us, 77us}), QStringLiteral("0.016, 0.044, 0.077\u00a0ms"));
    QCOMPARE(Panels::durationsText({16us, 44ms, 1200ms}), QStringLiteral("0.016, 44.0\u00a0ms, 1.20\u00a0s"));
    for (const auto &text :
         {Panels::durationsText({999us, 999us, 999us}), Panels::durationsText({999us, 99900us, 1234s}),
          Panels::durationsText({999us, 9990ms, 99900ms})})
        QVERIFY2(metrics.horizontalAdvance(text) <= captionWidth, qPrintable(text));
}

void TstCompareFindings::totalsReadAsInTheTable()
{
    fill();
    QVERIFY(
        m_page->progressChart()->picture().lines.back().below.startsWith(QStringLiteral("105\u00a0ms, ")));
    QVERIFY(m_model->findings().headline.endsWith(QStringLiteral(": 105\u00a0ms against 1.12\u00a0s.")));
}

LOOPSCOPE_WIDGET_TEST_MAIN(TstCompareFindings)
#include "tst_comparefindings.moc"
