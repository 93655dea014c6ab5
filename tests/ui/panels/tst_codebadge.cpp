#include "tests/support/stricttest.h"
#include "tests/ui/panels/panelfixture.h"
#include "ui/panels/codepanel.h"
#include "ui/panels/codeview.h"

#include <QScrollBar>
#include <QTextBlock>
#include <QTextLayout>

using namespace Loopscope;
using namespace Loopscope::Panels;

namespace {

const QString file = QStringLiteral("core/scenario/slowcallback/slowcallback_blocking.cpp");

} // namespace

/// The figure on the line that blocks.
class TstCodeBadge : public Testing::StrictTest
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { m_panel.reset(); }
    void figureOfALongLineHangsFromIt();
    void figureGoesUpWhereTheLineBelowIsLong();
    void figureLeavesTheCallThatBlocksToBeRead_data();
    void figureLeavesTheCallThatBlocksToBeRead();
    void figureStandsOnTheMarksGround_data();
    void figureStandsOnTheMarksGround();
    void climbingFigureKeepsItsLine();
    void lineThatBlocksIsReadWhole();

private:
    Theme::Theme m_theme;
    std::unique_ptr<CodePanel> m_panel;
};

void TstCodeBadge::init()
{
    StrictTest::init();
    m_panel = std::make_unique<CodePanel>(&m_theme);
    m_panel->resize(416, 400);
    QVERIFY(Testing::showWindow(m_panel.get()));
}

// What is blocked in can be read, and so can the begin of every line.
void TstCodeBadge::figureOfALongLineHangsFromIt()
{
    m_panel->showText(QStringLiteral("x/y.cpp"),
                      QStringLiteral("void f()\n{\n            const auto reply = client.get(key);\n}\n"));
    CodeView *view = m_panel->view();
    m_panel->mark(QStringLiteral("x/y.cpp"), 3, QStringLiteral("182.7 ms"));
    QCOMPARE(view->horizontalScrollBar()->value(), 0);
    QVERIFY(view->lineRect(4).contains(view->badgeRect()));
}

void TstCodeBadge::figureGoesUpWhereTheLineBelowIsLong()
{
    const QString longLine(48, u'z');
    m_panel->showText(file, QStringLiteral("a\n%1\n%1\nb").arg(longLine));
    m_panel->mark(file, 2, QStringLiteral("12.4 ms"));
    QVERIFY(m_panel->view()->lineRect(1).contains(m_panel->view()->badgeRect()));
}

void TstCodeBadge::figureLeavesTheCallThatBlocksToBeRead_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("line");
    const QString longLine(48, u'z');
    QTest::newRow("room two lines below") << QStringLiteral("a\n%1\n%1\n%1\nb").arg(longLine) << 5;
    QTest::newRow("room two lines above") << QStringLiteral("a\n%1\n%1\n%1\n%1").arg(longLine) << 1;
    QTest::newRow("room nowhere") << QStringLiteral("%1\n%1\n%1\n%1\n%1").arg(longLine) << 4;
    QTest::newRow("at the end") << QStringLiteral("%1\n%1\n%1").arg(longLine) << 2;
}

void TstCodeBadge::figureLeavesTheCallThatBlocksToBeRead()
{
    QFETCH(QString, text);
    QFETCH(int, line);
    m_panel->showText(file, text);
    m_panel->mark(file, 3, QStringLiteral("12.4 ms"));
    CodeView *view = m_panel->view();
    QVERIFY(view->lineRect(line).contains(view->badgeRect()));
    // The two are linked over what lies between them.
    const QRect mark = view->lineRect(3);
    const int between = line > 3 ? mark.bottom() + 1 : mark.top() - 1;
    const QColor link = view->viewport()->grab().toImage().pixelColor(view->badgeRect().right(), between);
    QCOMPARE(link == m_theme.color(ColorRole::Stall), qAbs(line - 3) == 2);
    // A moment later it is gone, with its link.
    m_panel->mark(file, 0, {});
    QTRY_VERIFY(Testing::isPaintedAnew(m_panel.get()));
}

void TstCodeBadge::figureStandsOnTheMarksGround_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<int>("row");
    QTest::newRow("short") << QStringLiteral("x();") << 2;
    QTest::newRow("ends under it") << QString(42, u'z') << 3;
    QTest::newRow("long") << QString(60, u'y') << 2; // in its second row
}

// Beside another line the figure would be that line's, were it not for the ground that they share.
void TstCodeBadge::figureStandsOnTheMarksGround()
{
    QFETCH(QString, line);
    QFETCH(int, row);
    m_panel->showText(file, QStringLiteral("a\n%1\nb").arg(line));
    m_panel->mark(file, 2, QStringLiteral("12.4 ms"));
    CodeView *view = m_panel->view();
    const QRect badge = view->badgeRect();
    QVERIFY(!badge.isEmpty() && view->lineRect(row).contains(badge));
    const QColor fill = Theme::blended(m_theme.color(ColorRole::StallFill), m_theme.color(ColorRole::Code));
    const QRect before(badge.left() - 8, badge.top(), 8, badge.height());
    const QImage image = view->viewport()->grab().toImage();
    for (int y = before.top(); y <= before.bottom(); ++y) {
        for (int x = before.left(); x <= before.right(); ++x)
            QVERIFY(qAbs(image.pixelColor(x, y).red() - fill.red()) <= 1);
    }
    // Nothing sticks out of it.
    const QColor above = image.pixelColor(badge.right(), view->lineRect(row).top());
    QVERIFY(qAbs(above.red() - fill.red()) <= 1);
}

void TstCodeBadge::climbingFigureKeepsItsLine()
{
    const QString almost(39, u'z');
    m_panel->showText(file, QStringLiteral("a\n%1\nb").arg(almost));
    QSet<int> tops;
    for (const char *figure : {"9 ms", "64 ms", "120 ms", "987.6 ms"}) {
        m_panel->mark(file, 2, QString::fromLatin1(figure));
        tops.insert(m_panel->view()->badgeRect().top());
    }
    QCOMPARE(tops.size(), 1);
}

// It is the one line that has to be read in a talk: it takes a second row, the others stay as they are.
void TstCodeBadge::lineThatBlocksIsReadWhole()
{
    const QString call = QStringLiteral("        const auto reply = co_await client.get(key, options);");
    m_panel->showText(file, QStringLiteral("a\n%1\n%1\nb").arg(call));
    CodeView *view = m_panel->view();
    const int row = view->lineRect(1).height();
    QCOMPARE(view->lineRect(2).height(), row);
    m_panel->mark(file, 2, QStringLiteral("12.4 ms"));
    QCOMPARE(view->lineRect(2).height(), 2 * row);
    QCOMPARE(view->lineRect(3), view->lineRect(2).translated(0, 2 * row).adjusted(0, 0, 0, -row));
    const QTextBlock marked = view->document()->findBlockByNumber(1);
    for (int line = 0; line < marked.layout()->lineCount(); ++line)
        QVERIFY(marked.layout()->lineAt(line).naturalTextRect().right() + 48 + 10 <=
                view->viewport()->width());
    const QTextCursor below(view->document()->findBlockByNumber(2));
    QVERIFY(view->lineRect(3).contains(view->cursorRect(below).center()));
    QVERIFY(view->lineRect(2).contains(view->badgeRect()));
    QVERIFY(view->badgeRect().top() > view->lineRect(2).center().y());
    m_panel->mark(file, 3, QStringLiteral("12.4 ms"));
    QCOMPARE(view->lineRect(2).height(), row);
    QCOMPARE(view->lineRect(3).height(), 2 * row);
}

LOOPSCOPE_WIDGET_TEST_MAIN(TstCodeBadge)
#include "tst_codebadge.moc"
