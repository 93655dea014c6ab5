#include "core/scenario/scenario.h"
#include "tests/support/stricttest.h"
#include "tests/ui/panels/panelfixture.h"
#include "ui/panels/codepanel.h"
#include "ui/panels/codeview.h"
#include "ui/panels/counterpartview.h"
#include "ui/panels/rolelabel.h"

#include <QFile>

using namespace Loopscope;
using namespace Loopscope::Panels;

namespace {

const QString blocking = QStringLiteral("core/scenario/slowcallback/slowcallback_blocking.cpp");

QStringList linesOf(const QString &file)
{
    QFile source(QStringLiteral(":/") + file);
    return source.open(QIODevice::ReadOnly) ? QString::fromUtf8(source.readAll()).split(u'\n')
                                            : QStringList();
}

} // namespace

/// The variants in Python beside their C++.
class TstPython : public Testing::StrictTest
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void everyRemarkStandsForOneLine();
    void everyBlockingVariantHasOne();
    void remarkIsNotShown();
    void standsBelowTheCodeWhereThereIsRoom();
    void takesThePlaceOfTheCodeWhereThereIsNot();
    void blockingLineIsMarkedInBoth();
    void keyboardStaysInWhatIsShown();
    void clickOnAPlaceBringsTheCodeBack();

private:
    Theme::Theme m_theme;
    std::unique_ptr<CodePanel> m_panel;
};

void TstPython::init()
{
    StrictTest::init();
    m_panel = std::make_unique<CodePanel>(&m_theme);
    m_panel->resize(416, 400);
    m_panel->showSource(blocking, 17);
    QVERIFY(Testing::showWindow(m_panel.get()));
}

void TstPython::cleanup()
{
    m_panel.reset();
}

void TstPython::everyRemarkStandsForOneLine()
{
    for (const Scenario::Scenario &scenario : Scenario::allScenarios()) {
        for (const Scenario::Variant &variant : scenario.variants) {
            const Counterpart python = Counterpart::of(variant.sourceFile);
            QVERIFY2(python.isValid(), qPrintable(variant.sourceFile));
            for (const Counterpart::Pair &pair : python.pairs()) {
                const QStringList lines = linesOf(variant.sourceFile).filter(pair.piece);
                QVERIFY2(lines.size() == 1, qPrintable(python.file() + u' ' + pair.piece));
                QVERIFY(linesOf(variant.sourceFile).value(pair.sourceLine - 1).contains(pair.piece));
                QCOMPARE(python.lineFor(pair.sourceLine), pair.line);
            }
        }
    }
}

// Not of interpreter-lock: what waits for the lock there is the loop of asyncio, no line of the file.
void TstPython::everyBlockingVariantHasOne()
{
    QStringList with;
    for (const Scenario::Scenario &scenario : Scenario::allScenarios()) {
        for (const Scenario::Variant &variant : scenario.variants) {
            if (!Counterpart::of(variant.sourceFile).pairs().empty())
                with << scenario.id + u'/' + variant.id;
        }
    }
    with.sort();
    QCOMPARE(with.join(u' '), QStringLiteral("cpu-bound/on-loop database/on-loop files/on-loop "
                                             "http/on-loop-blocking request-reply/blocking "
                                             "slow-callback/blocking"));
}

void TstPython::remarkIsNotShown()
{
    const Counterpart python(QStringLiteral("def f():\n    a()  # why  # C++: A(  # C++: B(\n"),
                             QStringLiteral("void f()\n{\n    A();\n    B();\n}\n"));
    QCOMPARE(python.text(), QStringLiteral("def f():\n    a()  # why\n"));
    QCOMPARE(python.lineFor(3), 2);
    QCOMPARE(python.lineFor(4), 2);
    QCOMPARE(python.lineFor(1), 0);
    QCOMPARE(python.lineFor(0), 0);
}

void TstPython::standsBelowTheCodeWhereThereIsRoom()
{
    QVERIFY(!m_panel->python()->isVisible());
    m_panel->toggleLanguage();
    QVERIFY(m_panel->isBeside());
    QVERIFY(m_panel->view()->isVisible());
    const CodeView *python = m_panel->python()->view();
    QVERIFY(python->isVisible());
    QVERIFY(m_panel->view()->toPlainText().contains(QStringLiteral("msleep")));
    QVERIFY(python->toPlainText().contains(QStringLiteral("time.sleep(seconds)")));
    QVERIFY(m_panel->python()->mapTo(m_panel.get(), QPoint()).y() > m_panel->view()->geometry().bottom());
    // What both are about is in sight.
    QCoreApplication::processEvents();
    QVERIFY(python->viewport()->rect().contains(python->lineRect(7)));
    QVERIFY(m_panel->view()->viewport()->rect().contains(m_panel->view()->lineRect(17)));
    QStringList titles;
    for (const RoleLabel *label : m_panel->findChildren<RoleLabel *>()) {
        if (label->isVisible())
            titles << label->text();
    }
    QVERIFY(titles.contains(QStringLiteral("slowcallback_blocking.cpp")));
    QVERIFY(titles.contains(QStringLiteral("slowcallback_blocking.py")));
    m_panel->toggleLanguage();
    QVERIFY(!python->isVisible());
}

void TstPython::takesThePlaceOfTheCodeWhereThereIsNot()
{
    m_panel->toggleLanguage();
    m_panel->resize(416, 300);
    QTRY_VERIFY(!m_panel->view()->isVisible());
    QVERIFY(m_panel->showsPython() && !m_panel->isBeside());
    QVERIFY(m_panel->python()->view()->isVisible());
    QCOMPARE(m_panel->nameLabel()->text(), QStringLiteral("slowcallback_blocking.py"));
    m_panel->resize(416, 400);
    QTRY_VERIFY(m_panel->view()->isVisible());
    QCOMPARE(m_panel->nameLabel()->text(), QStringLiteral("slowcallback_blocking.cpp"));
}

// The figure was measured in the C++ and stands nowhere else.
void TstPython::blockingLineIsMarkedInBoth()
{
    m_panel->toggleLanguage();
    m_panel->mark(blocking, 17, QStringLiteral("64 ms"));
    const CodeView *python = m_panel->python()->view();
    QCOMPARE(m_panel->view()->markedLine(), 17);
    QCOMPARE(python->markedLine(), 7);
    QVERIFY(python->toPlainText().split(u'\n').value(6).contains(QStringLiteral("time.sleep")));
    QVERIFY(python->badgeRect().isEmpty());
    m_panel->mark(blocking, 18, QStringLiteral("64 ms")); // has none in the Python
    QCOMPARE(python->markedLine(), 0);
    m_panel->mark(blocking, 17, QStringLiteral("64 ms"));
    m_panel->clearMark();
    QCOMPARE(python->markedLine(), 0);
}

void TstPython::keyboardStaysInWhatIsShown()
{
    m_panel->resize(416, 300);
    m_panel->view()->setFocus();
    m_panel->toggleLanguage();
    QCOMPARE(m_panel->focusWidget(), m_panel->python()->view());
    QCOMPARE(m_panel->shownView(), m_panel->python()->view());
    m_panel->toggleLanguage();
    QCOMPARE(m_panel->focusWidget(), m_panel->view());
}

void TstPython::clickOnAPlaceBringsTheCodeBack()
{
    m_panel->resize(416, 300);
    m_panel->toggleLanguage();
    QTRY_VERIFY(!m_panel->view()->isVisible());
    m_panel->showPlace(QStringLiteral("core/scenario/slowcallback/slowcallback.cpp"), 42);
    QVERIFY(m_panel->view()->isVisible());
    QVERIFY(!m_panel->showsPython());
    QCOMPARE(m_panel->view()->pointedLine(), 42);
}

LOOPSCOPE_WIDGET_TEST_MAIN(TstPython)
#include "tst_python.moc"
