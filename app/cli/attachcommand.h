#pragma once

namespace Loopscope::Cli {

class CommandLine;

/// `loopscope attach [--threshold MS] [--record FILE] [--follow-children] [--json] -- PROGRAM [ARGS...]`
void addAttachCommand(CommandLine *commandLine);

} // namespace Loopscope::Cli
