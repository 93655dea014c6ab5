#include "core/session/threadlimit.h"

#include "core/base/words.h"
#include "core/scenario/figuretext.h"

#include <latch>
#include <system_error>
#include <thread>
#include <vector>

namespace Loopscope::Session {

QString askForThreads(int wanted)
{
    std::latch asked(1);
    std::vector<std::jthread> threads;
    threads.reserve(static_cast<std::size_t>(wanted));
    try {
        while (std::ssize(threads) < wanted)
            threads.emplace_back([&asked] { asked.wait(); });
    } catch (const std::system_error &) {
        // As many as there are.
    }
    const auto made = std::ssize(threads);
    asked.count_down();
    if (made >= wanted)
        return {};
    return Words::tr("Only %1 can be started, a run needs %2: end programs or raise the limit "
                     "(ulimit -u, pids.max of the control group).")
        .arg(Scenario::countedText(static_cast<double>(made), Words::tr("thread"), Words::tr("threads")))
        .arg(wanted);
}

} // namespace Loopscope::Session
