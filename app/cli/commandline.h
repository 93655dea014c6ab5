#pragma once

#include "app/cli/attachcommand.h"
#include "app/cli/subcommand.h"

#include <QStringList>

#include <functional>
#include <memory>
#include <optional>

namespace CLI {
class App;
}

namespace Loopscope::Cli {

/// Makes the chosen command; called when the application object exists. Null: wrong usage, already told.
using CommandFactory = std::function<std::unique_ptr<Command>()>;

enum class Needs
{
    Nothing, ///< a QCoreApplication will do
    Window,  ///< a QApplication and a display
    Drawing, ///< a QApplication that draws into memory
};

/// What the command line asked for.
struct Invocation
{
    CommandFactory make;
    std::optional<int> exitStatus; ///< set when the answer was given already (help, wrong usage)
    Needs needs = Needs::Nothing;
};

/// Subcommands of the program. Those with a window are registered from outside, so that this library
/// knows nothing of widgets.
class CommandLine
{
public:
    CommandLine();
    ~CommandLine();
    CommandLine(const CommandLine &) = delete;
    CommandLine &operator=(const CommandLine &) = delete;

    /// Adds a subcommand: `declare` adds its options, `make` is called when it was chosen.
    void add(const std::string &name, const std::string &description,
             const std::function<void(CLI::App *)> &declare, CommandFactory make,
             Needs needs = Needs::Nothing);
    /// The same; what it needs depends on its options.
    void add(const std::string &name, const std::string &description,
             const std::function<void(CLI::App *)> &declare, CommandFactory make,
             std::function<Needs()> needs);
    /// What happens without a subcommand; `declare` adds the program's own options.
    void setDefault(const std::function<void(CLI::App *)> &declare, CommandFactory make, Needs needs);

    /// Parses; help goes to stdout, wrong usage to stderr.
    Invocation parse(int argc, char **argv);

private:
    class Private;
    const std::unique_ptr<Private> d;
};

/// Adds `list`, `run`, `attach` and the commands on traces. Without an opener, `attach` shows no window.
void addCoreCommands(CommandLine *commandLine, AttachWindowOpener opener = {});

/// One line on stderr: "loopscope: <sentence>".
void printError(const QString &sentence);

} // namespace Loopscope::Cli
