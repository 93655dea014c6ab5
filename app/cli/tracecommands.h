#pragma once

namespace Loopscope::Cli {

class CommandLine;

/// `loopscope report TRACE [--json]`
/// `loopscope compare BEFORE AFTER [--json]`
/// `loopscope check TRACE [--max-stall MS] [--p99 MS] [--max-busy FRACTION] [--max-dropped N] [--junit FILE]`
/// `loopscope export TRACE --format chrome|csv|hlog -o FILE`
void addTraceCommands(CommandLine *commandLine);

} // namespace Loopscope::Cli
