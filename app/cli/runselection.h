#pragma once

#include "core/session/runplan.h"

#include <QString>
#include <QStringList>

#include <optional>
#include <variant>
#include <vector>

namespace Loopscope::Cli {

/// The options of `run`, as typed.
struct RunOptions
{
    std::vector<std::string> targets; ///< SCENARIO or SCENARIO/VARIANT
    bool all = false;
    std::vector<std::string> settings; ///< KEY=VALUE
    std::optional<double> duration;    ///< seconds
    std::string recordPath;
    std::optional<double> recordLast; ///< minutes
    bool json = false;
};

/// A scenario that `--all` names but that cannot run here.
struct Unavailable
{
    QString scenarioId;
    QString reason;
};

using PlannedRun = std::variant<Session::RunPlan, Unavailable>;

/// The runs that the options ask for, checked before anything starts.
struct RunSelection
{
    std::vector<PlannedRun> runs;
    QString problem;            ///< one sentence; then there are no runs
    bool isUnavailable = false; ///< the problem: a scenario named alone is not available (status 1, not 2)
};

RunSelection selectRuns(const RunOptions &options);

/// What is wrong with `--record-last MINUTES`: one sentence, or empty.
QString problemOfRecordLast(std::optional<double> minutes, bool isRecorded);
/// 0 without it.
std::chrono::milliseconds recordLastOf(std::optional<double> minutes);

} // namespace Loopscope::Cli
