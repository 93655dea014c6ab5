#include "tests/support/stricttest.h"
#include "tests/ui/panels/panelfixture.h"
#include "ui/mainwindow.h"
#include "ui/panels/messagebar.h"
#include "ui/panels/textbutton.h"
#include "ui/textsize.h"

#include <QApplication>
#include <QSettings>
#include <QTemporaryDir>

#include <optional>

using namespace Loopscope;
using Ui::TextSize;

namespace {

const QString percentKey = QStringLiteral("window/text-size");
constexpr const char *factorName = "QT_SCALE_FACTOR";
constexpr int percentOfThisProcess = 150;

} // namespace

/// This process has a chosen size of 150 %, see main().
class TstTextSize : public Testing::StrictTest
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void everythingIsDrawnAtTheChosenSize();
    void programsThatWeStartHaveSizesOfTheirOwn();
    void aFactorOfTheUserIsMultiplied();
    void nonsenseCountsAsNothing_data();
    void nonsenseCountsAsNothing();
    void keysChooseWithinRangeForTheNextStart();
    void startAgainIsOfferedWhereItEndsNothing();

private:
    static int kept() { return QSettings().value(percentKey, -1).toInt(); }
};

void TstTextSize::init()
{
    StrictTest::init();
    QSettings().setValue(percentKey, percentOfThisProcess);
}

void TstTextSize::everythingIsDrawnAtTheChosenSize()
{
    Ui::MainWindow window({Theme::ThemeKind::Dark, false});
    QVERIFY(Testing::showWindow(&window));
    QCOMPARE(window.devicePixelRatioF(), 1.5);
    QCOMPARE(window.grab().size(), window.size() * 1.5);
}

void TstTextSize::programsThatWeStartHaveSizesOfTheirOwn()
{
    QVERIFY(!qEnvironmentVariableIsSet(factorName));
}

void TstTextSize::aFactorOfTheUserIsMultiplied()
{
    qputenv(factorName, "2");
    {
        const Ui::TextSizeInEffect inEffect;
        QCOMPARE(qgetenv(factorName), QByteArray("3"));
    }
    QCOMPARE(qgetenv(factorName), QByteArray("2"));
    qunsetenv(factorName);
}

void TstTextSize::nonsenseCountsAsNothing_data()
{
    QTest::addColumn<QString>("kept");
    QTest::newRow("word") << QStringLiteral("huge");
    QTest::newRow("too small") << QStringLiteral("10");
    QTest::newRow("too large") << QStringLiteral("1000");
    QTest::newRow("negative") << QStringLiteral("-150");
}

void TstTextSize::nonsenseCountsAsNothing()
{
    QFETCH(const QString, kept);
    QSettings().setValue(percentKey, kept);
    QCOMPARE(TextSize::chosen(), 100);
    const Ui::TextSizeInEffect inEffect;
    QVERIFY(!qEnvironmentVariableIsSet(factorName));
}

void TstTextSize::keysChooseWithinRangeForTheNextStart()
{
    Ui::MainWindow window({Theme::ThemeKind::Dark, false});
    QVERIFY(Testing::showWindow(&window));
    const auto press = [&window](int key) { QTest::keyClick(&window, Qt::Key(key), Qt::ControlModifier); };
    press(Qt::Key_Plus);
    QCOMPARE(kept(), 175);
    QCOMPARE(window.messages()->message().title,
             QStringLiteral("Text and controls are at 175\u00a0% from the next start."));
    for (int i = 0; i < 3; ++i)
        press(Qt::Key_Equal);
    QCOMPARE(kept(), 200);
    press(Qt::Key_Minus);
    press(Qt::Key_Minus);
    QCOMPARE(kept(), 150);
    QCOMPARE(window.messages()->message().title, QStringLiteral("Text and controls stay at 150\u00a0%."));
    press(Qt::Key_0);
    press(Qt::Key_Minus);
    QCOMPARE(kept(), 100);
}

void TstTextSize::startAgainIsOfferedWhereItEndsNothing()
{
    Ui::MainWindow window({Theme::ThemeKind::Dark, false});
    QVERIFY(Testing::showWindow(&window));
    QTest::keyClick(&window, Qt::Key_Plus, Qt::ControlModifier);
    QVERIFY(!window.messages()->actionButton()->isVisible());
    int restarts = 0;
    window.textSize()->setRestart([&restarts] { ++restarts; });
    QTest::keyClick(&window, Qt::Key_Minus, Qt::ControlModifier);
    QVERIFY(!window.messages()->actionButton()->isVisible()); // 150, as it is
    QTest::keyClick(&window, Qt::Key_Minus, Qt::ControlModifier);
    QVERIFY(window.messages()->actionButton()->isVisible());
    QTest::keyClick(&window, Qt::Key_Return);
    QCOMPARE(restarts, 1);
}

int main(int argc, char **argv)
{
    qputenv("QT_NO_GLIB", "1");
    qputenv("QT_QPA_PLATFORM", "offscreen");
    qunsetenv(factorName);
    QCoreApplication::setOrganizationName(QStringLiteral("loopscope-test"));
    QCoreApplication::setApplicationName(QStringLiteral("loopscope-test"));
    // Never the user's own settings.
    const QTemporaryDir folder;
    QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, folder.path());
    QSettings().setValue(percentKey, percentOfThisProcess);
    std::optional<Ui::TextSizeInEffect> inEffect(std::in_place);
    QApplication app(argc, argv);
    inEffect.reset();
    TstTextSize test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_textsize.moc"
