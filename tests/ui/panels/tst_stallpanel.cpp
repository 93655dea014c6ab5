#include "tests/support/stricttest.h"
#include "tests/ui/panels/panelfixture.h"
#include "ui/charts/flamechart.h"
#include "ui/charts/stallramp.h"
#include "ui/panels/causebadge.h"
#include "ui/panels/framemodel.h"
#include "ui/panels/listview.h"
#include "ui/panels/placebutton.h"
#include "ui/panels/rolelabel.h"
#include "ui/panels/stallpanel.h"
#include "ui/panels/textbutton.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QScrollArea>
#include <QScrollBar>

using namespace Loopscope;
using namespace Loopscope::Panels;
using namespace std::chrono_literals;

/// A stall, opened.
class TstStallPanel : public Testing::StrictTest
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void everyCauseHasWordsAndAPicture();
    void pageTellsTheStall();
    void guiltyFrameIsInSightOnALowPage();
    void pageWithoutRoomScrolls_data();
    void pageWithoutRoomScrolls();
    void pageMarksTheGuiltyFrame();
    void pageWithoutAStackSaysSo();
    void endWithoutASampleIsSaid();
    void oneSampleHasNoTimeBetween();
    void longEvidenceIsWrapped();
    void fileOfTheEvidenceIsNamedWithoutItsFolder();
    void nothingIsLeftWhereTheRuleWas();
    void fileAndLineOfTheCreationAreKept();
    void copyGivesPlainText();
    void climbingKeepsTheChosenFrame();
    void frameWithALineCanBeGoneTo();
    void endsHaveNoNeighbours();
    void foreignFramesAreFoldedAndOpen();
    void loopscopesFramesAreToldFromQts();
    void mostFrequentStackIsShown();
    void stackIsOfTheLineThatIsNamed();
    void flameIsAListToo();
    void listOfNothingIsNotShown();
    void everyControlHasAName();

private:
    Theme::Theme m_theme;
    Base::SteadyTime m_start;
    std::unique_ptr<StallPanel> m_page;
};

void TstStallPanel::init()
{
    StrictTest::init();
    m_start = Base::now();
    m_page = std::make_unique<StallPanel>(&m_theme);
    m_page->resize(808, 740);
}

void TstStallPanel::cleanup()
{
    m_page.reset();
}

void TstStallPanel::everyCauseHasWordsAndAPicture()
{
    using Trace::StallCause;
    QStringList words;
    QList<int> icons;
    for (const StallCause cause : {StallCause::Cpu, StallCause::Sleep, StallCause::Io, StallCause::Lock,
                                   StallCause::PageFault, StallCause::Descheduled, StallCause::Unknown}) {
        QVERIFY(!words.contains(causeText(cause)));
        QVERIFY(!icons.contains(int(causeIcon(cause))));
        words << causeText(cause);
        icons << int(causeIcon(cause));
    }
}

void TstStallPanel::pageTellsTheStall()
{
    m_page->showStall(Testing::makeStall(5, m_start + 500ms, 100300us), {5, 9, 500ms, 100300us});
    QStringList texts;
    for (const QLabel *label : m_page->findChildren<QLabel *>())
        texts << label->text();
    texts << m_page->createdButton()->text();
    const QStringList expected{QStringLiteral("Stall 5 of 9, at 0.500\u00a0s"),
                               QStringLiteral("100.3\u00a0ms"),
                               QStringLiteral("In clock_nanosleep for 100.1 of 100.2 ms."),
                               QStringLiteral("sleeper() at slowcallback_blocking.cpp:31"),
                               QStringLiteral("slowcallback.cpp:18"),
                               QStringLiteral("QTimer timeout"),
                               QStringLiteral("clock_nanosleep"),
                               QStringLiteral("one sample, innermost first")};
    for (const QString &text : expected)
        QVERIFY2(texts.contains(text), qPrintable(text));
}

void TstStallPanel::guiltyFrameIsInSightOnALowPage()
{
    Trace::Stall stall = Testing::makeStall(5, m_start, 100ms);
    Trace::Stack stack = stall.stacks->front();
    stack.frames.insert(stack.frames.begin(), 2, stack.frames.front());
    stall.stacks = std::make_shared<const std::vector<Trace::Stack>>(std::vector<Trace::Stack>{stack});
    m_page->resize(640, 520);
    QVERIFY(Testing::showWindow(m_page.get()));
    m_page->showStall(stall, {});
    const FrameModel *frames = m_page->frames();
    const auto isInSight = [&] {
        const QRect row = m_page->frameView()->visualRect(frames->index(frames->culpritRow()));
        return m_page->frameView()->viewport()->rect().contains(row);
    };
    QTRY_VERIFY(isInSight());
}

void TstStallPanel::pageWithoutRoomScrolls_data()
{
    QTest::addColumn<QSize>("size");
    QTest::addColumn<bool>("scrolls");
    QTest::newRow("room") << QSize(808, 900) << false;
    QTest::newRow("1280x720") << QSize(648, 520) << true;
    QTest::newRow("1920x1080 at 200 %") << QSize(960, 330) << true;
    QTest::newRow("1280x720 at 200 %") << QSize(640, 150) << true;
}

// Nothing is cut, or so low that it shows nothing.
void TstStallPanel::pageWithoutRoomScrolls()
{
    QFETCH(QSize, size);
    QFETCH(bool, scrolls);
    Trace::Stall stall = Testing::makeStall(5, m_start, 100ms);
    Trace::Stack stack = stall.stacks->front();
    for (int frame = 0; frame < 4; ++frame) {
        stack.frames.push_back(stack.frames[2]);
        stack.frames.back().function = QStringLiteral("caller%1").arg(frame);
    }
    stall.stacks = std::make_shared<const std::vector<Trace::Stack>>(std::vector<Trace::Stack>{stack});
    m_page->resize(size);
    QVERIFY(Testing::showWindow(m_page.get()));
    m_page->showStall(stall, {});
    const QScrollBar *bar = m_page->scroller()->verticalScrollBar();
    QTRY_COMPARE(bar->maximum() > 0, scrolls);
    const int row = Charts::FlameChart::rowHeight;
    QVERIFY(!m_page->ramp()->isHidden());
    QVERIFY(m_page->flame()->parentWidget()->height() >= 4 * row);
    QVERIFY(m_page->frameView()->height() >= 4 * row);
    for (const QLabel *label : m_page->findChildren<QLabel *>()) {
        if (!label->isHidden())
            QVERIFY2(label->height() >= label->fontMetrics().height() - 2, qPrintable(label->text()));
    }
    // What gets the focus is in sight.
    m_page->flame()->setFocus();
    m_page->frameView()->setFocus();
    QTRY_VERIFY(!m_page->frameView()->viewport()->visibleRegion().isEmpty());
}

void TstStallPanel::pageMarksTheGuiltyFrame()
{
    m_page->showStall(Testing::makeStall(5, m_start, 100ms), {});
    QCOMPARE(m_page->frames()->rowCount(), 4);
    QCOMPARE(m_page->frames()->culpritRow(), 2);
    QVERIFY(Testing::showWindow(m_page.get()));
    const QRect row = m_page->frameView()->visualRect(m_page->frames()->index(2));
    QWidget *viewport = m_page->frameView()->viewport();
    QCOMPARE(Testing::countPixels(viewport, QRect(row.left(), row.top(), 4, row.height()),
                                  m_theme.color(ColorRole::Stall)),
             4 * row.height());
}

void TstStallPanel::pageWithoutAStackSaysSo()
{
    Trace::Stall stall = Testing::makeStall(5, m_start, 100ms);
    stall.stacks.reset();
    stall.evidence.clear();
    m_page->showStall(stall, {});
    QCOMPARE(m_page->frames()->rowCount(), 0);
    QCOMPARE(m_page->frames()->culpritRow(), -1);
    QVERIFY(!m_page->evidence().isEmpty());
    QVERIFY(m_page->text().contains(QStringLiteral("QTimer timeout")));
}

void TstStallPanel::endWithoutASampleIsSaid()
{
    Trace::Stall stall = Testing::makeStall(5, m_start, 100ms, true);
    stall.stacks.reset();
    stall.evidence.clear();
    m_page->showStall(stall, {});
    QCOMPARE(m_page->flameRemark(), QStringLiteral("none was taken yet"));
    QVERIFY(m_page->evidence().contains(QStringLiteral("yet")));
    QVERIFY(!m_page->hasLegend());
    stall.open = false;
    m_page->showStall(stall, {});
    QCOMPARE(m_page->flameRemark(), QStringLiteral("it ended before a sample was taken"));
    QCOMPARE(m_page->evidence(), QStringLiteral("It ended before a sample was taken."));
    QVERIFY(!m_page->copyButton()->isEnabled());
    for (const QLabel *label : m_page->findChildren<QLabel *>())
        QVERIFY2(!label->text().contains(QStringLiteral("yet")), qPrintable(label->text()));
    m_page->showStall(Testing::makeStall(6, m_start, 100ms), {});
    QVERIFY(m_page->hasLegend());
    QVERIFY(m_page->copyButton()->isEnabled());
    // Why there is none is known.
    stall.cause = Trace::StallCause::Unknown;
    stall.evidence = QStringLiteral("The stack could not be read: permission denied.");
    m_page->showStall(stall, {});
    QCOMPARE(m_page->flameRemark(), QStringLiteral("no sample was taken"));
}

void TstStallPanel::oneSampleHasNoTimeBetween()
{
    m_page->showStall(Testing::makeStall(5, m_start, 100ms), {});
    QCOMPARE(m_page->flameRemark(), QStringLiteral("1\u00a0sample"));
}

void TstStallPanel::longEvidenceIsWrapped()
{
    Trace::Stall stall = Testing::makeStall(5, m_start, 100300us);
    stall.evidence = QStringLiteral("Ready to run, but another thread had the CPU for 45.1 of 100.3 ms.");
    m_page->resize(640, 560);
    m_page->showStall(stall, {1, 1, 0ms, 100300us});
    QVERIFY(Testing::showWindow(m_page.get()));
    const auto labels = m_page->findChildren<RoleLabel *>();
    const auto label = std::ranges::find(labels, stall.evidence, &QLabel::text);
    QVERIFY(label != labels.end());
    QCOMPARE((*label)->shownText(), stall.evidence);
    const int line = m_theme.lineHeight(FontRole::Body);
    QVERIFY((*label)->height() > line && (*label)->height() >= (*label)->heightForWidth((*label)->width()));
    QVERIFY(m_page->frameView()->geometry().bottom() <= m_page->scroller()->widget()->rect().bottom());
}

void TstStallPanel::fileOfTheEvidenceIsNamedWithoutItsFolder()
{
    Trace::Stall stall = Testing::makeStall(5, m_start, 100ms);
    stall.evidence = QStringLiteral("In fsync for 51.0 of 100.3 ms, on /tmp/loopscope-x/invoices.db.");
    m_page->showStall(stall, {});
    QCOMPARE(m_page->evidence(), QStringLiteral("In fsync for 51.0 of 100.3 ms, on invoices.db."));
    const auto labels = m_page->findChildren<RoleLabel *>();
    const auto label = std::ranges::find(labels, m_page->evidence(), &QLabel::text);
    QCOMPARE((*label)->toolTip(), stall.evidence);
    QVERIFY(m_page->text().contains(stall.evidence));
}

void TstStallPanel::nothingIsLeftWhereTheRuleWas()
{
    QVERIFY(Testing::showWindow(m_page.get()));
    Trace::Stall stall = Testing::makeStall(5, m_start, 100ms);
    m_page->showStall(stall, {});
    QTRY_VERIFY(Testing::isPaintedAnew(m_page.get()));
    stall.onCpu = 1ms;
    stall.waitingForCpu = 20ms;
    m_page->setRemedy(QStringLiteral("Await a timer instead: variant 2."));
    m_page->showStall(stall, {});
    QTRY_VERIFY(Testing::isPaintedAnew(m_page.get()));
}

void TstStallPanel::fileAndLineOfTheCreationAreKept()
{
    RoleLabel label(&m_theme, FontRole::Code, ColorRole::Text);
    const QString place = QStringLiteral("interpreterlockexperiment.cpp:84");
    const QFontMetrics metrics(m_theme.font(FontRole::Code));
    label.setText(place + QStringLiteral(" by driver"));
    label.setKept(place.size());
    label.resize(label.sizeHint());
    QCOMPARE(label.shownText(), label.text());
    label.resize(metrics.horizontalAdvance(place + QStringLiteral(" by…")), 24);
    QVERIFY(label.shownText().startsWith(place));
    label.resize(metrics.horizontalAdvance(place), 24);
    QCOMPARE(label.shownText(), place);
    label.resize(metrics.horizontalAdvance(place) - 30, 24);
    QVERIFY(label.shownText().endsWith(QStringLiteral(".cpp:84")));
}

void TstStallPanel::copyGivesPlainText()
{
    m_page->showStall(Testing::makeStall(5, m_start, 100300us), {5, 9, 500ms, 100300us});
    m_page->copyButton()->click();
    const QStringList lines = QGuiApplication::clipboard()->text().split(u'\n');
    QCOMPARE(lines.value(0), QStringLiteral("sleeper() blocked the loop for 100.3\u00a0ms"));
    QCOMPARE(lines.value(1), QStringLiteral("Cause: Sleeping. In clock_nanosleep for 100.1 of 100.2 ms."));
    QCOMPARE(lines.value(3), QStringLiteral("#0 clock_nanosleep  libQt6Core.so.6"));
    QCOMPARE(lines.value(5), QStringLiteral("#2 sleeper  slowcallback_blocking.cpp:31"));
    QCOMPARE(lines.size(), 7);
}

void TstStallPanel::climbingKeepsTheChosenFrame()
{
    Trace::Stall stall = Testing::makeStall(5, m_start, 50ms, true);
    m_page->showStall(stall, {1, 1, 0ms, 50ms});
    m_page->frameView()->setCurrentIndex(m_page->frames()->index(1));
    m_page->showStall(stall, {1, 1, 0ms, 60ms});
    QCOMPARE(m_page->frameView()->currentIndex().row(), 1);
}

void TstStallPanel::frameWithALineCanBeGoneTo()
{
    m_page->showStall(Testing::makeStall(5, m_start, 50ms), {});
    QSignalSpy wanted(m_page.get(), &StallPanel::lineRequested);
    m_page->frameView()->setCurrentIndex(m_page->frames()->index(0));
    QCOMPARE(wanted.count(), 0);
    m_page->frameView()->setCurrentIndex(m_page->frames()->index(2));
    QCOMPARE(wanted.count(), 1);
    QCOMPARE(wanted.first().at(1).toInt(), 31);
}

void TstStallPanel::endsHaveNoNeighbours()
{
    const auto enabled = [this](const QString &text) {
        for (const TextButton *button : m_page->findChildren<TextButton *>()) {
            if (button->text() == text)
                return button->isEnabled();
        }
        return false;
    };
    const Trace::Stall stall = Testing::makeStall(5, m_start, 50ms);
    m_page->showStall(stall, {1, 2, 0ms, 50ms});
    QVERIFY(!enabled(QStringLiteral("Previous")));
    QVERIFY(enabled(QStringLiteral("Next stall")));
    m_page->showStall(stall, {2, 2, 0ms, 50ms});
    QVERIFY(enabled(QStringLiteral("Previous")));
    QVERIFY(!enabled(QStringLiteral("Next stall")));
}

void TstStallPanel::foreignFramesAreFoldedAndOpen()
{
    Trace::Stall stall = Testing::makeStall(5, m_start, 50ms);
    Trace::Stack stack = stall.stacks->front();
    const Trace::Frame qt = stack.frames.back();
    stack.frames.insert(stack.frames.begin(), 4, stack.frames.front());
    stack.frames.insert(stack.frames.end(), 5, qt);
    stall.stacks = std::make_shared<const std::vector<Trace::Stack>>(std::vector<Trace::Stack>{stack});
    m_page->showStall(stall, {});
    FrameModel *frames = m_page->frames();
    // Three innermost, the rest up to the own one, the own one, the loop.
    QCOMPARE(frames->rowCount(), 6);
    QCOMPARE(frames->culpritRow(), 4);
    QVERIFY(frames->index(3).data(FrameModel::FoldRole).toBool());
    QCOMPARE(frames->index(3).data(FrameModel::PlaceRole).toString(),
             QStringLiteral("2\u00a0frames of the system, 1 of Qt"));
    QCOMPARE(frames->index(4).data(FrameModel::NumberRole).toInt(), 6);
    QVERIFY(Testing::showWindow(m_page.get()));
    m_page->frameView()->setCurrentIndex(frames->index(5));
    m_page->frameView()->setFocus();
    QTest::keyClick(m_page->frameView(), Qt::Key_Return);
    QCOMPARE(frames->rowCount(), 11);
    QTest::keyClick(m_page->frameView(), Qt::Key_Return);
    QCOMPARE(frames->rowCount(), 6);
    // All frames are copied, folded or not.
    QCOMPARE(m_page->text().count(u'#'), static_cast<qsizetype>(stack.frames.size()));
}

void TstStallPanel::loopscopesFramesAreToldFromQts()
{
    Trace::Stall stall = Testing::makeStall(5, m_start, 50ms);
    Trace::Stack stack = stall.stacks->front();
    m_page->showStall(stall, {});
    QVERIFY(Testing::showWindow(m_page.get()));
    const auto legend = [this] {
        const auto all = m_page->findChildren<QWidget *>();
        const auto entry = std::ranges::find_if(
            all, [](const QWidget *widget) { return widget->toolTip().startsWith(u"Loopscope's own"); });
        return entry != all.end() && (*entry)->isVisible();
    };
    QVERIFY(!legend());
    const auto colorOf = [this](int row) {
        const QRect place = m_page->frameView()->visualRect(m_page->frames()->index(row));
        return Testing::countPixels(m_page->frameView()->viewport(), place, m_theme.color(ColorRole::Text2)) >
                       0
                   ? ColorRole::Text2
                   : ColorRole::Text3;
    };
    QCOMPARE(colorOf(0), ColorRole::Text2);
    stack.frames.front().origin = Trace::FrameOrigin::Monitor;
    stall.stacks = std::make_shared<const std::vector<Trace::Stack>>(std::vector<Trace::Stack>{stack});
    m_page->showStall(stall, {});
    QTRY_COMPARE(colorOf(0), ColorRole::Text3);
    QVERIFY(m_page->frames()->index(0).data(Qt::ToolTipRole).toString().endsWith(u": Loopscope's own code"));
    QVERIFY(legend());
}

void TstStallPanel::mostFrequentStackIsShown()
{
    Trace::Stall stall = Testing::makeStall(5, m_start, 50ms);
    Trace::Stack rare = stall.stacks->front();
    rare.frames.front().function = QStringLiteral("rare");
    stall.stacks = std::make_shared<const std::vector<Trace::Stack>>(
        std::vector<Trace::Stack>{rare, stall.stacks->front(), stall.stacks->front()});
    m_page->showStall(stall, {});
    QCOMPARE(m_page->frames()->frames().front().function, QStringLiteral("clock_nanosleep"));
    QCOMPARE(m_page->flame()->flame().samples, 3);
}

// The most frequent stack may be of a line that was in fewer samples.
void TstStallPanel::stackIsOfTheLineThatIsNamed()
{
    Trace::Stall stall = Testing::makeStall(5, m_start, 90ms);
    const Trace::Stack other = stall.stacks->front();
    std::vector<Trace::Stack> stacks{other, other};
    for (const char *call : {"read", "write", "fsync", "lseek"}) {
        Trace::Stack stack = other;
        stack.frames.front().function = QLatin1String(call);
        for (Trace::Frame &frame : stack.frames)
            frame.line += frame.origin == Trace::FrameOrigin::Own ? 4 : 0;
        stacks.push_back(stack);
    }
    const int line = Trace::innermostOwnFrame(other)->line + 4;
    stall.stacks = std::make_shared<const std::vector<Trace::Stack>>(stacks);
    QCOMPARE(stall.culprit()->line, line);
    m_page->showStall(stall, {});
    const FrameModel *frames = m_page->frames();
    QCOMPARE(frames->index(frames->culpritRow()).data(FrameModel::LineRole).toInt(), line);
}

void TstStallPanel::flameIsAListToo()
{
    m_page->showStall(Testing::makeStall(5, m_start, 50ms), {});
    QVERIFY(Testing::showWindow(m_page.get()));
    QVERIFY(m_page->flame()->isVisible());
    QTest::mouseClick(m_page->flameButton(), Qt::LeftButton);
    QVERIFY(!m_page->flame()->isVisible());
    const QAbstractItemModel *rows = m_page->flameList()->model();
    QStringList said;
    for (int row = 0; row < rows->rowCount(); ++row)
        said << rows->index(row, 0).data(Qt::AccessibleTextRole).toString();
    QVERIFY2(said.join(u';').contains(QStringLiteral("sleeper() at slowcallback_blocking.cpp:31, depth 2")),
             qPrintable(said.join(u';')));
    m_page->toggleFlameList();
    QVERIFY(m_page->flame()->isVisible());
}

void TstStallPanel::listOfNothingIsNotShown()
{
    const Trace::Stall known = Testing::makeStall(5, m_start, 50ms);
    Trace::Stall unknown = known;
    unknown.id = 6;
    unknown.stacks.reset();
    m_page->showStall(unknown, {});
    m_page->toggleFlameList();
    QVERIFY(m_page->flameList()->isHidden());
    // Who reads lists has one again where there is something to list.
    m_page->showStall(known, {});
    m_page->toggleFlameList();
    QVERIFY(!m_page->flameList()->isHidden());
    m_page->showStall(unknown, {});
    QVERIFY(m_page->flameList()->isHidden());
    m_page->showStall(known, {});
    QVERIFY(!m_page->flameList()->isHidden());
}

void TstStallPanel::everyControlHasAName()
{
    QCOMPARE(Testing::controlsWithoutName(m_page.get()).join(u';'), QString());
}

LOOPSCOPE_WIDGET_TEST_MAIN(TstStallPanel)
#include "tst_stallpanel.moc"
