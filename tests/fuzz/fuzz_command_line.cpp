// Arguments, one per line, up to the moment at which the chosen command would start.

#include "app/cli/commandline.h"
#include "tests/fuzz/splitinput.h"

#include <QCoreApplication>

using namespace Loopscope;

extern "C" int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    static QCoreApplication application(*argc, *argv);
    return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    QByteArray text(reinterpret_cast<const char *>(data), static_cast<qsizetype>(size));
    text.replace('\0', ' '); // an argument can't hold it
    QList<QByteArray> arguments = text.split('\n');
    arguments.prepend("loopscope");
    std::vector<char *> argv;
    for (QByteArray &argument : arguments)
        argv.push_back(argument.data());

    Cli::CommandLine commandLine;
    Cli::addCoreCommands(&commandLine);
    const auto invocation = commandLine.parse(static_cast<int>(argv.size()), argv.data());
    if (invocation.exitStatus)
        Fuzzing::require(*invocation.exitStatus == 0 || *invocation.exitStatus == 2,
                         "answered, or wrong usage");
    else
        invocation.make(); // checks what the options ask for; nothing starts
    return 0;
}
