#include "tests/support/stricttest.h"
#include "tests/ui/charts/columnfixture.h"

#include <QApplication>
#include <QScrollBar>
#include <QSignalSpy>

using namespace Loopscope;
using namespace Loopscope::Testing;

/// The timeline by keyboard.
class TstTimelineKeys : public StrictTest
{
    Q_OBJECT

private Q_SLOTS:
    void focusAloneChoosesNothing();
    void arrowsChooseSliceAndLane();
    void arrowsSkipWhatIsPaintedAsOne();
    void arrowsBringIntoSight();
    void arrowsSelectTheStall();
    void otherKeysAreLeftToTheWindow();
};

void TstTimelineKeys::focusAloneChoosesNothing()
{
    ColumnFixture fixture;
    fixture.now = at(2);
    TestRun made;
    fixture.apply(made.begin().slice(loopTrack, 1, 0.2).stall(1, 1, 0.2));
    Charts::TimelineChart *chart = fixture.column.timelineChart();
    QSignalSpy selected(chart, &Charts::TimelineChart::stallSelected);
    QFocusEvent focus(QEvent::FocusIn, Qt::TabFocusReason);
    QApplication::sendEvent(chart, &focus);
    QCOMPARE(chart->details(), QString());
    QVERIFY(selected.isEmpty());
    QCOMPARE(chart->accessibleDescription(), QStringLiteral("Timeline, 4\u00a0lanes"));
    QTest::keyClick(chart, Qt::Key_Left);
    QVERIFY(chart->accessibleDescription().startsWith(QStringLiteral("Loop")));
    QCOMPARE(selected.size(), 1);
    // The end of the run says nothing else.
    TestRun end;
    fixture.apply(end.phase(Trace::Phase::TearDown, 2));
    QVERIFY(chart->accessibleDescription().startsWith(QStringLiteral("Loop")));
}

void TstTimelineKeys::arrowsChooseSliceAndLane()
{
    ColumnFixture fixture;
    fixture.now = at(2);
    TestRun made;
    fixture.apply(made.begin()
                      .slice(loopTrack, 0.2, 0.1)
                      .slice(loopTrack, 1.2, 0.1)
                      .slice(poolTrack, 0.4, 0.2)
                      .slice(poolTrack, 1, 0.2)
                      .slice(connectionTrack, 1.7, 0.1));
    Charts::TimelineChart *chart = fixture.column.timelineChart();
    const auto after = [chart](Qt::Key key) {
        QTest::keyClick(chart, key);
        return chart->accessibleDescription().section(QStringLiteral(", at "), 1);
    };
    QTest::keyClick(chart, Qt::Key_Right);
    QVERIFY(chart->accessibleDescription().startsWith(QStringLiteral("Loop")));
    QVERIFY(chart->details().endsWith(QStringLiteral("at 1.200\u00a0s")));
    QCOMPARE(after(Qt::Key_Left), QStringLiteral("0.200\u00a0s"));
    QCOMPARE(after(Qt::Key_Left), QStringLiteral("0.200\u00a0s"));
    QCOMPARE(after(Qt::Key_Right), QStringLiteral("1.200\u00a0s"));
    QCOMPARE(after(Qt::Key_Down), QStringLiteral("1.000\u00a0s")); // the nearest
    QCOMPARE(chart->details(), QStringLiteral("Pool 1: job(), 200\u00a0ms, at 1.000\u00a0s"));
    QCOMPARE(after(Qt::Key_Home), QStringLiteral("0.400\u00a0s"));
    QCOMPARE(after(Qt::Key_End), QStringLiteral("1.000\u00a0s"));
    QCOMPARE(after(Qt::Key_Down), QStringLiteral("1.700\u00a0s")); // past a lane that ran nothing
    QCOMPARE(after(Qt::Key_Down), QStringLiteral("1.700\u00a0s"));
    QCOMPARE(after(Qt::Key_Up), QStringLiteral("1.000\u00a0s"));
    fixture.run.clear();
    QVERIFY(!chart->accessibleDescription().contains(QStringLiteral("Pool 1")));
}

void TstTimelineKeys::arrowsSkipWhatIsPaintedAsOne()
{
    ColumnFixture fixture;
    fixture.now = at(2);
    TestRun made;
    made.begin().slice(loopTrack, 0.5, 0.01);
    for (int index = 0; index < 20; ++index)
        made.slice(loopTrack, 1 + index * 0.00001, 0.000005); // all in one pixel
    fixture.apply(made.slice(loopTrack, 1.5, 0.01));
    Charts::TimelineChart *chart = fixture.column.timelineChart();
    QTest::keyClick(chart, Qt::Key_End);
    QTest::keyClick(chart, Qt::Key_End);
    int presses = 0;
    for (; !chart->details().contains(QStringLiteral("at 0.500")) && presses < 10; ++presses)
        QTest::keyClick(chart, Qt::Key_Left);
    QCOMPARE(presses, 2);
    QTest::keyClick(chart, Qt::Key_Right);
    QTest::keyClick(chart, Qt::Key_Right);
    QVERIFY(chart->details().contains(QStringLiteral("at 1.500")));
}

void TstTimelineKeys::arrowsBringIntoSight()
{
    ColumnFixture fixture;
    fixture.now = at(20);
    TestRun made;
    made.begin(30, false).slice(loopTrack, 1, 0.2).slice(loopTrack, 19.5, 0.2);
    fixture.apply(made.slice(poolTrack + 29, 1, 0.2));
    Charts::TimelineChart *chart = fixture.column.timelineChart();
    const Charts::TimeView *time = fixture.column.timeView();
    QTest::keyClick(chart, Qt::Key_Left);
    QTest::keyClick(chart, Qt::Key_Left);
    QVERIFY(chart->details().endsWith(QStringLiteral("at 1.000\u00a0s")));
    QVERIFY(time->from() <= at(1) && time->to() >= at(1.2));
    const auto *scroll = chart->findChild<QScrollBar *>();
    QTest::keyClick(chart, Qt::Key_Down);
    QCOMPARE(scroll->value(), scroll->maximum());
}

void TstTimelineKeys::arrowsSelectTheStall()
{
    ColumnFixture fixture;
    fixture.now = at(2);
    TestRun made;
    fixture.apply(made.begin().slice(loopTrack, 0.5, 0.01).slice(loopTrack, 1, 0.2).stall(1, 1, 0.2));
    Charts::TimelineChart *chart = fixture.column.timelineChart();
    QSignalSpy selected(chart, &Charts::TimelineChart::stallSelected);
    QTest::keyClick(chart, Qt::Key_Home);
    QTest::keyClick(chart, Qt::Key_Home);
    selected.clear();
    QTest::keyClick(chart, Qt::Key_Right);
    QCOMPARE(selected.size(), 1);
    QCOMPARE(selected.front().front().value<Trace::StallId>(), Trace::StallId(1));
}

// And the arrows are the chart's own only while it has the keyboard.
void TstTimelineKeys::otherKeysAreLeftToTheWindow()
{
    ColumnFixture fixture;
    Charts::TimelineChart *chart = fixture.column.timelineChart();
    const auto isKept = [chart](int key, Qt::KeyboardModifiers modifiers = {}) {
        QKeyEvent event(QEvent::ShortcutOverride, key, modifiers);
        event.ignore();
        QApplication::sendEvent(chart, &event);
        return event.isAccepted();
    };
    QVERIFY(isKept(Qt::Key_Left) && isKept(Qt::Key_Down) && isKept(Qt::Key_Home));
    QVERIFY(!isKept(Qt::Key_N) && !isKept(Qt::Key_Return) && !isKept(Qt::Key_Left, Qt::ShiftModifier));
    QTest::mouseClick(chart, Qt::LeftButton);
    QVERIFY(!chart->hasFocus());
}

LOOPSCOPE_WIDGET_TEST_MAIN(TstTimelineKeys)
#include "tst_timelinekeys.moc"
