#pragma once

#include "app/cli/commandline.h"

#include <QCoreApplication>

#include <memory>

namespace Loopscope::App {

/// Registers what needs the window: the program without a subcommand, and `screenshot`. In a build
/// without the UI it registers nothing but the reason.
void addWindowCommands(Cli::CommandLine *commandLine);

/// What `attach --window` opens; empty in a build without the UI.
Cli::AttachWindowOpener attachWindowOpener();

/// The application object that a command needs; null, with a line on stderr, when there is no display.
std::unique_ptr<QCoreApplication> makeApplication(Cli::Needs needs, int &argc, char **argv);

} // namespace Loopscope::App
