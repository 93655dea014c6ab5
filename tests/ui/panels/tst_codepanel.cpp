#include "tests/support/stricttest.h"
#include "tests/ui/panels/panelfixture.h"
#include "ui/panels/codepanel.h"
#include "ui/panels/codeview.h"
#include "ui/panels/diffview.h"
#include "ui/panels/placebutton.h"
#include "ui/panels/rolelabel.h"
#include "ui/panels/textbutton.h"

#include <QScrollBar>
#include <QTextBlock>
#include <QTextLayout>

using namespace Loopscope;
using namespace Loopscope::Panels;

namespace {

const QString file = QStringLiteral("core/scenario/slowcallback/slowcallback_blocking.cpp");

QString longSource()
{
    QString text;
    for (int line = 1; line <= 80; ++line) {
        if (line == 40)
            text += QStringLiteral("QCoro::Task<> sleeper(int ms)\n");
        else
            text += QStringLiteral("    int line%1 = 0; // remark\n").arg(line);
    }
    return text;
}

} // namespace

class TstCodePanel : public Testing::StrictTest
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void beginsAtTheCoroutine();
    void markedLineHasFillBarAndBadge();
    void markedLineIsScrolledIntoSight();
    void markStaysWhereItIsWhenOnlyTheFigureClimbs();
    void lineStaysInSightWhenThePanelGetsLower();
    void scrollBarCoversNoMarkedLine();
    void linesAreShownWholeOrNotAtAll();
    void differencesAreShownInWholeLines();
    void differenceBeginsWhereTheLessonIs();
    void changeThatDoesNotFitBeginsAtItsComment();
    void longLineOfADifferenceIsWrapped();
    void longFileNameKeepsItsEnd();
    void clearingTakesTheMarkAway();
    void lineBeyondTheEndIsNotMarked();
    void anotherFileThatIsNotBuiltInIsNotMarked();
    void answerThatComesTooLateShowsNothing();
    void sourceThatIsNotBuiltInIsSaid();
    void createdAtIsShortAndCanBeCleared();
    void createdAtShowsItsLine();
    void lineOfACallerHasNoStallColour();
    void climbingFigureLeavesAnotherLineInSight();
    void wordsHaveTheirColours_data();
    void wordsHaveTheirColours();
    void commentsMayHaveSeveralLines();
    void themeChangesTheColours();
    void everyControlHasAName();

private:
    QColor colorOfWord(int line, const QString &word) const;

    Theme::Theme m_theme;
    std::unique_ptr<CodePanel> m_panel;
};

void TstCodePanel::init()
{
    StrictTest::init();
    m_theme.setKind(Theme::ThemeKind::Dark);
    m_panel = std::make_unique<CodePanel>(&m_theme);
    m_panel->resize(416, 400);
    m_panel->showText(file, longSource());
    QVERIFY(Testing::showWindow(m_panel.get()));
}

void TstCodePanel::cleanup()
{
    m_panel.reset();
}

QColor TstCodePanel::colorOfWord(int line, const QString &word) const
{
    const QTextBlock block = m_panel->view()->document()->findBlockByNumber(line - 1);
    const int at = static_cast<int>(block.text().indexOf(word));
    for (const QTextLayout::FormatRange &range : block.layout()->formats()) {
        if (at >= range.start && at < range.start + range.length)
            return range.format.foreground().color();
    }
    return {};
}

void TstCodePanel::beginsAtTheCoroutine()
{
    QCOMPARE(m_panel->view()->lineRect(40).top(), 0);
}

void TstCodePanel::markedLineHasFillBarAndBadge()
{
    CodeView *view = m_panel->view();
    m_panel->mark(file, 42, QStringLiteral("64\u00a0ms"));
    const QRect line = view->lineRect(42);
    const QColor fill = Theme::blended(m_theme.color(ColorRole::StallFill), m_theme.color(ColorRole::Code));
    const QColor painted = Testing::pixelOf(view->viewport(), QPoint(300, line.top() + 2));
    QVERIFY(qAbs(painted.red() - fill.red()) <= 1 && qAbs(painted.green() - fill.green()) <= 1);
    QCOMPARE(Testing::pixelOf(view->viewport(), QPoint(1, line.center().y())),
             m_theme.color(ColorRole::Stall));
    const QRect badge(line.right() - 60, line.top(), 60, line.height());
    QVERIFY(Testing::countPixels(view->viewport(), badge, m_theme.color(ColorRole::Stall)) > 200);
    QVERIFY(view->accessibleDescription().contains(QStringLiteral("42")));
}

void TstCodePanel::markedLineIsScrolledIntoSight()
{
    CodeView *view = m_panel->view();
    for (const int line : {2, 79, 40}) {
        m_panel->mark(file, line, QStringLiteral("1 ms"));
        QVERIFY(view->viewport()->rect().contains(view->lineRect(line).center()));
    }
    view->verticalScrollBar()->setValue(0);
    m_panel->goToLine();
    QVERIFY(view->viewport()->rect().contains(view->lineRect(40).center()));
}

void TstCodePanel::markStaysWhereItIsWhenOnlyTheFigureClimbs()
{
    CodeView *view = m_panel->view();
    m_panel->mark(file, 42, QStringLiteral("1 ms"));
    view->verticalScrollBar()->setValue(0);
    m_panel->mark(file, 42, QStringLiteral("2 ms"));
    QCOMPARE(view->verticalScrollBar()->value(), 0);
    QCOMPARE(view->badge(), QStringLiteral("2 ms"));
}

void TstCodePanel::lineStaysInSightWhenThePanelGetsLower()
{
    CodeView *view = m_panel->view();
    view->keepInSight(48);
    for (const int line : {0, 44}) {
        m_panel->resize(416, 400);
        if (line > 0)
            m_panel->mark(file, line, QStringLiteral("1 ms"));
        m_panel->resize(416, 220);
        QCoreApplication::processEvents();
        QVERIFY(view->viewport()->rect().contains(view->lineRect(line > 0 ? line : 48)));
    }
}

void TstCodePanel::scrollBarCoversNoMarkedLine()
{
    CodeView *view = m_panel->view();
    m_panel->showText(file, longSource() + QString(200, u'y'));
    QVERIFY(view->horizontalScrollBar()->isVisible());
    for (const int line : {5, 20, 33, 60}) {
        m_panel->mark(file, line, QStringLiteral("1 ms"));
        const QPoint bottom = view->viewport()->mapTo(view, view->lineRect(line).bottomLeft());
        QVERIFY(bottom.y() < view->horizontalScrollBar()->mapTo(view, QPoint()).y());
    }
}

void TstCodePanel::linesAreShownWholeOrNotAtAll()
{
    CodeView *view = m_panel->view();
    for (const int height : {400, 407, 411, 423}) {
        m_panel->resize(416, height);
        for (const int scrolled : {0, 24, 30}) {
            view->verticalScrollBar()->setValue(scrolled);
            for (int line = 1; line <= 80; ++line) {
                const QRect row = view->lineRect(line).intersected(view->viewport()->rect());
                if (row.isEmpty() || row.height() == view->lineRect(line).height())
                    continue;
                const int ground =
                    Testing::countPixels(view->viewport(), row, m_theme.color(ColorRole::Code));
                QCOMPARE(ground, row.width() * row.height());
            }
        }
    }
    // What is gone to begins a line.
    m_panel->mark(file, 70, QStringLiteral("1 ms"));
    QCOMPARE(view->verticalScrollBar()->value() % view->lineRect(1).height(), 0);
}

void TstCodePanel::differencesAreShownInWholeLines()
{
    DiffView view(&m_theme);
    Session::DifferenceLine line;
    line.kind = Session::DifferenceLine::Kind::Added;
    line.text = QStringLiteral("int x = 0;");
    view.setLines(std::vector<Session::DifferenceLine>(40, line), Models::VariantRank::Worst,
                  Models::VariantRank::Best);
    view.resize(400, 251);
    QVERIFY(Testing::showWindow(&view));
    const QRect viewport = view.viewport()->rect();
    int cut = 0;
    for (int row = 0; row < 40; ++row) {
        const QRect shown = view.rowRect(row).intersected(viewport);
        if (shown.isEmpty() || shown == view.rowRect(row))
            continue;
        ++cut;
        QCOMPARE(Testing::countPixels(view.viewport(), shown, m_theme.color(ColorRole::Code)),
                 shown.width() * shown.height());
    }
    QVERIFY(cut > 0);
}

namespace {

std::vector<Session::DifferenceLine> linesWithTwoChanges()
{
    using Kind = Session::DifferenceLine::Kind;
    std::vector<Session::DifferenceLine> lines;
    for (int number = 1; number <= 60; ++number)
        lines.push_back({number == 10 || number == 40 ? Kind::Added : Kind::Same,
                         QStringLiteral("work(%1);").arg(number), number, number, 0});
    return lines;
}

} // namespace

void TstCodePanel::differenceBeginsWhereTheLessonIs()
{
    DiffView view(&m_theme);
    view.resize(400, 240);
    view.setLines(linesWithTwoChanges(), Models::VariantRank::Worst, Models::VariantRank::Best, {0, 40});
    QVERIFY(Testing::showWindow(&view));
    const auto isShown = [&view](int number) {
        const QRect row = view.rowRect(number - 1);
        return view.viewport()->rect().contains(row);
    };
    QVERIFY(isShown(40) && isShown(38) && !isShown(10));
    // Nothing is known of it: the first change.
    view.setLines(linesWithTwoChanges(), Models::VariantRank::Worst, Models::VariantRank::Best);
    QVERIFY(isShown(10) && isShown(8) && !isShown(40));
}

void TstCodePanel::changeThatDoesNotFitBeginsAtItsComment()
{
    using Kind = Session::DifferenceLine::Kind;
    auto lines = linesWithTwoChanges();
    for (auto at = lines.begin() + 20; at != lines.begin() + 50; ++at)
        at->kind = Kind::Removed;
    lines[30].text = QStringLiteral("  // Why it blocks,");
    lines[31].text = QStringLiteral("  // and for how long.");
    DiffView view(&m_theme);
    view.resize(400, 240);
    view.setLines(lines, Models::VariantRank::Worst, Models::VariantRank::Best, {33, 0});
    QVERIFY(Testing::showWindow(&view));
    QCOMPARE(view.rowRect(30).top(), 0);
    // What takes its place is in sight, too, as long as the line that tells is.
    for (auto at = lines.begin() + 38; at != lines.begin() + 50; ++at)
        at->kind = Kind::Added;
    view.setLines(lines, Models::VariantRank::Worst, Models::VariantRank::Best, {33, 0});
    QVERIFY(view.viewport()->rect().contains(view.rowRect(32)));
    QVERIFY(view.viewport()->rect().contains(view.rowRect(39)));
}

void TstCodePanel::longLineOfADifferenceIsWrapped()
{
    DiffView view(&m_theme);
    view.resize(400, 240);
    auto lines = linesWithTwoChanges();
    lines[9].text =
        QStringLiteral("    const auto reply = co_await Async::tracked(client->get(keys().key(i)));");
    view.setLines(lines, Models::VariantRank::Worst, Models::VariantRank::Best);
    QVERIFY(Testing::showWindow(&view));
    QCOMPARE(view.horizontalScrollBar()->maximum(), 0);
    const int line = view.rowRect(0).height();
    QCOMPARE(view.rowRect(9).height(), 3 * line);
    QCOMPARE(view.rowRect(10).top(), view.rowRect(9).bottom() + 1);
    const QRect last(0, view.rowRect(9).top() + 2 * line, view.viewport()->width(), line);
    QVERIFY(Testing::countPixels(view.viewport(), last, QColor::fromRgb(view.tintOf(lines[9].kind).rgb())) >
            1000);
}

// The slide is known; which of its variants it is stands at the end.
void TstCodePanel::longFileNameKeepsItsEnd()
{
    m_panel->showText(QStringLiteral("x/connectionpool_connectperrequest.cpp"), QStringLiteral("x"));
    m_panel->resize(320, 400);
    const auto *name = m_panel->nameLabel();
    // What is said of the file goes first.
    const auto *origin = m_panel->remarkLabel();
    QVERIFY(origin->isHidden());
    m_panel->resize(520, 400);
    QVERIFY(!origin->isHidden());
    QCOMPARE(name->shownText(), name->text());
    m_panel->resize(280, 400);
    QVERIFY(name->shownText() != name->text());
    QVERIFY(name->shownText().endsWith(QStringLiteral("connectperrequest.cpp")));
}

void TstCodePanel::clearingTakesTheMarkAway()
{
    m_panel->mark(file, 42, QStringLiteral("1 ms"));
    m_panel->clearMark();
    QCOMPARE(m_panel->view()->markedLine(), 0);
}

void TstCodePanel::lineBeyondTheEndIsNotMarked()
{
    m_panel->mark(file, 4711, QStringLiteral("1 ms"));
    QCOMPARE(m_panel->view()->markedLine(), 0);
    m_panel->mark(file, -1, QStringLiteral("1 ms"));
    QCOMPARE(m_panel->view()->markedLine(), 0);
}

void TstCodePanel::anotherFileThatIsNotBuiltInIsNotMarked()
{
    QSignalSpy wanted(m_panel.get(), &CodePanel::sourceWanted);
    const QString other = QStringLiteral("/etc/passwd");
    m_panel->mark(other, 1, QStringLiteral("1 ms"));
    m_panel->mark(other, 1, QStringLiteral("2 ms"));
    QCOMPARE(m_panel->view()->markedLine(), 0);
    QCOMPARE(m_panel->file(), file);
    QVERIFY(!m_panel->view()->toPlainText().contains(QStringLiteral("root")));
    // It is asked for, once; whoever may read it gives it.
    QCOMPARE(wanted.count(), 1);
    m_panel->giveSource(other, QStringLiteral("one\ntwo"));
    QCOMPARE(m_panel->view()->markedLine(), 1);
    m_panel->mark(QStringLiteral("/nowhere.cpp"), 3, QStringLiteral("1 ms"));
    m_panel->giveNoSource(QStringLiteral("/nowhere.cpp"), QStringLiteral("There is none."));
    QCOMPARE(m_panel->view()->toPlainText(), QStringLiteral("// There is none."));
    m_panel->mark(QStringLiteral("/nowhere.cpp"), 3, QStringLiteral("2 ms"));
    QCOMPARE(wanted.count(), 2);
    m_panel->mark(other, 2, QStringLiteral("1 ms"));
    QCOMPARE(wanted.count(), 3);
}

// Files are read on other threads, and answers come in any order.
void TstCodePanel::answerThatComesTooLateShowsNothing()
{
    const QString slow = QStringLiteral("/slow.cpp");
    m_panel->mark(slow, 1, QStringLiteral("1 ms"));
    m_panel->mark(QStringLiteral("/nowhere.cpp"), 1, QStringLiteral("1 ms"));
    m_panel->giveNoSource(QStringLiteral("/nowhere.cpp"), QStringLiteral("There is none."));
    m_panel->giveSource(slow, QStringLiteral("one\ntwo"));
    QCOMPARE(m_panel->view()->toPlainText(), QStringLiteral("// There is none."));
    m_panel->showText(file, longSource());
    m_panel->mark(slow, 1, QStringLiteral("1 ms"));
    m_panel->mark(file, 42, QStringLiteral("1 ms"));
    m_panel->giveSource(slow, QStringLiteral("one\ntwo"));
    QCOMPARE(m_panel->file(), file);
    QCOMPARE(m_panel->view()->markedLine(), 42);
}

void TstCodePanel::sourceThatIsNotBuiltInIsSaid()
{
    m_panel->showSource(QStringLiteral("core/scenario/none.cpp"));
    QVERIFY(m_panel->view()->toPlainText().isEmpty());
    QVERIFY(m_panel->remarkLabel()->text().contains(QStringLiteral("not built in")));
}

void TstCodePanel::createdAtIsShortAndCanBeCleared()
{
    const PlaceButton *created = m_panel->createdButton();
    m_panel->setCreatedAt({QString(), QStringLiteral("core/scenario/slowcallback/slowcallback.cpp"), 18});
    QCOMPARE(created->text(), QStringLiteral("slowcallback.cpp:18"));
    QVERIFY(created->isVisible());
    QVERIFY(!created->isEnabled()); // it is neither built in nor shown
    m_panel->setCreatedAt({});
    QVERIFY(!created->isVisible());
}

void TstCodePanel::createdAtShowsItsLine()
{
    m_panel->mark(file, 42, QStringLiteral("64 ms"));
    m_panel->setCreatedAt({QString(), file, 77});
    CodeView *view = m_panel->view();
    QTest::mouseClick(m_panel->createdButton(), Qt::LeftButton);
    QCOMPARE(view->pointedLine(), 77);
    QVERIFY(view->viewport()->rect().contains(view->lineRect(77)));
    m_panel->goToLine();
    QCOMPARE(view->pointedLine(), 0);
    QVERIFY(view->viewport()->rect().contains(view->lineRect(42)));
}

// It did not block: what did keeps the colour and the figure.
void TstCodePanel::lineOfACallerHasNoStallColour()
{
    CodeView *view = m_panel->view();
    m_panel->mark(file, 42, QStringLiteral("64 ms"));
    m_panel->showPlace(file, 45);
    QCOMPARE(view->markedLine(), 42);
    QCOMPARE(view->badge(), QStringLiteral("64 ms"));
    QVERIFY(view->lineRect(42).contains(view->badgeRect()));
    const QRect line = view->lineRect(45);
    QCOMPARE(Testing::pixelOf(view->viewport(), QPoint(1, line.center().y())),
             m_theme.color(ColorRole::Accent));
    QCOMPARE(Testing::countPixels(view->viewport(), line, m_theme.color(ColorRole::Stall)), 0);
    QCOMPARE(Testing::pixelOf(view->viewport(), QPoint(1, view->lineRect(42).center().y())),
             m_theme.color(ColorRole::Stall));
}

void TstCodePanel::climbingFigureLeavesAnotherLineInSight()
{
    CodeView *view = m_panel->view();
    m_panel->mark(file, 42, QStringLiteral("64 ms"));
    m_panel->showPlace(file, 2);
    m_panel->mark(file, 42, QStringLiteral("65 ms"));
    QCOMPARE(view->pointedLine(), 2);
    QVERIFY(view->viewport()->rect().contains(view->lineRect(2)));
    QCOMPARE(view->badge(), QStringLiteral("65 ms"));
    m_panel->mark(file, 43, QStringLiteral("1 ms")); // the next stall
    QCOMPARE(view->pointedLine(), 0);
    QVERIFY(view->viewport()->rect().contains(view->lineRect(43)));
}

void TstCodePanel::wordsHaveTheirColours_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<QString>("word");
    QTest::addColumn<int>("role");
    const auto row = [](const char *tag, const QString &line, const QString &word, ColorRole role) {
        QTest::newRow(tag) << line << word << static_cast<int>(role);
    };
    row("keyword", QStringLiteral("co_await next();"), QStringLiteral("co_await"), ColorRole::Throughput);
    row("part of a word", QStringLiteral("forty = 2;"), QStringLiteral("forty"), ColorRole::Text);
    row("class of Qt", QStringLiteral("QSqlQuery query;"), QStringLiteral("QSqlQuery"), ColorRole::Accent);
    row("qualified name", QStringLiteral("std::move(x);"), QStringLiteral("move"), ColorRole::Accent);
    row("comment", QStringLiteral("x; // for good"), QStringLiteral("for"), ColorRole::Text2);
    row("string", QStringLiteral("f(\"// for\");"), QStringLiteral("for"), ColorRole::Running);
    row("escaped quote", QStringLiteral("f(\"\\\"for\");"), QStringLiteral("for"), ColorRole::Running);
    row("after a string", QStringLiteral("f(\"\"); int x;"), QStringLiteral("int"), ColorRole::Throughput);
    row("string without an end", QStringLiteral("f(\"for"), QStringLiteral("for"), ColorRole::Running);
    row("preprocessor", QStringLiteral("#include <x>"), QStringLiteral("include"), ColorRole::Throughput);
    row("colons at the end", QStringLiteral("x::"), QStringLiteral("x"), ColorRole::Text);
}

void TstCodePanel::wordsHaveTheirColours()
{
    QFETCH(QString, line);
    QFETCH(QString, word);
    QFETCH(int, role);
    m_panel->showText(file, line);
    QTRY_COMPARE(colorOfWord(1, word), m_theme.color(static_cast<ColorRole>(role)));
}

void TstCodePanel::commentsMayHaveSeveralLines()
{
    m_panel->showText(file, QStringLiteral("/* one\nfor\n*/ for"));
    QTRY_COMPARE(colorOfWord(2, QStringLiteral("for")), m_theme.color(ColorRole::Text2));
    QCOMPARE(colorOfWord(3, QStringLiteral("for")), m_theme.color(ColorRole::Throughput));
}

void TstCodePanel::themeChangesTheColours()
{
    m_panel->showText(file, QStringLiteral("for"));
    m_theme.setKind(Theme::ThemeKind::Light);
    QTRY_COMPARE(colorOfWord(1, QStringLiteral("for")), m_theme.color(ColorRole::Throughput));
    QCOMPARE(Testing::pixelOf(m_panel.get(), QPoint(200, 300)), m_theme.color(ColorRole::Code));
}

void TstCodePanel::everyControlHasAName()
{
    QCOMPARE(Testing::controlsWithoutName(m_panel.get()).join(u';'), QString());
}

LOOPSCOPE_WIDGET_TEST_MAIN(TstCodePanel)
#include "tst_codepanel.moc"
