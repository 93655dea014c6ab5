#include "app/cli/listcommand.h"

#include "app/cli/commandline.h"
#include "app/cli/exitstatus.h"
#include "core/scenario/scenario.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTextStream>

#include <CLI/CLI.hpp>

namespace Loopscope::Cli {

namespace {

QJsonObject toJson(const Scenario::Parameter &parameter)
{
    const bool hasRange = parameter.kind == Scenario::ParameterKind::Integer ||
                          parameter.kind == Scenario::ParameterKind::Number;
    const QString value =
        parameter.kind == Scenario::ParameterKind::Switch
            ? (parameter.defaultValue.toBool() ? QStringLiteral("on") : QStringLiteral("off"))
            : QString();
    return {{QStringLiteral("key"), parameter.key},
            {QStringLiteral("kind"), parameter.kindId()},
            {QStringLiteral("default"),
             value.isEmpty() ? QJsonValue::fromVariant(parameter.defaultValue) : QJsonValue(value)},
            {QStringLiteral("min"), hasRange ? QJsonValue(parameter.min) : QJsonValue()},
            {QStringLiteral("max"), hasRange ? QJsonValue(parameter.max) : QJsonValue()},
            {QStringLiteral("unit"), parameter.unit.isEmpty() ? QJsonValue() : QJsonValue(parameter.unit)},
            {QStringLiteral("choices"), parameter.choices.isEmpty()
                                            ? QJsonValue()
                                            : QJsonValue(QJsonArray::fromStringList(parameter.choices))}};
}

QJsonObject toJson(const Scenario::Scenario &scenario)
{
    QJsonArray variants;
    for (const Scenario::Variant &variant : scenario.variants)
        variants.append(
            QJsonObject{{QStringLiteral("id"), variant.id}, {QStringLiteral("title"), variant.title}});
    QJsonArray parameters;
    for (const Scenario::Parameter &parameter : scenario.parameters)
        parameters.append(toJson(parameter));
    const QString reason = scenario.reasonUnavailable(Scenario::Parameters(scenario.parameters));
    return {{QStringLiteral("id"), scenario.id},
            {QStringLiteral("title"), scenario.title},
            {QStringLiteral("lesson"), scenario.lesson},
            {QStringLiteral("available"), reason.isEmpty()},
            {QStringLiteral("reason"), reason.isEmpty() ? QJsonValue() : QJsonValue(reason)},
            {QStringLiteral("variants"), variants},
            {QStringLiteral("parameters"), parameters}};
}

class ListCommand final : public Command
{
public:
    explicit ListCommand(bool json)
        : m_json(json)
    {}

    void start() override
    {
        QTextStream out(stdout);
        if (m_json)
            printJson(out);
        else
            printText(out);
        out.flush();
        Q_EMIT finished(Done);
    }

private:
    static void printJson(QTextStream &out)
    {
        QJsonArray document;
        for (const Scenario::Scenario &scenario : Scenario::allScenarios())
            document.append(toJson(scenario));
        out << QJsonDocument(document).toJson();
    }

    static void printText(QTextStream &out)
    {
        for (const Scenario::Scenario &scenario : Scenario::allScenarios()) {
            out << scenario.id << "  " << scenario.lesson << '\n';
            const QString reason = scenario.reasonUnavailable(Scenario::Parameters(scenario.parameters));
            if (!reason.isEmpty())
                out << "  not available: " << reason << '\n';
            for (const Scenario::Variant &variant : scenario.variants)
                out << "  " << scenario.id << '/' << variant.id << '\n';
            for (const Scenario::Parameter &parameter : scenario.parameters)
                out << "    --set " << parameter.key << '=' << defaultText(parameter) << '\n';
        }
    }

    static QString defaultText(const Scenario::Parameter &parameter)
    {
        if (parameter.kind == Scenario::ParameterKind::Switch)
            return parameter.defaultValue.toBool() ? QStringLiteral("on") : QStringLiteral("off");
        return parameter.defaultValue.toString();
    }

    const bool m_json;
};

} // namespace

void addListCommand(CommandLine *commandLine)
{
    const auto json = std::make_shared<bool>(false);
    commandLine->add(
        "list", "List the scenarios, their variants and parameters",
        [json](CLI::App *app) { app->add_flag("--json", *json, "Print one JSON document and nothing else"); },
        [json] { return std::make_unique<ListCommand>(*json); });
}

} // namespace Loopscope::Cli
