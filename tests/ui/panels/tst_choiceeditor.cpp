#include "core/scenario/choiceprobe.h"
#include "core/scenario/scenario.h"
#include "tests/support/stricttest.h"
#include "tests/ui/panels/panelfixture.h"
#include "ui/panels/parametereditor.h"

#include <QApplication>
#include <QComboBox>
#include <QSignalSpy>
#include <QStandardItemModel>

using namespace Loopscope;
using Panels::ParameterEditor;

class TstChoiceEditor : public Testing::StrictTest
{
    Q_OBJECT

private Q_SLOTS:
    void choiceFollowsTheServer();

private:
    static Scenario::Parameter protocol();
};

Scenario::Parameter TstChoiceEditor::protocol()
{
    const Scenario::Scenario *scenario = Scenario::scenario(QStringLiteral("pipelining"));
    return *std::ranges::find(scenario->parameters, QStringLiteral("protocol"), &Scenario::Parameter::key);
}

// There may be a Redis on this machine or not: the editor says the same as the probe.
void TstChoiceEditor::choiceFollowsTheServer()
{
    Scenario::ChoiceProbe probe;
    QSignalSpy told(&probe, &Scenario::ChoiceProbe::told);
    probe.ask();
    QVERIFY(told.wait());
    const QString reason = told.front().front().toString();

    const Theme::Theme theme;
    ParameterEditor editor(&theme, protocol());
    auto *field = qobject_cast<QComboBox *>(editor.field());
    QVERIFY(field);
    QSignalSpy asked(editor.findChild<Scenario::ChoiceProbe *>(), &Scenario::ChoiceProbe::told);
    QVERIFY(asked.wait());
    const auto *item =
        qobject_cast<QStandardItemModel *>(field->model())->item(field->findText(QStringLiteral("resp")));
    QCOMPARE(item->isEnabled(), reason.isEmpty());
    QCOMPARE(item->toolTip(), reason);
    QCOMPARE(editor.text(), QStringLiteral("gibson"));
}

LOOPSCOPE_WIDGET_TEST_MAIN(TstChoiceEditor)

#include "tst_choiceeditor.moc"
