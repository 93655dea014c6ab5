#include "core/scenario/parameterset.h"

#include "core/base/words.h"

namespace Loopscope::Scenario {

Parameter integerParameter(const QString &key, const QString &label, qint64 value, double min, double max,
                           const QString &unit)
{
    return {key, label, ParameterKind::Integer, value, min, max, unit, {}, true};
}

Parameter switchParameter(const QString &key, const QString &label, bool value)
{
    return {key, label, ParameterKind::Switch, value, 0, 0, {}, {}, true};
}

Parameter choiceParameter(const QString &key, const QString &label, const QStringList &choices)
{
    return {key, label, ParameterKind::Choice, choices.front(), 0, 0, {}, choices, true};
}

Parameter textParameter(const QString &key, const QString &label, const QString &value)
{
    return {key, label, ParameterKind::Text, value, 0, 0, {}, {}, true};
}

Parameter thresholdParameter()
{
    return hidden({QStringLiteral("threshold_ms"),
                   Words::tr("Threshold"),
                   ParameterKind::Number,
                   10.0,
                   1,
                   60000,
                   QStringLiteral("ms"),
                   {},
                   false});
}

Parameter hidden(Parameter parameter)
{
    parameter.inWindow = false;
    return parameter;
}

} // namespace Loopscope::Scenario
