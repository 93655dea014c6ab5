#include "app/cli/commandline.h"
#include "app/cli/exitstatus.h"
#include "app/cli/programprocess.h"
#include "app/cli/stopsignals.h"
#include "app/loopscope/windowcommands.h"
#include "core/session/threadlimit.h"

#include <QCoreApplication>

#include <cstdio>

using namespace Loopscope;

namespace {

// The monitor's, and one for a run to say the rest.
constexpr int neededThreads = 4;

int runCommand(QCoreApplication *app, const Cli::Invocation &invocation)
{
    const auto command = invocation.make();
    if (!command)
        return Cli::WrongUsage;
    Cli::StopSignals signals_;
    QObject::connect(&signals_, &Cli::StopSignals::stopRequested, command.get(), &Cli::Command::stop);
    QObject::connect(
        command.get(), &Cli::Command::finished, app, [](int status) { QCoreApplication::exit(status); },
        Qt::QueuedConnection);
    QMetaObject::invokeMethod(command.get(), &Cli::Command::start, Qt::QueuedConnection);
    return QCoreApplication::exec();
}

} // namespace

int main(int argc, char **argv)
{
    Cli::keepOriginalEnvironment();
    // Qt's own dispatcher posts 3 to 6 times cheaper; children never see this (DESIGN).
    qputenv("QT_NO_GLIB", "1");
    Cli::CommandLine commandLine;
    Cli::addCoreCommands(&commandLine, App::attachWindowOpener());
    App::addWindowCommands(&commandLine);
    const Cli::Invocation invocation = commandLine.parse(argc, argv);
    if (invocation.exitStatus)
        return *invocation.exitStatus;
    if (const QString problem = Session::askForThreads(neededThreads); !problem.isEmpty()) {
        std::fprintf(stderr, "loopscope: %s\n", qPrintable(problem));
        return Cli::Failed;
    }
    QCoreApplication::setApplicationName(QStringLiteral("loopscope"));
    QCoreApplication::setApplicationVersion(QStringLiteral(LOOPSCOPE_VERSION));
    QCoreApplication::setOrganizationName(QStringLiteral("loopscope"));
    const auto app = App::makeApplication(invocation.needs, argc, argv);
    if (!app)
        return Cli::Failed;
    return runCommand(app.get(), invocation);
}
