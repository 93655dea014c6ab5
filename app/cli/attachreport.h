#pragma once

#include "core/session/runreport.h"

#include <QJsonObject>
#include <QStringList>

#include <optional>

namespace Loopscope::Cli {

/// What was seen of an attached program.
struct AttachReport
{
    QStringList command;           ///< the program and its arguments
    std::optional<int> exitStatus; ///< none: it went on without us
    double thresholdMs = 0;
    Session::RunReport run; ///< figures and costs; no scenario
};

/// The document of a run with the program in place of the scenario (CONTRACT.md).
QJsonObject toJson(const AttachReport &report);
/// The same for people: percentiles, slow callbacks, their stacks.
QString toText(const AttachReport &report);

} // namespace Loopscope::Cli
