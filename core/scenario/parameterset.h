#pragma once

#include "core/scenario/parameters.h"

namespace Loopscope::Scenario {

/// Short ways to declare parameters; the last one of every scenario is thresholdParameter().
Parameter integerParameter(const QString &key, const QString &label, qint64 value, double min, double max,
                           const QString &unit = {});
Parameter switchParameter(const QString &key, const QString &label, bool value);
Parameter choiceParameter(const QString &key, const QString &label, const QStringList &choices);
Parameter textParameter(const QString &key, const QString &label, const QString &value);
Parameter thresholdParameter();

/// `parameter`, but on the command line only.
Parameter hidden(Parameter parameter);

} // namespace Loopscope::Scenario
