#pragma once

namespace Loopscope::Cli {

/// What the program ends with (CONTRACT.md, "Commands").
enum ExitStatus : int
{
    Done = 0,
    Failed = 1,     ///< with one clear line on stderr
    WrongUsage = 2, ///< before anything was started
    OverBudget = 3,
};

} // namespace Loopscope::Cli
