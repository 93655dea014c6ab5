#include "tests/support/stricttest.h"
#include "tests/ui/panels/panelfixture.h"
#include "ui/panels/attachheader.h"
#include "ui/panels/headerpanel.h"
#include "ui/panels/numberfield.h"
#include "ui/panels/parameterbar.h"
#include "ui/panels/rolelabel.h"
#include "ui/panels/textbutton.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLineEdit>

using namespace Loopscope;
using namespace Loopscope::Panels;
using Scenario::Parameter;
using Scenario::ParameterKind;

namespace {

Parameter parameter(const QString &key, const QString &label, ParameterKind kind, const QVariant &value,
                    double max = 0)
{
    Parameter parameter;
    parameter.key = key;
    parameter.label = label;
    parameter.kind = kind;
    parameter.defaultValue = value;
    parameter.min = 1;
    parameter.max = max;
    return parameter;
}

Scenario::Scenario pipelining()
{
    Scenario::Scenario scenario;
    scenario.id = QStringLiteral("pipelining");
    scenario.title = QStringLiteral("Pipelining");
    scenario.lesson = QStringLiteral("Many requests in flight.");
    scenario.variants = {{QStringLiteral("request-reply"), QStringLiteral("Request and reply"), {}, {}},
                         {QStringLiteral("pipelined-lifo"), QStringLiteral("Pipelined, LIFO"), {}, {}},
                         {QStringLiteral("pipelined"), QStringLiteral("Pipelined"), {}, {}}};
    Parameter requests =
        parameter(QStringLiteral("requests"), QStringLiteral("Requests"), ParameterKind::Integer, 20000, 1e7);
    Parameter payload =
        parameter(QStringLiteral("payload"), QStringLiteral("Payload"), ParameterKind::Integer, 16, 65536);
    payload.unit = QStringLiteral("B");
    Parameter protocol = parameter(QStringLiteral("protocol"), QStringLiteral("Protocol"),
                                   ParameterKind::Choice, QStringLiteral("gibson"));
    protocol.choices = {QStringLiteral("gibson"), QStringLiteral("resp")};
    Parameter server =
        parameter(QStringLiteral("server"), QStringLiteral("Server"), ParameterKind::Text, QString());
    Parameter checked =
        parameter(QStringLiteral("checked"), QStringLiteral("Checked"), ParameterKind::Switch, true);
    Parameter threshold = parameter(QStringLiteral("threshold_ms"), QStringLiteral("Threshold"),
                                    ParameterKind::Number, 10.0, 60000);
    threshold.inWindow = false;
    scenario.parameters = {requests, payload, protocol, server, checked, threshold};
    return scenario;
}

} // namespace

class TstHeaderPanel : public Testing::StrictTest
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void showsOneControlForEachSettingOfTheWindow();
    void settingsAreReadBackAsTyped();
    void valuesOutOfRangeCannotBeTyped();
    void settingsThatDoNotFitStandInTheDropDown();
    void firstVariantIsChosen();
    void numberChoosesVariant_data();
    void numberChoosesVariant();
    void choosingSilentlyTellsNobody();
    void runButtonFollowsTheMode();
    void settingsAreLockedWhileRunning();
    void variantMayBeChangedWhileRunning();
    void progressBarIsAsLongAsTheFraction();
    void returnInAFieldGivesTheKeyboardBack();
    void everyControlHasAName();
    void nothingOverlapsAtTheSmallestWidth();
    void lessonIsNotCutInANarrowWindow();
    void escapeLeavesTheCommandLine();

private:
    Theme::Theme m_theme;
    Scenario::Scenario m_scenario = pipelining();
    std::unique_ptr<HeaderPanel> m_header;

    template <typename Field>
    Field *field(const QString &key) const
    {
        return qobject_cast<Field *>(m_header->parameterBar()->editor(key)->field());
    }
};

void TstHeaderPanel::init()
{
    StrictTest::init();
    m_header = std::make_unique<HeaderPanel>(&m_theme);
    m_header->resize(1800, 128);
    m_header->showScenario(&m_scenario, Scenario::Parameters(m_scenario.parameters), true);
    QVERIFY(Testing::showWindow(m_header.get()));
}

void TstHeaderPanel::cleanup()
{
    m_header.reset();
}

void TstHeaderPanel::showsOneControlForEachSettingOfTheWindow()
{
    QVERIFY(field<NumberField>(QStringLiteral("requests")));
    QVERIFY(field<QComboBox>(QStringLiteral("protocol")));
    QVERIFY(field<QLineEdit>(QStringLiteral("server")));
    QVERIFY(field<QCheckBox>(QStringLiteral("checked"))->isChecked());
    QVERIFY(!m_header->parameterBar()->editor(QStringLiteral("threshold_ms")));
    QCOMPARE(field<NumberField>(QStringLiteral("requests"))->text(), QStringLiteral("20\u00a0000"));
    QCOMPARE(field<NumberField>(QStringLiteral("payload"))->text(), QStringLiteral("16\u00a0B"));
    QVERIFY(m_header->repeat());
}

void TstHeaderPanel::settingsAreReadBackAsTyped()
{
    QSignalSpy edited(m_header.get(), &HeaderPanel::parameterEdited);
    field<NumberField>(QStringLiteral("requests"))->setValue(500);
    field<QComboBox>(QStringLiteral("protocol"))->setCurrentIndex(1);
    field<QCheckBox>(QStringLiteral("checked"))->setChecked(false);
    field<QLineEdit>(QStringLiteral("server"))->setText(QStringLiteral("127.0.0.1:6379"));
    const Scenario::Parameters parameters = m_header->parameters();
    QCOMPARE(parameters.integer(QStringLiteral("requests")), 500);
    QCOMPARE(parameters.text(QStringLiteral("protocol")), QStringLiteral("resp"));
    QCOMPARE(parameters.isOn(QStringLiteral("checked")), false);
    QCOMPARE(parameters.text(QStringLiteral("server")), QStringLiteral("127.0.0.1:6379"));
    QCOMPARE(parameters.number(QStringLiteral("threshold_ms")), 10.0);
    QCOMPARE(edited.count(), 4);
    QCOMPARE(edited.first().at(0).toString(), QStringLiteral("requests"));
    QCOMPARE(edited.first().at(1).toString(), QStringLiteral("500"));
}

void TstHeaderPanel::valuesOutOfRangeCannotBeTyped()
{
    auto *payload = field<NumberField>(QStringLiteral("payload"));
    payload->setFocus();
    payload->selectAll();
    QTest::keyClicks(payload, QStringLiteral("65537"));
    QVERIFY(payload->value() <= 65536);
    payload->selectAll();
    QTest::keyClicks(payload, QStringLiteral("0"));
    QTest::keyClick(payload, Qt::Key_Return);
    QCOMPARE(m_header->parameters().integer(QStringLiteral("payload")), 1);
}

void TstHeaderPanel::settingsThatDoNotFitStandInTheDropDown()
{
    ParameterBar *bar = m_header->parameterBar();
    QCOMPARE(bar->hiddenCount(), 0);
    QVERIFY(!bar->moreButton()->isVisibleTo(bar));
    m_header->resize(1024, 128);
    QVERIFY(bar->hiddenCount() > 0);
    QVERIFY(bar->moreButton()->isVisibleTo(bar));
    // Whatever is hidden still counts.
    field<QCheckBox>(QStringLiteral("checked"))->setChecked(false);
    QCOMPARE(m_header->parameters().isOn(QStringLiteral("checked")), false);
    m_header->resize(1800, 128);
    QCOMPARE(bar->hiddenCount(), 0);
    QVERIFY(bar->editor(QStringLiteral("checked"))->isVisibleTo(bar));
}

void TstHeaderPanel::firstVariantIsChosen()
{
    QCOMPARE(m_header->variant(), QStringLiteral("request-reply"));
    QCOMPARE(m_header->variantButtons().size(), 3U);
    QCOMPARE(m_header->variantButtons()[1]->rank(), VariantRank::Middle);
}

void TstHeaderPanel::numberChoosesVariant_data()
{
    QTest::addColumn<int>("number");
    QTest::addColumn<QString>("variant");
    QTest::newRow("second") << 2 << QStringLiteral("pipelined-lifo");
    QTest::newRow("third") << 3 << QStringLiteral("pipelined");
    QTest::newRow("too high") << 4 << QStringLiteral("request-reply");
    QTest::newRow("zero") << 0 << QStringLiteral("request-reply");
}

void TstHeaderPanel::numberChoosesVariant()
{
    QFETCH(int, number);
    QSignalSpy chosen(m_header.get(), &HeaderPanel::variantChosen);
    m_header->chooseVariant(number);
    QTEST(m_header->variant(), "variant");
    QCOMPARE(chosen.count(), m_header->variant() == QStringLiteral("request-reply") ? 0 : 1);
}

void TstHeaderPanel::choosingSilentlyTellsNobody()
{
    QSignalSpy chosen(m_header.get(), &HeaderPanel::variantChosen);
    m_header->selectVariant(QStringLiteral("pipelined"));
    QCOMPARE(m_header->variant(), QStringLiteral("pipelined"));
    m_header->selectVariant(QStringLiteral("unknown"));
    QCOMPARE(m_header->variant(), QStringLiteral("pipelined"));
    QCOMPARE(chosen.count(), 0);
}

void TstHeaderPanel::runButtonFollowsTheMode()
{
    QSignalSpy run(m_header.get(), &HeaderPanel::runRequested);
    QSignalSpy stop(m_header.get(), &HeaderPanel::stopRequested);
    TextButton *button = m_header->runButton();
    QCOMPARE(button->text(), QStringLiteral("Run"));
    button->click();
    m_header->setMode(RunMode::Running);
    QCOMPARE(button->text(), QStringLiteral("Stop"));
    button->click();
    m_header->setMode(RunMode::Stopping);
    QVERIFY(!button->isEnabled());
    m_header->setMode(RunMode::Unavailable);
    QVERIFY(!button->isEnabled());
    QCOMPARE(run.count(), 1);
    QCOMPARE(stop.count(), 1);
}

void TstHeaderPanel::settingsAreLockedWhileRunning()
{
    m_header->setMode(RunMode::Running);
    QVERIFY(!field<NumberField>(QStringLiteral("requests"))->isEnabled());
    m_header->setMode(RunMode::Ready);
    QVERIFY(field<NumberField>(QStringLiteral("requests"))->isEnabled());
}

void TstHeaderPanel::variantMayBeChangedWhileRunning()
{
    m_header->setMode(RunMode::Running);
    QSignalSpy chosen(m_header.get(), &HeaderPanel::variantChosen);
    m_header->variantButtons()[2]->click();
    QCOMPARE(chosen.count(), 1);
}

void TstHeaderPanel::progressBarIsAsLongAsTheFraction()
{
    const QRect bar(1800 - 16 - 128, 104, 128, 4);
    const QColor accent = m_theme.color(ColorRole::Accent);
    QCOMPARE(Testing::countPixels(m_header.get(), bar, accent), 0);
    m_header->setProgress(QStringLiteral("Running 2.5 of 5.0 s"), 0.5);
    QCOMPARE(Testing::countPixels(m_header.get(), bar, accent), 64 * 4);
    m_header->setProgress(QStringLiteral("Running"), 7.0);
    QCOMPARE(Testing::countPixels(m_header.get(), bar, accent), 128 * 4);
}

void TstHeaderPanel::returnInAFieldGivesTheKeyboardBack()
{
    QSignalSpy left(m_header.get(), &HeaderPanel::left);
    auto *requests = field<NumberField>(QStringLiteral("requests"));
    requests->setFocus();
    requests->selectAll();
    QTest::keyClicks(requests, QStringLiteral("77"));
    QTest::keyClick(requests, Qt::Key_Return);
    QCOMPARE(left.count(), 1);
    QCOMPARE(m_header->parameters().integer(QStringLiteral("requests")), 77);
}

void TstHeaderPanel::everyControlHasAName()
{
    QCOMPARE(Testing::controlsWithoutName(m_header.get()).join(u';'), QString());
}

void TstHeaderPanel::nothingOverlapsAtTheSmallestWidth()
{
    m_header->resize(1024, 128);
    m_header->setProgress(QStringLiteral("Running 4.6 of 5.0 s"), 0.92);
    const ParameterBar *bar = m_header->parameterBar();
    QVERIFY(bar->x() > m_header->variantButtons().back()->geometry().right());
    QVERIFY(bar->geometry().right() < 1024 - 16 - 128);
    QVERIFY(bar->moreButton()->geometry().right() < bar->width());
}

void TstHeaderPanel::lessonIsNotCutInANarrowWindow()
{
    m_scenario.lesson =
        QStringLiteral("A coroutine that sleeps its thread stops everything else on that loop.");
    m_header->showScenario(&m_scenario, Scenario::Parameters(m_scenario.parameters), true);
    const auto labels = m_header->findChildren<RoleLabel *>();
    const auto lesson = std::ranges::find(labels, m_scenario.lesson, &RoleLabel::text);
    QVERIFY(lesson != labels.end());
    for (const int width : {1800, 640}) {
        m_header->resize(width, 128);
        QCOMPARE((*lesson)->shownText(), m_scenario.lesson);
        const auto buttons = m_header->findChildren<TextButton *>();
        QVERIFY(std::ranges::none_of(buttons, [&](const TextButton *button) {
            return button->isVisible() && button->geometry().intersects((*lesson)->geometry());
        }));
    }
}

void TstHeaderPanel::escapeLeavesTheCommandLine()
{
    AttachHeader header(&m_theme);
    header.resize(1024, 128);
    QVERIFY(Testing::showWindow(&header));
    header.focusCommand();
    QSignalSpy back(&header, &AttachHeader::backRequested);
    auto *field = header.findChild<QLineEdit *>();
    QTest::keyClick(field, Qt::Key_A);
    QCOMPARE(field->text(), QStringLiteral("a"));
    QTest::keyClick(field, Qt::Key_Escape);
    QCOMPARE(back.count(), 1);
}

LOOPSCOPE_WIDGET_TEST_MAIN(TstHeaderPanel)
#include "tst_headerpanel.moc"
