#include "app/loopscope/windowcommands.h"

namespace Loopscope::App {

void addWindowCommands(Cli::CommandLine *) {}

Cli::AttachWindowOpener attachWindowOpener()
{
    return {};
}

std::unique_ptr<QCoreApplication> makeApplication(Cli::Needs, int &argc, char **argv)
{
    return std::make_unique<QCoreApplication>(argc, argv);
}

} // namespace Loopscope::App
