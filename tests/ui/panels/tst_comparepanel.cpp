#include "tests/core/session/madereports.h"
#include "tests/support/stricttest.h"
#include "tests/ui/panels/panelfixture.h"
#include "ui/charts/distributionchart.h"
#include "ui/charts/overlaychart.h"
#include "ui/models/comparisonmodel.h"
#include "ui/panels/comparepanel.h"
#include "ui/panels/comparepictures.h"
#include "ui/panels/comparetable.h"
#include "ui/panels/comparetableparts.h"
#include "ui/panels/differencepanel.h"
#include "ui/panels/messagebar.h"
#include "ui/panels/rolelabel.h"
#include "ui/panels/textbutton.h"
#include "ui/panels/verdictband.h"

#include <QScrollBar>
#include <QWheelEvent>

using namespace Loopscope;
using namespace Loopscope::Testing;
using namespace std::chrono_literals;
using Models::ComparisonModel;
using Panels::ComparePanel;

/// The page, over made-up figures.
class TstComparePanel : public StrictTest
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void nothingOverlapsAtAnySize_data();
    void nothingOverlapsAtAnySize();
    void lowPageLeavesOutWhatIsLeastNeeded();
    void pageWithoutTheHeightIsScrolled_data();
    void pageWithoutTheHeightIsScrolled();
    void partThatGetsTheFocusIsScrolledTo();
    void longSentencesAreWrapped();
    void pictureHasAllOfALowPage();
    void narrowTableLeavesColumnsOut();
    void titleOverColumnsIsWhole();
    void bestIsMarkedByMoreThanColour();
    void failureIsToldAcrossTheRow();
    void sentencesShareARowAndAlarmsDoNot();
    void differenceIsOfThoseThatTheSentenceNames();
    void headlineMayBeAnAlarm();
    void runningVariantIsNamedWithItsProgress();
    void slideWithoutAmountShowsTheLoopAlone();
    void runThatWasTooShortSaysSo();
    void fewSamplesShowTheirMaximumAlone();
    void captionOfAnIntervalFits();
    void noteFitsAtAnySize_data() { nothingOverlapsAtAnySize_data(); }
    void noteFitsAtAnySize();
    void totalsReadAsInTheTable();
    void namesOfTheTwoKeepTheEdge();
    void namesWithoutRoomBecomeNumbers();
    void messageStandsAboveTheVerdict();

private:
    void fill(bool requests = true);
    std::vector<QWidget *> shownParts() const;

    Theme::Theme m_theme;
    Scenario::Scenario m_scenario;
    std::unique_ptr<ComparisonModel> m_model;
    std::unique_ptr<ComparePanel> m_page;
};

void TstComparePanel::init()
{
    StrictTest::init();
    m_scenario =
        madeScenario({"slow=Request and reply", "lifo=Pipelined, last in first out", "quick=Pipelined"});
    Scenario::Parameter threshold;
    threshold.key = QStringLiteral("threshold_ms");
    threshold.kind = Scenario::ParameterKind::Number;
    threshold.defaultValue = 10.0;
    const std::vector<Scenario::Parameter> parameters{threshold};
    m_model = std::make_unique<ComparisonModel>(&m_scenario, Scenario::Parameters(parameters));
    m_page = std::make_unique<ComparePanel>(&m_theme);
    m_page->resize(1224, 740);
    m_page->showModel(m_model.get());
    QVERIFY(showWindow(m_page.get()));
}

void TstComparePanel::cleanup()
{
    m_page.reset();
}

void TstComparePanel::fill(bool requests)
{
    const double seconds[] = {1.12, 0.108, 0.105};
    for (int row = 0; row < 3; ++row) {
        auto report = madeReport(m_scenario.variants[static_cast<std::size_t>(row)].id, seconds[row]);
        report->run.usesRequests = requests;
        report->run.workUnits = 20'000;
        report->run.latencySamples = 200;
        report->run.latencyP50 = 54us;
        report->run.latencyP99 = 121us * (row + 1);
        report->run.latencyMax = 1900us;
        if (requests) {
            report->run.requests.completed = 20'000;
            report->run.requests.wrongAnswers = row == 1 ? 19'936 : 0;
            report->run.requests.latency.record(300us, 20'000);
        }
        Models::RunLines lines;
        lines.seconds = seconds[row];
        lines.progress = {{0, 0}, {seconds[row], 20'000}};
        lines.latency = {{0, 0.1}, {seconds[row], 1.9}};
        lines.inFlight = {{0, 1}, {seconds[row], 64}};
        lines.waiting = lines.inFlight;
        m_model->begin(row);
        m_model->end(row, report, lines);
    }
}

std::vector<QWidget *> TstComparePanel::shownParts() const
{
    std::vector<QWidget *> parts;
    for (QWidget *part : std::initializer_list<QWidget *>{
             m_page->progressChart(), m_page->flightChart(), m_page->waitingChart(), m_page->latencyChart(),
             m_page->difference(), m_page->distribution(), m_page->table(),
             m_page->copyButton()->parentWidget()}) {
        if (part->isVisible())
            parts.push_back(part);
    }
    return parts;
}

void TstComparePanel::nothingOverlapsAtAnySize_data()
{
    QTest::addColumn<QSize>("size");
    QTest::newRow("1024x700") << QSize(1024, 540);
    QTest::newRow("1280x720") << QSize(1064, 560);
    QTest::newRow("1440x900") << QSize(1224, 740);
    QTest::newRow("1920x1080") << QSize(1704, 920);
}

void TstComparePanel::nothingOverlapsAtAnySize()
{
    QFETCH(QSize, size);
    fill();
    m_page->resize(size);
    std::vector<QWidget *> parts = shownParts();
    parts.push_back(m_page->verdict());
    QVERIFY(parts.size() >= 6);
    for (std::size_t one = 0; one < parts.size(); ++one) {
        QVERIFY(m_page->rect().contains(parts[one]->geometry()));
        QVERIFY(parts[one]->height() >= 36);
        for (std::size_t other = one + 1; other < parts.size(); ++other)
            QVERIFY2(!parts[one]->geometry().intersects(parts[other]->geometry()),
                     qPrintable(parts[one]->accessibleName() + u'/' + parts[other]->accessibleName()));
    }
    QVERIFY(m_page->progressChart()->plotRect().height() > 60);
    QTRY_VERIFY(m_page->copyButton()->width() >= m_page->copyButton()->sizeHint().width());
    int columns = 0;
    for (int column = 0; column < m_model->columnCount(); ++column)
        columns += m_page->table()->columnWidth(column);
    QVERIFY(columns <= size.width());
}

void TstComparePanel::lowPageLeavesOutWhatIsLeastNeeded()
{
    fill();
    QVERIFY(m_page->waitingChart()->isVisible() || m_page->flightChart()->isVisible());
    QVERIFY(m_page->distribution()->isVisible());
    m_page->resize(1064, 520);
    QVERIFY(!m_page->flightChart()->isVisible());
    QVERIFY(!m_page->distribution()->isVisible());
    QVERIFY(m_page->progressChart()->isVisible());
    QVERIFY(m_page->latencyChart()->isVisible());
    m_page->resize(1704, 920);
    QVERIFY(m_page->flightChart()->isVisible() && m_page->waitingChart()->isVisible());
}

void TstComparePanel::pageWithoutTheHeightIsScrolled_data()
{
    QTest::addColumn<QSize>("size");
    QTest::addColumn<bool>("requests");
    QTest::newRow("text at 200 %") << QSize(960, 380) << true;
    QTest::newRow("text at 200 %, with a message") << QSize(960, 324) << true;
    QTest::newRow("without an amount") << QSize(960, 324) << false;
}

// Text at 200 % on a screen of 1920 x 1080.
void TstComparePanel::pageWithoutTheHeightIsScrolled()
{
    QFETCH(QSize, size);
    QFETCH(bool, requests);
    m_scenario.hasAmount = requests;
    fill(requests);
    m_page->resize(size);
    const int top = m_page->verdict()->geometry().bottom() + 1;
    const QRect page(0, top, size.width(), size.height() - top);
    const std::vector<QWidget *> parts = shownParts();
    for (std::size_t one = 0; one < parts.size(); ++one) {
        for (std::size_t other = one + 1; other < parts.size(); ++other)
            QVERIFY(!parts[one]->geometry().intersects(parts[other]->geometry()));
        QVERIFY(!parts[one]->geometry().intersects(m_page->scrollBar()->geometry()));
        QVERIFY(parts[one]->y() >= top);
    }
    QVERIFY(m_page->latencyChart()->plotRect().height() >= 56);
    QVERIFY(!requests || m_page->progressChart()->plotRect().height() >= 80);
    QVERIFY(m_page->scrollBar()->isVisible());
    // The charts first; the figures by the wheel, to the last line.
    QVERIFY(page.contains(requests ? m_page->progressChart()->geometry().topLeft()
                                   : m_page->latencyChart()->geometry().topLeft()));
    for (int turn = 0; turn < 20; ++turn) {
        const QPointF at = m_page->rect().center();
        QWheelEvent wheel(at, m_page->mapToGlobal(at), {}, {0, -120}, Qt::NoButton, Qt::NoModifier,
                          Qt::NoScrollPhase, false);
        QCoreApplication::sendEvent(m_page.get(), &wheel);
    }
    QVERIFY(page.contains(m_page->table()->geometry()));
    QVERIFY(page.contains(m_page->copyButton()->parentWidget()->geometry()));
    QCOMPARE(m_page->verdict()->y(), 0);
    // What went up lies under the sentence.
    QCOMPARE(m_page->childAt(40, top - 4), m_page->verdict());
    m_page->resize(1704, 920);
    QVERIFY(!m_page->scrollBar()->isVisible());
}

void TstComparePanel::partThatGetsTheFocusIsScrolledTo()
{
    fill();
    m_page->resize(960, 380);
    m_page->tableView()->setFocus();
    QTRY_VERIFY(m_page->rect().contains(m_page->table()->geometry()));
    m_page->codeView()->setFocus();
    QTRY_VERIFY(m_page->difference()->y() >= m_page->verdict()->geometry().bottom());
}

void TstComparePanel::longSentencesAreWrapped()
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

void TstComparePanel::pictureHasAllOfALowPage()
{
    fill();
    m_page->resize(960, 380);
    m_page->scrollBar()->setValue(60);
    m_page->setForPicture(true);
    QVERIFY(m_page->rect().contains(m_page->copyButton()->parentWidget()->geometry()));
    QVERIFY(!m_page->scrollBar()->isVisible());
    m_page->setForPicture(false);
    QCOMPARE(m_page->size(), QSize(960, 380));
    QVERIFY(m_page->scrollBar()->isVisible());
}

void TstComparePanel::narrowTableLeavesColumnsOut()
{
    fill();
    QCOMPARE(m_page->table()->visibleColumns().size(), m_model->columnCount());
    m_page->resize(800, 740);
    const QStringList narrow = m_page->table()->visibleColumns();
    QVERIFY(narrow.size() < m_model->columnCount());
    for (const char *needed : {"Variant", "p99", "total", "wrong answers", "speed"})
        QVERIFY2(narrow.contains(QLatin1String(needed)), needed);
}

void TstComparePanel::titleOverColumnsIsWhole()
{
    fill();
    const QFontMetrics metrics(m_theme.font(Theme::FontRole::CaptionStrong));
    for (const int width : {800, 960, 1064, 1224}) {
        m_page->resize(width, 740);
        QMap<QString, int> widths;
        for (int column = 0; column < m_model->columnCount(); ++column)
            widths[m_model->group(m_model->figures()[static_cast<std::size_t>(column)])] +=
                m_page->table()->isColumnHidden(column) ? 0 : m_page->table()->columnWidth(column);
        for (auto group = widths.cbegin(); group != widths.cend(); ++group)
            QVERIFY2(group.value() == 0 ||
                         group.value() >= metrics.horizontalAdvance(group.key()) + Panels::cellGap,
                     qPrintable(group.key()));
    }
}

void TstComparePanel::bestIsMarkedByMoreThanColour()
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

void TstComparePanel::failureIsToldAcrossTheRow()
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

void TstComparePanel::sentencesShareARowAndAlarmsDoNot()
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

void TstComparePanel::differenceIsOfThoseThatTheSentenceNames()
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

void TstComparePanel::headlineMayBeAnAlarm()
{
    Panels::VerdictBand *band = m_page->verdict();
    for (const bool isAlarm : {false, true}) {
        band->setSentences({isAlarm, QStringLiteral("Headline.")}, {});
        QCOMPARE(countPixels(band, band->rect(), m_theme.color(Theme::ColorRole::StallText)) > 20, isAlarm);
    }
}

void TstComparePanel::runningVariantIsNamedWithItsProgress()
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

void TstComparePanel::slideWithoutAmountShowsTheLoopAlone()
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

void TstComparePanel::runThatWasTooShortSaysSo()
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

void TstComparePanel::fewSamplesShowTheirMaximumAlone()
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

void TstComparePanel::captionOfAnIntervalFits()
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

void TstComparePanel::noteFitsAtAnySize()
{
    QFETCH(QSize, size);
    fill();
    m_page->resize(size);
    QTRY_VERIFY2(m_page->note()->sizeHint().width() <= m_page->note()->width(),
                 qPrintable(m_page->note()->text()));
    QVERIFY(m_page->note()->text().startsWith(QStringLiteral("A tick marks the best of ")));
    m_page->resize(1704, 920);
    QVERIFY(m_page->note()->text().contains(QStringLiteral("Speed is against Request and reply.")));
}

void TstComparePanel::totalsReadAsInTheTable()
{
    fill();
    QVERIFY(
        m_page->progressChart()->picture().lines.back().below.startsWith(QStringLiteral("105\u00a0ms, ")));
    QVERIFY(m_model->findings().headline.endsWith(QStringLiteral(": 105\u00a0ms against 1.12\u00a0s.")));
}

void TstComparePanel::namesOfTheTwoKeepTheEdge()
{
    const Scenario::Scenario two = madeScenario({"slow=Slow", "quick=Quick"});
    Panels::DifferencePanel panel(&m_theme);
    panel.resize(400, 200);
    panel.showScenario(&two);
    QVERIFY(showWindow(&panel));
    const auto labels = panel.findChildren<Panels::RoleLabel *>();
    const auto names = std::ranges::find(labels, QStringLiteral("Slow to Quick"),
                                         [](const auto *label) { return label->text(); });
    QVERIFY(names != labels.end());
    QTRY_COMPARE((*names)->mapTo(&panel, QPoint((*names)->width(), 0)).x(), panel.width() - 16);
}

void TstComparePanel::namesWithoutRoomBecomeNumbers()
{
    Panels::DifferencePanel *panel = m_page->difference();
    const auto names = [panel] {
        QStringList texts;
        for (const auto *label : panel->findChildren<Panels::RoleLabel *>())
            texts << label->text();
        return texts;
    };
    m_page->resize(1704, 920);
    panel->nextPair(); // last in first out to pipelined
    QTRY_VERIFY(names().contains(QStringLiteral("Pipelined, last in first out to Pipelined")));
    m_page->resize(800, 740);
    QTRY_VERIFY(names().contains(QStringLiteral("variant 2 to variant 3")));
}

void TstComparePanel::messageStandsAboveTheVerdict()
{
    fill();
    QCOMPARE(m_page->verdict()->y(), 0);
    Panels::MessageBar *bar = m_page->messages();
    bar->showMessage(
        {Panels::Message::Kind::Done, QStringLiteral("Exported."), QStringLiteral("/tmp/c.png"), {}});
    QCOMPARE(bar->geometry(), QRect(0, 0, m_page->width(), bar->height()));
    QCOMPARE(m_page->verdict()->y(), bar->height());
    QVERIFY(m_page->backButton()->y() > bar->height());
    QVERIFY(m_page->verdict()->geometry().contains(m_page->backButton()->geometry()));
    bar->hide();
    QCOMPARE(m_page->verdict()->y(), 0);
}

LOOPSCOPE_WIDGET_TEST_MAIN(TstComparePanel)
#include "tst_comparepanel.moc"
