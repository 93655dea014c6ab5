#include "core/scenario/parameters.h"

#include "core/base/words.h"

#include <QLocale>

#include <algorithm>
#include <cmath>

namespace Loopscope::Scenario {

namespace {

QString rangeText(const Parameter &parameter)
{
    return Words::tr("%1 to %2")
        .arg(QString::number(parameter.min, 'g', 15), QString::number(parameter.max, 'g', 15));
}

QString quoted(const QString &text)
{
    return u'"' + text + u'"';
}

std::optional<QString> parse(const Parameter &parameter, const QString &text, QVariant *value)
{
    const QString name = parameter.key;
    bool isNumber = false;
    switch (parameter.kind) {
    case ParameterKind::Integer: {
        const qlonglong number = QLocale::c().toLongLong(text, &isNumber);
        if (!isNumber)
            return Words::tr("%1 is not a whole number: %2.").arg(name, quoted(text));
        if (static_cast<double>(number) < parameter.min || static_cast<double>(number) > parameter.max)
            return Words::tr("%1 must be %2, not %3.").arg(name, rangeText(parameter), text);
        *value = number;
        return std::nullopt;
    }
    case ParameterKind::Number: {
        const double number = QLocale::c().toDouble(text, &isNumber);
        if (!isNumber || !std::isfinite(number))
            return Words::tr("%1 is not a number: %2.").arg(name, quoted(text));
        if (number < parameter.min || number > parameter.max)
            return Words::tr("%1 must be %2, not %3.").arg(name, rangeText(parameter), text);
        *value = number;
        return std::nullopt;
    }
    case ParameterKind::Switch:
        if (text != QLatin1String("on") && text != QLatin1String("off"))
            return Words::tr("%1 is a switch: on or off, not %2.").arg(name, quoted(text));
        *value = text == QLatin1String("on");
        return std::nullopt;
    case ParameterKind::Choice:
        if (!parameter.choices.contains(text))
            return Words::tr("%1 must be one of %2, not %3.")
                .arg(name, parameter.choices.join(QLatin1String(", ")), quoted(text));
        *value = text;
        return std::nullopt;
    case ParameterKind::Text:
        *value = text;
        return std::nullopt;
    }
    return std::nullopt;
}

} // namespace

QString Parameter::kindId() const
{
    switch (kind) {
    case ParameterKind::Integer:
        return QStringLiteral("integer");
    case ParameterKind::Number:
        return QStringLiteral("number");
    case ParameterKind::Text:
        return QStringLiteral("text");
    case ParameterKind::Choice:
        return QStringLiteral("choice");
    case ParameterKind::Switch:
        return QStringLiteral("switch");
    }
    return {};
}

Parameters::Parameters(const std::vector<Parameter> &declared)
    : m_declared(declared)
{
    for (const Parameter &parameter : declared)
        m_values.insert(parameter.key, parameter.defaultValue);
}

std::optional<QString> Parameters::set(const QString &key, const QString &text)
{
    const auto declared = std::ranges::find(m_declared, key, &Parameter::key);
    if (declared == m_declared.end())
        return Words::tr("There is no key %1.").arg(quoted(key));
    QVariant value;
    if (auto problem = parse(*declared, text, &value))
        return problem;
    m_values.insert(key, value);
    return std::nullopt;
}

bool Parameters::has(const QString &key) const
{
    return m_values.contains(key);
}

qint64 Parameters::integer(const QString &key) const
{
    return m_values.value(key).toLongLong();
}

double Parameters::number(const QString &key) const
{
    return m_values.value(key).toDouble();
}

QString Parameters::text(const QString &key) const
{
    return m_values.value(key).toString();
}

bool Parameters::isOn(const QString &key) const
{
    return m_values.value(key).toBool();
}

} // namespace Loopscope::Scenario
