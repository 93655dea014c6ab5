#include "ui/slidechoices.h"

#include <QSettings>

namespace Loopscope::Ui {

namespace {

const QString groupKey = QStringLiteral("slides");
const QString shownKey = QStringLiteral("slides/shown");

QString keyOf(const Scenario::Scenario &scenario, const QString &what)
{
    return QStringLiteral("slides/%1/%2").arg(scenario.id, what);
}

QString variantKey(const Scenario::Scenario &scenario)
{
    return keyOf(scenario, QStringLiteral("variant"));
}

QString repeatKey(const Scenario::Scenario &scenario)
{
    return keyOf(scenario, QStringLiteral("repeat"));
}

QString parameterKey(const Scenario::Scenario &scenario, const QString &key)
{
    return keyOf(scenario, QStringLiteral("set-%1").arg(key));
}

// As one would type it.
QString typed(const QVariant &value)
{
    if (value.typeId() == QMetaType::Bool)
        return value.toBool() ? QStringLiteral("on") : QStringLiteral("off");
    return value.toString();
}

void write(const Scenario::Scenario &scenario, const SlideChoice &choice, QSettings *settings)
{
    const SlideChoice first = firstChoice(scenario);
    if (choice.variantId != first.variantId)
        settings->setValue(variantKey(scenario), choice.variantId);
    if (choice.repeat != first.repeat)
        settings->setValue(repeatKey(scenario), choice.repeat);
    const auto &values = choice.parameters.values();
    for (auto value = values.begin(); value != values.end(); ++value) {
        const QString text = typed(value.value());
        if (text != typed(first.parameters.values().value(value.key())))
            settings->setValue(parameterKey(scenario, value.key()), text);
    }
}

SlideChoice read(const Scenario::Scenario &scenario, const QSettings &settings)
{
    SlideChoice choice = firstChoice(scenario);
    const QString variantId = settings.value(variantKey(scenario)).toString();
    if (scenario.variant(variantId))
        choice.variantId = variantId;
    choice.repeat = settings.value(repeatKey(scenario), choice.repeat).toBool();
    for (const Scenario::Parameter &parameter : scenario.parameters) {
        const QVariant kept = settings.value(parameterKey(scenario, parameter.key));
        if (kept.isValid())
            (void)choice.parameters.set(parameter.key, kept.toString());
    }
    return choice;
}

} // namespace

bool repeatsByDefault(const Scenario::Scenario &scenario)
{
    return scenario.hasAmount;
}

SlideChoice firstChoice(const Scenario::Scenario &scenario)
{
    return {scenario.variants.front().id, repeatsByDefault(scenario),
            Scenario::Parameters(scenario.parameters)};
}

void writeChoices(const SlideChoices &choices, QSettings *settings)
{
    settings->remove(groupKey);
    settings->setValue(shownKey, choices.shownId);
    for (const Scenario::Scenario &scenario : Scenario::allScenarios()) {
        if (const auto choice = choices.slides.find(scenario.id); choice != choices.slides.end())
            write(scenario, *choice, settings);
    }
}

SlideChoices readChoices(const QSettings &settings)
{
    SlideChoices choices;
    for (const Scenario::Scenario &scenario : Scenario::allScenarios())
        choices.slides.insert(scenario.id, read(scenario, settings));
    const QString shownId = settings.value(shownKey).toString();
    if (Scenario::scenario(shownId))
        choices.shownId = shownId;
    return choices;
}

} // namespace Loopscope::Ui
