#include "tests/support/stricttest.h"
#include "tests/ui/panels/panelfixture.h"
#include "ui/panels/codepanel.h"
#include "ui/panels/codeview.h"

#include <QScrollBar>
#include <QTextBlock>

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
    void badgeLeavesTheCallInSight();
    void badgeIsOnTheMarkedLine_data();
    void badgeIsOnTheMarkedLine();
    void climbingFigureKeepsItsLine();

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

// What is blocked in can be read: the indentation goes first.
void TstCodeBadge::badgeLeavesTheCallInSight()
{
    m_panel->showText(QStringLiteral("x/y.cpp"),
                      QStringLiteral("void f()\n{\n            const auto reply = client.get(key);\n}\n"));
    CodeView *view = m_panel->view();
    QCOMPARE(view->horizontalScrollBar()->value(), 0);
    m_panel->mark(QStringLiteral("x/y.cpp"), 3, QStringLiteral("182.7 ms"));
    QTextCursor end(view->document()->findBlockByNumber(2));
    end.movePosition(QTextCursor::EndOfBlock);
    QVERIFY(view->horizontalScrollBar()->value() > 0);
    QVERIFY(view->cursorRect(end).right() <= view->badgeRect().left());
    // Who scrolls back sees what is there, also while the figure climbs.
    view->horizontalScrollBar()->setValue(0);
    m_panel->mark(QStringLiteral("x/y.cpp"), 3, QStringLiteral("182.8 ms"));
    QCOMPARE(view->horizontalScrollBar()->value(), 0);
}

void TstCodeBadge::badgeIsOnTheMarkedLine_data()
{
    QTest::addColumn<QString>("line");
    QTest::newRow("short") << QStringLiteral("x();");
    QTest::newRow("ends under it") << QString(42, u'z');
    QTest::newRow("long") << QString(60, u'y');
}

// Beside another line the figure would be that line's; a long one ends before it.
void TstCodeBadge::badgeIsOnTheMarkedLine()
{
    QFETCH(QString, line);
    m_panel->showText(file, QStringLiteral("a\n%1\nb").arg(line));
    m_panel->mark(file, 2, QStringLiteral("12.4 ms"));
    CodeView *view = m_panel->view();
    const QRect badge = view->badgeRect();
    QVERIFY(!badge.isEmpty() && view->lineRect(2).contains(badge));
    const QColor fill = Theme::blended(m_theme.color(ColorRole::StallFill), m_theme.color(ColorRole::Code));
    const QRect before(badge.left() - 8, badge.top(), 8, badge.height());
    const QImage image = view->viewport()->grab().toImage();
    for (int y = before.top(); y <= before.bottom(); ++y) {
        for (int x = before.left(); x <= before.right(); ++x)
            QVERIFY(qAbs(image.pixelColor(x, y).red() - fill.red()) <= 1);
    }
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

LOOPSCOPE_WIDGET_TEST_MAIN(TstCodeBadge)
#include "tst_codebadge.moc"
