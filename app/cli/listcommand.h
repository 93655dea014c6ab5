#pragma once

namespace Loopscope::Cli {

class CommandLine;

/// `loopscope list [--json]`
void addListCommand(CommandLine *commandLine);

} // namespace Loopscope::Cli
