#include "app/cli/commandline.h"

#include "app/cli/attachcommand.h"
#include "app/cli/exitstatus.h"
#include "app/cli/helpformatter.h"
#include "app/cli/listcommand.h"
#include "app/cli/runcommand.h"
#include "app/cli/tracecommands.h"

#include <CLI/CLI.hpp>

#include <cstdio>

namespace Loopscope::Cli {

namespace {

struct Entry
{
    CLI::App *app = nullptr;
    CommandFactory make;
    std::function<Needs()> needs;
};

} // namespace

class CommandLine::Private
{
public:
    CLI::App app{"An oscilloscope for Qt event loops: shows which line blocks a loop, while it blocks it.\n"
                 "Without a command it opens the window.",
                 "loopscope"};
    std::vector<Entry> entries;
    Entry fallback;
};

CommandLine::CommandLine()
    : d(std::make_unique<Private>())
{
    d->app.set_version_flag("--version", std::string("loopscope ") + LOOPSCOPE_VERSION,
                            "Print the version and exit");
    d->app.set_help_flag("-h,--help", "Print this help and exit");
    d->app.require_subcommand(0, 1);
    d->app.formatter(std::make_shared<HelpFormatter>());
    d->app.footer("Help of a command: loopscope COMMAND --help\n"
                  "Exit status: 0 done, 1 failed, 2 wrong usage, 3 over budget.");
}

CommandLine::~CommandLine() = default;

void CommandLine::add(const std::string &name, const std::string &description,
                      const std::function<void(CLI::App *)> &declare, CommandFactory make, Needs needs)
{
    add(name, description, declare, std::move(make), [needs] { return needs; });
}

void CommandLine::add(const std::string &name, const std::string &description,
                      const std::function<void(CLI::App *)> &declare, CommandFactory make,
                      std::function<Needs()> needs)
{
    CLI::App *app = d->app.add_subcommand(name, description)->group("Commands");
    app->set_help_flag("-h,--help", "Print this help and exit");
    declare(app);
    d->entries.push_back({app, std::move(make), std::move(needs)});
}

void CommandLine::setDefault(const std::function<void(CLI::App *)> &declare, CommandFactory make, Needs needs)
{
    declare(&d->app);
    d->fallback = {nullptr, std::move(make), [needs] { return needs; }};
}

Invocation CommandLine::parse(int argc, char **argv)
{
    try {
        d->app.parse(argc, argv);
    } catch (const CLI::ParseError &error) {
        const bool isAnswer = error.get_exit_code() == static_cast<int>(CLI::ExitCodes::Success);
        if (isAnswer)
            return {{}, d->app.exit(error), Needs::Nothing};
        printError(QString::fromUtf8(error.what()));
        return {{}, WrongUsage, Needs::Nothing};
    }
    const Entry *chosen = &d->fallback;
    for (const Entry &entry : d->entries) {
        if (entry.app->parsed())
            chosen = &entry;
    }
    if (!chosen->make) {
        printError(QStringLiteral("Name a command. See: loopscope --help"));
        return {{}, WrongUsage, Needs::Nothing};
    }
    return {chosen->make, std::nullopt, chosen->needs()};
}

void addCoreCommands(CommandLine *commandLine, AttachWindowOpener opener)
{
    addListCommand(commandLine);
    addRunCommand(commandLine);
    addAttachCommand(commandLine, std::move(opener));
    addTraceCommands(commandLine);
}

void printError(const QString &sentence)
{
    std::fprintf(stderr, "loopscope: %s\n", qPrintable(sentence));
}

} // namespace Loopscope::Cli
