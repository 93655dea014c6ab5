#include "tests/support/stricttest.h"
#include "tests/ui/panels/panelfixture.h"
#include "ui/panels/focusring.h"
#include "ui/panels/keyuse.h"
#include "ui/panels/listview.h"
#include "ui/panels/numberfield.h"
#include "ui/panels/replayheader.h"
#include "ui/panels/textbutton.h"
#include "ui/panels/variantbutton.h"

#include <QShortcut>
#include <QVBoxLayout>

using namespace Loopscope;
using namespace Loopscope::Panels;
using Testing::pixelOf;

class TstControls : public Testing::StrictTest
{
    Q_OBJECT

private Q_SLOTS:
    void numberShowsThousandsAndUnit_data();
    void numberShowsThousandsAndUnit();
    void numberTakesNothingOutsideItsRange_data();
    void numberTakesNothingOutsideItsRange();
    void numberKeepsFifteenDigits();
    void tooSmallNumberBecomesTheSmallest();
    void ranksGoFromWorstToBest_data();
    void ranksGoFromWorstToBest();
    void variantsDifferInShape();
    void spacePressesFocusedButtonInsteadOfWindowCommand();
    void spaceIsTheWindowsWhenAListHasTheFocus();
    void digitsAreTypedInAField();
    void ringFollowsTheKeyboardOnly();
    void ringMovesWithWhatItsTargetLiesIn();
    void disabledButtonHidesItsKey();
    void oneSpeedOfAReplayLooksChosen();

private:
    Theme::Theme m_theme;
};

void TstControls::numberShowsThousandsAndUnit_data()
{
    QTest::addColumn<double>("value");
    QTest::addColumn<QString>("unit");
    QTest::addColumn<QString>("text");
    QTest::newRow("small") << 4.0 << QString() << QStringLiteral("4");
    QTest::newRow("unit") << 100.0 << QStringLiteral("ms") << QStringLiteral("100\u00a0ms");
    QTest::newRow("thousands") << 180000.0 << QString() << QStringLiteral("180\u00a0000");
    QTest::newRow("millions") << 1e7 << QStringLiteral("B") << QStringLiteral("10\u00a0000\u00a0000\u00a0B");
}

void TstControls::numberShowsThousandsAndUnit()
{
    QFETCH(double, value);
    QFETCH(QString, unit);
    NumberField field(&m_theme);
    field.setRange(0, 1e7);
    field.setUnit(unit);
    field.setValue(value);
    QTEST(field.text(), "text");
}

void TstControls::numberTakesNothingOutsideItsRange_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("state");
    QTest::newRow("in range") << QStringLiteral("64") << int(QValidator::Acceptable);
    QTest::newRow("largest") << QStringLiteral("4096") << int(QValidator::Acceptable);
    QTest::newRow("too large") << QStringLiteral("4097") << int(QValidator::Invalid);
    QTest::newRow("too small") << QStringLiteral("0") << int(QValidator::Intermediate);
    QTest::newRow("empty") << QString() << int(QValidator::Intermediate);
    QTest::newRow("letters") << QStringLiteral("abc") << int(QValidator::Invalid);
    QTest::newRow("negative") << QStringLiteral("-1") << int(QValidator::Intermediate);
    QTest::newRow("fraction") << QStringLiteral("1.5") << int(QValidator::Invalid);
    QTest::newRow("exponent") << QStringLiteral("1e3") << int(QValidator::Invalid);
    QTest::newRow("not a number") << QStringLiteral("nan") << int(QValidator::Invalid);
    QTest::newRow("infinite") << QStringLiteral("inf") << int(QValidator::Invalid);
    QTest::newRow("spaces between thousands") << QStringLiteral("4\u00a0000") << int(QValidator::Acceptable);
}

void TstControls::numberTakesNothingOutsideItsRange()
{
    QFETCH(QString, text);
    NumberField field(&m_theme);
    field.setRange(1, 4096);
    int position = 0;
    QTEST(int(field.validate(text, position)), "state");
}

void TstControls::numberKeepsFifteenDigits()
{
    NumberField field(&m_theme);
    field.setRange(0, 9e15);
    field.setValue(112272535095293.0);
    QCOMPARE(field.text(), QStringLiteral("112\u00a0272\u00a0535\u00a0095\u00a0293"));
    QCOMPARE(field.valueFromText(field.text()), 112272535095293.0);
}

void TstControls::tooSmallNumberBecomesTheSmallest()
{
    NumberField field(&m_theme);
    field.setRange(5, 50);
    field.setUnit(QStringLiteral("ms"));
    QString text = QStringLiteral("2");
    field.fixup(text);
    QCOMPARE(text, QStringLiteral("5\u00a0ms"));
}

void TstControls::ranksGoFromWorstToBest_data()
{
    QTest::addColumn<int>("index");
    QTest::addColumn<int>("count");
    QTest::addColumn<int>("rank");
    QTest::newRow("first of two") << 0 << 2 << int(VariantRank::Worst);
    QTest::newRow("last of two") << 1 << 2 << int(VariantRank::Best);
    QTest::newRow("first of three") << 0 << 3 << int(VariantRank::Worst);
    QTest::newRow("second of three") << 1 << 3 << int(VariantRank::Middle);
    QTest::newRow("last of three") << 2 << 3 << int(VariantRank::Best);
}

void TstControls::ranksGoFromWorstToBest()
{
    QFETCH(int, index);
    QFETCH(int, count);
    QTEST(int(rankOf(index, count)), "rank");
}

void TstControls::variantsDifferInShape()
{
    // A square fills its corners; a circle and a diamond of the same size do not.
    const auto cornerFilled = [this](VariantRank rank, Theme::ColorRole role) {
        VariantButton button(&m_theme, 1, rank, QStringLiteral("Title"));
        button.resize(button.sizeHint());
        return pixelOf(&button, QPoint(28, 13)) == m_theme.color(role);
    };
    QVERIFY(cornerFilled(VariantRank::Worst, ColorRole::Worst));
    QVERIFY(!cornerFilled(VariantRank::Middle, ColorRole::Middle));
    QVERIFY(!cornerFilled(VariantRank::Best, ColorRole::Best));
}

void TstControls::spacePressesFocusedButtonInsteadOfWindowCommand()
{
    QWidget window;
    auto *button = new TextButton(&m_theme, TextButton::Weight::Normal, &window);
    button->setContent(QStringLiteral("Retry"));
    auto *space = new QShortcut(QKeySequence(Qt::Key_Space), &window);
    QSignalSpy pressed(button, &TextButton::clicked);
    QSignalSpy command(space, &QShortcut::activated);
    QVERIFY(Testing::showWindow(&window));
    QTest::keyClick(&window, Qt::Key_Space);
    QCOMPARE(command.count(), 1);
    button->setFocus(Qt::TabFocusReason);
    QTest::keyClick(button, Qt::Key_Space);
    QCOMPARE(pressed.count(), 1);
    QCOMPARE(command.count(), 1);
}

void TstControls::spaceIsTheWindowsWhenAListHasTheFocus()
{
    QWidget window;
    auto *list = new ListView(&window);
    auto *space = new QShortcut(QKeySequence(Qt::Key_Space), &window);
    QSignalSpy command(space, &QShortcut::activated);
    QVERIFY(Testing::showWindow(&window));
    list->setFocus();
    QTest::keyClick(list, Qt::Key_Space);
    QCOMPARE(command.count(), 1);
}

void TstControls::digitsAreTypedInAField()
{
    QWidget window;
    auto *field = new NumberField(&m_theme, &window);
    field->setRange(0, 1000);
    keepKeys(field, KeyUse::Type);
    auto *one = new QShortcut(QKeySequence(Qt::Key_1), &window);
    QSignalSpy command(one, &QShortcut::activated);
    QVERIFY(Testing::showWindow(&window));
    field->setFocus();
    field->selectAll();
    QTest::keyClick(field, Qt::Key_1);
    QCOMPARE(command.count(), 0);
    QCOMPARE(field->value(), 1.0);
}

void TstControls::ringFollowsTheKeyboardOnly()
{
    QWidget window;
    window.resize(300, 200);
    auto *button = new TextButton(&m_theme, TextButton::Weight::Normal, &window);
    button->setContent(QStringLiteral("Copy"));
    button->move(50, 50);
    auto *ring = new FocusRing(&m_theme, &window);
    QVERIFY(Testing::showWindow(&window));
    window.setFocus();
    QCOMPARE(ring->marked(), nullptr);
    QTest::mouseClick(button, Qt::LeftButton);
    QCOMPARE(ring->marked(), nullptr);
    button->setFocus(Qt::TabFocusReason);
    QCOMPARE(ring->marked(), button);
    QCOMPARE(ring->geometry(), button->geometry().adjusted(-4, -4, 4, 4));
    QCOMPARE(pixelOf(&window, QPoint(47, 60)), m_theme.color(ColorRole::Text));
    window.setFocus();
    markInside(button); // what reaches the edges of its panel
    button->setFocus(Qt::TabFocusReason);
    QVERIFY(button->geometry().contains(ring->geometry()));
}

void TstControls::ringMovesWithWhatItsTargetLiesIn()
{
    QWidget window;
    window.resize(300, 200);
    QWidget panel(&window);
    panel.resize(200, 100);
    auto *button = new TextButton(&m_theme, TextButton::Weight::Normal, &panel);
    auto *ring = new FocusRing(&m_theme, &window);
    QVERIFY(Testing::showWindow(&window));
    button->setFocus(Qt::TabFocusReason);
    const QPoint before = ring->pos();
    panel.move(30, 20);
    QCOMPARE(ring->pos(), before + QPoint(30, 20));
}

void TstControls::disabledButtonHidesItsKey()
{
    TextButton button(&m_theme, TextButton::Weight::Normal);
    button.setContent(QStringLiteral("A rather long label"), std::nullopt, QStringLiteral("Space"));
    const int wide = button.sizeHint().width();
    button.setEnabled(false);
    QVERIFY(button.sizeHint().width() < wide);
    // Its place follows.
    QWidget row;
    auto *layout = new QHBoxLayout(&row);
    layout->addStretch(1);
    layout->addWidget(&button);
    row.resize(400, 60);
    QVERIFY(Testing::showWindow(&row));
    button.setEnabled(true);
    QTRY_COMPARE(button.width(), wide);
    button.setEnabled(false);
    button.setParent(nullptr);
    QCOMPARE(button.accessibleName(), QStringLiteral("A rather long label"));
    QVERIFY(button.toolTip().contains(QStringLiteral("Space")));
}

// The frame of the chosen one lies around the button.
void TstControls::oneSpeedOfAReplayLooksChosen()
{
    ReplayHeader header(&m_theme);
    header.resize(1000, header.height());
    QVERIFY(Testing::showWindow(&header));
    QTRY_VERIFY(Testing::isPaintedAnew(&header));
    for (const double speed : ReplayHeader::speeds()) {
        header.setSpeed(speed);
        QTRY_VERIFY(Testing::isPaintedAnew(&header));
    }
}

LOOPSCOPE_WIDGET_TEST_MAIN(TstControls)
#include "tst_controls.moc"
