#pragma once

namespace Loopscope::Cli {

class CommandLine;

/// `loopscope run SCENARIO[/VARIANT]... | --all [--set KEY=VALUE]... [--duration SECONDS] [--record FILE]
/// [--json]`
void addRunCommand(CommandLine *commandLine);

} // namespace Loopscope::Cli
