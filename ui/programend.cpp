#include "ui/programend.h"

#include "core/base/words.h"
#include "ui/theme/format.h"

#include <chrono>
#include <csignal>

namespace Loopscope::Ui {

namespace {

QString howOf(const ProgramEnd &end)
{
    if (end.wasAsked)
        return Words::tr("Ended by you");
    switch (end.signal) {
    case 0:
        return Words::tr("Ended with status %1").arg(end.status);
    case SIGKILL:
        return Words::tr("Killed by signal %1").arg(end.signal);
    case SIGABRT:
        return Words::tr("Aborted (signal %1)").arg(end.signal);
    case SIGSEGV:
    case SIGBUS:
    case SIGILL:
    case SIGFPE:
        return Words::tr("Crashed (signal %1)").arg(end.signal);
    default:
        return Words::tr("Ended by signal %1").arg(end.signal);
    }
}

} // namespace

QString ProgramEnd::sentence() const
{
    // As fine as the end of the time axis below it.
    const int decimals = after < std::chrono::seconds(10) ? 2 : 1;
    const QString time = Theme::formatSeconds(after, decimals);
    if (blockedFor > Base::Duration::zero())
        return Words::tr("%1 after %2, while its loop was blocked for %3 in %4.")
            .arg(howOf(*this), time, Theme::formatStall(blockedFor), blockedIn);
    return Words::tr("%1 after %2, %3.")
        .arg(howOf(*this), time,
             Theme::formatPlural(Words::tr("%n stall(s)", nullptr, Theme::pluralOf(stalls)), stalls));
}

} // namespace Loopscope::Ui
