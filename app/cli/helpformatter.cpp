#include "app/cli/helpformatter.h"

namespace Loopscope::Cli {

namespace {

/// What an option takes, without the descriptions of its checks; empty for flags.
std::string placeholder(const CLI::Option *option)
{
    if (option->get_type_size() == 0)
        return {};
    const std::string name = option->get_type_name();
    return name.substr(0, name.find(':'));
}

} // namespace

HelpFormatter::HelpFormatter()
{
    column_width(26);
}

std::string HelpFormatter::make_usage(const CLI::App *app, std::string name) const
{
    std::string usage = "\nUsage: " + name + " [OPTIONS]";
    for (const CLI::Option *option : app->get_options()) {
        if (option->nonpositional() && option->get_required())
            usage += ' ' + option->get_name() + ' ' + placeholder(option);
    }
    for (const CLI::Option *option : app->get_options()) {
        if (option->get_positional())
            usage += ' ' + make_option_usage(option);
    }
    if (app->get_parent() == nullptr)
        usage += "\n       " + name + " COMMAND [OPTIONS] ...";
    return usage + '\n';
}

std::string HelpFormatter::make_option_opts(const CLI::Option *option) const
{
    if (!option->get_option_text().empty())
        return ' ' + option->get_option_text();
    const std::string taken = option->get_positional() ? std::string() : placeholder(option);
    return taken.empty() ? taken : ' ' + taken;
}

std::string HelpFormatter::make_option_usage(const CLI::Option *option) const
{
    std::string usage = option->get_name(true);
    if (!option->get_option_text().empty())
        return usage + ' ' + option->get_option_text();
    if (option->get_expected_max() > 1)
        usage += "...";
    return option->get_required() ? usage : '[' + usage + ']';
}

} // namespace Loopscope::Cli
