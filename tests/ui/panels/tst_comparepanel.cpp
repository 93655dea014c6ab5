#include "tests/core/session/madereports.h"
#include "tests/support/stricttest.h"
#include "tests/ui/panels/comparepanelfixture.h"
#include "tests/ui/panels/panelfixture.h"
#include "ui/charts/distributionchart.h"
#include "ui/charts/overlaychart.h"
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

/// How the page is laid out, at any size.
class TstComparePanel : public StrictTest, private ComparePanelFixture
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        StrictTest::init();
        QVERIFY(open());
    }
    void cleanup() { m_page.reset(); }
    void nothingOverlapsAtAnySize_data();
    void nothingOverlapsAtAnySize();
    void lowPageLeavesOutWhatIsLeastNeeded();
    void pageWithoutTheHeightIsScrolled_data();
    void pageWithoutTheHeightIsScrolled();
    void partThatGetsTheFocusIsScrolledTo();
    void pictureHasAllOfALowPage();
    void narrowTableLeavesColumnsOut();
    void titleOverColumnsIsWhole();
    void noteFitsAtAnySize_data() { nothingOverlapsAtAnySize_data(); }
    void noteFitsAtAnySize();
    void namesOfTheTwoKeepTheEdge();
    void namesWithoutRoomBecomeNumbers();
    void messageStandsAboveTheVerdict();

private:
    std::vector<QWidget *> shownParts() const;
};

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
