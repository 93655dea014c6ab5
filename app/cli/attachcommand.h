#pragma once

#include <functional>
#include <memory>

QT_BEGIN_NAMESPACE
class QObject;
QT_END_NAMESPACE

namespace Loopscope::Cli {

class AttachRun;
class CommandLine;

/// Shows a run in a window that lives as long as the object; calls `closed` once when it is closed.
using AttachWindowOpener =
    std::function<std::shared_ptr<QObject>(AttachRun *run, std::function<void()> closed)>;

/// `loopscope attach [--threshold MS] [--record FILE] [--window] [--follow-children] [--json] -- PROGRAM
/// [ARGS...]`. Without an opener there is no `--window`.
void addAttachCommand(CommandLine *commandLine, AttachWindowOpener opener = {});

} // namespace Loopscope::Cli
