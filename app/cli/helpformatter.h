#pragma once

#include <CLI/CLI.hpp>

#include <string>

namespace Loopscope::Cli {

/// Help as people write it: `--threshold MS`, not `--threshold FLOAT:FLOAT in [0.001 - 3.6e+06]`; ranges and
/// defaults stand in the descriptions, and what a command cannot do without stands in its usage.
class HelpFormatter final : public CLI::Formatter
{
public:
    HelpFormatter();

    std::string make_usage(const CLI::App *app, std::string name) const override;
    std::string make_option_opts(const CLI::Option *option) const override;
    std::string make_option_usage(const CLI::Option *option) const override;
};

} // namespace Loopscope::Cli
